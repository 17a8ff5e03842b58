/** Requests for files. Conventions as in contract.ts. */
import { z } from 'zod';
import { code, PERIODS } from './contract.ts';
import { AUDIT_FIELDS } from './contract-intake.ts';
import { NewFormQuery } from './contract-decisions.ts';
import { Severity } from './contract-policy.ts';
import { QUEUE_FIELDS } from './contract-queue.ts';

export const EXPORT_VIEWS = [
  ...(['overview', 'requirements', 'values', 'findings'] as const),
  ...(['cascade', 'assessment', 'comparison'] as const),
  ...(['relief', 'new-form', 'staffing'] as const),
  ...(['overlap', 'systems', 'red-lines', 'soundness', 'requirement'] as const),
  ...(['townships', 'week', 'time', 'fairness'] as const),
  ...(['finding', 'evidence', 'glossary', 'receipts', 'audit'] as const),
  ...(['connectors', 'mappings', 'codes', 'photos', 'inbox'] as const),
] as const;
export type ExportView = (typeof EXPORT_VIEWS)[number];
export const EXPORT_FORMATS = ['csv', 'xlsx', 'pdf', 'pptx'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
export const ExportQuery = z.strictObject({
  view: z.enum(EXPORT_VIEWS),
  format: z.enum(EXPORT_FORMATS).default('xlsx'),
  lang: z.enum(['zh', 'en']).optional(),
  from: day.optional(),
  to: day.optional(),
  unit: code.optional(),
  requirement: code.optional(),
  issuer: code.optional(),
  system: code.optional(),
  /**
   * Of `values`: as indicators/values has them. Of `comparison`: the measure of the funnel; of `systems`: what each takes; of `time`: the
   * measure; of
   * `evidence`: the indicator or detector; of `glossary`: the only definition wanted.
   */
  id: z.string().max(2000).optional(),
  by: z.string().max(200).optional(),
  period: z.enum(PERIODS).optional(),
  /** Of `findings`. */
  status: z.enum(['open', 'watch', 'cannot-judge']).optional(),
  detector: code.optional(),
  family: QUEUE_FIELDS.family,
  arm: QUEUE_FIELDS.arm,
  triage: QUEUE_FIELDS.triage,
  order: QUEUE_FIELDS.order.unwrap().optional(),
  /** Of `new-form`: as new-form has them. */
  fields: NewFormQuery.shape.fields.unwrap().optional(),
  photos: NewFormQuery.shape.photos.unwrap().optional(),
  characters: NewFormQuery.shape.characters.unwrap().optional(),
  checkin: NewFormQuery.shape.checkin.unwrap().optional(),
  frequency: NewFormQuery.shape.frequency.unwrap().optional(),
  asked: NewFormQuery.shape.asked.unwrap().optional(),
  /** Of `red-lines`. */
  rule: code.optional(),
  severity: Severity.optional(),
  /** Of `finding`, with `detector`: rows of that detector only. */
  finding: z.string().max(100).optional(),
  /** Of `evidence`: as indicators/{id}/evidence has them. */
  own: z.enum(['0', '1']).optional(),
  weekday: z.coerce.number().int().min(0).max(6).optional(),
  hour: z.coerce.number().int().min(0).max(23).optional(),
  /** Of `audit`. */
  user: AUDIT_FIELDS.user,
  action: AUDIT_FIELDS.action,
  text: AUDIT_FIELDS.text,
  /** Of `inbox`. */
  show: z.enum(['all', 'unread']).optional(),
  /** CSV holds one table: its name, the first when absent. */
  table: z.string().max(31).optional(),
});
export type ExportQuery = z.infer<typeof ExportQuery>;
