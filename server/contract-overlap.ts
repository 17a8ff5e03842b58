/** Requirements that ask for the same data. Conventions as in contract.ts. */
import { z } from 'zod';
import { RequirementRow } from './contract.ts';

const overlapping = RequirementRow.pick({ code: true, name: true, issuer: true, systemName: true }).extend({
  fields: z.number(),
  submissions: z.number(),
  hours: z.number(),
});
/** Two requirements that ask for the same data; `first` asks for no more fields than `second`. */
export const Overlap = z.object({
  first: overlapping,
  second: overlapping,
  shared: z.array(
    z.object({
      label: z.string(),
      other: z.string(),
      /** Same semantic key, same label or synonym, or only values that agree in fact. */
      basis: z.enum(['key', 'label', 'values']),
      /** Equal values in the same unit and month, of those that could have agreed; null where values were not compared. */
      agreed: z.number().nullable(),
      compared: z.number().nullable(),
    }),
  ),
  /** Of the fields of `first`. */
  share: z.number(),
  /** Units that answered both. */
  units: z.number(),
  /** Hours of `first` that would not be needed if its shared fields were taken from `second`: hours x share, an estimate. */
  hoursSaved: z.number(),
  verdict: z.enum(['merge', 'look']),
});
export type Overlap = z.infer<typeof Overlap>;
export const Overlaps = z.object({
  from: z.string().nullable(),
  to: z.string().nullable(),
  /** Requirements whose fields are registered or were filled in between the days, and those of which no field is known. */
  compared: z.number(),
  unknown: z.number(),
  rows: z.array(Overlap),
});
export type Overlaps = z.infer<typeof Overlaps>;
