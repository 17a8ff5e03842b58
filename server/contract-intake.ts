/** Answers and requests of intake and operations: receipts, batches, progress, audit, health. Conventions as in contract.ts. */
import { z } from 'zod';
import { code, Page, words } from './contract.ts';

export const BatchState = z.enum(['received', 'loading', 'loaded', 'refused', 'cancelled', 'withdrawing', 'withdrawn']);
/** What a batch's columns held when it was loaded, against earlier batches of the same kind and source. */
export const BatchProfile = z.object({
  /** Rows that could be read, duplicates included. */
  rows: z.number(),
  /** Different days of their events; 0 for kinds without. */
  days: z.number(),
  columns: z.array(
    z.object({
      name: z.string(),
      /** Rows in which the column holds something. */
      filled: z.number(),
      /**
       * Different values of codes, choices and digests, estimated within some 2 %; null for others. Above 200,000 rows these,
       * new values and delays are those of every so many rows.
       */
      distinct: z.number().nullable(),
      /** Of times (Asia/Shanghai), days and numbers; null for texts and empty columns. */
      min: z.string().nullable(),
      max: z.string().nullable(),
      /** Values that the earlier batches compared with did not have; null where it is not asked. */
      newValues: z.number().nullable(),
      examples: z.array(z.string()),
    }),
  ),
  /** Median seconds from what is said to have happened to what the server noted; null where a kind has not both clocks. */
  delaySeconds: z.number().nullable(),
  /** Earlier batches of the same kind and source it was compared with, the last ten at most. */
  comparedWith: z.number(),
  surprises: z.array(z.object({ code: z.string(), column: z.string(), words })),
});
export type BatchProfile = z.infer<typeof BatchProfile>;
export const Receipt = z.object({
  receipt: z.number(),
  state: BatchState,
  path: z.string(),
  sha256: z.string(),
  bytes: z.number(),
  format: z.string(),
  encoding: z.string(),
  mapping: z.string(),
  kind: z.string(),
  source: z.string(),
  seen: z.number(),
  accepted: z.number(),
  amended: z.number(),
  duplicate: z.number(),
  rejected: z.number(),
  /** Path (CLI) or address (API) of a CSV of the refused rows; null when there are none. */
  rejects: z.string().nullable(),
  reasons: z.array(z.object({ column: z.string(), code: z.string(), n: z.number(), example: z.string(), fix: words })),
  unknownColumns: z.array(z.string()),
  warnings: z.array(words),
  seconds: z.number(),
  receivedAt: z.string(),
  loadedAt: z.string().nullable(),
  loadedBy: z.string(),
  /** Why the whole file was refused; null otherwise. */
  problem: words.nullable(),
  /** Why, by whom and when it was taken back; null unless `withdrawing` or `withdrawn`. */
  withdrawal: z.object({ reason: z.string(), by: z.string(), at: z.string() }).nullable(),
  /** null for batches that were never loaded, and those of before there were profiles. */
  profile: BatchProfile.nullable(),
});
export type Receipt = z.infer<typeof Receipt>;
export const Batches = z.object({ total: z.number(), rows: z.array(Receipt) });
export type Batches = z.infer<typeof Batches>;
/** Answer of POST batches: the first file's receipt, and all of them. */
export const BatchAnswer = Receipt.extend({ receipts: z.array(Receipt) });
export type BatchAnswer = z.infer<typeof BatchAnswer>;
export const WithdrawalRequest = z.strictObject({
  receipt: z.number().int().min(1).max(4_294_967_295),
  reason: z.string().trim().min(2).max(500),
});
/** The receipt itself says more, to those who may see it. */
export const WithdrawalAnswer = z.object({
  receipt: z.number(),
  state: BatchState,
  reason: z.string(),
  by: z.string(),
  at: z.string(),
});
export type WithdrawalAnswer = z.infer<typeof WithdrawalAnswer>;
export const BatchQuery = z.strictObject({
  source: code.optional(),
  as: z.string().max(50).optional(),
  mapping: z.string().max(100).optional(),
  /** Encoding of a text file, when the guess would be wrong: gb18030, utf-16le, big5 ... */
  encoding: z.string().max(40).optional(),
  /** Coordinate system of a file that does not say so itself, when the one its system is known for would be wrong. */
  crs: z.enum(['wgs84', 'gcj02', 'bd09']).optional(),
  /** Choose the job id (a UUID) to follow progress at jobs/{id}/events while the upload runs. */
  job: z.uuid().optional(),
  /** Ids of whole uploads (POST uploads), separated by commas, instead of a body. */
  uploads: z
    .string()
    .regex(/^[0-9a-f-]{36}(,[0-9a-f-]{36}){0,199}$/)
    .optional(),
});

/** Answer of POST uploads; the way on is in `Location`. */
export const UploadAnswer = z.object({
  id: z.string(),
  name: z.string(),
  bytes: z.number(),
  /** Bytes that are on the disk: the next piece starts here. */
  received: z.number(),
  expiresAt: z.string(),
});
export type UploadAnswer = z.infer<typeof UploadAnswer>;

const band = z.number().min(0).max(0.45).default(0);
export const PhotoSettings = z.strictObject({
  /** Whether the pictures themselves are kept, or only what was read from them and a small copy. */
  keepOriginals: z.boolean().default(true),
  /** Share of the height that an app of this source covers with its watermark: left out before pictures are compared. */
  masks: z
    .array(z.strictObject({ source: code, top: band, bottom: band }))
    .max(100)
    .refine((masks) => new Set(masks.map(({ source }) => source)).size === masks.length, 'one band a source')
    .default([]),
});

/** SSE `data:` of jobs/{id}/events; `id:` is a running number, resume with `Last-Event-ID`. */
export const JobEvent = z.object({
  job: z.string(),
  kind: z.enum(['load', 'compute', 'demo', 'pull']),
  state: z.enum(['waiting', 'running', 'done', 'failed', 'cancelled']),
  phase: z.string(),
  /** 0..1, null when unknown. */
  share: z.number().nullable(),
  rows: z.number(),
  etaSeconds: z.number().nullable(),
  message: words.nullable(),
});
export type JobEvent = z.infer<typeof JobEvent>;

// ---- operations
const day = z.iso.date();
/** How the audit log may be searched: days in Asia/Shanghai, the last included. */
export const AUDIT_FIELDS = {
  from: day.optional(),
  to: day.optional(),
  user: z.string().max(200).optional(),
  action: z.string().max(100).optional(),
  /** Anywhere in the object or the details. */
  text: z.string().max(200).optional(),
} as const;
export const AuditQuery = z.strictObject({ ...AUDIT_FIELDS, ...Page });
export const Audit = z.object({
  /** Acts that fit the filters. */
  total: z.number(),
  /** Every action and every user there is, for the filters. */
  actions: z.array(z.string()),
  users: z.array(z.string()),
  rows: z.array(
    z.object({
      id: z.number(),
      at: z.string(),
      user: z.string(),
      action: z.string(),
      object: z.string(),
      detail: z.record(z.string(), z.unknown()),
      hash: z.string(),
    }),
  ),
});
export type Audit = z.infer<typeof Audit>;
export const Health = z.object({
  status: z.enum(['ok', 'starting', 'failed']),
  checks: z.record(z.string(), z.string()),
});
