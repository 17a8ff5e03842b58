/** Notes pinned to days, as charts along time show them; nothing for who may not read notes. */
import { computed, toValue } from 'vue';
import type { ComputedRef, MaybeRefOrGetter } from 'vue';
import type { DayNote } from './charts/day-flags.ts';
import type { DayRange } from './period.ts';
import { useNotes } from './sharing.ts';

export function useDayFlags(days: MaybeRefOrGetter<DayRange>): ComputedRef<DayNote[]> {
  const notes = useNotes(() => toValue(days));
  return computed(() => (notes.data.value?.rows ?? []).flatMap(({ day, text }) => (day ? [{ day, text }] : [])));
}
