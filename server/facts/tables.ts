/** Tables of the facts, derived from metrics/facts.ts; described in docs/architecture.md. */
import { FACT_KINDS } from '../../metrics/facts.ts';
import type { Column, FactKind } from '../../metrics/columns.ts';
import { periodEnd, periodStart } from './period-sql.ts';
import { quoted, sqlText } from './sql-text.ts';
import { mergeTree, onCluster } from './table-engine.ts';
import type { TableOptions } from './table-engine.ts';

/** Columns with few distinct values: a dictionary makes them smaller and faster to group by. */
const FEW_VALUES = new Set([
  'source',
  'requirement_code',
  'kind',
  'method',
  'crs',
  'channel',
  'status',
  'origin',
  'level',
  'issuer',
  'frequency',
  'cadre_code',
  'org_unit_code',
]);

export interface TableColumn {
  name: string;
  /** ClickHouse type. */
  type: string;
  /** DEFAULT expression or codec, as written after the type. */
  rest?: string;
}

/** Columns in front of every version of every kind: where it comes from. */
export const PROVENANCE: readonly TableColumn[] = [
  { name: 'fact_id', type: 'UInt64' },
  { name: 'version', type: 'UInt16' },
  { name: 'batch', type: 'UInt32' },
  { name: 'file', type: 'LowCardinality(String)' },
  { name: 'sheet', type: 'LowCardinality(String)' },
  { name: 'line', type: 'UInt32' },
  { name: 'content_hash', type: 'UInt64' },
  { name: 'extra', type: 'String', rest: 'CODEC(ZSTD(1))' },
];

/** ClickHouse type of a canonical column. */
export function columnType(column: Column): string {
  const type = ((): string => {
    switch (column.type) {
      case 'time':
        return "DateTime64(3, 'Asia/Shanghai')";
      case 'date':
        return 'Date';
      case 'integer':
        return 'Int64';
      case 'decimal':
      case 'latitude':
      case 'longitude':
        return 'Float64';
      case 'boolean':
        return 'UInt8';
      case 'list':
        return 'Array(String)';
      default:
        return FEW_VALUES.has(column.name) ? 'LowCardinality(String)' : 'String';
    }
  })();
  const holdsAbsence = type === 'Array(String)' || type.endsWith('String)') || type === 'String';
  return column.required || holdsAbsence ? type : `Nullable(${type})`;
}

function canonicalColumns(kind: FactKind): TableColumn[] {
  return kind.columns.map((column) => ({
    name: column.name,
    type: columnType(column),
    ...(column.type === 'text' || column.type === 'json' ? { rest: 'CODEC(ZSTD(1))' } : {}),
  }));
}

/** Columns the intake computes beyond the canonical ones. */
function derivedColumns(kind: FactKind): TableColumn[] {
  const columns: TableColumn[] = [];
  if (kind.eventTime !== undefined) {
    columns.push(
      { name: 'day', type: 'Date', rest: `DEFAULT toDate(${quoted(kind.eventTime)}, 'Asia/Shanghai')` },
      { name: 'precision_s', type: 'UInt32', rest: 'DEFAULT 1' },
    );
  }
  if (kind.kind === 'outcomes') {
    columns.push(
      { name: 'starts_on', type: 'Date', rest: `DEFAULT ${periodStart('period')}` },
      { name: 'ends_on', type: 'Date', rest: `DEFAULT ${periodEnd('period')}` },
    );
  }
  if (kind.kind === 'checkins') columns.push({ name: 'coordinate_decimals', type: 'UInt8' });
  if (kind.kind === 'reports') {
    columns.push(
      { name: 'text_key', type: 'UInt64' },
      { name: 'text_chars', type: 'UInt32' },
      { name: 'values_key', type: 'UInt64' },
      { name: 'values_count', type: 'UInt16' },
    );
  }
  return columns;
}

/** All columns of `<kind>_versions`, in order. */
export function versionColumns(kind: FactKind): TableColumn[] {
  return [...PROVENANCE, ...canonicalColumns(kind), ...derivedColumns(kind)];
}

export function versionsTable(kind: string): string {
  return `${kind}_versions`;
}

function createTable(
  name: string,
  columns: readonly TableColumn[],
  clauses: string,
  options: TableOptions,
  extra = '',
): string {
  const lines = columns.map((c) => `  ${quoted(c.name)} ${c.type}${c.rest === undefined ? '' : ` ${c.rest}`}`);
  return `CREATE TABLE IF NOT EXISTS ${quoted(name)}${onCluster(options)} (\n${lines.join(',\n')}${extra}\n) ${clauses}`;
}

