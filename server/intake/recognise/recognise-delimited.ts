/** Comma, tab, semicolon or bar separated text. */
import type { FactKind } from '../../../metrics/columns.ts';
import { sqlText } from '../../facts/sql-text.ts';
import { decodedText, type Encoding } from '../formats/encoding.ts';
import { lineShapeOf } from '../formats/line-bounds.ts';
import { delimitedRecords, guessDelimiter, type DelimitedRecord } from '../formats/delimited.ts';
import { FileProblem } from '../file-problem.ts';
import type { Cell, RawRow } from '../sql/stage.ts';
import type { CanonicalRow } from './canonical-row.ts';
import type { DirectPlan, LoadRequest, OriginalRecord, Recognition } from './recognition.ts';
import { TABLE_FORMATS } from '../vendors/registry.ts';
import { recogniseTable } from './recognise-table.ts';
import { canonicalRow, Notices, placed, unreadableRow } from './row-plan.ts';
import { dataRecords, type TextFile } from './text-file.ts';
import { findLayout, type TableHints, type TableLayout } from './table-layout.ts';
import { unescapeCell, unescapeCellSql } from '../refusal-escape.ts';

/** End of the format's name when the engine could not read the file and its records were read one by one. */
export const LENIENT = '-lenient';

const HEAD_CHARACTERS = 1 << 18;
const HEAD_RECORDS = 60;
const MOST_COLUMNS = 2000;

/** @param asked read record by record here, because the engine could not */
export async function recogniseDelimited(text: TextFile, hints: TableHints, asked: boolean): Promise<Recognition> {
  const { path, encoding } = text;
  const { delimiter, records, carriageReturns } = await headRecords(path, encoding);
  const rows = records.map((r) => r.cells);
  const known = hints.mapping ? undefined : knownTable(rows);
  if (known) return recogniseTable(text, delimiter, known, hints);
  const layout = findLayout(rows, hints);
  const header = records[layout.headerAt]!;
  const isOwn = layout.width < layout.header.length;
  const notices = new Notices(layout.notices);
  // The engine's CSV reader refuses the tab as a delimiter, and ends no line with a carriage return alone.
  const engineReads =
    layout.canonical &&
    delimiter !== '\t' &&
    !carriageReturns &&
    layout.headerAt === 0 &&
    !header.fault &&
    layout.header.length > 1;
  const lines = engineReads ? (encoding.lines ?? (await lineShapeOf(await text.utf8()))) : undefined;
  const lenient = asked || lines?.openQuote === true;
  const common = {
    format: `${delimiter === '\t' ? 'tsv' : 'csv'}${lenient ? LENIENT : ''}`,
    encoding: encoding.label,
    mapping: layout.mapping,
    kind: layout.kind,
    source: layout.source,
    unknownColumns: layout.unknownColumns,
    warnings: [...encoding.warnings],
    notices,
    originals: () => originals(path, encoding, delimiter, layout),
    refusedHeader: layout.header.slice(0, layout.width),
  };
  if (lines && !lenient) {
    const direct = await directPlan(text, delimiter, layout, hints.request, isOwn);
    // The engine's CSV reader is faster when it trims cells.
    const trimmed = lines.trimmable && !isOwn && layout.unknownColumns.length === 0;
    return {
      ...common,
      direct: { ...direct, settings: { ...direct.settings, input_format_csv_trim_whitespaces: trimmed ? 1 : 0 } },
    };
  }
  return { ...common, rows: () => mappedRows(text, delimiter, layout, notices, isOwn, hints.request) };
}

/** The header of a file some system writes: always its first row. */
function knownTable(rows: readonly (readonly string[])[]) {
  const header = (rows[0] ?? []).map((cell) => cell.replace(/^\ufeff/, '').trim());
  const table = TABLE_FORMATS.find((format) => format.recognises(header));
  return table && { table, header };
}

/** @throws FileProblem `empty-file`, `too-many-columns` */
export async function headRecords(
  path: string,
  encoding: Encoding,
): Promise<{ delimiter: string; records: DelimitedRecord[]; carriageReturns: boolean }> {
  let head = '';
  for await (const chunk of decodedText(path, encoding)) {
    head += chunk;
    if (head.length >= HEAD_CHARACTERS) break;
  }
  if (head.trim() === '') throw new FileProblem('empty-file', '文件是空的。', 'The file is empty.');
  const delimiter = guessDelimiter(head.slice(0, 20_000));
  const records: DelimitedRecord[] = [];
  for await (const record of delimitedRecords([head.slice(0, HEAD_CHARACTERS)], delimiter)) {
    if (record.cells.length > MOST_COLUMNS)
      throw new FileProblem('too-many-columns', `超过 ${MOST_COLUMNS} 列。`, `More than ${MOST_COLUMNS} columns.`);
    records.push(record);
    if (records.length >= HEAD_RECORDS) break;
  }
  // The record at which the head was cut is not whole.
  if (head.length >= HEAD_CHARACTERS && records.length < HEAD_RECORDS && records.length > 1) records.pop();
  // As spreadsheets for the Mac still write: the engine would take the whole file for one line.
  return { delimiter, records, carriageReturns: /^[^\r\n]*\r(?!\n)/.test(head) };
}

