/**
 * The shape of every answer and request of the HTTP API. The only server file that web/ may name (types only).
 * Times are ISO 8601 with the Asia/Shanghai offset, days `YYYY-MM-DD`, months `YYYY-MM`; hours and shares are plain numbers.
 */
import { z } from 'zod';
import { Measured } from './contract-measured.ts';
import { ExpectedYield, QUEUE_FIELDS, Triage } from './contract-queue.ts';

export const ROLES = ['leader', 'reform', 'auditor', 'steward', 'administrator'] as const;
export const Role = z.enum(ROLES);
export type Role = z.infer<typeof Role>;

export const words = z.object({ zh: z.string(), en: z.string() });
const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
export const code = z.string().min(1).max(200);

export const Login = z.strictObject({ name: z.string().min(1).max(100), password: z.string().min(1).max(200) });
export const Session = z.object({
  user: z.object({ name: z.string(), role: Role, unit: z.string(), unitName: z.string() }),
  expiresAt: z.string(),
  /** Send back as `X-CSRF-Token` on every request that changes something. */
  csrf: z.string(),
  demo: z.boolean(),
});
export type Session = z.infer<typeof Session>;

/** RFC 9457. `code` is stable; `detail` is a sentence in the caller's language. */
export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number(),
  code: z.string(),
  detail: z.string(),
  instance: z.string(),
  correlationId: z.string(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});
export type Problem = z.infer<typeof Problem>;

export const Page = {
  page: z.coerce.number().int().min(1).max(100000).default(1),
  size: z.coerce.number().int().min(1).max(500).default(50),
};

// ---- indicator values
export const DIMENSIONS = ['requirement', 'unit', 'system', 'issuer', 'period'] as const;
export const PERIODS = ['day', 'week', 'month', 'all'] as const;
export const ValuesQuery = z.strictObject({
  id: z.string().max(2000).optional(),
  by: z.string().max(200).default('period'),
  period: z.enum(PERIODS).default('month'),
  from: day.optional(),
  to: day.optional(),
  unit: code.optional(),
  /** 1 = what lies in the unit itself, as answers by unit give it; else with everything below it. */
  own: z.enum(['0', '1']).optional(),
  requirement: code.optional(),
  issuer: code.optional(),
  system: code.optional(),
});
export type ValuesQuery = z.infer<typeof ValuesQuery>;
/**
 * How unequally cadres with any load carry it (Gini, Theil T and its split within and between townships), the townships' posts
 * and yearly budget, and the hours in a year, at the pace of the period, per ten thousand yuan of it.
 */
