/** The rows of a sheet's XML as it is unpacked: plain ones read at once, all else by the XML parser. */
import { FileProblem } from '../file-problem.ts';
import { serialToText, type DateFormat } from './excel-dates.ts';
import { columnAt, INCOMPLETE, ODD, PlainSheetRow, type PlainCellOfSheet } from './plain-sheet-row.ts';
import { local, Part, unescaped } from './workbook-xml.ts';

export const MOST_COLUMNS = 1000;
const LONGEST_CELL = 32_767;
const LAST_ROW = 1_048_576;
/** A row that goes on for longer is the parser's, which bounds it. */
const LONGEST_PLAIN_ROW = 1 << 20;
const SHEET_DATA = '<sheetData>';
const END_OF_ROW = '</row>';

/** What the cells of a sheet refer to. */
export interface CellContext {
  shared: readonly string[];
  styles: readonly (DateFormat | undefined)[];
  from1904: boolean;
}

export interface ReadRow {
  row: number;
  cells: string[];
}

export const columnOf = (reference: string): number => columnAt(reference, 0);

export class RowReader {
  private readonly part: Part;
  private readonly context: CellContext;
  private readonly plain = new PlainSheetRow((cell) => this.takePlain(cell));
  private done: ReadRow[] = [];
  private cells: string[] = [];
  private row = 0;
  private column = -1;
  private type = 'n';
  private style = -1;
  private value = '';
  private reading = false;
  private phonetic = 0;
  /** Where in the sheet we are: before its rows, among them, or where only the parser reads on. */
  private phase: 'head' | 'rows' | 'parser' = 'head';
  private inSheetData = false;
  /** The end of what was read, which only the next piece can explain. */
  private held = '';

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

  push(piece: string): ReadRow[] {
    // A row that goes on is put together; joining whole pieces would copy everything once more.
    const seam = this.phase === 'rows' && this.held !== '' ? piece.indexOf(END_OF_ROW) : -1;
    const cut = seam === -1 ? piece.length : seam + END_OF_ROW.length;
    this.read(this.held + piece.slice(0, cut));
    if (cut < piece.length) this.read(this.held + piece.slice(cut));
    return this.done.splice(0);
  }

  private read(text: string): void {
    this.held = '';
    if (this.phase === 'parser') this.part.write(text);
    else if (this.phase === 'head') this.readHead(text);
    else this.readRows(text);
  }

  end(): ReadRow[] {
    this.part.write(this.held);
    this.part.end();
    return this.done.splice(0);
  }

  private readHead(text: string): void {
    const found = text.indexOf(SHEET_DATA);
    if (found === -1) {
      const kept = Math.max(0, text.length - SHEET_DATA.length + 1);
      this.held = text.slice(kept);
      this.part.write(text.slice(0, kept));
      return;
    }
    const rows = found + SHEET_DATA.length;
    this.part.write(text.slice(0, rows));
    // In a comment it would be no element.
    if (this.inSheetData) {
      this.phase = 'rows';
      this.readRows(text.slice(rows));
    } else this.leaveToParser(text.slice(rows));
  }

  /** The parser knows that rows may come here, so any of them can be given to it. */
  private readRows(text: string): void {
    if (ODD.test(text)) return this.leaveToParser(text);
    let i = 0;
    for (;;) {
      while (text.charCodeAt(i) === 10 || text.charCodeAt(i) === 32) i += 1;
      if (!text.startsWith('<row', i)) break;
      const behind = this.readPlain(text, i);
      if (behind === INCOMPLETE) break;
      if (behind > 0) {
        i = behind;
        continue;
      }
      const end = text.indexOf(END_OF_ROW, i);
      if (end === -1) break;
      const written = text.slice(i, end + END_OF_ROW.length);
      if (/<[!?]/.test(written)) return this.leaveToParser(text.slice(i));
      this.part.write(written);
      i = end + END_OF_ROW.length;
    }
    const rest = text.slice(i);
    if (rest.length > LONGEST_PLAIN_ROW || !(rest.startsWith('<row') || '<row'.startsWith(rest)))
      this.leaveToParser(rest);
    else this.held = rest;
  }

  private leaveToParser(text: string): void {
    this.phase = 'parser';
    this.part.write(text);
  }

  private readPlain(text: string, at: number): number {
    const before = this.row;
    this.cells = [];
    this.column = -1;
    const behind = this.plain.read(text, at);
    if (behind < 0) return behind;
    const row = this.plain.row ?? before + 1;
    if (!(row >= 1 && row <= LAST_ROW)) return -1;
    this.row = row;
    this.done.push({ row, cells: this.cells });
    return behind;
  }

  private takePlain({ column = this.column + 1, style, type, value }: PlainCellOfSheet): void {
    this.column = column;
    if (column < 0 || column >= MOST_COLUMNS) return;
    while (this.cells.length < column) this.cells.push('');
    this.cells[column] = this.textOfCell(value, type, style);
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
    } else if (name === 'sheetData') this.inSheetData = true;
    else if (name === 'rPh') this.phonetic += 1;
    else if (name === 'v' || (name === 't' && this.phonetic === 0)) this.reading = true;
  }

  private close(name: string): void {
    if (name === 'v' || name === 't') this.reading = false;
    else if (name === 'rPh') this.phonetic -= 1;
    else if (name === 'c') {
      if (this.column >= 0 && this.column < MOST_COLUMNS)
        this.cells[this.column] = this.textOfCell(this.value, this.type, this.style);
    } else if (name === 'row') {
      // A missing cell leaves a hole; the row is given out without any.
      this.done.push({ row: this.row, cells: Array.from(this.cells, (cell) => cell ?? '') });
    }
  }

  private textOfCell(value: string, type: string, style: number): string {
    if (type === 's') return this.context.shared[Number(value)] ?? '';
    if (type === 'b') return value === '1' ? 'true' : 'false';
    if (type === 'str' || type === 'inlineStr') return unescaped(value);
    if (type === 'e' || type === 'd') return value;
    const format = this.context.styles[style];
    return format && value !== '' ? serialToText(Number(value), format, this.context.from1904) : value;
  }
}
