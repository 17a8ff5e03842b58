/** What the evidence views of a finding are drawn from. Conventions as in contract.ts. */
import { z } from 'zod';
import { Measured, Unflagged } from './contract-measured.ts';

export const ViewEvent = z.object({
  kind: z.string(),
  source: z.string(),
  externalId: z.string(),
  /** `ordinary`: of the same requirement, unit and month, flagged by none of the detectors asked about; drawn by lot. */
  role: z.enum(['flagged', 'partner', 'ordinary']),
  signal: z.string().nullable(),
  detector: z.string().nullable(),
  /** Number within this answer only, for auditors: it leads to nobody, and is another one in the next answer. */
  person: z.number().nullable(),
  at: z.string(),
  claimedAt: z.string().nullable(),
  capturedAt: z.string().nullable(),
  uploadedAt: z.string().nullable(),
  dueAt: z.string().nullable(),
  completedAt: z.string().nullable(),
  lat: z.number().nullable(),
  lon: z.number().nullable(),
  accuracyM: z.number().nullable(),
  /** Device and network by number within this answer, like people. */
  device: z.number().nullable(),
  /** Registered as shared. */
  sharedDevice: z.boolean(),
  network: z.number().nullable(),
});
export type ViewEvent = z.infer<typeof ViewEvent>;

export const ViewEvents = z.object({
  /** Fewer people than this are behind the rows, so that only an auditor may see them: `events` is empty. */
  suppressed: z.boolean(),
  /** How many there are; at most `cap` of the first two and of the last are among `events`. */
  proving: z.number(),
  ordinary: z.number(),
  cap: z.number(),
  events: z.array(ViewEvent),
  /** Registered duty points of the requirement and units. */
  places: z.array(z.object({ code: z.string(), lat: z.number(), lon: z.number(), radiusM: z.number() })),
});
export type ViewEvents = z.infer<typeof ViewEvents>;

export const NumberViews = z.object({
  suppressed: z.boolean(),
  fields: z.array(
    z.object({
      field: z.string(),
      /** As the requirement's form names it; the field where it does not. */
      label: z.string(),
      n: z.number(),
      /** Last digits 0..9 as written: here, and in the other units under the same requirement in the same month. */
      digits: z.array(z.number()),
      elsewhere: z.array(z.number()),
      /** Values, or bins by their lower end when there are many. */
      values: z.array(z.object({ value: z.number(), n: z.number() })),
      binWidth: z.number().nullable(),
      /** What the requirement scores, where this is the field it scores. */
      target: z.number().nullable(),
    }),
  ),
});
export type NumberViews = z.infer<typeof NumberViews>;

export const PRESSURES = ['before-inspection', 'ranked', 'scored', 'photo-quota'] as const;
export const PressureView = z.object({
  from: z.string(),
  to: z.string(),
  rows: z.array(
    z.object({
      pressure: z.enum(PRESSURES),
      on: z.object({ n: z.number(), observed: z.number() }),
      off: z.object({ n: z.number(), observed: z.number() }),
    }),
  ),
  minimumN: z.number(),
});
export type PressureView = z.infer<typeof PressureView>;

export const OutcomeView = z.object({
  months: z.array(z.string()),
  /** Traces filed under the requirement in the unit, by month; null before the data begin. */
  traces: z.array(z.number().nullable()),
  /** By kind of outcome: mean over the units that gave one for a month (a score does not add up), null where none did. */
  outcomes: z.array(z.object({ kind: z.string(), values: z.array(z.number().nullable()) })),
  /**
   * By kind of outcome, every township of five people or more in the reader's scope that gave one: records a cadre and month under the
   * requirement, and the mean outcome, both over the months with an outcome.
   */
  places: z.array(
    z.object({
      kind: z.string(),
      rows: z.array(
        z.object({
          unit: z.string(),
          unitName: z.string(),
          self: z.boolean(),
          cadres: z.number(),
          months: z.number(),
          traces: z.number(),
          outcome: z.number(),
        }),
      ),
    }),
  ),
});
export type OutcomeView = z.infer<typeof OutcomeView>;

export const Soundness = z.object({
  asOf: z.string().nullable(),
  /** Fewer checks than this in a row of any table cannot be judged. */
  minimumChecks: z.number(),
  detectors: z.array(Measured.extend({ detector: z.string() })),
  /** Every checked record once: flagged or not, right or not. */
  confusion: z.object({
    flaggedRight: z.number(),
    flaggedWrong: z.number(),
    missed: z.number(),
    clear: z.number(),
  }),
  /** By strength of the strongest signal, five bands of equal width. */
  bands: z.array(z.object({ from: z.number(), to: z.number(), checked: z.number(), right: z.number() })),
  /** By month of the check: does precision drift? */
  months: z.array(z.object({ month: z.string(), checked: z.number(), right: z.number() })),
  unflagged: Unflagged,
  arm: z.object({
    share: z.number(),
    seed: z.string(),
    /** Findings drawn by lot, how many stand out anyway, and back-checks of records in them. */
    drawn: z.number(),
    standingOut: z.number(),
    checked: z.number(),
    untrue: z.number(),
  }),
});
export type Soundness = z.infer<typeof Soundness>;
