/** Answers and requests of mappings: how the columns of a foreign table become canonical ones. Conventions as in contract.ts. */
import { z } from 'zod';
import { code, words } from './contract.ts';

/** A mapping document as docs/intake.md describes it; its inside is checked where it is used, with a reason in words. */
const Document = z.record(z.string(), z.unknown());
export const MappingBody = Document;

const kept = { name: z.string(), version: z.number(), kind: z.string(), createdAt: z.string(), createdBy: z.string() };
export const Mappings = z.object({ rows: z.array(z.object({ ...kept, columns: z.number() })) });
export type Mappings = z.infer<typeof Mappings>;
export const MappingVersions = z.object({ versions: z.array(z.object({ ...kept, document: Document })) });
export type MappingVersions = z.infer<typeof MappingVersions>;
export const SavedMappingAnswer = z.object({ name: z.string(), version: z.number() });
export type SavedMappingAnswer = z.infer<typeof SavedMappingAnswer>;

const encoding = z.string().max(40).optional();
export const DraftQuestion = z.strictObject({
  encoding,
  sheet: z.string().max(200).optional(),
  /** Kind of facts; guessed when absent. */
  kind: z.string().max(50).optional(),
  /** Index of the header among `rows`; guessed when absent. */
  headerAt: z.number().int().min(0).max(59).optional(),
});
export const DraftView = z.object({
  draft: z.string(),
  name: z.string(),
  bytes: z.number(),
  format: z.string(),
  encoding: z.string(),
  sheets: z.array(z.string()),
  sheet: z.string(),
  /** First rows as they stand in the file. */
  rows: z.array(z.array(z.string())),
  headerAt: z.number(),
  kind: z.string(),
  /** Canonical column -> what the header suggests. */
  columns: Document,
  kinds: z.array(
    z.object({
      kind: z.string(),
      meaning: words,
      columns: z.array(
        z.object({
          name: z.string(),
          type: z.string(),
          required: z.boolean(),
          choices: z.array(z.string()),
          meaning: words,
        }),
      ),
    }),
  ),
});
export type DraftView = z.infer<typeof DraftView>;

export const TrialQuestion = z.strictObject({ mapping: MappingBody, encoding });
export const Trial = z.object({
  seen: z.number(),
  accepted: z.number(),
  amended: z.number(),
  duplicate: z.number(),
  rejected: z.number(),
  reasons: z.array(z.object({ column: z.string(), code: z.string(), n: z.number(), example: z.string(), fix: words })),
  unknownColumns: z.array(z.string()),
  warnings: z.array(words),
  /** Some rows as they would be stored. */
  rows: z.array(z.record(z.string(), z.unknown())),
  refused: z.array(
    z.object({
      sheet: z.string(),
      record: z.number(),
      column: z.string(),
      code: z.string(),
      value: z.string(),
      what: words,
      fix: words,
    }),
  ),
});
export type Trial = z.infer<typeof Trial>;

export const DraftLoad = z.strictObject({ mapping: z.string().max(100), source: code.optional(), encoding });
