/** Requests and answers about policy rules: verdicts, their evidence, and what is set for a rule. */
import { z } from 'zod';
import { code, Page, words } from './contract.ts';

export const VERDICTS = ['breach', 'ok', 'cannot-judge'] as const;
export const Verdict = z.enum(VERDICTS);
export type Verdict = z.infer<typeof Verdict>;
export const SEVERITIES = ['R', 'A', 'I'] as const;
export const Severity = z.enum(SEVERITIES);
export type Severity = z.infer<typeof Severity>;
export const SUBJECT_TYPES = [
  'system',
  'requirement',
  'issuer',
  'unit',
  'document',
  'meeting',
  'inspection',
  'work-group',
] as const;

const month = z.string().regex(/^\d{4}-\d{2}$/);
const edition = z.string().max(40);

/** `from` and `to` are months; verdicts of the present state are always among the answer, those of a year with any of its months. */
const filters = {
  severity: Severity.optional(),
  from: month.optional(),
  to: month.optional(),
  unit: code.optional(),
};
export const PolicyQuery = z.strictObject({
  rule: code.optional(),
  verdict: Verdict.optional(),
  /** A name; `-` = those for which nobody in particular is responsible. */
  department: z.string().max(200).optional(),
  subject: z.string().max(500).optional(),
  /** An earlier edition of the rule (`rule` must be named): what it said before its version or a parameter changed. */
  edition: edition.optional(),
  ...filters,
  ...Page,
});
export type PolicyQuery = z.infer<typeof PolicyQuery>;

/** Names a fact: its kind and key columns, people by pseudonym; or says why nothing could be judged. */
export const EvidenceRef = z.record(z.string(), z.string());
export const PolicyRow = z.object({
  rule: z.string(),
  clause: z.string(),
  clause_status: z.enum(['V', 'P', 'M']),
  severity: Severity,
  subject_type: z.enum(SUBJECT_TYPES),
  subject: z.string(),
  subjectName: z.string(),
  department: z.string(),
  unit: z.string(),
  unitName: z.string(),
  /** `current`, `YYYY-MM` or `YYYY`. */
  period: z.string(),
  verdict: Verdict,
  reason: z.string().optional(),
  /** How many facts break the rule, of those the caller may see. */
  observed: z.number(),
  detail: z.record(z.string(), z.unknown()),
  /** The first 100 facts; all of them through `policy/evidence`. */
  evidence: z.array(EvidenceRef),
});
export type PolicyRow = z.infer<typeof PolicyRow>;
const counts = z.object({ breach: z.number(), ok: z.number(), 'cannot-judge': z.number() });
export const PolicyRows = z.object({
  asOf: z.string().nullable(),
  total: z.number(),
  counts,
  rows: z.array(PolicyRow),
});
export type PolicyRows = z.infer<typeof PolicyRows>;

export const MatrixQuery = z.strictObject(filters);
export const PolicyMatrix = z.object({
  asOf: z.string().nullable(),
  /** `department` is a name; '' where nobody in particular is responsible. */
  cells: z.array(z.object({ rule: z.string(), severity: Severity, department: z.string(), ...counts.shape })),
});
export type PolicyMatrix = z.infer<typeof PolicyMatrix>;

export const PolicyEvidenceQuery = z.strictObject({
  rule: code,
  subject: z.string().max(500),
  period: z.string().max(10),
  unit: z.string().max(200).default(''),
  edition: edition.optional(),
  ...Page,
});
export const PolicyEvidence = z.object({
  total: z.number(),
  page: z.number(),
  size: z.number(),
  /** Names of the columns, by kind. */
  labels: z.record(z.string(), z.record(z.string(), words)),
  rows: z.array(
    z.object({
      kind: z.string(),
      /** As in `evidence` of a row. */
      ref: EvidenceRef,
      unit: z.string(),
      unitName: z.string(),
      columns: z.record(z.string(), z.unknown()),
      file: z.string(),
      fileName: z.string(),
      sheet: z.string(),
      line: z.number(),
    }),
  ),
});
export type PolicyEvidence = z.infer<typeof PolicyEvidence>;

export const Editions = z.object({
  rows: z.array(
    z.object({
      edition: z.string(),
      version: z.number(),
      parameters: z.record(z.string(), z.unknown()),
      /** Of its last run. */
      computedAt: z.string(),
      current: z.boolean(),
    }),
  ),
});
export type Editions = z.infer<typeof Editions>;

// ---- what is set for rules
export const RuleStates = z.object({
  rules: z.array(
    z.object({
      rule: z.string(),
      /** `off` a local rule not switched on · `not-in-force` its text does not bind yet or any more */
      state: z.enum(['judging', 'off', 'not-in-force']),
      edition: z.string(),
      /** What counts; null = not set, so that the rule cannot judge. */
      parameters: z.record(z.string(), z.number().nullable()),
    }),
  ),
  sets: z.array(z.object({ id: z.string(), terms: words, regions: z.array(z.string()) })),
  instruments: z.array(z.object({ code: z.string(), title: words, issuer: words, from: z.string(), read: words })),
  /** Newest first, 200 at most. */
  history: z.array(
    z.object({
      /** A rule or a local rule set. */
      subject: z.string(),
      /** A parameter, or `regions`. */
      name: z.string(),
      /** null = back to what the definition says. */
      value: z.union([z.number(), z.array(z.string())]).nullable(),
      note: z.string(),
      at: z.string(),
      by: z.string(),
    }),
  ),
});
export type RuleStates = z.infer<typeof RuleStates>;
const note = z.string().trim().min(1).max(500);
export const ParameterChange = z.strictObject({ value: z.number().nullable(), note });
export const RegionsChange = z.strictObject({ regions: z.array(code).max(500), note });
