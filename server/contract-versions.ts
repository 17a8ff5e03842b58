/** Former versions of indicators and detectors, with the figures computed then. Conventions as in contract.ts. */
import { z } from 'zod';
import { words } from './contract.ts';
import { TimeNumbers } from './contract-time-model.ts';

export const DefinitionVersion = z.object({
  version: z.number(),
  /** What is computed now; the others are former versions of which results are kept. */
  current: z.boolean(),
  /** When it was computed last; null = not known, or still counts. */
  computedAt: z.string().nullable(),
  /** When another version took its place; null while it counts. */
  keptAt: z.string().nullable(),
  /** The time model it was computed with; null where it reads none. */
  timeModel: z.object({ edition: z.number(), numbers: TimeNumbers }).nullable(),
  /** null: it was computed before texts of definitions were kept. */
  formula: words.nullable(),
  sql: z.string().nullable(),
});
export type DefinitionVersion = z.infer<typeof DefinitionVersion>;
export const DefinitionVersions = z.object({
  /** The version that the results which count now were computed with; null before anything was computed. */
  computed: z.number().nullable(),
  rows: z.array(DefinitionVersion),
});
export type DefinitionVersions = z.infer<typeof DefinitionVersions>;

const cell = {
  /** YYYY-MM */
  period: z.string(),
  /** '' = all. */
  requirement: z.string(),
  requirementName: z.string(),
  unit: z.string(),
  unitName: z.string(),
};
export const FormerResults = z.object({
  version: z.number(),
  computedAt: z.string().nullable(),
  /** By month for everything, for each requirement and for each unit; of a detector the part it flagged. */
  figures: z.array(
    z.object({
      ...cell,
      value: z.number().nullable(),
      numerator: z.number().nullable(),
      denominator: z.number().nullable(),
      n: z.number(),
      low: z.number().nullable(),
      high: z.number().nullable(),
      /** Why there is no value; '' where there is one. */
      reason: z.string(),
    }),
  ),
  /** Findings in which the detector stood out, as they were then. */
  findings: z.array(
    z.object({
      ...cell,
      finding: z.string(),
      status: z.string(),
      observed: z.number(),
      n: z.number(),
      q: z.number(),
    }),
  ),
});
export type FormerResults = z.infer<typeof FormerResults>;
