import { computed, shallowRef, toValue } from 'vue';
import type { MaybeRefOrGetter } from 'vue';
import { dayKindFrom } from './day-kinds.ts';
import type { DayRange } from './period.ts';
import { language } from './preferences.ts';
import { useValues } from './queries.ts';
import { isCut } from './whole-periods.ts';
import type { Step } from './whole-periods.ts';

/** What kind of day a day is (once the notices of the State Council have come), and which periods are cut off at an end. */
export function useWholePeriods(bounds: MaybeRefOrGetter<DayRange>, unit: MaybeRefOrGetter<string | undefined>) {
  const dayKind = shallowRef<ReturnType<typeof dayKindFrom>>();
  void import('chinese-days').then(({ default: notices }) => {
    dayKind.value = (day) => dayKindFrom(notices, language.value === 'en')(day);
  });
  const days = useValues(() => ({
    id: 'filling-hours',
    by: 'period',
    period: 'day',
    ...toValue(bounds),
    unit: toValue(unit) || undefined,
  }));
  const firstDay = computed(() => days.data.value?.rows.map((row) => row.period).sort()[0]);
  const isWorked = (day: string): boolean => ['workday', 'moved-workday'].includes(dayKind.value?.(day).kind ?? '');
  return {
    dayKind,
    isCut: (period: string, step: Step): boolean =>
      isCut(period, step, { bounds: toValue(bounds), firstDay: firstDay.value, isWorked }),
  };
}
