/**
 * Sums by month, made where a county has so many facts that adding up its days takes long (server/indicators/month-sums.ts). A month whose days
 * were computed since is not answered from here until it is added up again: `rolled_months` says which computation its sums are of.
 */
import { mergeTree, onCluster } from './table-engine.ts';
import type { TableOptions } from './table-engine.ts';

const PARTITIONED = 'PARTITION BY (toYYYYMM(month), computation)';

const TABLES = [
  [
    'indicator_month_rows',
    'indicator_months',
    `computation UInt32, indicator LowCardinality(String), requirement LowCardinality(String), unit LowCardinality(String), month Date,
     numerator Float64, denominator Float64, n UInt64, low Float64, high Float64, logged Float64`,
    `${PARTITIONED} ORDER BY (indicator, month, requirement, unit)`,
  ],
  // Of indicators that are about people: sums of each, and of labels that are counted, how often.
  [
    'cadre_month_rows',
    'cadre_months',
    `computation UInt32, indicator LowCardinality(String), requirement LowCardinality(String), unit LowCardinality(String),
     cadre LowCardinality(String), month Date, label LowCardinality(String), numerator Float64, n UInt64`,
    `${PARTITIONED} ORDER BY (indicator, month, requirement, unit)`,
  ],
  // What a detector saw of a requirement, and what it saw of the same people under others.
  [
    'requirement_risk_rows',
    'requirement_risk_months',
    `computation UInt32, detector LowCardinality(String), requirement LowCardinality(String), unit LowCardinality(String), month Date,
     flagged UInt64, eligible UInt64, abstained UInt64, elsewhere_flagged UInt64, elsewhere_eligible UInt64`,
    `${PARTITIONED} ORDER BY (requirement, detector, month, unit)`,
  ],
] as const;

/** The same of people over all requirements: a tenth of the rows, and what most questions about people need. */
const PEOPLE = [
  [
    'person_month_rows',
    'person_months',
    `computation UInt32, indicator LowCardinality(String), unit LowCardinality(String), cadre LowCardinality(String), month Date,
     label LowCardinality(String), numerator Float64, n UInt64`,
    `${PARTITIONED} ORDER BY (indicator, month, unit)`,
  ],
] as const;

/** The tables with the pointer that says which rows count. */
export const MONTHLY_TABLES = [...TABLES, ...PEOPLE].map(([table, view]) => ({
  table,
  view,
  pointer: 'rolled_months' as const,
  time: 'month' as const,
}));

/** Statements that create them; each may run again. */
export function monthlyTables(options: TableOptions = {}): string[] {
  const pointer = `CREATE TABLE IF NOT EXISTS rolled_months${onCluster(options)} (month Date, computation UInt32)
    ${mergeTree(options, 'ORDER BY (month, computation)')}`;
  return [pointer, ...withViews(TABLES, options)];
}

/** Months that were added up without them are added up again. */
export function personTables(options: TableOptions = {}): string[] {
  return [...withViews(PEOPLE, options), `TRUNCATE TABLE rolled_months${onCluster(options)}`];
}

type Table = readonly [table: string, view: string, columns: string, clauses: string];

const withViews = (tables: readonly Table[], options: TableOptions): string[] => [
  ...tables.map(
    ([table, , columns, clauses]) =>
      `CREATE TABLE IF NOT EXISTS ${table}${onCluster(options)} (${columns}) ${mergeTree(options, clauses)}`,
  ),
  ...tables.map(
    ([table, view]) => `CREATE OR REPLACE VIEW ${view}${onCluster(options)} AS SELECT * EXCEPT computation FROM ${table}
      WHERE (month, computation) IN (SELECT month, max(computation) FROM rolled_months GROUP BY month)`,
  ),
];
