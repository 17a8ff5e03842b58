/**
 * A batch passes through a table of its own: every row of the file once, typed, with what is wrong with it.
 * All texts here are built from the columns of metrics/facts.ts and from numbers; nothing a user wrote becomes SQL.
 */
import type { Column, FactKind } from '../../../metrics/columns.ts';
import { normalisedText } from '../../../metrics/text/normalised-text.ts';
import { quoted } from '../../facts/sql-text.ts';
import { factKeySql } from '../../facts/tables.ts';
import { decimalsWritten, rawName, timePrecision, typeColumn, valueName } from './typing.ts';
import { rowRules } from './row-rules.ts';

/** Names one cell of the source row in SQL: a column while the file is read, an element of `_cells` afterwards. */
export type Cell = (index: number) => string;

/** How the text of each canonical column, and the row's place, come out of the cells of a row: SQL expressions. */
export interface RawRow {
  /** Cells of a row; the source's columns are `c0` ... `c<cells - 1>`, all text. */
  cells: number;
  columns: ReadonlyMap<string, (cell: Cell) => string>;
  sheet: string;
  /** Record number in its file or sheet, counted from 1; `number` is the row's place among the rows read, from 0. */
  record: (number: string) => string;
  /** `code|column` or `code|column|value` of a fault the reader itself found, '' when none. */
  issue: string;
  /** JSON object of unknown columns, '' when none. */
  extra: string;
  /** True for lines that are no record at all: blank ones, and the header. */
  blank: (number: string) => string;
  /** Shared expressions with their aliases, e.g. one parse of a JSON line that all columns read. */
  shared?: (cell: Cell) => string;
  /** Values of what users wrote (a source code, names of columns), bound to the statements. */
  parameters: Record<string, unknown>;
}

export const stageTable = (batch: number): string => `intake_stage_${batch}`;
/** Of a large file: its acceptable rows, in a table like that of the facts (sql/shaped.ts). */
export const shapedTable = (batch: number): string => `intake_facts_${batch}`;
export const stepTable = (batch: number): string => `intake_step_${batch}`;

const SQL_TYPES: Record<Column['type'], string> = {
  code: 'String',
  text: 'String',
  json: 'String',
  hash: 'String',
  choice: 'String',
  list: 'Array(String)',
  time: "Nullable(DateTime64(3, 'Asia/Shanghai'))",
  date: 'Nullable(Date)',
  integer: 'Nullable(Int64)',
  decimal: 'Nullable(Float64)',
  latitude: 'Nullable(Float64)',
  longitude: 'Nullable(Float64)',
  boolean: 'Nullable(UInt8)',
};

interface Derived {
  column: string;
  type: string;
  expression: string;
}

/** Columns computed at intake because only here the text of the cell is known. */
function derivedColumns(kind: FactKind): Derived[] {
  const derived: Derived[] = [];
  if (kind.eventTime)
    derived.push({ column: 'precision_s', type: 'UInt32', expression: timePrecision(quoted(rawName(kind.eventTime))) });
  if (kind.kind === 'checkins') {
    const decimals = ['lat', 'lon'].map((c) => decimalsWritten(quoted(rawName(c)))).join(', ');
    derived.push({ column: 'coordinate_decimals', type: 'UInt8', expression: `greatest(${decimals})` });
  }
  if (kind.kind === 'reports') {
    const text = normalisedText(quoted(valueName('text')));
    const values = `JSONExtractKeysAndValuesRaw(${quoted(valueName('values'))})`;
    derived.push(
      { column: 'text_key', type: 'UInt64', expression: `if(${text} = '', 0, cityHash64(${text}))` },
      { column: 'text_chars', type: 'UInt32', expression: `toUInt32(lengthUTF8(${text}))` },
      // Sorted: the order in which a form lists its fields says nothing.
      { column: 'values_key', type: 'UInt64', expression: `if(empty(${values}), 0, cityHash64(arraySort(${values})))` },
      { column: 'values_count', type: 'UInt16', expression: `toUInt16(least(65535, length(${values})))` },
    );
  }
  return derived;
}

export const derivedNames = (kind: FactKind): string[] => derivedColumns(kind).map((d) => d.column);

