/** How right the detectors have been, by back-checks. Conventions as in contract.ts. */
import { z } from 'zod';

/** What back-checks of the records a detector flagged found; right = anything but a false positive, with a 95 % Wilson interval. */
export const Measured = z.object({
  checked: z.number(),
  confirmed: z.number(),
  valuable: z.number(),
  requirementDefects: z.number(),
  falsePositives: z.number(),
  precision: z.number(),
  low: z.number(),
  high: z.number(),
});
export type Measured = z.infer<typeof Measured>;
/** What back-checks of records that nothing flagged found: the share missed, with a 95 % Wilson interval; null before any. */
export const Unflagged = z.object({
  checked: z.number(),
  confirmed: z.number(),
  share: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
});
export type Unflagged = z.infer<typeof Unflagged>;
