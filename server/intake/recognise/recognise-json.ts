/** JSON: answers of vendors' APIs, arrays of canonical records, and one record a line (NDJSON). */
import { REFUSAL_COLUMNS } from '../canonical-header.ts';
import { CanonicalLines } from '../canonical-lines.ts';
import { FileProblem } from '../file-problem.ts';
import { cellText } from '../formats/cell-text.ts';
import { decodedText, utf8Bytes } from '../formats/encoding.ts';
import { jsonElementGroups, parseElement } from '../formats/json-elements.ts';
import { JsonScanner, type JsonElement, type Take } from '../formats/json-scanner.ts';
import type { Cell, RawRow } from '../sql/stage.ts';
import { requirementOf } from '../vendors/fields.ts';
import { PlainRows } from '../vendors/plain-rows.ts';
import type { FormLabels, VendorRow } from '../vendors/vendor.ts';
import { firstElement, readingOf, unknownJson, type FirstElement, type Reading } from './json-reading.ts';
import type { WrittenLines } from './canonical-row.ts';
import type { FindForm, LoadRequest, OriginalRecord, Recognition } from './recognition.ts';
import { restricted, withCrs, withSource } from './recognise-delimited.ts';
import type { TextFile } from './text-file.ts';
import { canonicalRow, Notices, placed, unreadableRow } from './row-plan.ts';
import type { TableHints } from './table-layout.ts';

const HEAD_CHARACTERS = 4 << 20;

/** @throws FileProblem `unknown-json`, `malformed-json`, `unknown-columns` */
export async function recogniseJson(
  text: TextFile,
  hints: TableHints,
  lenient: boolean,
  findForm: FindForm,
): Promise<Recognition> {
  const head = await readHead(text);
  const first = firstElement(head, hints);
  if (!first) throw unknownJson();
  const reading = readingOf(first, hints, await labelsFor(first, hints.request, findForm));
  const isLines =
    first.path === '' && !first.inArray && parseElement(head.trimStart().split('\n', 1)[0]!) !== undefined;
  const notices = new Notices(reading.notices);
  const common = {
    format: isLines ? 'ndjson' : reading.format,
    encoding: text.encoding.label,
    mapping: reading.mapping,
    kind: reading.kind,
    source: reading.source,
    unknownColumns: reading.unknownColumns,
    warnings: [...text.encoding.warnings, ...reading.warnings],
    notices,
    originals: () => originals(text, reading, isLines),
  };
  if (isLines && reading.mapping === 'canonical' && !lenient)
    return {
      ...common,
      direct: {
        file: { path: await text.utf8(), format: 'LineAsString', structure: 'c0 String' },
        settings: {},
        row: linesRow(reading, hints.request),
      },
    };
  return { ...common, rows: () => mappedRows(text, reading, isLines, notices, hints.request) };
}

async function labelsFor(
  { vendor, record }: FirstElement,
  request: LoadRequest,
  findForm: FindForm,
): Promise<FormLabels | undefined> {
  const form = vendor?.formOf?.(record);
  return vendor && form !== undefined ? findForm(requirementOf(request.source ?? vendor.source, form)) : undefined;
}

async function readHead(text: TextFile): Promise<string> {
  let head = '';
  for await (const chunk of decodedText(text.path, text.encoding)) {
    head += chunk;
    if (head.length >= HEAD_CHARACTERS) break;
  }
  return head;
}

/** One parse of the line gives all columns; what is no object is refused with its line. */
function linesRow(reading: Reading, request: LoadRequest): RawRow {
  const { kind } = reading;
  const fields = kind.columns.map((c) => `\`${c.name}\` Nullable(String)`).join(', ');
  const columns = new Map<string, (cell: Cell) => string>(
    kind.columns.map((c, i) => [c.name, () => `trimBoth(ifNull(tupleElement(_fields, ${i + 1}), ''))`]),
  );
  const parameters: Record<string, unknown> = {
    known: [...kind.columns.map((c) => c.name), ...REFUSAL_COLUMNS.filter((name) => name.startsWith('reason'))],
  };
  withSource(columns, reading, parameters);
  withCrs(columns, kind, request, parameters);
  const others =
    "arrayFilter(p -> NOT has({known:Array(String)}, p.1) AND p.2 NOT IN ('null', '\"\"'), JSONExtractKeysAndValuesRaw(c0))";
  return restricted(
    {
      cells: 1,
      columns,
      shared: (cell) => `JSONExtract(${cell(0)}, 'Tuple(${fields})') AS _fields`,
      sheet: "''",
      record: (number) => `${number} + 1`,
      issue:
        "multiIf(JSONType(c0) = 'Object' OR trimBoth(c0) = '', '', isValidJSON(c0), 'not-an-object|', 'bad-json|')",
      extra: `if(empty(${others}), '', concat('{', arrayStringConcat(arrayMap(p -> concat(toJSONString(p.1), ':', p.2), ${others}), ','), '}'))`,
      blank: () => "trimBoth(c0) = ''",
      parameters,
    },
    request,
  );
}

