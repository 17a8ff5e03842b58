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
  /** suppressed: hours of fewer than five people. */
  status: z.enum(['ok', 'suppressed']),
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

// ---- relief: what was done, and what the hours say since
export const RELIEF_KINDS = [
  'ended',
  'merged',
  'less-often',
  'fewer-fields',
  'fewer-photos',
  'system-closed',
  'other',
] as const;
export const ReliefQuery = z.strictObject({ from: day.optional(), to: day.optional(), unit: code.optional() });
export type ReliefQuery = z.infer<typeof ReliefQuery>;
export const ReliefOrder = z.strictObject({
  day: z.iso.date(),
  kind: z.enum(RELIEF_KINDS),
  /** '' = not about one requirement. */
  requirement: z.string().max(200).default(''),
  note: z.string().trim().min(1).max(500),
});
export type ReliefOrder = z.infer<typeof ReliefOrder>;
/** Mean hours per workday over whole weeks before and after, with a 95 % interval of the difference; null where it has none. */
export const ReliefEffect = z.object({
  status: z.enum(['ok', 'cannot-judge']),
  reason: z.enum(['too-few-weeks', 'fewer-than-5-people']).optional(),
  weeksBefore: z.number(),
  weeksAfter: z.number(),
  before: z.number().nullable(),
  after: z.number().nullable(),
  difference: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
});
export type ReliefEffect = z.infer<typeof ReliefEffect>;
export const ReliefAction = z.object({
  /** null: read from the directory (`valid_to` of a requirement, `retired_on` of a system), not recorded here. */
  id: z.number().nullable(),
  day: z.string(),
  kind: z.enum(RELIEF_KINDS),
  requirement: z.string(),
  name: z.string(),
  note: z.string(),
  by: z.string(),
  /** Of its requirement alone; absent where it names none. */
  own: ReliefEffect.optional(),
  all: ReliefEffect,
});
export type ReliefAction = z.infer<typeof ReliefAction>;
export const Relief = z.object({
  from: z.string().nullable(),
  to: z.string().nullable(),
  /** suppressed: hours of fewer than five people. */
  status: z.enum(['ok', 'suppressed']),
  /** Hours per workday of each week, by its Monday; null where fewer than three workdays lie in it or nothing was recorded. */
  weeks: z.array(
    z.object({ week: z.string(), value: z.number().nullable(), whole: z.boolean(), outside: z.boolean() }),
  ),
  /** XmR limits from whole weeks before the first action (or, without any, from all); null below twelve of these. */
  limits: z
    .object({
      mean: z.number(),
      lower: z.number(),
      upper: z.number(),
      from: z.string(),
      to: z.string(),
      weeks: z.number(),
    })
    .nullable(),
  actions: z.array(ReliefAction),
});
export type Relief = z.infer<typeof Relief>;

// ---- short staffing beside the load
export const StaffingQuery = z.strictObject({ from: day.optional(), to: day.optional() });
export type StaffingQuery = z.infer<typeof StaffingQuery>;
export const StaffingRow = z.object({
  unit: z.string(),
  unitName: z.string(),
  posts: z.number().nullable(),
  /** Cadres listed in the township itself and in post on the last day (village cadres hold no post of it), seconded ones included. */
  listed: z.number(),
  seconded: z.number(),
  /** Staff at work there as last reported (outcomes of kind `staff_in_post`): a directory may list only those who use a system. */
  reported: z.number().nullable(),
  /** 1 - reported / posts, or 1 - (listed - seconded) / posts where nothing is reported; below 0 where more work there than it has posts. */
  vacancy: z.number().nullable(),
  hours: z.object({ value: z.number(), low: z.number(), high: z.number() }).nullable(),
  status: z.enum(['ok', 'cannot-judge', 'suppressed']),
  reason: z.string().optional(),
});
export const Staffing = z.object({
  asOf: z.string().nullable(),
  rows: z.array(StaffingRow),
  /** Hours per cadre and week that go with ten more points of vacancy, least squares over townships, 95 % interval. */
  trend: z.object({
    status: z.enum(['ok', 'cannot-judge']),
    reason: z.enum(['too-few-townships', 'no-difference-in-staffing']).optional(),
    n: z.number(),
    perTenPoints: z.number().nullable(),
    low: z.number().nullable(),
    high: z.number().nullable(),
    /** Hours at a vacancy of 0. */
    intercept: z.number().nullable(),
  }),
});
export type Staffing = z.infer<typeof Staffing>;
