/**
 * What definitions said in a version that counts no longer: their text, their figures by month, and the findings they were part
 * of. Kept when the program brings another version, or somebody sets another time model that it reads, just before everything is
 * computed again (server/indicators/former-results.ts).
 */
import { mergeTree, onCluster, type TableOptions } from './table-engine.ts';

const TABLES = [
  [
    'former_figures',
    `id LowCardinality(String), version UInt16, computation UInt32, month Date, requirement LowCardinality(String),
     unit LowCardinality(String), value Nullable(Float64), numerator Nullable(Float64), denominator Nullable(Float64), n UInt64,
     low Nullable(Float64), high Nullable(Float64), reason LowCardinality(String)`,
    'ORDER BY (id, version, computation, month)',
  ],
  [
    'former_findings',
    `id LowCardinality(String), version UInt16, computation UInt32, month Date, finding String, requirement LowCardinality(String),
     unit LowCardinality(String), status LowCardinality(String), observed UInt64, n UInt64, q Float64`,
    'ORDER BY (id, version, computation, month)',
  ],
  // Written last: what has no line here was left behind by a crash.
  [
    'former_versions',
    `id LowCardinality(String), version UInt16, computation UInt32, computed_at Nullable(DateTime64(3, 'Asia/Shanghai')),
     kept_at DateTime64(3, 'Asia/Shanghai') DEFAULT now64(3), definition String CODEC(ZSTD(1))`,
    'ORDER BY (id, version, computation)',
  ],
] as const;

/** With which edition of the time model a former version was computed; NULL where it reads none. */
export function formerTimeModels(options: TableOptions = {}): string[] {
  return [`ALTER TABLE former_versions${onCluster(options)} ADD COLUMN IF NOT EXISTS model Nullable(UInt16)`];
}

/** Each statement may run again. */
export function formerTables(options: TableOptions = {}): string[] {
  return [
    `ALTER TABLE computed_definitions${onCluster(options)} ADD COLUMN IF NOT EXISTS definition String CODEC(ZSTD(1))`,
    ...TABLES.map(
      ([name, columns, clauses]) =>
        `CREATE TABLE IF NOT EXISTS ${name}${onCluster(options)} (${columns}) ${mergeTree(options, clauses)}`,
    ),
  ];
}
