/**
 * Tables of what is computed. Rows carry the number of the computation that made them and are never changed;
 * `computed_days` and `computed_months` say which computation counts for a day or month. One insert there swaps in
 * everything at once, and readers see either the old or the new result. Rows that no longer count are removed later.
 */
import { EVENT_TUPLE } from '../../metrics/definition.ts';

const DURABLE = 'SETTINGS fsync_after_insert = 1, fsync_part_directory = 1';

const LOOKUPS = [
  `CREATE TABLE IF NOT EXISTS calendar (day Date, is_workday UInt8, is_holiday UInt8, name String)
     ENGINE = MergeTree ORDER BY day`,
  `CREATE TABLE IF NOT EXISTS unit_paths (code String, name String, level LowCardinality(String), parent String,
     township String, county String, path Array(String)) ENGINE = MergeTree ORDER BY code`,
  `CREATE TABLE IF NOT EXISTS cadre_units (cadre_code String, unit String, township String, county String,
     path Array(String)) ENGINE = MergeTree ORDER BY cadre_code`,
  `CREATE TABLE IF NOT EXISTS excused_days (cadre_code String, day Date, excuse LowCardinality(String))
     ENGINE = MergeTree ORDER BY (cadre_code, day)`,
  `CREATE TABLE IF NOT EXISTS clock_precision (kind LowCardinality(String), source LowCardinality(String),
     clock LowCardinality(String), precision_s UInt32) ENGINE = MergeTree ORDER BY (kind, source, clock)`,
  `CREATE VIEW IF NOT EXISTS shared_devices AS SELECT device_id FROM devices WHERE shared = 1`,
];

const COMPUTED = [
  `CREATE TABLE IF NOT EXISTS signal_rows (computation UInt32, detector LowCardinality(String),
     family LowCardinality(String), requirement LowCardinality(String), unit LowCardinality(String), cadre String, day Date,
     at DateTime64(3, 'Asia/Shanghai'), strength Float64, flagged UInt32, events Array(${EVENT_TUPLE}), detail String,
     excuse LowCardinality(String), rule_version UInt16, signal UInt64)
     ENGINE = MergeTree PARTITION BY toYYYYMM(day) ORDER BY (detector, day, requirement, unit) ${DURABLE}`,
  `CREATE TABLE IF NOT EXISTS risk_rows (computation UInt32, detector LowCardinality(String),
     requirement LowCardinality(String), unit LowCardinality(String), cadre LowCardinality(String), day Date,
     eligible UInt32, abstained UInt32, reason LowCardinality(String))
     ENGINE = MergeTree PARTITION BY toYYYYMM(day) ORDER BY (detector, day, requirement, unit) ${DURABLE}`,
  `CREATE TABLE IF NOT EXISTS indicator_rows (computation UInt32, indicator LowCardinality(String),
     requirement LowCardinality(String), unit LowCardinality(String), cadre LowCardinality(String), day Date,
     numerator Float64, denominator Float64, n UInt32, low Float64, high Float64, logged Float64)
     ENGINE = MergeTree PARTITION BY toYYYYMM(day) ORDER BY (indicator, day, requirement, unit) ${DURABLE}`,
  `CREATE TABLE IF NOT EXISTS finding_rows (computation UInt32, month Date, id String, requirement LowCardinality(String),
     unit LowCardinality(String), status LowCardinality(String), reason LowCardinality(String), random_arm UInt8,
     signals UInt32, excused UInt32, q Float64, body String)
     ENGINE = MergeTree PARTITION BY toYYYYMM(month) ORDER BY (month, requirement, unit) ${DURABLE}`,
  `CREATE TABLE IF NOT EXISTS computed_days (day Date, computation UInt32)
     ENGINE = ReplacingMergeTree(computation) ORDER BY day ${DURABLE}`,
  `CREATE TABLE IF NOT EXISTS computed_months (month Date, computation UInt32)
     ENGINE = ReplacingMergeTree(computation) ORDER BY month ${DURABLE}`,
  `CREATE TABLE IF NOT EXISTS computed_batches (batch UInt32, computation UInt32) ENGINE = MergeTree ORDER BY batch ${DURABLE}`,
  `CREATE TABLE IF NOT EXISTS computations (computation UInt32, started_at DateTime64(3, 'Asia/Shanghai'),
     finished_at Nullable(DateTime64(3, 'Asia/Shanghai')), complete UInt8, days UInt32, signals UInt64, findings UInt64)
     ENGINE = MergeTree ORDER BY computation ${DURABLE}`,
];

const counts = (pointer: string, time: string) =>
  `(${time}, computation) IN (SELECT ${time}, max(computation) FROM ${pointer} GROUP BY ${time})`;

const VIEWS = [
  `CREATE VIEW IF NOT EXISTS signals AS SELECT * EXCEPT computation FROM signal_rows WHERE ${counts('computed_days', 'day')}`,
  `CREATE VIEW IF NOT EXISTS risk_daily AS SELECT * EXCEPT computation FROM risk_rows WHERE ${counts('computed_days', 'day')}`,
  `CREATE VIEW IF NOT EXISTS indicator_daily AS SELECT * EXCEPT computation FROM indicator_rows WHERE ${counts('computed_days', 'day')}`,
  `CREATE VIEW IF NOT EXISTS findings AS SELECT * EXCEPT computation FROM finding_rows WHERE ${counts('computed_months', 'month')}`,
];

/** Tables whose rows carry a computation number, with the pointer that says which number counts. */
export const COMPUTED_TABLES = [
  { table: 'signal_rows', pointer: 'computed_days', time: 'day' },
  { table: 'risk_rows', pointer: 'computed_days', time: 'day' },
  { table: 'indicator_rows', pointer: 'computed_days', time: 'day' },
  { table: 'finding_rows', pointer: 'computed_months', time: 'month' },
] as const;

/** Statements that create everything computed; run after the facts' own tables exist, each may run again. */
export const COMPUTED_SCHEMA: readonly string[] = [...LOOKUPS, ...COMPUTED, ...VIEWS];