/**
 * Settings of a table that is gone after the load. A crash throws it away, so it need not be flushed to disk; and merging
 * its parts would take time from the load for nothing. One file a part instead of one a column: they are read once, whole.
 */
export const PASSING =
  'SETTINGS fsync_after_insert = 0, fsync_part_directory = 0, min_bytes_for_wide_part = 10000000000, max_bytes_to_merge_at_max_space_in_pool = 1, max_bytes_to_merge_at_min_space_in_pool = 1';

/** What a stage knows of every row beside its values. */
const NOTE_COLUMNS: readonly (readonly [string, string])[] = [
  ['_n', 'UInt64'],
  ['_state', 'UInt8'],
  ['_sheet', 'LowCardinality(String)'],
  ['_record', 'UInt32'],
  ['_key', 'UInt64'],
  ['_hash', 'UInt64'],
  ['_issue', 'LowCardinality(String)'],
  ['_cells', 'Array(String)'],
  ['_extra', 'String'],
];
export const NOTES: readonly string[] = NOTE_COLUMNS.map(([name]) => name);
const notes = (): string[] => NOTE_COLUMNS.map(([name, type]) => `${name} ${type}`);

/** Columns of a stage and their types, in the order of `stageColumns`. */
export function typedColumns(kind: FactKind): string {
  const columns = kind.columns.map((c) => `${quoted(c.name)} ${SQL_TYPES[c.type]}`);
  return [...notes(), ...columns, ...derivedColumns(kind).map((d) => `${d.column} ${d.type}`)].join(', ');
}

/** The stage lives on disk: the size of a file must not decide how much memory a load takes. */
const onDisk = (columns: string): string => `(${columns}) ENGINE = MergeTree ORDER BY tuple() ${PASSING}`;

export const createStage = (kind: FactKind, batch: number): string =>
  `CREATE TABLE ${stageTable(batch)} ${onDisk(typedColumns(kind))}`;

/** A stage without the values of its rows: these are in `shapedTable`. */
export const createNotes = (batch: number): string => `CREATE TABLE ${stageTable(batch)} ${onDisk(notes().join(', '))}`;

export const stageColumns = (kind: FactKind): string[] => [
  ...NOTES,
  ...kind.columns.map((c) => c.name),
  ...derivedNames(kind),
];

/** Hash functions answer NULL for NULL (and a tuple costs ten times as much): absence becomes a value of its own. */
function hashable(column: Column): string {
  const value = quoted(valueName(column.name));
  return SQL_TYPES[column.type].startsWith('Nullable')
    ? `isNull(${value}), ifNull(${value}, defaultValueOfArgumentType(assumeNotNull(${value})))`
    : value;
}

const isAbsent = (column: Column): string => {
  const value = quoted(valueName(column.name));
  return SQL_TYPES[column.type].startsWith('Nullable') ? `isNull(${value})` : `empty(${value})`;
};

/** Digest of a row's content: what makes a row with a known key an amendment or a duplicate. */
function contentHash(kind: FactKind): string {
  const first = kind.columns.filter((c) => !c.added).map(hashable);
  const added = kind.columns.filter((c) => c.added);
  const before = `cityHash64(${[...first, '_extra'].join(', ')})`;
  if (added.length === 0) return before;
  const all = `cityHash64(${[...first, '_extra', ...added.map(hashable)].join(', ')})`;
  return `if(${added.map(isAbsent).join(' AND ')}, ${before}, ${all})`;
}

/** `_state` of a staged row. Blank lines stay in the stage: filtering them while reading would double the time of a load. */
export const REFUSED = 0;
export const ACCEPTABLE = 1;
export const BLANK = 2;

/** A table expression: the rows that were not refused, with their values and `_n`. */
export const acceptableRows = (batch: number, shaped: boolean): string =>
  shaped
    ? `(SELECT *, line AS _n FROM ${shapedTable(batch)})`
    : `(SELECT * FROM ${stageTable(batch)} WHERE _state = ${ACCEPTABLE})`;

/**
 * Place of a row in the file, from 0. The embedded engine's file() numbers rows as it reads them, so that several threads
 * may type them; rows streamed to a server are numbered as they come, which needs one stream of blocks.
 */
