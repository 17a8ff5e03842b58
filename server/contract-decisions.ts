/** What a county leader weighs before deciding: a new form, the hours of the week, short staffing, relief. Conventions as in contract.ts. */
import { z } from 'zod';
import { code } from './contract.ts';

const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
const count = (most: number) => z.coerce.number().int().min(0).max(most).default(0);

/** How often in a year each frequency comes; `adhoc` counts once. */
export const TIMES_A_YEAR = { P1D: 250, P1W: 52, P1M: 12, P3M: 4, P1Y: 1, adhoc: 1 } as const;
export const ASKED = ['cadre', 'village', 'township'] as const;
export const MOST_FIELDS = 200;

// ---- what a new form would add
export const NewFormQuery = z.strictObject({
  /** Labels, one a line; `label|semantic key` where the key is known. */
  fields: z.string().max(8000).default(''),
  photos: count(100),
  /** Characters of free text. */
  characters: count(20_000),
  /** Whether each answer is also a check-in. */
  checkin: z.enum(['yes', 'no']).default('no'),
  frequency: z.enum(['P1D', 'P1W', 'P1M', 'P3M', 'P1Y', 'adhoc']).default('P1M'),
  asked: z.enum(ASKED).default('village'),
  unit: code.optional(),
});
export type NewFormQuery = z.infer<typeof NewFormQuery>;
export const NewFormPart = z.object({
  part: z.enum(['fields', 'characters', 'photos', 'checkin']),
  count: z.number(),
  secondsEach: z.number(),
  hoursAYear: z.number(),
});
export const NewForm = z.object({
  status: z.enum(['ok', 'cannot-judge']),
  /** nobody-asked: the directory knows no such cadre, village or township · nothing-asked: no field, photo, text or check-in. */
  reason: z.enum(['nobody-asked', 'nothing-asked']).optional(),
  answers: z.object({ people: z.number(), timesAYear: z.number(), minutesEach: z.number() }),
  parts: z.array(NewFormPart),
  /** Hours in a year over everybody asked; `low` and `high` by the factor of the time model. */
  hours: z.object({ value: z.number(), low: z.number(), high: z.number() }).nullable(),
  factor: z.number(),
  /** Hours of all requirements in a year at the pace of the last year of data; null where there is less than four weeks of it. */
  present: z.number().nullable(),
  /** Of its fields, those that a requirement in force already asks for, and the hours a year they would take again. */
  known: z.object({ fields: z.number(), of: z.number(), hoursAYear: z.number() }),
  overlaps: z.array(
    z.object({
      requirement: z.string(),
      name: z.string(),
      issuer: z.string(),
      frequency: z.string(),
      fields: z.number(),
      shared: z.array(z.object({ label: z.string(), other: z.string() })),
    }),
  ),
});
export type NewForm = z.infer<typeof NewForm>;

// ---- hours of the week
export const HoursQuery = z.strictObject({
  from: day.optional(),
  to: day.optional(),
  unit: code.optional(),
  requirement: code.optional(),
});
export type HoursQuery = z.infer<typeof HoursQuery>;
export const WeekHours = z.object({
  from: z.string().nullable(),
  to: z.string().nullable(),
  /** 0 = Monday; `value` is the sum of the indicator, `n` the rows. Only hours with rows are listed. */
  rows: z.array(z.object({ weekday: z.number(), hour: z.number(), value: z.number(), n: z.number() })),
  /** Rows of sources whose clock is kept to the day only, or not at all: they lie in no hour. */
  unplaced: z.array(z.object({ kind: z.string(), source: z.string(), n: z.number(), value: z.number() })),
  /** Days of the period by weekday, so that hours can be given per day. */
  days: z.array(z.number()),
});
export type WeekHours = z.infer<typeof WeekHours>;
