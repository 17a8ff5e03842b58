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
