/** The order in which findings are worth checking, and what auditors noted while going through them. Conventions as in contract.ts. */
import { z } from 'zod';

/** Why a check may be worth the way: one detector of a finding and what it promises. */
export const YieldReason = z.object({
  detector: z.string(),
  family: z.string(),
  /** Rows it flagged here. */
  rows: z.number(),
  /** How likely each is right: what back-checks found, mixed with how far the rate lies above the honest one. */
  chance: z.number(),
  /** Back-checks of what this detector flagged, and how many were right; 0 where none was ever checked. */
  checked: z.number(),
  right: z.number(),
});
export type YieldReason = z.infer<typeof YieldReason>;

export const ExpectedYield = z.object({
  /** Rows a check may expect to find untrue or not worth filing: of the most promising detector, so that no row counts twice. */
  rows: z.number(),
  /** What these rows cost those who filed them, in hours by the time model; null where it is not known. */
  hours: z.number().nullable(),
  /** Most promising first. */
  reasons: z.array(YieldReason),
});
export type ExpectedYield = z.infer<typeof ExpectedYield>;

export const TRIAGE_STATES = ['to-check', 'set-aside'] as const;

/** The first look at a finding; not a conclusion. */
export const Triage = z.object({
  state: z.enum(TRIAGE_STATES),
  reason: z.string(),
  by: z.string(),
  at: z.string(),
});
export type Triage = z.infer<typeof Triage>;

/** `new` takes the mark back. Whoever sets aside says why. */
export const TriageChange = z
  .strictObject({
    state: z.enum(['new', ...TRIAGE_STATES]),
    reason: z.string().trim().max(500).default(''),
  })
  .refine(({ state, reason }) => state !== 'set-aside' || reason !== '', {
    path: ['reason'],
    message: '请写明搁置理由。Say why it is set aside.',
  });
export type TriageChange = z.infer<typeof TriageChange>;

/** How the list of findings may be cut and ordered beyond its own fields. */
export const QUEUE_FIELDS = {
  /** `unusual`: the least likely under the null first; `yield`: the most rows a check may expect first. */
  order: z.enum(['unusual', 'yield']).default('unusual'),
  /** Kind of trace that stands out. */
  family: z.enum(['photo', 'text', 'timing', 'location', 'numbers', 'verification']).optional(),
  arm: z.enum(['random']).optional(),
  triage: z.enum(['new', ...TRIAGE_STATES]).optional(),
} as const;
