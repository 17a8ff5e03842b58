/** JSON: answers of vendors' APIs, arrays of canonical records, and one record a line (NDJSON). */
import type { FactKind, Words } from '../../../metrics/columns.ts';
import { factKind } from '../../../metrics/facts.ts';
import { canonicalKind, REFUSAL_COLUMNS, unknownColumns } from '../canonical-header.ts';
import { FileProblem } from '../file-problem.ts';
import { decodedText } from '../formats/encoding.ts';
import { firstJsonElement, jsonElements, parseElement, type JsonElement } from '../formats/json-elements.ts';
import type { Cell, RawRow } from '../sql/stage.ts';
import { Fields } from '../vendors/fields.ts';
import { vendorAt, VENDOR_FORMATS } from '../vendors/registry.ts';
import type { VendorRow } from '../vendors/vendor.ts';
import type { CanonicalRow, LoadRequest, OriginalRecord, Recognition } from './recognition.ts';
import { restricted, withSource, type TextFile } from './recognise-delimited.ts';
import { canonicalRow, cellText, Notices, unreadableRow } from './row-plan.ts';
import { tryLayout, type TableHints } from './table-layout.ts';

const HEAD_CHARACTERS = 4 << 20;

/** Which records of the document are read, and how. */
interface Reading {
  format: string;
  mapping: string;
  kind: FactKind;
  source: string;
  path: string;
  inArray: boolean;
  unknownColumns: readonly string[];
  warnings: readonly Words[];
  notices: Record<string, Words>;
  mapper: () => (record: Record<string, unknown>, number: number) => VendorRow;
}

/** @throws FileProblem `unknown-json`, `malformed-json`, `unknown-columns` */
export async function recogniseJson(text: TextFile, hints: TableHints, lenient: boolean): Promise<Recognition> {
  const head = await readHead(text);
  const first = firstElement(head);
  if (!first) throw unknownJson();
  const reading = readingOf(first, hints);
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
  return { ...common, rows: () => mappedRows(text, reading, isLines, notices) };
}

interface FirstElement {
  path: string;
  inArray: boolean;
  record: Record<string, unknown>;
}

async function readHead(text: TextFile): Promise<string> {
  let head = '';
  for await (const chunk of decodedText(text.path, text.encoding)) {
    head += chunk;
    if (head.length >= HEAD_CHARACTERS) break;
  }
  return head;
}

const ARRAY_PATHS = new Set(VENDOR_FORMATS.filter((v) => v.inArray).map((v) => v.path));

/** The first record at a place where records are known to lie. */
function firstElement(head: string): FirstElement | undefined {
  const found = firstJsonElement(head, (path, inArray) => inArray && (path === '' || ARRAY_PATHS.has(path)));
  if (found) {
    const record = parseElement(found.text);
    return record && { path: found.path, inArray: true, record };
  }
  const whole = firstJsonElement(head, (path, inArray) => path === '' && !inArray);
  const record = whole && parseElement(whole.text);
  if (!record) return undefined;
  for (const vendor of VENDOR_FORMATS.filter((v) => !v.inArray)) {
    const inside = record[vendor.path];
    if (typeof inside !== 'object' || inside === null || Array.isArray(inside)) continue;
    if (vendor.recognises(inside as Record<string, unknown>))
      return { path: vendor.path, inArray: false, record: inside as Record<string, unknown> };
  }
  return { path: '', inArray: false, record };
}

function readingOf(first: FirstElement, hints: TableHints): Reading {
  const { request } = hints;
  const names = Object.keys(first.record);
  const bare = first.path === '';
  const kind = bare && !hints.mapping ? canonicalKind(names, request.as, hints.fileName) : undefined;
  if (kind) return canonicalReading(first, kind, request);
  if (bare && hints.mapping) {
    const layout = tryLayout([names], hints);
    if (layout)
      return {
        format: 'json',
        ...pick(first),
        mapping: layout.mapping,
        kind: layout.kind,
        source: layout.source,
        unknownColumns: layout.unknownColumns,
        warnings: [],
        notices: {},
        mapper: () => (record, number) =>
          layout.map(
            names.map((name) => cellText(record[name])),
            number,
          ),
      };
  }
  const vendor = vendorAt(first.path, first.inArray || bare, first.record);
  if (!vendor) throw bare ? unknownColumns(names, request.as) : unknownJson();
  if (request.as !== undefined && request.as !== vendor.kind)
    throw new FileProblem(
      'other-kind',
      `这是 ${vendor.format},内容为 ${vendor.kind},不是 ${request.as}。`,
      `This is ${vendor.format}, which holds ${vendor.kind}, not ${request.as}.`,
    );
  const source = request.source ?? vendor.source;
  return {
    format: vendor.format,
    ...pick(first),
    mapping: vendor.format,
    kind: canonicalKindOf(vendor.kind),
    source,
    unknownColumns: [],
    warnings: [],
    notices: vendor.notices ?? {},
    mapper: () => {
      const map = vendor.mapper(source);
      return (record) => map(new Fields(record));
    },
  };
}

