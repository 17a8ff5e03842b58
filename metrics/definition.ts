/**
 * The shape of everything Henjian measures. A definition is data: pure, one file each, run unchanged on chDB and on a
 * ClickHouse cluster. SQL texts are constants; values reach them only as bound parameters, e.g. `{days:Array(Date)}`.
 *
 * SQL of a definition reads the *current* views of the facts, one for every kind of facts.ts. Those that happen on a day
 * (`checkins`, `reports`, `tasks`, `app_usage`, `documents`, `meetings`) have a column `day Date`; the others (`requirements`,
 * `systems`, `org_units`, `cadres`, `photos`, `inspections`, `outages`, `leave`, `outcomes`, `backchecks`, `assets`, `devices`,
 * `places`, `work_groups`, `pilots`) have none: when one of these changes, every day is computed again that reads it.
 * `outcomes` also has `starts_on Date, ends_on Date`, the days of its period.
 * It also reads the lookup tables the server prepares before each computation:
 * - `cadre_units(cadre_code, unit, township, county, path Array(String))` where each cadre belongs
 * - `clock_precision(kind, source, clock, precision_s)` how exactly a source's clock really is kept, in seconds; `clock` is the
 *   column name (`claimed_at`, `captured_at`, `uploaded_at`, `submitted_at`, `opened_at`, `read_at`, `issued_at`, `due_at`,
 *   `completed_at`); no row: the source does not keep it
 * - `time_model(edition, per_field, per_photo, per_checkin, per_character, modelled_factor, estimate_factor)` one row: the time model
 *   that counts (metrics/burden/time-model.ts);
 * - `unit_paths(code, name, level, township, county, path Array(String))` every unit with its ancestors, itself last
 * - `calendar(day, is_workday, is_holiday, name)` Chinese workdays, moved ones included
 * - `text_templates(requirement, pieces Array(String), version, ...)` wording that a requirement brings into its reports (text/templates.ts)
 * - `excuses(cadre_code, org_unit, requirement, day, excuse)` leave, outages, inspections
 * - `requirement_fields(requirement, label, field)` what each registered field asks for; `field_names(label, field)` what a
 *   normalised label asks for
 * - `shared_devices(device_id)` what `devices` registers as shared; registered duty points are the facts `places` themselves
 */
import type { Words } from './columns.ts';
import type { EventKindName } from './facts.ts';

export type Family = 'photo' | 'text' | 'timing' | 'location' | 'numbers' | 'verification';

/** One proof: which fact, and on which Asia/Shanghai day it lies (for partition pruning). */
export const EVENT_TUPLE = 'Tuple(kind String, source String, external_id String, day Date)';

export interface Reference {
  /** Author, title, year, clause or repository: enough to find it again. */
  source: string;
  /** V read in the source, C recomputed from public data, P paraphrase seen, M from memory: shown to users as such. */
  grade: 'V' | 'C' | 'P' | 'M';
}

/** A runnable example: canonical rows in, expected figures out. One test runs all of them on the engine. */
export interface Example {
  name: string;
  /** Rows by fact kind, as a canonical file would give them. */
  facts: Partial<Record<string, readonly Record<string, unknown>[]>>;
  /** Days computed although no fact lies on them, `YYYY-MM-DD`. */
  days?: readonly string[];
}

export interface IndicatorExample extends Example {
  /** Expected value over all rows (county, whole span), to 9 significant digits; null when it cannot be judged. */
  value: number | null;
  numerator?: number;
  denominator?: number;
}

export interface DetectorExample extends Example {
  /** external_ids of the events expected in each signal, in any order; empty when nothing may be flagged. */
  signals: readonly (readonly string[])[];
  /** Number of eligible events; what is not eligible was abstained from. */
  eligible: number;
  abstained?: Partial<Record<string, number>>;
}

/**
 * What comparing a new row with all older ones needs of these, kept per day in a table of its own: so the old rows are not
 * read again. Definitions read the table by its name, at any day up to the last of `{days:Array(Date)}`.
 */
export interface Sketch {
  table: string;
  /** The kinds of facts whose days it follows. */
  of: readonly EventKindName[];
  /** Columns and their ClickHouse types, `day Date` among them. */
  columns: string;
  orderBy: string;
  /** The rows of `day IN {days:Array(Date)}`, in the order of `columns`. */
  rows: string;
  /** As of a definition: where it gives no row, there is nothing to keep. */
  onlyWith?: string;
  /** Days whose rows were made with something that holds no longer; one column `day Date`. They are made and computed again. */
  stale?: string;
}

