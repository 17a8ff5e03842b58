/** When honest people work: mostly in office hours, some evenings, now and then after the deadline. */
import { DAY_S } from './calendar.ts';
import type { Random } from './random.ts';

/**
 * Second of the day at which paper gets done: 08:30-12:00 or 14:30-17:50, most of it in the middle of each half, one time in ten
 * in the evening.
 */
export function deskSecond(random: Random): number {
  const u = random.next();
  if (u < 0.1) return Math.round(random.between(18.6, 22.3) * 3600);
  const [from, to] = u < 0.57 ? [8.5, 12] : [14.5, 17.83];
  return Math.round((from + ((to - from) * (random.next() + random.next())) / 2) * 3600);
}

/**
 * When an honest task is done: spread over the time it had, one in ten late by hours to two days. Uneven hours of the
 * day, but no rush into the last ones. `late` below 1 leans to the last days, as paper for somebody else's desk does.
 */
export function completion(random: Random, issued: number, due: number, late = 1): number {
  const span = due - issued;
  if (random.chance(0.1)) return due + Math.round(random.between(1200, Math.min(2 * DAY_S, Math.max(7200, span))));
  if (span < 14 * 3600) return Math.round(issued + span * random.between(0.25, 0.99));
  for (let attempt = 0; attempt < 8; attempt++) {
    const day = Math.floor((issued + span * (0.05 + 0.95 * random.next() ** late)) / DAY_S) * DAY_S;
    const at = day + deskSecond(random);
    if (at > issued + 900 && at < due) return at;
  }
  return Math.round(issued + span * random.between(0.2, 0.98));
}
