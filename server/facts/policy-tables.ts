/**
 * Tables of policy results. A run of a rule over a month ('1970-01-01' for rules that are not computed by month) writes its rows
 * and then one line in `policy_runs`, which swaps them in. Runs of an earlier edition of a rule (its version, parameters and
 * regions) stay readable.
 */
import { POLICY_EVIDENCE } from '../../metrics/definition.ts';
import { mergeTree, onCluster } from './table-engine.ts';
import type { TableOptions } from './table-engine.ts';
import { createView } from './tables.ts';

const TABLES = [
  [
    'policy_rows',
    `run UInt32, rule LowCardinality(String), month Date, subject String, unit LowCardinality(String), department LowCardinality(String),
     period LowCardinality(String), verdict LowCardinality(String), reason LowCardinality(String), severity LowCardinality(String),
     observed UInt64, evidence Array(${POLICY_EVIDENCE}), detail String`,
    'ORDER BY (rule, month, run)',
  ],
  [
    'policy_runs',
    `run UInt32, rule LowCardinality(String), month Date, edition String, version UInt16, parameters String, inputs String,
     computed_at DateTime64(3, 'Asia/Shanghai') DEFAULT now64(3)`,
    'ORDER BY (rule, month, run)',
  ],
] as const;

/** Columns of the directory that only rules read, for tables made before them. */
const ADDED = {
  cadres: ['seconded_to_org_unit_code String'],
  systems: [
    'audience String',
    'exemption String',
    'carrier String CODEC(ZSTD(1))',
    'category String CODEC(ZSTD(1))',
    'last_updated_on Nullable(Date)',
  ],
  requirements: [
    'ad_hoc_filing_no String',
    'retained_list_no String',
    'own_duty String CODEC(ZSTD(1))',
    'grassroots_duty String CODEC(ZSTD(1))',
    'support_given String CODEC(ZSTD(1))',
  ],
  inspections: [
    'organizer_level String CODEC(ZSTD(1))',
    'emergency Nullable(UInt8)',
    'met_principal Nullable(UInt8)',
    'ranking_published Nullable(UInt8)',
    'total_score Nullable(Float64)',
  ],
} as const;

/** Each statement may be run again. */
export function policyTables(options: TableOptions): string[] {
  return [
    ...Object.entries(ADDED).flatMap(([kind, columns]) => [
      `ALTER TABLE ${kind}_versions${onCluster(options)} ${columns.map((column) => `ADD COLUMN IF NOT EXISTS ${column}`).join(', ')}`,
      createView(kind, options),
    ]),
    ...TABLES.map(
      ([name, columns, clauses]) =>
        `CREATE TABLE IF NOT EXISTS ${name}${onCluster(options)} (${columns}) ${mergeTree(options, clauses)}`,
    ),
    `CREATE OR REPLACE VIEW policy_results${onCluster(options)} AS SELECT * EXCEPT run FROM policy_rows
     WHERE (rule, month, run) IN (SELECT rule, month, max(run) FROM policy_runs GROUP BY rule, month)`,
  ];
}
