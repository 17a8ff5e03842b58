/**
 * Tables of what is computed. Rows carry the number of the computation that made them and are never changed;
 * `computed_days` and `computed_months` say which computation counts for a day or month. One insert there swaps in
 * everything at once, and readers see either the old or the new result. A partition holds what one computation made of one
 * month, so that what no longer counts is dropped whole.
 */
import { TIME_PARAMETERS } from '../../metrics/burden/time-model.ts';
import { EVENT_TUPLE, type Sketch } from '../../metrics/definition.ts';
import { EVENT_KINDS, factKind } from '../../metrics/facts.ts';
import { SKETCHES } from '../../metrics/sketches.ts';
import { mergeTree, onCluster, workTable } from './table-engine.ts';
import { versionColumns } from './tables.ts';
import type { TableOptions } from './table-engine.ts';

type Table = readonly [name: string, columns: string, clauses: string];

const LOOKUPS: readonly Table[] = [
  ['calendar', 'day Date, is_workday UInt8, is_holiday UInt8, name String', 'ORDER BY day'],
  [
    'unit_paths',
    `code String, name String, level LowCardinality(String), parent String, township String, county String, path Array(String)`,
    'ORDER BY code',
  ],
  [
    'cadre_units',
    'cadre_code String, unit String, township String, county String, path Array(String)',
    'ORDER BY cadre_code',
  ],
  [
    'excuses',
    'cadre_code String, org_unit String, requirement String, day Date, excuse LowCardinality(String)',
    'ORDER BY (day, cadre_code)',
  ],
  [
    'clock_precision',
    `kind LowCardinality(String), source LowCardinality(String), clock LowCardinality(String), precision_s UInt32`,
    'ORDER BY (kind, source, clock)',
  ],
];

/** What registered fields ask for, and what labels ask for (metrics/burden/field-names.ts). */
const FIELDS: readonly Table[] = [
  ['requirement_fields', 'requirement String, label String, field String', 'ORDER BY (requirement, field)'],
  ['field_names', 'label String, field String', 'ORDER BY label'],
];

const COMPUTED: readonly Table[] = [
  [
    'signal_rows',
    `computation UInt32, detector LowCardinality(String), family LowCardinality(String), requirement LowCardinality(String),
     unit LowCardinality(String), cadre String, day Date, at DateTime64(3, 'Asia/Shanghai'), strength Float64, flagged UInt32,
     events Array(${EVENT_TUPLE}), detail String, excuse LowCardinality(String), rule_version UInt16, signal UInt64`,
    'PARTITION BY (toYYYYMM(day), computation) ORDER BY (detector, day, requirement, unit)',
  ],
  [
    'risk_rows',
    `computation UInt32, detector LowCardinality(String), requirement LowCardinality(String), unit LowCardinality(String),
     cadre LowCardinality(String), day Date, eligible UInt32, abstained UInt32, reason LowCardinality(String)`,
    'PARTITION BY (toYYYYMM(day), computation) ORDER BY (detector, day, requirement, unit)',
  ],
  [
    'indicator_rows',
    `computation UInt32, indicator LowCardinality(String), requirement LowCardinality(String), unit LowCardinality(String),
     cadre LowCardinality(String), day Date, numerator Float64, denominator Float64, n UInt32, low Float64, high Float64,
     logged Float64`,
    'PARTITION BY (toYYYYMM(day), computation) ORDER BY (indicator, day, requirement, unit)',
  ],
  [
    'finding_rows',
    `computation UInt32, month Date, id String, requirement LowCardinality(String), unit LowCardinality(String),
     status LowCardinality(String), reason LowCardinality(String), random_arm UInt8, signals UInt32, excused UInt32, q Float64,
     body String`,
    'PARTITION BY (toYYYYMM(month), computation) ORDER BY (month, requirement, unit)',
  ],
  ['computed_days', 'day Date, computation UInt32', 'ORDER BY (day, computation)'],
  ['computed_months', 'month Date, computation UInt32', 'ORDER BY (month, computation)'],
  ['batch_days', 'batch UInt32, kind LowCardinality(String), day Date', 'ORDER BY (batch, day)'],
  ['computed_batches', 'batch UInt32, computation UInt32', 'ORDER BY batch'],
  [
    'computations',
    `computation UInt32, started_at DateTime64(3, 'Asia/Shanghai'), finished_at Nullable(DateTime64(3, 'Asia/Shanghai')),
     complete UInt8, days UInt32, signals UInt64, findings UInt64`,
    'ORDER BY computation',
  ],
];

const current = (rows: string, pointer: string, time: string) =>
  `SELECT * EXCEPT computation FROM ${rows} WHERE (${time}, computation) IN
     (SELECT ${time}, max(computation) FROM ${pointer} GROUP BY ${time})`;

const VIEWS: readonly [name: string, query: string][] = [
  ['shared_devices', 'SELECT device_id FROM devices WHERE shared = 1'],
  ['signals', current('signal_rows', 'computed_days', 'day')],
  ['risk_daily', current('risk_rows', 'computed_days', 'day')],
  ['indicator_daily', current('indicator_rows', 'computed_days', 'day')],
  ['findings', current('finding_rows', 'computed_months', 'month')],
];

/** The table behind the view that definitions read. */
export const sketchRows = (sketch: Sketch): string => `${sketch.table}_rows`;

