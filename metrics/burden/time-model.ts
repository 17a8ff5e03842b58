/**
 * How long it takes to leave a trace where no system logged it. One figure a line, with where it comes from.
 * None of them was measured on Chinese cadres: they are estimates of the time at the screen only, walking and travelling are
 * not in them, and every modelled hour is shown with the range that `UNCERTAINTY` gives and as `modelled`.
 */
import type { Reference } from '../definition.ts';

/** Look up or recall a value, find the field, enter and check it. */
export const SECONDS_PER_FIELD = 20;
/** Take the picture, wait for position and upload, attach it (the "phone first, then search for signal" of the F57 account). */
export const SECONDS_PER_PHOTO = 45;
/** Open the app, wait for the position, press. */
export const SECONDS_PER_CHECKIN = 60;
/** Composing Chinese text, 40 characters a minute. */
export const SECONDS_PER_CHARACTER = 1.5;
/** A modelled time may be off by this factor either way. */
export const UNCERTAINTY = 2;
/** An issuer's own `minutes_estimate` may be off by this factor either way. */
export const ESTIMATE_UNCERTAINTY = 1.5;

/** Kinds of trace that record only that somebody did something. */
export const TRACE_ONLY_KINDS = ['photo', 'gps', 'screenshot', 'login', 'video', 'track'] as const;

export const TIME_MODEL_REFERENCES: readonly Reference[] = [
  {
    source:
      'Henjian time model (metrics/burden/time-model.ts): 20 s a field, 45 s a photo, 60 s a check-in, 1.5 s a character, each within a factor of 2',
    grade: 'M',
  },
  {
    source:
      'Order of magnitude only: five work apps take a deputy village secretary at least 40 minutes a day, China Newsweek 2024-01-12; about two hours a day of trace tasks, Zhejiang discipline commission on a township of Xinchang 2018',
    grade: 'P',
  },
];