/** Records in their order: lines of an NDJSON file, or elements of the document; as they come, in groups. */
async function* records(text: TextFile, reading: Reading, isLines: boolean): AsyncGenerator<JsonElement[]> {
  if (isLines) {
    let line = 0;
    for await (const lines of linesOf(decodedText(text.path, text.encoding)))
      yield lines.map((written) => ({ path: '', line: ++line, text: written, envelope: NOTHING_AROUND }));
    return;
  }
  yield* jsonElementGroups(utf8Bytes(text.path, text.encoding), takeOf(reading));
}

const takeOf =
  (reading: Reading): Take =>
  (path, inArray) =>
    path === reading.path && inArray === reading.inArray;

const NOTHING_AROUND = {};

const LONGEST_LINE = 64 << 20;

async function* linesOf(chunks: AsyncIterable<string>): AsyncGenerator<string[]> {
  let pending = '';
  for await (const chunk of chunks) {
    const parts = (pending + chunk).split('\n');
    pending = parts.pop() ?? '';
    if (pending.length > LONGEST_LINE)
      throw new FileProblem('record-too-long', '有一行超过 64 MB。', 'A line is longer than 64 MB.');
    yield parts.map((line) => line.replace(/\r$/, ''));
  }
  if (pending !== '') yield [pending];
}

/** Gathered as lines while the document is read: a step of an async iteration for every row costs as much as the row. */
async function* mappedRows(
  text: TextFile,
  reading: Reading,
  isLines: boolean,
  notices: Notices,
  request: LoadRequest,
): AsyncGenerator<WrittenLines> {
  const lines = new CanonicalLines();
  const mapper = reading.mapper();
  const { kind, plain } = reading;
  const stated = reading.mapping === 'canonical';
  const write = (mapped: VendorRow, record: number): void => {
    const row = placed(mapped, request, stated);
    notices.count(row.notices);
    lines.row(canonicalRow(kind, row, { sheet: '', record }));
  };
  let record = 0;
  const read = ({ text: written, envelope }: Pick<JsonElement, 'text' | 'envelope'>): void => {
    record += 1;
    if (isLines && written.trim() === '') return;
    const parsed = parseElement(written);
    if (!parsed) return lines.row(unreadableRow(kind, 'bad-json|', { sheet: '', record }));
    const rows = mapper.map(parsed, record, envelope);
    if (!isSeveral(rows)) write(rows, record);
    else for (const row of rows) write(row, record);
  };
  if (isLines)
    for await (const group of linesOf(decodedText(text.path, text.encoding))) {
      for (const line of group) read({ text: line, envelope: NOTHING_AROUND });
      yield* lines.full();
    }
  else {
    const rows = plain && new PlainRows(plain, kind, reading.source, request.crs, lines);
    const scanner = new JsonScanner(takeOf(reading), {
      found: read,
      whole:
        rows &&
        ((bytes, at) => {
          const behind = rows.write(bytes, at, record + 1);
          if (behind > 0) record += 1;
          return behind;
        }),
    });
    for await (const bytes of utf8Bytes(text.path, text.encoding)) {
      scanner.push(bytes);
      yield* lines.full();
    }
    scanner.end();
    if (rows && rows.assumed > 0) notices.count([`crs-${plain.crs}`], rows.assumed);
  }
  for (const row of mapper.end?.() ?? []) write(row, row.record ?? 0);
  yield* lines.taken();
}

const isSeveral = (rows: VendorRow | readonly VendorRow[]): rows is readonly VendorRow[] => Array.isArray(rows);

async function* originals(text: TextFile, reading: Reading, isLines: boolean): AsyncGenerator<OriginalRecord> {
  let record = 0;
  for await (const group of records(text, reading, isLines)) {
    for (const { line, text: written } of group) {
      record += 1;
      const parsed = parseElement(written);
      const header = Object.keys(parsed ?? {});
      yield { sheet: '', record, line, header, cells: header.map((name) => cellText(parsed?.[name])), text: written };
    }
  }
}