interface Definition {
  id: string;
  version: number;
  terms: Words;
  question: Words;
  formula: Words;
  /** What it does not see, when it misleads. */
  limits: Words;
  references: readonly Reference[];
  /**
   * Other days whose rows or signals may change when facts of `{days:Array(Date)}` change; one column `day Date`.
   * Absent when everything depends only on facts of its own day. Definitions look back in time, so that these are later days
   * and few when the newest days arrive (but the days that one back-filling session covers depend on each other).
   */
  alsoAffects?: string;
  /** Days that `alsoAffects` names may be earlier ones too. */
  reachesBack?: true;
  /**
   * Cheap query that gives a row when what it cannot do without is there, of `{days:Array(Date)}` or at all: inspections, say, or
   * photos that are referred to. Where it gives none, no statement of the definition has rows, and none is run.
   */
  onlyWith?: string;
  /** Its rows may lie on days without any facts: inspections, working hours, outcomes of a month. */
  everyDay?: true;
}

/**
 * How event rows become a value.
 * - `sum` value = sum(numerator) · `ratio` value = sum(numerator) / sum(denominator)
 * - `median` value = exact median of numerator (`denominator` ignored); also gives the 10th percentile as `low`
 * - `distinct-per-cadre` value = mean over cadre-months of the number of distinct `label`s
 * - `gini` value = Gini coefficient over cadres of their summed numerator within the period
 */
export type Aggregate = 'sum' | 'ratio' | 'median' | 'distinct-per-cadre' | 'gini';

/**
 * What the numerator of a value says of the rows shown as its evidence.
 * - `rows` how many they are · `amounts` what they add up to (hours, photos, fields; of a `median` also rows of 0)
 * - `labels` how many different labels they have, each counted once per cadre and month
 */
export type Accounting = 'rows' | 'amounts' | 'labels';

export interface Indicator extends Definition {
  kind: 'burden';
  unit: Words;
  better: 'lower' | 'higher' | 'neutral';
  aggregate: Aggregate;
  evidence: Accounting;
  /** Fewest event rows (cadres for `gini`) for a value; below it the answer is `cannot-judge`. */
  minimumN: number;
  /** Kept per cadre, so that it can also be given per cadre and week with an interval over cadres. */
  perCadre?: boolean;
  /**
   * A state, not a flow: read on the last computed day of each period, from rows that exist on each day on which the state
   * holds. Each fact and label counts once in a group, even when it holds for several units. Not kept, but made when asked for.
   */
  stock?: true;
  /**
   * The denominator (working hours, cases resolved) belongs to a unit and is the same whatever requirement, system or issuer
   * is asked about: it comes in rows of its own, with numerator 0. Only rows with a numerator are counted in `n`.
   */
  sharedDenominator?: true;
  /** What the column `requirement` of its rows names; a requirement when absent. */
  subject?: 'system' | 'issuer';
  /** Also give, per unit asked about, how unequally cadres and townships carry it, and staff quota and budget beside it. */
  spread?: true;
  /** Meaning of its labels: the share of the denominator that each has is given beside the value (`stock` only). */
  parts?: Readonly<Record<string, Words>>;
  /**
   * One row per event that counts, restricted to `day IN {days:Array(Date)}`, columns exactly:
   * `kind String, source String, external_id String, requirement String, cadre String, org_unit String ('' = the cadre's),
   *  day Date, at DateTime64(3), numerator Float64, denominator Float64, label String ('' if unused),
   *  low Float64, high Float64` (the numerator's own uncertainty; equal to it where it is logged).
   * Rows are the evidence: a page shows exactly those with numerator > 0 (of a `median`, all). A fact of a kind without an `external_id` of its own
   * is named by `source` '' and `toString(fact_id)`. `at` is the fact's own time where it has one.
   */
  events: string;
  examples: readonly IndicatorExample[];
}

export type ExcuseKind =
  'disaster' | 'outage' | 'leave' | 'shared-device' | 'offline' | 'inspection-day' | 'holiday-duty';

/** Records of a kind that a detector judges one by one. */
export interface JudgedRecords {
  of: 'checkins' | 'reports';
  /** Condition for being one of its events; of records `e`. */
  only?: string;
  /** Why it cannot be judged, '' when it can; of records `e` and the clocks of their source `p` (`claimed_s` ..., in seconds). */
  reason: string;
}