/** Every cell is text; the last is Nullable and one more stands behind it, so that short and long rows show. */
async function directPlan(
  text: TextFile,
  delimiter: string,
  layout: TableLayout,
  request: LoadRequest,
  isOwn: boolean,
): Promise<DirectPlan> {
  const n = layout.header.length;
  const structure = [
    ...Array.from({ length: n }, (_, i) => `c${i} ${i === n - 1 ? 'Nullable(String)' : 'String'}`),
    'beyond Nullable(String)',
  ].join(', ');
  const at = new Map<string, number>();
  layout.header.slice(0, layout.width).forEach((name, i) => at.has(name) || at.set(name, i));
  const whole = (cell: Cell, i: number): string => (i === n - 1 ? `ifNull(${cell(i)}, '')` : cell(i));
  const clean = (cell: Cell, i: number): string =>
    isOwn ? unescapeCellSql(whole(cell, i)) : `trimBoth(${whole(cell, i)})`;
  const columns = new Map<string, (cell: Cell) => string>();
  for (const { name } of layout.kind.columns) {
    const i = at.get(name);
    if (i !== undefined) columns.set(name, (cell) => clean(cell, i));
  }
  const parameters: Record<string, unknown> = {};
  withSource(columns, layout, parameters);
  withCrs(columns, layout.kind, request, parameters);
  const unknown = layout.unknownColumns.map((name) => ({ name, i: at.get(name)! }));
  if (unknown.length > 0) parameters['unknown'] = unknown.map(({ name }) => name);
  const texts = unknown.map(({ i }) => clean((k) => `c${k}`, i)).join(', ');
  const others =
    unknown.length === 0 ? '0' : unknown.map(({ i }) => `notEmpty(${whole((k) => `c${k}`, i)})`).join(' OR ');
  const row: RawRow = {
    cells: n,
    columns,
    sheet: "''",
    // The header is row 0: skipping it would shift the numbers the engine gives to all rows but the first few.
    record: (number) => number,
    issue: `if(isNull(c${n - 1}) OR isNotNull(beyond), 'wrong-column-count|', '')`,
    extra:
      unknown.length === 0
        ? "''"
        : `if(${others}, toJSONString(mapFilter((k, v) -> v != '', mapFromArrays({unknown:Array(String)}, [${texts}]))), '')`,
    blank: (number) =>
      `${number} = 0 OR (isNull(c${n - 1}) AND ${Array.from({ length: n - 1 }, (_, i) => `trimBoth(c${i}) = ''`).join(' AND ')})`,
    parameters,
  };
  return {
    file: { path: await text.utf8(), format: 'CSV', structure },
    settings: {
      format_csv_delimiter: delimiter,
      format_csv_allow_single_quotes: 0,
      format_csv_allow_double_quotes: 1,
      format_csv_null_representation: '\u0001henjian-null\u0001',
      input_format_csv_allow_variable_number_of_columns: 1,
      input_format_csv_empty_as_default: 0,
      input_format_csv_use_best_effort_in_schema_inference: 0,
    },
    row: restricted(row, request),
  };
}

/** Rows without a source of their own get the caller's. */
export function withSource(
  columns: Map<string, (cell: Cell) => string>,
  layout: Pick<TableLayout, 'kind' | 'source'>,
  parameters: Record<string, unknown>,
): void {
  if (!layout.kind.columns.some((c) => c.name === 'source') || layout.source === '') return;
  parameters['source'] = layout.source;
  const own = columns.get('source');
  columns.set(
    'source',
    own ? (cell) => `if(${own(cell)} = '', {source:String}, ${own(cell)})` : () => '{source:String}',
  );
}

/** Coordinates without a system of their own are in the one the caller names. */
export function withCrs(
  columns: Map<string, (cell: Cell) => string>,
  kind: FactKind,
  { crs }: LoadRequest,
  parameters: Record<string, unknown>,
): void {
  const lat = columns.get('lat');
  if (crs === undefined || !lat || !kind.columns.some((c) => c.name === 'crs')) return;
  parameters['crs'] = crs;
  const own = columns.get('crs') ?? (() => "''");
  columns.set('crs', (cell) => `if(${own(cell)} = '' AND ${lat(cell)} != '', {crs:String}, ${own(cell)})`);
}

/** A token loads its own source only. */
export function restricted(row: RawRow, request: LoadRequest): RawRow {
  const source = row.columns.get('source');
  if (request.onlySource === undefined || !source) return row;
  return {
    ...row,
    issue: `if(${row.issue} = '' AND ${source((i) => `c${i}`)} != {only_source:String}, concat(${sqlText('wrong-source|source|')}, ${source((i) => `c${i}`)}), ${row.issue})`,
    parameters: { ...row.parameters, only_source: request.onlySource },
  };
}

const isBlank = (cells: readonly string[]): boolean => cells.every((cell) => cell.trim() === '');

async function* mappedRows(
  { path, encoding }: TextFile,
  delimiter: string,
  layout: TableLayout,
  notices: Notices,
  isOwn: boolean,
  request: LoadRequest,
): AsyncGenerator<CanonicalRow> {
  const expected = layout.header.length;
  for await (const { cells: written, record, fault } of dataRecords(path, encoding, delimiter, layout.headerAt)) {
    if (fault === undefined && isBlank(written)) continue;
    const cells = isOwn ? written.map(unescapeCell) : written;
    const place = { sheet: '', record, original: cells.slice(0, layout.width) };
    if (fault) yield unreadableRow(layout.kind, `${fault}|`, place);
    // Exports pad their rows or leave trailing cells out; canonical files state every cell.
    else if (layout.canonical ? cells.length !== expected : cells.slice(expected).some((cell) => cell.trim() !== ''))
      yield unreadableRow(layout.kind, 'wrong-column-count|', place);
    else {
      const row = placed(layout.map(cells, record), request, layout.canonical);
      notices.count(row.notices);
      yield canonicalRow(layout.kind, row, place);
    }
  }
}

async function* originals(
  path: string,
  encoding: Encoding,
  delimiter: string,
  layout: TableLayout,
): AsyncGenerator<OriginalRecord> {
  for await (const { cells, line, text, record } of dataRecords(path, encoding, delimiter, layout.headerAt))
    yield { sheet: '', record, line, header: layout.header, cells, text };
}
