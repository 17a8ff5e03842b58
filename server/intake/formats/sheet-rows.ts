/** The rows of one sheet as text; merged cells are filled down. */
import { FileProblem } from '../file-problem.ts';
import type { Archive } from './archive.ts';
import { serialToText, type DateFormat } from './excel-dates.ts';
import { local, Part, texts, unescaped } from './workbook-xml.ts';

export interface SheetRow {
  sheet: string;
  /** Row number in the sheet, as the spreadsheet program shows it. */
  row: number;
  cells: string[];
}

const MOST_COLUMNS = 1000;
const LONGEST_CELL = 32_767;
const MOST_MERGES = 200_000;
const LAST_ROW = 1_048_576;

/** What the cells of a sheet refer to. */
export interface CellContext {
  shared: readonly string[];
  styles: readonly (DateFormat | undefined)[];
  from1904: boolean;
}

function columnOf(reference: string): number {
  let column = 0;
  for (let i = 0; i < reference.length; i++) {
    const c = reference.charCodeAt(i);
    if (c < 65 || c > 90) break;
    column = column * 26 + c - 64;
  }
  return column - 1;
}

/** Cells that a merged range covers: row -> (column -> the range). Only ranges over several rows matter. */
async function readMerges(archive: Archive, part: string): Promise<{ from: number; to: number; column: number }[]> {
  const merges: { from: number; to: number; column: number }[] = [];
  let tail = '';
  for await (const text of texts(archive.read(part))) {
    const both = tail + text;
    for (const match of both.matchAll(/<(?:\w+:)?mergeCell\s+ref="([A-Z]+)(\d+):[A-Z]+(\d+)"/g)) {
      const [from, to] = [Number(match[2]), Number(match[3])];
      if (to > from && merges.length < MOST_MERGES) merges.push({ from, to, column: columnOf(match[1]!) });
    }
    const cut = both.lastIndexOf('<');
    tail = cut === -1 ? '' : both.slice(cut).slice(0, 200);
  }
  return merges.sort((a, b) => a.from - b.from);
}

export async function* sheetRows(
  archive: Archive,
  sheet: string,
  part: string | undefined,
  context: CellContext,
): AsyncGenerator<SheetRow> {
  if (part === undefined || !archive.names.includes(part)) return;
  const merges = await readMerges(archive, part);
  let nextMerge = 0;
  // Ranges do not overlap in an honest sheet: at most one a column is open at a time.
  const active = new Map<number, { to: number; value: string }>();
  const reader = new RowReader(part, context);
  const fillDown = (row: SheetRow): SheetRow => {
    for (const [column, merge] of active) {
      if (merge.to < row.row) active.delete(column);
      else if ((row.cells[column] ?? '') === '') row.cells[column] = merge.value;
    }
    for (; nextMerge < merges.length && merges[nextMerge]!.from <= row.row; nextMerge++) {
      const { to, column } = merges[nextMerge]!;
      if (to > row.row && column < MOST_COLUMNS) active.set(column, { to, value: row.cells[column] ?? '' });
    }
    for (let i = 0; i < row.cells.length; i++) row.cells[i] ??= '';
    return row;
  };
  for await (const text of texts(archive.read(part))) {
    for (const { row, cells } of reader.push(text)) yield fillDown({ sheet, row, cells });
  }
  for (const { row, cells } of reader.end()) yield fillDown({ sheet, row, cells });
}

class RowReader {
  private readonly part: Part;
  private readonly context: CellContext;
  private done: { row: number; cells: string[] }[] = [];
  private cells: string[] = [];
  private row = 0;
  private column = -1;
  private type = 'n';
  private style = -1;
  private value = '';
  private reading = false;
  private phonetic = 0;

  constructor(part: string, context: CellContext) {
    this.context = context;
    this.part = new Part(part, {
      open: (tag) => this.open(local(tag.name), tag.attributes as Record<string, string>),
      close: (tag) => this.close(local(tag.name)),
      text: (text) => {
        if (this.reading && this.value.length <= LONGEST_CELL) this.value += text;
      },
    });
  }

  push(text: string): { row: number; cells: string[] }[] {
    this.part.write(text);
    return this.done.splice(0);
  }

  end(): { row: number; cells: string[] }[] {
    this.part.end();
    return this.done.splice(0);
  }

  private open(name: string, attributes: Record<string, string>): void {
    if (name === 'row') {
      this.row = attributes['r'] === undefined ? this.row + 1 : Number(attributes['r']);
      if (!(this.row >= 1 && this.row <= LAST_ROW))
        throw new FileProblem('bad-workbook', '工作表的行号有误。', 'A sheet has a row number no spreadsheet has.');
      this.cells = [];
      this.column = -1;
    } else if (name === 'c') {
      this.column = attributes['r'] === undefined ? this.column + 1 : columnOf(attributes['r']);
      this.type = attributes['t'] ?? 'n';
      this.style = Number(attributes['s'] ?? -1);
      this.value = '';
    } else if (name === 'rPh') this.phonetic += 1;
    else if (name === 'v' || (name === 't' && this.phonetic === 0)) this.reading = true;
  }

  private close(name: string): void {
    if (name === 'v' || name === 't') this.reading = false;
    else if (name === 'rPh') this.phonetic -= 1;
    else if (name === 'c') {
      if (this.column >= 0 && this.column < MOST_COLUMNS) this.cells[this.column] = this.textOfCell();
    } else if (name === 'row') {
      // A missing cell leaves a hole; the row is given out without any.
      this.done.push({ row: this.row, cells: Array.from(this.cells, (cell) => cell ?? '') });
    }
  }

  private textOfCell(): string {
    const { value, type } = this;
    if (type === 's') return this.context.shared[Number(value)] ?? '';
    if (type === 'b') return value === '1' ? 'true' : 'false';
    if (type === 'str' || type === 'inlineStr') return unescaped(value);
    if (type === 'e' || type === 'd') return value;
    const format = this.context.styles[this.style];
    return format && value !== '' ? serialToText(Number(value), format, this.context.from1904) : value;
  }
}
