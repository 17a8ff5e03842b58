/** What a reform office asks of the whole: how tasks multiply, what is demanded, who stands out, what is claimed. Conventions as in contract.ts. */
import { z } from 'zod';
import { IndicatorRow, words } from './contract.ts';

const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
export const DaysQuery = z.strictObject({ from: day.optional(), to: day.optional() });
export type DaysQuery = z.infer<typeof DaysQuery>;
const span = { from: z.string().nullable(), to: z.string().nullable() };

/**
 * Levels of the unit directory; '' = the parent was not loaded, or its unit is not in the directory. A department is a unit below
 * one of its own level, by name; '' = the unit of the level itself.
 */
export const Cascade = z.object({
  ...span,
  asOf: z.string().nullable(),
  /** All tasks of the period, and those that name a task they come from. */
  tasks: z.number(),
  passedOn: z.number(),
  /** Tasks at the head of a chain: passed on, and not passed down to where they are. */
  heads: z.array(z.object({ issuer: z.string(), level: z.string(), tasks: z.number() })),
  /** Tasks that were passed on from one level to another: `tasks` of them from `parents`. */
  hops: z.array(
    z.object({
      above: z.string(),
      aboveDepartment: z.string(),
      below: z.string(),
      belowDepartment: z.string(),
      tasks: z.number(),
      parents: z.number(),
    }),
  ),
});
export type Cascade = z.infer<typeof Cascade>;

/** `traces`: nothing but traces is on file of it; `outcome`: an outcome that names it is on file as well. */
export const WeightBasis = z.enum(['outcome', 'traces', 'cannot-judge']);
export const Demand = z.object({
  requirement: z.string(),
  name: z.string(),
  issuer: z.string(),
  /** '' = not registered. */
  dutyList: z.enum(['basic', 'cooperative', 'withdrawn', 'none', '']),
  traceKinds: z.array(z.string()),
  metric: z.string(),
  /** null = not registered; 0 = not scored. */
  weight: z.number().nullable(),
  ranked: z.boolean().nullable(),
  basis: WeightBasis,
  /** Reports, check-ins and tasks that answered it in the period, and the hours they took. */
  answers: z.number(),
  hours: z.number(),
});
export type Demand = z.infer<typeof Demand>;
export const Demands = z.object({ ...span, asOf: z.string().nullable(), rows: z.array(Demand) });
export type Demands = z.infer<typeof Demands>;

export const CLAIM_STATUS = ['agrees', 'differs', 'cannot-judge'] as const;
export const Claims = z.object({
  ...span,
  asOf: z.string().nullable(),
  /** Rates that were stated (outcomes of these kinds), each beside what the logs give for the same unit and period. */
  kinds: z.array(z.object({ kind: z.string(), terms: words, formula: words })),
  /** Claimed and computed differ from here on. */
  tolerance: z.number(),
  rates: z.array(
    z.object({
      kind: z.string(),
      unit: z.string(),
      unitName: z.string(),
      period: z.string(),
      from: z.string(),
      to: z.string(),
      requirement: z.string(),
      requirementName: z.string(),
      claimed: z.number(),
      /** null unless there is enough in the logs. */
      computed: z.number().nullable(),
      numerator: z.number(),
      n: z.number(),
      status: z.enum(CLAIM_STATUS),
      reason: z.string().optional(),
    }),
  ),
  /** Minutes the issuer says one answer takes, beside the logged ones: median and quartiles. */
  minutes: z.array(
    z.object({
      requirement: z.string(),
      name: z.string(),
      issuer: z.string(),
      claimed: z.number(),
      computed: z.number().nullable(),
      low: z.number().nullable(),
      high: z.number().nullable(),
      n: z.number(),
      status: z.enum(CLAIM_STATUS),
      reason: z.string().optional(),
    }),
  ),
});
export type Claims = z.infer<typeof Claims>;

export const FUNNEL_MEASURES = [
  ...(['filling-hours', 'submissions', 'checkins', 'photos-demanded'] as const),
  ...(['off-list-demand', 'same-day-demand', 'unread-share', 'off-hours'] as const),
] as const;
export const FUNNEL_PER = ['cadres', 'population'] as const;
export const FunnelQuery = DaysQuery.extend({
  id: z.enum(FUNNEL_MEASURES),
  /** What counts are divided by; shares have their own denominator, hours are always per cadre. */
  per: z.enum(FUNNEL_PER).default('cadres'),
});
export type FunnelQuery = z.infer<typeof FunnelQuery>;
export const Funnel = z.object({
  ...span,
  asOf: z.string().nullable(),
  id: z.string(),
  /** `share` of events, `rate` per cadre or resident and week, `mean` hours per cadre and week. */
  kind: z.enum(['share', 'rate', 'mean']),
  per: z.enum([...FUNNEL_PER, 'events']),
  status: z.enum(['ok', 'cannot-judge']),
  reason: z.string().optional(),
  /** All townships together; what the points would scatter around if only chance were at work. */
  target: z.number().nullable(),
  /** How many times more the squared distances are than chance makes them, and the spread between townships that follows. */
  phi: z.number().nullable(),
  tau: z.number().nullable(),
  rows: z.array(
    IndicatorRow.pick({ status: true, reason: true }).extend({
      unit: z.string(),
      unitName: z.string(),
      /** Events, cadres or residents. */
      n: z.number(),
      value: z.number().nullable(),
      z: z.number().nullable(),
      /** Beyond the outer limits (99.8 %), the inner ones (95 %) only, or within. */
      beyond: z.enum(['high', 'low', 'rather-high', 'rather-low', 'within']).nullable(),
    }),
  ),
  limits: z.array(
    z.object({ n: z.number(), low95: z.number(), high95: z.number(), low998: z.number(), high998: z.number() }),
  ),
});
export type Funnel = z.infer<typeof Funnel>;
