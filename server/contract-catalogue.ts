/** Every indicator and detector with its definition. Conventions as in contract.ts. */
import { z } from 'zod';
import { words } from './contract.ts';
import { Measured, Unflagged } from './contract-measured.ts';

const reference = z.object({ source: z.string(), grade: z.enum(['V', 'C', 'P', 'M']) });
export const CatalogueItem = z.object({
  id: z.string(),
  kind: z.enum(['burden', 'risk', 'policy']),
  version: z.number(),
  terms: words,
  question: words,
  formula: words,
  limits: words,
  references: z.array(reference),
  sql: z.string(),
  unit: words.optional(),
  better: z.enum(['lower', 'higher', 'neutral']).optional(),
  aggregate: z.string().optional(),
  minimumN: z.number(),
  /** Labels whose shares of the denominator are given beside the value, and what each means. */
  parts: z.record(z.string(), words).optional(),
  family: z.string().optional(),
  identity: z.boolean().optional(),
  null: z.object({ statement: words, honestRate: z.number() }).optional(),
  falsePositives: words.optional(),
  excuses: z.array(z.string()).optional(),
  parameters: z.record(z.string(), z.object({ value: z.number(), unit: z.string(), meaning: words })).optional(),
});
export type CatalogueItem = z.infer<typeof CatalogueItem>;
export const Catalogue = z.object({
  items: z.array(
    CatalogueItem.extend({
      /** Detectors only; absent until a record it flagged has been checked. */
      measured: Measured.optional(),
    }),
  ),
  unflagged: Unflagged,
});