export interface Detector extends Definition {
  kind: 'risk';
  family: Family;
  /** Fewest eligible events in requirement x unit x month for a rate to be judged. */
  minimumN: number;
  /** Identity or physical impossibility: three unexcused rows may open a finding alone. */
  identity: boolean;
  /** What an honest county shows, in words, and the share of eligible events it flags by chance or habit. */
  null: {
    statement: Words;
    honestRate: number;
    /** The rate follows from arithmetic, not from habit: what others show does not move it. */
    fixed?: true;
  };
  falsePositives: Words;
  /** The excuses that explain it most often. The server joins every excuse to every signal, these or not. */
  excuses: readonly ExcuseKind[];
  /** Excuses that its rows disprove: an offline record rests on a device clock that was right. */
  disproves?: readonly ExcuseKind[];
  /** Parameters of the rule, shown to the user; the SQL receives each as `{name:Float64}`. */
  parameters: Record<string, { value: number; unit: string; meaning: Words }>;
  /**
   * Eligible events per requirement, cadre and day for `day IN {days:Array(Date)}`; columns exactly:
   * `requirement String, cadre String, org_unit String, day Date, eligible UInt64, abstained UInt64, reason String`.
   * One row with reason '' for the eligible ones and one per reason for those abstained from (eligible = 0).
   */
  eligible: string;
  /** The same, where records are judged one by one, each by what it says itself: all such detectors are counted in one look. */
  judges?: readonly JudgedRecords[];
  /**
   * Suspicious occurrences with `day IN {days:Array(Date)}`; columns exactly:
   * `requirement String, cadre String, org_unit String, day Date, at DateTime64(3), strength Float64,
   *  flagged UInt32, events Array(EVENT_TUPLE), detail String (JSON object)`.
   * `flagged` = how many of the eligible events this occurrence flags; the first `flagged` entries of `events` are they,
   * the rest are the partners that prove it. An event is flagged by at most one occurrence of a detector.
   */
  signals: string;
  /**
   * Cheap query, with the same parameters, that gives a row wherever `signals` has one for `{days:Array(Date)}`, and seldom else:
   * a necessary condition. An update asks it first, since planning `signals` costs far more than the few rows of a day.
   */
  screen?: string;
  examples: readonly DetectorExample[];
}

export type AnyDefinition = Indicator | Detector;

/**
 * One fact a verdict rests on: its kind, the version that was judged (`fact_id`, so that an old verdict still opens what it saw),
 * its day (1970-01-01 for directory kinds) and the unit it belongs to ('' = seen by every reader of the rule).
 */
export const POLICY_EVIDENCE = 'Tuple(kind String, fact UInt64, day Date, unit String)';

export type SubjectType =
  'system' | 'requirement' | 'issuer' | 'unit' | 'document' | 'meeting' | 'inspection' | 'work-group';

/** R red line (prohibition) · A amber (principle, "generally", "in principle") · I information. */
export type Severity = 'R' | 'A' | 'I';

/** Where a rule stands. The status is that of the text: V read, P seen in a paraphrase only, M from memory. */
export interface Clause {
  instrument: string;
  /** Item or topic inside the instrument; '' where the instrument as a whole is meant. */
  at: string;
  status: 'V' | 'P' | 'M';
}

export interface RuleParameter {
  /** null: no text seen gives the number. It is left to the reform office; until then the rule cannot judge. */
  value: number | null;
  unit: string;
  meaning: Words;
  /** Where the number comes from: the clause itself, a local rule, or our own choice. */
  origin: 'clause' | 'local' | 'design';
}

export interface RuleRow {
  subject: string;
  period: string;
  verdict: 'breach' | 'ok' | 'cannot-judge';
  reason?: string;
  severity?: Severity;
  /** `kind key` of each fact, the parts of a key joined by `|`. */
  evidence?: readonly string[];
}

export interface RuleExample extends Example {
  /** Value of `{today:Date}` and, unless facts reach another day, of `{data_to:Date}`; 2026-11-02 when absent. */
  today?: string;
  dataTo?: string;
  /** Over the rule's own values. */
  parameters?: Record<string, number | null>;
  /** Every row the predicate gives, in any order. */
  rows: readonly RuleRow[];
}

/**
 * A policy rule a machine can check. It judges a requirement, a system, a department's documents or meetings: never a person.
 */
export interface PolicyRule {
  kind: 'policy';
  id: string;
  version: number;
  terms: Words;
  question: Words;
  /** The predicate in words. */
  formula: Words;
  limits: Words;
  /** The first is the one cited beside a verdict. */
  clauses: readonly [Clause, ...Clause[]];
  severity: Severity;
  /** Who or what the rule does not bind; null where the text names nobody. */
  exemption: Words | null;
  /** Absent: everywhere. Else a local rule set, off until somebody switches it on for a region. */
  ruleSet?: string;
  subjectType: SubjectType;
  /** `current` judges the directory as it stands today; `month` and `year` the facts of each, for `{months:Array(Date)}`. */
  grain: 'current' | 'month' | 'year';
  /** First and last day on which the text binds. */
  validFrom: string;
  validTo?: string;
  parameters: Readonly<Record<string, RuleParameter>>;
  /** Kinds of facts without any row of which nothing can be judged at all. */
  needs: readonly string[];
  /**
   * One row per subject and period; columns exactly:
   * `subject String, unit String ('' = the whole territory), department String (name, or code of a unit, of who is responsible),
   *  period String ('current', 'YYYY-MM' or 'YYYY'), verdict String, reason String ('' unless cannot-judge),
   *  severity String ('' = the rule's), observed UInt64, evidence Array(POLICY_EVIDENCE), detail String (JSON object)`.
   * Where the verdict is `breach`, `observed` facts break the rule and `evidence` lists exactly them.
   * Bound: each parameter as `{name:Nullable(Float64)}`, `{today:Date}`, `{data_to:Date}` (last day the facts reach) and, for
   * monthly rules, `{months:Array(Date)}`. What a rule reads is found in its text: name kinds after FROM or JOIN.
   */
  predicate: string;
  examples: readonly RuleExample[];
}