/** Tables whose rows carry a computation number, with the pointer that says which number counts. */
export const COMPUTED_TABLES = [
  ...SKETCHES.map((sketch) => ({
    table: sketchRows(sketch),
    view: sketch.table,
    pointer: 'sketched_days' as const,
    time: 'day' as const,
  })),
  { table: 'signal_rows', view: 'signals', pointer: 'computed_days', time: 'day' },
  { table: 'risk_rows', view: 'risk_daily', pointer: 'computed_days', time: 'day' },
  { table: 'indicator_rows', view: 'indicator_daily', pointer: 'computed_days', time: 'day' },
  { table: 'finding_rows', view: 'findings', pointer: 'computed_months', time: 'month' },
] as const;

/** Statements that create everything computed; the facts' own tables exist already. Each may run again. */
export function computedTables(options: TableOptions = {}): string[] {
  return [
    ...[...LOOKUPS, ...COMPUTED].map((table) => created(table, options)),
    ...VIEWS.map(([name, query]) => `CREATE OR REPLACE VIEW ${name}${onCluster(options)} AS ${query}`),
  ];
}

/** Versions of the definitions that everything was computed with (server/indicators/computed-definitions.ts). */
export function definitionTables(options: TableOptions = {}): string[] {
  return [
    created(
      ['computed_definitions', 'id String, version UInt16, computation UInt32', 'ORDER BY (computation, id)'],
      options,
    ),
  ];
}

/** The current facts of the days being computed, where these are few (see `dueTable`). */
export const DUE_KINDS = EVENT_KINDS;
export const dueTable = (kind: string): string => `due_${kind}`;

/** Statements that create what one pass of a computation works with and empties; each may run again, between computations. */
export function workTables(options: TableOptions = {}): string[] {
  const drafts = `computation UInt32, detector LowCardinality(String), family LowCardinality(String), requirement LowCardinality(String),
     cadre String, org_unit String, day Date, at DateTime64(3, 'Asia/Shanghai'), strength Float64, flagged UInt32,
     events Array(${EVENT_TUPLE}), detail String, rule_version UInt16, signal UInt64`;
  const due = DUE_KINDS.map((kind): Table => [
    dueTable(kind),
    versionColumns(factKind(kind)!)
      .map(({ name, type }) => `\`${name}\` ${type}`)
      .join(', '),
    'ORDER BY day',
  ]);
  const tables: Table[] = [['signal_drafts', drafts, 'ORDER BY (detector, day)'], ...due];
  return tables.flatMap(([name, columns, orderBy]) => [
    `DROP TABLE IF EXISTS ${name}${onCluster(options)}`,
    `CREATE TABLE ${name}${onCluster(options)} (${columns}) ${workTable(options, orderBy)}`,
  ]);
}

/** Statements that create what reports and photos are compared by; each may run again. */
export function sketchTables(options: TableOptions = {}): string[] {
  const tables: Table[] = [
    ['sketched_days', 'day Date, computation UInt32', 'ORDER BY (day, computation)'],
    [
      'template_rows',
      `made UInt64, requirement LowCardinality(String), sample UInt32, until Date, published UInt8, pieces Array(String), version UInt64`,
      'ORDER BY (requirement, made)',
    ],
    ...SKETCHES.map((sketch): Table => [
      sketchRows(sketch),
      `computation UInt32, ${sketch.columns}`,
      `PARTITION BY (toYYYYMM(day), computation) ORDER BY (${sketch.orderBy})`,
    ]),
  ];
  const views: [string, string][] = [
    ['text_templates', 'SELECT * EXCEPT made FROM template_rows ORDER BY made DESC LIMIT 1 BY requirement'],
    ...SKETCHES.map((sketch): [string, string] => [sketch.table, current(sketchRows(sketch), 'sketched_days', 'day')]),
  ];
  return [
    ...tables.map((table) => created(table, options)),
    ...views.map(([name, query]) => `CREATE OR REPLACE VIEW ${name}${onCluster(options)} AS ${query}`),
  ];
}

/** The time model that counts, newest row first; before anybody set one, that of metrics/burden/time-model.ts. */
export function timeModelTables(options: TableOptions = {}): string[] {
  const numbers = TIME_PARAMETERS.map(({ name }) => `${name} Float64`).join(', ');
  const table: Table = ['time_model_rows', `made UInt64, edition UInt16, ${numbers}`, 'ORDER BY made'];
  return [
    created(table, options),
    `INSERT INTO time_model_rows SELECT 0, 0, ${TIME_PARAMETERS.map(({ value }) => `toFloat64(${value})`).join(', ')}
     WHERE (SELECT count() FROM time_model_rows) = 0`,
    `CREATE OR REPLACE VIEW time_model${onCluster(options)} AS SELECT * EXCEPT made FROM time_model_rows ORDER BY made DESC LIMIT 1`,
  ];
}

/** Tables added after the first release. */
export function fieldTables(options: TableOptions = {}): string[] {
  return FIELDS.map((table) => created(table, options));
}

function created([name, columns, clauses]: Table, options: TableOptions): string {
  return `CREATE TABLE IF NOT EXISTS ${name}${onCluster(options)} (${columns}) ${mergeTree(options, clauses)}`;
}
