/** Answers and requests about codes that the directory does not know. Conventions as in contract.ts. */
import { z } from 'zod';
import { code } from './contract.ts';
import { Receipt } from './contract-intake.ts';

export const CodeColumn = z.enum(['cadre_code', 'requirement_code', 'org_unit_code']);

export const UnknownCodes = z.object({
  /** How many there are; `rows` names those with most rows. */
  total: z.number(),
  rows: z.array(
    z.object({
      column: CodeColumn,
      source: z.string(),
      code: z.string(),
      rows: z.number(),
      first: z.string(),
      last: z.string(),
    }),
  ),
});
export type UnknownCodes = z.infer<typeof UnknownCodes>;

/** `entry`: the canonical columns of the new cadre, requirement or unit, `code` included. */
export const CreateCode = z.strictObject({
  column: CodeColumn,
  entry: z.record(z.string().max(60), z.union([z.string().max(2000), z.number(), z.boolean()])),
});
export const LinkCode = z.strictObject({ column: CodeColumn, source: code, code, meant: code });
export const CodeReceipts = z.object({ receipts: z.array(Receipt) });
export type CodeReceipts = z.infer<typeof CodeReceipts>;

export const CodeLinks = z.object({
  rows: z.array(
    z.object({
      id: z.number(),
      column: CodeColumn,
      source: z.string(),
      code: z.string(),
      meant: z.string(),
      createdAt: z.string(),
      createdBy: z.string(),
    }),
  ),
});
export type CodeLinks = z.infer<typeof CodeLinks>;
