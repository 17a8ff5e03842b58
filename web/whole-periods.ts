/** Which weeks and months are only partly in the figures: they are drawn dashed and never called the highest or lowest. */
import { addDays, daysBetween, periodToDays, weekToDays } from './period.ts';
import type { DayRange } from './period.ts';

export type Step = 'week' | 'month';

export const daysOf = (period: string, step: Step): DayRange =>
  step === 'week' ? weekToDays(period) : periodToDays(period);

/**
 * True where the filter or the start of the data cuts a period. Days before the first record cut it only when one of them was
 * worked: data that starts on 2 January has all of January. (The API itself marks the period that is still running.)
 */
export function isCut(
  period: string,
  step: Step,
  {
    bounds,
    firstDay,
    isWorked,
  }: { bounds: DayRange; firstDay: string | undefined; isWorked: (day: string) => boolean },
): boolean {
  const { from, to } = daysOf(period, step);
  if (!from || !to) return false;
  if ((bounds.from && from < bounds.from) || (bounds.to && to > bounds.to)) return true;
  return firstDay !== undefined && from < firstDay && daysBetween(from, addDays(firstDay, -1)).some(isWorked);
}
