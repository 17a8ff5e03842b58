/**
 * How long it takes to leave a trace where no system logged it. One figure a line, with where it comes from.
 * None of them was measured on Chinese cadres: they are estimates of the time at the screen only, walking and travelling are
 * not in them, and every modelled hour is shown with the range that `UNCERTAINTY` gives and as `modelled`.
 */
import type { Words } from '../columns.ts';
import type { AnyDefinition, Reference } from '../definition.ts';

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

export interface TimeParameter {
  /** Column of the lookup table `time_model`, which the definitions read. */
  name: 'per_field' | 'per_photo' | 'per_checkin' | 'per_character' | 'modelled_factor' | 'estimate_factor';
  /** What counts until a reform office sets its own; the facts database holds it too: to change it takes a migration there. */
  value: number;
  unit: 's' | 'times';
  low: number;
  high: number;
  terms: Words;
}

/** The numbers of the model, each of which an installation may set after its own measurement (server/indicators/time-model.ts). */
export const TIME_PARAMETERS: readonly TimeParameter[] = [
  {
    name: 'per_field',
    value: SECONDS_PER_FIELD,
    unit: 's',
    low: 1,
    high: 600,
    terms: { zh: '填一个字段', en: 'A field' },
  },
  {
    name: 'per_photo',
    value: SECONDS_PER_PHOTO,
    unit: 's',
    low: 1,
    high: 1800,
    terms: { zh: '拍一张照片并上传', en: 'A photo' },
  },
  {
    name: 'per_checkin',
    value: SECONDS_PER_CHECKIN,
    unit: 's',
    low: 1,
    high: 1800,
    terms: { zh: '打一次卡', en: 'A check-in' },
  },
  {
    name: 'per_character',
    value: SECONDS_PER_CHARACTER,
    unit: 's',
    low: 0.1,
    high: 60,
    terms: { zh: '写一个字', en: 'A character of text' },
  },
  {
    name: 'modelled_factor',
    value: UNCERTAINTY,
    unit: 'times',
    low: 1,
    high: 10,
    terms: { zh: '以上各项可能偏离的倍数(上下)', en: 'Factor by which these may be off, either way' },
  },
  {
    name: 'estimate_factor',
    value: ESTIMATE_UNCERTAINTY,
    unit: 'times',
    low: 1,
    high: 10,
    terms: {
      zh: '要求方自报用时可能偏离的倍数(上下)',
      en: 'Factor by which an issuer’s own estimate may be off, either way',
    },
  },
];

/** Whether figures of a definition follow from the time model. */
export const readsTimeModel = (definition: AnyDefinition): boolean =>
  definition.kind === 'burden' && /\btime_model\b/.test(definition.events);

/** Kinds of trace that record only that somebody did something. */
export const TRACE_ONLY_KINDS = ['photo', 'gps', 'screenshot', 'login', 'video', 'track'] as const;

export const TIME_MODEL_REFERENCES: readonly Reference[] = [
  {
    source:
      'Henjian time model (metrics/burden/time-model.ts): as delivered 20 s a field, 45 s a photo, 60 s a check-in, 1.5 s a character, each within a factor of 2',
    grade: 'M',
  },
  {
    source:
      'Order of magnitude only: five work apps take a deputy village secretary at least 40 minutes a day, China Newsweek 2024-01-12; about two hours a day of trace tasks, Zhejiang discipline commission on a township of Xinchang 2018',
    grade: 'P',
  },
];