export const SPREAD = [
  ...(['cadres', 'townships', 'gini', 'theil', 'within', 'between'] as const),
  ...(['staffQuota', 'budgetYuan', 'hoursPerTenThousandYuan'] as const),
] as const;
export const IndicatorRow = z.object({
  indicator: z.string(),
  requirement: z.string().optional(),
  requirementName: z.string().optional(),
  unit: z.string().optional(),
  unitName: z.string().optional(),
  system: z.string().optional(),
  systemName: z.string().optional(),
  issuer: z.string().optional(),
  period: z.string(),
  /** null unless status is ok. */
  value: z.number().nullable(),
  numerator: z.number().nullable(),
  denominator: z.number().nullable(),
  n: z.number(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  status: z.enum(['ok', 'cannot-judge', 'suppressed']),
  reason: z.string().optional(),
  /** filling-hours only: hours per cadre and week, with a 95 % interval over cadres, and how much of it was logged. */
  perCadreWeek: z
    .object({ value: z.number(), low: z.number(), high: z.number(), cadres: z.number(), loggedShare: z.number() })
    .optional(),
  /** What the denominator is made of, as shares, by the labels the definition explains. */
  parts: z.array(z.object({ label: z.string(), share: z.number() })).optional(),
  /** load-to-capacity only: null where too few carry any, or no budget is known. */
  spread: z.record(z.enum(SPREAD), z.number().nullable()).optional(),
  /** True for the period that is still running: drawn dashed. */
  incomplete: z.boolean().optional(),
});
export type IndicatorRow = z.infer<typeof IndicatorRow>;
export const IndicatorValues = z.object({ asOf: z.string().nullable(), rows: z.array(IndicatorRow) });
export type IndicatorValues = z.infer<typeof IndicatorValues>;

export const EvidencePhoto = z.object({
  ref: z.string(),
  sha256: z.string(),
  /** 64-bit perceptual hash as 16 hexadecimal digits; '' where the picture has none. */
  phash64: z.string(),
  capturedAt: z.string().nullable(),
  device: z.string(),
  software: z.string(),
  /** Codes of what may be off about its time and place. */
  doubts: z.array(z.string()),
  /** Whether photos/{sha256}/thumbnail answers. */
  thumbnail: z.boolean(),
});
export type EvidencePhoto = z.infer<typeof EvidencePhoto>;

/** One fact shown as proof; `cadre` is a pseudonym. */
export const EvidenceRow = z.object({
  kind: z.string(),
  source: z.string(),
  externalId: z.string(),
  requirement: z.string(),
  requirementName: z.string(),
  unit: z.string(),
  unitName: z.string(),
  cadre: z.string(),
  at: z.string(),
  claimedAt: z.string().nullable(),
  capturedAt: z.string().nullable(),
  uploadedAt: z.string().nullable(),
  /** What this row proves: which detector, in which signal, flagged or partner; absent for burden evidence. */
  detector: z.string().optional(),
  signal: z.string().optional(),
  role: z.enum(['flagged', 'partner']).optional(),
  excuse: z.string().optional(),
  detail: z.record(z.string(), z.unknown()).optional(),
  /** The text of a copied report: what its form brought along, what the compared one has too, and what is its own. */
  parts: z.array(z.object({ text: z.string(), part: z.enum(['template', 'shared', 'own']) })).optional(),
  /** The columns worth seeing: text, lat, lon, device_id, photos, active_edit_s, ... */
  columns: z.record(z.string(), z.unknown()),
  numerator: z.number().optional(),
  /** Its photos as far as they are known; for auditors only. */
  photos: z.array(EvidencePhoto).optional(),
  file: z.string(),
  fileName: z.string(),
  sheet: z.string(),
  line: z.number(),
});
export type EvidenceRow = z.infer<typeof EvidenceRow>;
export const Evidence = z.object({
  /** All rows, of which a page is given. */
  total: z.number(),
  /** What all of them make of the figure they belong to: its numerator; of a detector, the flagged events that nothing excuses. */
  counted: z.number(),
  page: z.number(),
  size: z.number(),
  rows: z.array(EvidenceRow),
});
export type Evidence = z.infer<typeof Evidence>;

/** The original record of the original file. */
export const Original = z.object({
  file: z.string(),
  fileName: z.string(),
  sheet: z.string(),
  /** Line of the file where the record starts (1 = first line), or row of the sheet. */
  line: z.number(),
  header: z.array(z.string()),
  cells: z.array(z.string()),
  text: z.string(),
  encoding: z.string(),
  format: z.string(),
  mapping: z.string(),
  batch: z.number(),
  loadedAt: z.string(),
  version: z.number(),
  versions: z.array(
    z.object({ version: z.number(), batch: z.number(), file: z.string(), line: z.number(), loadedAt: z.string() }),
  ),
});
export type Original = z.infer<typeof Original>;

// ---- findings
export const FindingDetector = z.object({
  id: z.string(),
  observed: z.number(),
  n: z.number(),
  expected: z.number(),
  ratio: z.number().nullable(),
  shrunk: z.number(),
  low: z.number(),
  high: z.number(),
  p: z.number(),
  q: z.number(),
  /** True where it stands out at the false-discovery rate; the others were judged and found usual. */
  flagged: z.boolean(),
  /** Of a requirement over all units: how many units can be judged, and stand out from the published honest rate alone. */
  units: z.object({ judged: z.number(), elevated: z.number() }).optional(),
});
export const Attribution = z.object({
  to: z.enum(['requirement', 'unit', 'mixed', 'unknown']),
  same_people_contrast: z.number().nullable(),
  /** Shares of the differences between events that lie between requirements, units, and the people of a unit. */
  icc_requirement: z.number().nullable(),
  icc_unit: z.number().nullable().default(null),
  icc_person: z.number().nullable(),
  /** Evidence names nobody, not even by pseudonym, while requirements explain more than people do. */
  person_view: z.enum(['locked', 'open']).default('locked'),
});
export const Finding = z.object({
  id: z.string(),
  requirement: z.string(),
  requirementName: z.string(),
  issuer: z.string(),
  unit: z.string(),
  unitName: z.string(),
  period: z.string(),
  status: z.enum(['open', 'watch', 'cannot-judge']),
  reason: z.string().optional(),
  families: z.array(z.string()),
  detectors: z.array(FindingDetector),
  attribution: Attribution,
  signals: z.number(),
  excused: z.number(),
  random_arm: z.boolean(),
  /** What checking it promises; absent where nothing stands out. */
  yield: ExpectedYield.optional(),
  /** How an auditor marked it at first sight; absent until then. */
  triage: Triage.optional(),
});
export type Finding = z.infer<typeof Finding>;
export const FindingsQuery = z.strictObject({
  status: z.enum(['open', 'watch', 'cannot-judge']).optional(),
  requirement: code.optional(),
  unit: code.optional(),
  detector: code.optional(),
  from: day.optional(),
  to: day.optional(),
  ...QUEUE_FIELDS,
  ...Page,
});
export const Findings = z.object({
  asOf: z.string().nullable(),
  total: z.number(),
  counts: z.object({ open: z.number(), watch: z.number(), 'cannot-judge': z.number() }),
  rows: z.array(Finding),
  /** Open findings of the whole answer gathered by requirement, most first, 50 at most. */
  byRequirement: z.array(
    z.object({
      requirement: z.string(),
      name: z.string(),
      issuer: z.string(),
      open: z.number(),
      /** How many of them point at the requirement rather than at a unit. */
      toRequirement: z.number(),
      families: z.array(z.string()),
    }),
  ),
});
export type Findings = z.infer<typeof Findings>;
export const FindingDetail = z.object({
  finding: Finding,
  detectors: z.array(
    z.object({
      id: z.string(),
      /** The other cells of the same detector and month: the funnel in which this one stands out. */
      peers: z.array(
        z.object({ requirement: z.string(), unit: z.string(), n: z.number(), observed: z.number(), self: z.boolean() }),
      ),
      baseline: z.number(),
      /** Fewer flagged events than this and the finding would not be open. */
      wouldCloseAt: z.number(),
      /** Rate of the same cadres under other requirements, same detector and month. */
      elsewhere: z.object({ observed: z.number(), n: z.number() }).nullable(),
      abstained: z.array(z.object({ reason: z.string(), n: z.number() })),
      excuses: z.array(z.object({ excuse: z.string(), n: z.number() })),
      /** Of all findings of this detector so far; absent until a record it flagged has been checked. */
      measured: Measured.optional(),
    }),
  ),
  /** How the random arm is drawn, for those who want to draw it again. */
  randomArm: z.object({ seed: z.string(), share: z.number() }),
});
export type FindingDetail = z.infer<typeof FindingDetail>;

// ---- directory
export const RequirementRow = z.object({
  code: z.string(),
  name: z.string(),
  kind: z.string(),
  issuer: z.string(),
  system: z.string(),
  systemName: z.string(),
  frequency: z.string(),
});
export type RequirementRow = z.infer<typeof RequirementRow>;
export const RequirementDetail = RequirementRow.extend({
  traceKinds: z.array(z.string()),
  photosMin: z.number().nullable(),
  scoringWeight: z.number().nullable(),
  ranked: z.boolean().nullable(),
  target: z.string(),
  fields: z.array(z.object({ label: z.string(), semanticKey: z.string() })),
  catalogueNo: z.string(),
  dutyListKind: z.string(),
  necessity: z.string(),
  minutesEstimate: z.number().nullable(),
  validFrom: z.string().nullable(),
  validTo: z.string().nullable(),
  /** Cadres who answered it in the period asked for. */
  cadres: z.number(),
  /** Other requirements that ask the same fields. */
  overlaps: z.array(
    z.object({ requirement: z.string(), name: z.string(), issuer: z.string(), shared: z.array(z.string()) }),
  ),
  /** Per detector: rate here, and of the same cadres under other requirements. */
  risk: z.array(
    z.object({
      detector: z.string(),
      observed: z.number(),
      n: z.number(),
      abstained: z.number(),
      elsewhereObserved: z.number(),
      elsewhereN: z.number(),
      openFindings: z.number(),
    }),
  ),
});
export type RequirementDetail = z.infer<typeof RequirementDetail>;
export const Requirements = z.object({ rows: z.array(RequirementRow) });
export const Unit = z.object({
  code: z.string(),
  name: z.string(),
  level: z.string(),
  parent: z.string(),
  cadres: z.number(),
});
export type Unit = z.infer<typeof Unit>;
export const Units = z.object({ rows: z.array(Unit) });
