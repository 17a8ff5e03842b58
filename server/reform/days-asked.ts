import type { DaysQuery } from '../contract-reform.ts';
import type { Span } from '../indicators/computation.service.ts';

/** Event rows are joined to each other over a year of them at most. */
export const MOST_DAYS = 366;

/** The days asked for within those that were computed, the last `most` of them; undefined where nothing was. */
export function daysAsked(
  { from, to }: DaysQuery,
  span: Span | undefined,
  most = Infinity,
): { from: string; to: string } | undefined {
  if (!span) return undefined;
  const last = to && to < span.last ? to : span.last;
  const first = from && from > span.first ? from : span.first;
  const earliest =
    most === Infinity ? first : new Date(Date.parse(last) - (most - 1) * 86_400_000).toISOString().slice(0, 10);
  return { from: first > earliest ? first : earliest, to: last };
}
