/** XLSX workbooks: every visible sheet whose header is understood and holds the same kind of facts. */
import type { Words } from '../../../metrics/columns.ts';
import { unescapeCell } from '../refusal-escape.ts';
import { CanonicalLines } from '../canonical-lines.ts';
import type { ReadRow } from '../formats/row-reader.ts';
import type { SheetRow } from '../formats/sheet-rows.ts';
import { openWorkbook, type Workbook } from '../formats/xlsx.ts';
import { HEADER_WITHIN_ROWS } from '../chinese-export.ts';
import { FileProblem } from '../file-problem.ts';
import type { WrittenLines } from './canonical-row.ts';
import type { LoadRequest, OriginalRecord, Recognition } from './recognition.ts';
import { isXlsForm } from '../vendors/xlsform.ts';
import { recogniseForm } from './recognise-form.ts';
import { canonicalRow, Notices, placed } from './row-plan.ts';
import { findLayout, tryLayout, type TableHints, type TableLayout } from './table-layout.ts';

interface ReadSheet {
  name: string;
  layout: TableLayout;
  /** Row number of the header in the sheet. */
  headerRow: number;
}

const MOST_ROWS = 1_048_576;

/** @throws FileProblem when no visible sheet is understood */
export async function recogniseWorkbook(path: string, hints: TableHints): Promise<Recognition> {
  const book = await openWorkbook(path);
  const sheets: ReadSheet[] = [];
  const passedOver: string[] = [];
  const heads: string[][][] = [];
  try {
    for (const { name } of book.sheets.filter((sheet) => !sheet.hidden)) {
      const head = await headOf(book, name);
      heads.push(head.map((row) => row.cells));
      if (
        !hints.mapping &&
        name === 'survey' &&
        isXlsForm(
          book.sheets,
          (head[0]?.cells ?? []).map((cell) => cell.trim()),
        )
      )
        return await recogniseForm(book, hints);
      const layout = tryLayout(
        head.map((row) => row.cells),
        { ...hints, from1904: book.from1904 },
      );
      if (layout && (sheets.length === 0 || sheets[0]!.layout.kind.kind === layout.kind.kind))
        sheets.push({ name, layout, headerRow: head[layout.headerAt]!.row });
      else if (head.length > 0) passedOver.push(name);
    }
  } finally {
    book.close();
  }
  const first = sheets[0];
  if (!first) {
    const widest = heads.sort((a, b) => b.length - a.length)[0];
    if (!widest || widest.length === 0)
      throw new FileProblem('empty-file', '工作簿里没有内容。', 'The workbook is empty.');
    findLayout(widest, hints);
    throw new FileProblem('unknown-columns', '认不出任何工作表的表头。', 'No sheet has a header that is recognised.');
  }
  const notices = new Notices(first.layout.notices);
  const sameHeader = sheets.every((sheet) => sheet.layout.header.join('\0') === first.layout.header.join('\0'));
  return {
    format: 'xlsx',
    encoding: 'utf-8',
    mapping: first.layout.mapping,
    kind: first.layout.kind,
    source: first.layout.source,
    unknownColumns: [...new Set(sheets.flatMap((sheet) => sheet.layout.unknownColumns))],
    warnings: warningsOf(book, passedOver),
    notices,
    rows: () => mappedRows(book, sheets, notices, sameHeader, hints.request),
    originals: () => originals(book, sheets),
    ...(sameHeader ? { refusedHeader: first.layout.header.slice(0, first.layout.width) } : {}),
  };
}

function warningsOf(book: Workbook, passedOver: readonly string[]): Words[] {
  const hidden = book.sheets.filter((sheet) => sheet.hidden).map((sheet) => sheet.name);
  const warnings: Words[] = [];
  if (hidden.length > 0)
    warnings.push({
      zh: `隐藏的工作表没有导入:${hidden.join('、')}`,
      en: `Hidden sheets were not loaded: ${hidden.join(', ')}`,
    });
  if (passedOver.length > 0)
    warnings.push({
      zh: `认不出表头的工作表没有导入:${passedOver.join('、')}`,
      en: `Sheets without a recognised header were not loaded: ${passedOver.join(', ')}`,
    });
  return warnings;
}