function createVersions(kind: FactKind, options: TableOptions): string {
  const order =
    kind.eventTime === undefined
      ? `ORDER BY (${kind.key.map(quoted).join(', ')}, version)`
      : `PARTITION BY toYear(day) ORDER BY (${datedOrder(kind, kind.eventTime).join(', ')})`;
  // A batch is deleted and verified by its number.
  const index = ',\n  INDEX batch_range batch TYPE minmax GRANULARITY 1';
  return createTable(versionsTable(kind.kind), versionColumns(kind), mergeTree(options, order), options, index);
}

function datedOrder(kind: FactKind, eventTime: string): string[] {
  const who = ['requirement_code', 'cadre_code'].filter((name) => kind.columns.some((column) => column.name === name));
  return ['day', ...who, quoted(eventTime), 'fact_id'];
}

/** The current versions. Recreate it whenever columns are added to the table. */
export function createView(kind: string, options: TableOptions): string {
  const global = options.cluster === undefined ? '' : 'GLOBAL ';
  return `CREATE OR REPLACE VIEW ${quoted(kind)}${onCluster(options)} AS
SELECT * FROM ${quoted(versionsTable(kind))} WHERE fact_id ${global}NOT IN (SELECT fact_id FROM superseded)`;
}

/** Tables and views of these kinds; each statement may be run again. */
export function kindTables(kinds: readonly FactKind[], options: TableOptions): string[] {
  return [
    ...kinds.map((kind) => createVersions(kind, options)),
    ...kinds.map((kind) => createView(kind.kind, options)),
  ];
}

/** Statements that make the tables of the facts; each may be run again. */
export function factTables(options: TableOptions = {}): string[] {
  const ledger = createTable(
    'seen',
    [
      { name: 'kind', type: 'LowCardinality(String)' },
      { name: 'fact_key', type: 'UInt64' },
      { name: 'version', type: 'UInt16' },
      { name: 'content_hash', type: 'UInt64' },
      { name: 'batch', type: 'UInt32' },
    ],
    // Small granules: a batch's keys lie everywhere in the ledger.
    mergeTree(options, 'ORDER BY (kind, fact_key, version)', 'index_granularity = 1024'),
    options,
  );
  const superseded = createTable(
    'superseded',
    [
      { name: 'fact_id', type: 'UInt64' },
      { name: 'batch', type: 'UInt32' },
    ],
    mergeTree(options, 'ORDER BY fact_id'),
    options,
  );
  const refused = createTable(
    'refused',
    [
      { name: 'batch', type: 'UInt32' },
      { name: 'sheet', type: 'LowCardinality(String)' },
      { name: 'line', type: 'UInt32' },
      { name: 'column', type: 'LowCardinality(String)' },
      { name: 'code', type: 'LowCardinality(String)' },
      { name: 'value', type: 'String', rest: 'CODEC(ZSTD(1))' },
      { name: 'record', type: 'String', rest: 'CODEC(ZSTD(1))' },
    ],
    mergeTree(options, 'ORDER BY (batch, sheet, line)'),
    options,
  );
  return [superseded, ledger, refused, ...kindTables(FACT_KINDS, options)];
}

/** The key of a row as text, for rows that have the canonical columns with their final types. */
function keyText(kind: FactKind, alias: string): string {
  const columns = kind.key.map((column) => `ifNull(toString(${alias}${quoted(column)}), '')`);
  return columns.length === 1 ? (columns[0] ?? "''") : `concatWithSeparator('\\x1f', ${columns.join(', ')})`;
}

/**
 * SQL of a row's key hash (UInt64), the `fact_key` of `seen`. Key columns must have their final types.
 * @param alias of the table, e.g. `t`; '' for none
 */
export function factKeySql(kind: FactKind, alias = ''): string {
  return `cityHash64(${sqlText(kind.kind)}, ${keyText(kind, alias === '' ? '' : `${alias}.`)})`;
}

/** SQL of a version's `fact_id` (UInt64). `version` is an SQL expression. */
export function factIdSql(kind: FactKind, version: string, alias = ''): string {
  return `cityHash64(${sqlText(kind.kind)}, ${keyText(kind, alias === '' ? '' : `${alias}.`)}, toUInt16(${version}))`;
}
