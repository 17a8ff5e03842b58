/** One box that finds whatever has a name. Conventions as in contract.ts. */
import { z } from 'zod';
import { words } from './contract.ts';

export const HIT_KINDS = ['requirement', 'unit', 'system', 'indicator', 'rule', 'finding'] as const;
export const HITS_SHOWN = 6;

export const SearchQuery = z.strictObject({ q: z.string().trim().min(1).max(100) });

export const SearchHit = z.object({
  kind: z.enum(HIT_KINDS),
  /** Code of a requirement, unit or system; id of an indicator, rule or finding. */
  id: z.string(),
  /** What it is called; the same in both languages where it comes from uploaded files. */
  name: words,
  /** What tells it from others of the name: issuer, unit above, month. May be empty. */
  detail: words,
});
export type SearchHit = z.infer<typeof SearchHit>;

export const SearchAnswer = z.object({
  groups: z.array(
    z.object({
      kind: z.enum(HIT_KINDS),
      /** How many match; `hits` holds the best few of them. */
      total: z.number(),
      hits: z.array(SearchHit),
    }),
  ),
});
export type SearchAnswer = z.infer<typeof SearchAnswer>;
