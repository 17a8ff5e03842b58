/** When a connector runs next. */
import type { ConnectorSchedule } from '../contract-connectors.ts';
import { withJitter } from './patience.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const CHINA_MS = 8 * 3_600_000;
const FIRST_FAILURE_MS = 5 * MINUTE_MS;
const LONGEST_FAILURE_MS = 6 * 3_600_000;

/** @returns null when it runs only on demand */
export function nextRun(schedule: ConnectorSchedule | null, now: Date): Date | null {
  if (!schedule) return null;
  if ('everyMinutes' in schedule) return new Date(now.getTime() + schedule.everyMinutes * MINUTE_MS);
  const [hour, minute] = schedule.dailyAt.split(':').map(Number);
  const today = Math.floor((now.getTime() + CHINA_MS) / DAY_MS) * DAY_MS - CHINA_MS;
  const at = today + (hour! * 60 + minute!) * MINUTE_MS;
  return new Date(at > now.getTime() ? at : at + DAY_MS);
}

/** After it was added or changed: at once, or at its time of day. */
export function firstRun(schedule: ConnectorSchedule | null, now: Date): Date | null {
  return schedule && 'everyMinutes' in schedule ? now : nextRun(schedule, now);
}

/**
 * After the n-th failure in a row: five minutes, doubled each time up to six hours, by chance up to half as long; never before
 * the other side said.
 */
export function retryRun(
  schedule: ConnectorSchedule | null,
  failures: number,
  now: Date,
  retryAfterMs = 0,
): Date | null {
  if (!schedule) return null;
  return new Date(now.getTime() + Math.max(retryAfterMs, withJitter(FIRST_FAILURE_MS, failures, LONGEST_FAILURE_MS)));
}