const pick = ({ path, inArray }: FirstElement): Pick<Reading, 'path' | 'inArray'> => ({ path, inArray });

function canonicalReading(first: FirstElement, kind: FactKind, request: LoadRequest): Reading {
  const known = new Set(kind.columns.map((c) => c.name));
  const source = request.source ?? ('source' in first.record ? '' : 'file');
  return {
    format: 'json',
    ...pick(first),
    mapping: 'canonical',
    kind,
    source,
    unknownColumns: Object.keys(first.record).filter((name) => !known.has(name)),
    warnings: [],
    notices: {},
    mapper: () => (record) => {
      const columns: Record<string, string> = {};
      for (const name of known) columns[name] = cellText(record[name]).trim();
      if (known.has('source') && columns['source'] === '') columns['source'] = source;
      return {
        columns,
        extra: Object.fromEntries(
          Object.entries(record).filter(([name, value]) => !known.has(name) && value !== null && value !== ''),
        ),
      };
    },
  };
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

/** Records with their numbers: lines of an NDJSON file, or elements in the order of the document. */
async function* records(
  text: TextFile,
  reading: Reading,
  isLines: boolean,
): AsyncGenerator<JsonElement & { record: number }> {
  let record = 0;
  if (isLines) {
    for await (const line of linesOf(decodedText(text.path, text.encoding))) {
      record += 1;
      yield { path: '', line: record, text: line, record };
    }
    return;
  }
  const take = (path: string, inArray: boolean): boolean => path === reading.path && inArray === reading.inArray;
  for await (const element of jsonElements(decodedText(text.path, text.encoding), take)) {
    record += 1;
    yield { ...element, record };
  }
}

const LONGEST_LINE = 64 << 20;

async function* linesOf(chunks: AsyncIterable<string>): AsyncGenerator<string> {
  let pending = '';
  for await (const chunk of chunks) {
    const parts = (pending + chunk).split('\n');
    pending = parts.pop() ?? '';
    if (pending.length > LONGEST_LINE)
      throw new FileProblem('record-too-long', '有一行超过 64 MB。', 'A line is longer than 64 MB.');
    yield* parts.map((line) => line.replace(/\r$/, ''));
  }
  if (pending !== '') yield pending;
}

async function* mappedRows(
  text: TextFile,
  reading: Reading,
  isLines: boolean,
  notices: Notices,
): AsyncGenerator<CanonicalRow> {
  const map = reading.mapper();
  for await (const element of records(text, reading, isLines)) {
    if (isLines && element.text.trim() === '') continue;
    const place = { sheet: '', record: element.record };
    const parsed = parseElement(element.text);
    if (!parsed) {
      yield unreadableRow(reading.kind, 'bad-json|', place);
      continue;
    }
    const row = map(parsed, element.record);
    notices.count(row.notices);
    yield canonicalRow(reading.kind, row, place);
  }
}

async function* originals(text: TextFile, reading: Reading, isLines: boolean): AsyncGenerator<OriginalRecord> {
  for await (const { line, text: written, record } of records(text, reading, isLines)) {
    const parsed = parseElement(written);
    const header = Object.keys(parsed ?? {});
    yield { sheet: '', record, line, header, cells: header.map((name) => cellText(parsed?.[name])), text: written };
  }
}

const unknownJson = (): FileProblem =>
  new FileProblem(
    'unknown-json',
    '认不出这个 JSON:既不是标准记录,也不是企业微信、钉钉、飞书的已知接口返回。',
    'This JSON is not recognised: neither canonical records nor a known answer of WeCom, DingTalk or Lark.',
  );

function canonicalKindOf(name: string): FactKind {
  const kind = factKind(name);
  if (!kind) throw new Error(`vendor format of unknown kind ${name}`);
  return kind;
}
