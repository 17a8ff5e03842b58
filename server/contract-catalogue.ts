/** Every indicator, detector and policy rule with its definition. Conventions as in contract.ts. */
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
  /** Absent when asked for without: it is half of the catalogue, and one page in thirty shows it. */
  sql: z.string().optional(),
  unit: words.optional(),
  better: z.enum(['lower', 'higher', 'neutral']).optional(),
  aggregate: z.string().optional(),
  /** What the numerator says of the evidence rows: how many they are, what they add up to, how many labels they have. */
  evidence: z.enum(['rows', 'amounts', 'labels']).optional(),
  minimumN: z.number().optional(),
  /** Labels whose shares of the denominator are given beside the value, and what each means. */
  parts: z.record(z.string(), words).optional(),
  family: z.string().optional(),
  identity: z.boolean().optional(),
  null: z.object({ statement: words, honestRate: z.number() }).optional(),
  falsePositives: words.optional(),
  excuses: z.array(z.string()).optional(),
  parameters: z
    .record(
      z.string(),
      z.object({
        /** null: no text seen gives the number, it must be set (rules). */
        value: z.number().nullable(),
        unit: z.string(),
        meaning: words,
        origin: z.enum(['clause', 'local', 'design']).optional(),
      }),
    )
    .optional(),
  // Of policy rules.
  clauses: z.array(z.object({ clause: z.string(), title: words, status: z.enum(['V', 'P', 'M']) })).optional(),
  severity: z.enum(['R', 'A', 'I']).optional(),
  exemption: words.optional(),
  ruleSet: z.string().optional(),
  subjectType: z.string().optional(),
  grain: z.string().optional(),
  validFrom: z.string().optional(),
  validTo: z.string().optional(),
  needs: z.array(z.string()).optional(),
});
export type CatalogueItem = z.infer<typeof CatalogueItem>;
export const CatalogueQuery = z.strictObject({ without: z.enum(['sql']).optional() });
export const Catalogue = z.object({
  items: z.array(
    CatalogueItem.extend({
      /** Detectors only; absent until a record it flagged has been checked. */
      measured: Measured.optional(),
    }),
  ),
  unflagged: Unflagged,
});
