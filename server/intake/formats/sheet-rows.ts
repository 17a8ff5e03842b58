/** The rows of one sheet as text; merged cells are filled down. */
import type { Archive } from './archive.ts';
import { columnOf, MOST_COLUMNS, RowReader, type CellContext, type ReadRow } from './row-reader.ts';
import { texts } from './workbook-xml.ts';

export interface SheetRow {
  sheet: string;
  /** Row number in the sheet, as the spreadsheet program shows it. */
  row: number;
  cells: string[];
}

/** A merged range over several rows, in its first column; only such ranges matter. */
export interface Merge {
  from: number;
  to: number;
  column: number;
}

const MOST_MERGES = 200_000;
const NAME = 'mergeCell';
const MERGE = /<(?:\w+:)?mergeCell\s+ref="([A-Z]+)(\d+):[A-Z]+(\d+)"/g;
/** More than such a tag is long. */
const TAG = 200;

/** They stand behind all rows, but must be known before the first. */
export async function readMerges(archive: Archive, part: string): Promise<Merge[]> {
  const merges: Merge[] = [];
  let tail = '';
  for await (const bytes of archive.read(part)) {
    const seam = tail + bytes.toString('latin1', 0, TAG);
    const holdsAny = seam.includes(NAME) || bytes.includes(NAME);
    const text = holdsAny || bytes.length < TAG ? tail + bytes.toString('latin1') : bytes.toString('latin1', bytes.length - TAG); // prettier-ignore
    for (const match of holdsAny ? text.matchAll(MERGE) : []) {
      const [from, to] = [Number(match[2]), Number(match[3])];
      if (to > from && merges.length < MOST_MERGES) merges.push({ from, to, column: columnOf(match[1]!) });
    }
    const cut = text.lastIndexOf('<');
    tail = cut === -1 ? '' : text.slice(cut, cut + TAG);
  }
  return merges.sort((a, b) => a.from - b.from);
}

/** Fills merged cells down, row by row. */
class Filler {
  private next = 0;
  private readonly merges: readonly Merge[];
  // Ranges do not overlap in an honest sheet: at most one a column is open at a time.
  private readonly active = new Map<number, { to: number; value: string }>();

  constructor(merges: readonly Merge[]) {
    this.merges = merges;
  }

  fill({ row, cells }: ReadRow): void {
    const { merges, active } = this;
    if (merges.length === 0) return;
    for (const [column, merge] of active) {
      if (merge.to < row) active.delete(column);
      else if ((cells[column] ?? '') === '') cells[column] = merge.value;
    }
    for (; this.next < merges.length && merges[this.next]!.from <= row; this.next++) {
      const { to, column } = merges[this.next]!;
      if (to > row && column < MOST_COLUMNS) active.set(column, { to, value: cells[column] ?? '' });
    }
    for (let i = 0; i < cells.length; i++) cells[i] ??= '';
  }
}

/** As many at a time as a piece of the sheet holds. */
export async function* sheetRows(
  archive: Archive,
  part: string,
  merges: readonly Merge[],
  context: CellContext,
): AsyncGenerator<ReadRow[]> {
  const filler = new Filler(merges);
  const reader = new RowReader(part, context);
  const filled = (rows: ReadRow[]): ReadRow[] => {
    for (const row of rows) filler.fill(row);
    return rows;
  };
  for await (const text of texts(archive.read(part))) {
    const rows = filled(reader.push(text));
    if (rows.length > 0) yield rows;
  }
  yield filled(reader.end());
}