const rowNumber = (source: string): string => (source.startsWith('file(') ? '_row_number' : 'rowNumberInAllBlocks()');

/**
 * SELECT whose columns are `stageColumns(kind)`, over the rows of `source`.
 * One flat SELECT over one of raw texts: every further level cost 0.4 s per million rows.
 */
export function selectIntoStage(kind: FactKind, row: RawRow, source: string): string {
  const cell: Cell = (i) => `c${i}`;
  const raw = kind.columns.map((c) => `${row.columns.get(c.name)?.(cell) ?? "''"} AS ${quoted(rawName(c.name))}`);
  const cells = Array.from({ length: row.cells }, (_, i) => cell(i));
  const number = rowNumber(source);
  const inner =
    `SELECT ${number} AS _n, ${row.sheet} AS _sheet, toUInt32(${row.record(number)}) AS _record, ${row.issue} AS _issue, ` +
    `${row.extra} AS _extra, ${row.blank(number)} AS _blank, ${[...cells, ...(row.shared ? [row.shared(cell)] : []), ...raw].join(', ')} FROM ${source}`;
  const typed = kind.columns.map(typeColumn);
  const values = typed.map((t) => `${t.value} AS ${quoted(valueName(t.name))}`);
  const checks = [
    ...typed.map((t) => `(${t.valid})`),
    ...rowRules(kind).map((rule) => `(${rule.valid})`),
    `_issue = ''`,
  ];
  const selected = [
    '_n',
    `if(_blank, ${BLANK}, ${checks.join(' AND ')}) AS _state`,
    '_sheet',
    '_record',
    `${factKeySql(kind)} AS _key`,
    `${contentHash(kind)} AS _hash`,
    '_issue',
    `if(_state = ${REFUSED}, [${cells.map((c) => `ifNull(${c}, '')`).join(', ')}], []) AS _cells`,
    '_extra',
    ...kind.columns.map((c) => `${quoted(valueName(c.name))} AS ${quoted(c.name)}`),
    ...derivedColumns(kind).map((d) => `${d.expression} AS ${d.column}`),
  ];
  return `WITH ${values.join(', ')} SELECT ${selected.join(', ')} FROM (${inner})`;
}

/**
 * SELECT (batch, sheet, line, column, code, value, record) of every fault of every refused row: one row may have several.
 * `record` is the JSON array of the cells as read.
 */
export function selectRefused(kind: FactKind, row: RawRow, batch: number): string {
  const cell: Cell = (i) => `_cells[${i + 1}]`;
  const raw = [
    ...(row.shared ? [row.shared(cell)] : []),
    ...kind.columns.map((c) => `${row.columns.get(c.name)?.(cell) ?? "''"} AS ${quoted(rawName(c.name))}`),
  ].join(', ');
  const typed = kind.columns.map(typeColumn);
  const values = typed.map((t) => `${t.value} AS ${quoted(valueName(t.name))}`).join(', ');
  const fault = (column: string, valid: string, code: string) =>
    `if(${valid}, tuple('', '', ''), tuple('${column}', ${code}, ${quoted(rawName(column))}))`;
  const faults = [
    ...typed.map((t) => fault(t.name, t.valid, t.code)),
    ...rowRules(kind).map((r) => fault(r.column, r.valid, `'${r.code}'`)),
  ];
  // What the reader found makes the cells meaningless: it is then the only fault named.
  const all =
    `if(_issue != '', [tuple(splitByChar('|', _issue)[2], splitByChar('|', _issue)[1], ` +
    `arrayStringConcat(arraySlice(splitByChar('|', _issue), 3), '|'))], ` +
    `arrayFilter(f -> f.2 != '', [${faults.join(', ')}]))`;
  return (
    `SELECT ${batch} AS batch, _sheet AS sheet, _record AS line, fault.1 AS column, fault.2 AS code, ` +
    `substringUTF8(fault.3, 1, 200) AS value, toJSONString(_cells) AS record FROM (WITH ${values} ` +
    `SELECT _sheet, _record, _cells, ${all} AS _faults FROM (SELECT _sheet, _record, _issue, _cells, ${raw} ` +
    `FROM ${stageTable(batch)} WHERE _state = ${REFUSED})) ARRAY JOIN _faults AS fault`
  );
}
