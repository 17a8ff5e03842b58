/** How fresh the data are. Conventions as in contract.ts. */
import { z } from 'zod';

/** How fresh each source is. */
export const Sources = z.object({
  rows: z.array(
    z.object({
      source: z.string(),
      kind: z.string(),
      rows: z.number(),
      firstDay: z.string(),
      lastDay: z.string(),
      lastLoadedAt: z.string(),
      /** Coarsest precision its event clock really has, in seconds. */
      precisionS: z.number(),
    }),
  ),
  computedAt: z.string().nullable(),
  stale: z.boolean(),
});
export type Sources = z.infer<typeof Sources>;

/** What a period rests on. */
export const Coverage = z.object({
  asOf: z.string().nullable(),
  /** Batches with rows of these days that are in the figures; all batches with dated rows where no days are asked for. */
  batches: z.number(),
});
export type Coverage = z.infer<typeof Coverage>;