export async function firstRowsOfSheets(path: string): Promise<{ name: string; rows: string[][] }[]> {
  const book = await openWorkbook(path);
  try {
    const sheets: { name: string; rows: string[][] }[] = [];
    for (const { name } of book.sheets.filter((sheet) => !sheet.hidden)) {
      const rows = (await headOf(book, name)).map(({ cells }) => cells);
      if (rows.length > 0) sheets.push({ name, rows });
    }
    return sheets;
  } finally {
    book.close();
  }
}

async function headOf(book: Workbook, sheet: string): Promise<SheetRow[]> {
  const head: SheetRow[] = [];
  for await (const row of book.rows(sheet)) {
    if (row.cells.some((cell) => cell.trim() !== '')) head.push(row);
    if (head.length >= HEADER_WITHIN_ROWS) break;
  }
  return head;
}

/** Rows below the headers, in groups. */
async function* dataRows(
  closed: Workbook,
  sheets: readonly ReadSheet[],
): AsyncGenerator<{ read: ReadSheet; rows: readonly ReadRow[] }> {
  const book = await closed.again();
  let count = 0;
  try {
    for (const read of sheets) {
      for await (const group of book.groups(read.name)) {
        count += group.length;
        if (count > MOST_ROWS)
          throw new FileProblem(
            'too-many-rows',
            `工作簿超过 ${MOST_ROWS} 行,请改用 CSV。`,
            `The workbook has more than ${MOST_ROWS} rows; use CSV.`,
          );
        yield { read, rows: group.filter(({ row }) => row > read.headerRow) };
      }
    }
  } finally {
    book.close();
  }
}

/** A row number names a record in a sheet, as the spreadsheet program shows it. */
async function* mappedRows(
  book: Workbook,
  sheets: readonly ReadSheet[],
  notices: Notices,
  keepOriginal: boolean,
  request: LoadRequest,
): AsyncGenerator<WrittenLines> {
  const lines = new CanonicalLines();
  for await (const { read, rows } of dataRows(book, sheets)) {
    const { layout, name: sheet } = read;
    const isOwn = layout.width < layout.header.length;
    for (const { row, cells: written } of rows) {
      if (written.every((cell) => cell.trim() === '')) continue;
      const cells = isOwn ? written.map(unescapeCell) : written;
      const plain = layout.places && whollyCanonical(layout, layout.places, cells, request);
      if (plain) {
        lines.row({ sheet, record: row, cells: plain });
        continue;
      }
      const mapped = placed(layout.map(cells, row), request, layout.canonical);
      notices.count(mapped.notices);
      const original = Array.from({ length: layout.width }, (_, i) => cells[i] ?? '');
      lines.row(canonicalRow(layout.kind, mapped, { sheet, record: row, ...(keepOriginal ? { original } : {}) }));
    }
    yield* lines.full();
  }
  yield* lines.taken();
}

/**
 * The cells of a row with every canonical column under its own name, in the order of the kind. Such a row need not be kept as
 * it came: its cells are its own. undefined when one of them must be filled in first.
 */
function whollyCanonical(
  { kind }: TableLayout,
  places: readonly number[],
  cells: readonly string[],
  { crs }: LoadRequest,
): string[] | undefined {
  const row = places.map((place) => cells[place] ?? '');
  const isFilled = kind.columns.every(
    ({ name }, i) => row[i] !== '' || !(name === 'source' || (name === 'crs' && crs !== undefined)),
  );
  return isFilled ? row : undefined;
}

async function* originals(book: Workbook, sheets: readonly ReadSheet[]): AsyncGenerator<OriginalRecord> {
  for await (const { read, rows } of dataRows(book, sheets))
    for (const { row, cells } of rows)
      yield { sheet: read.name, record: row, line: row, header: read.layout.header, cells, text: cells.join('\t') };
}
