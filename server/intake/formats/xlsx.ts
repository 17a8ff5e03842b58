/** Workbooks, read sheet by sheet as text in bounded memory. Formulas count as the values they last showed. */
import { StringDecoder } from 'node:string_decoder';
import type { Readable } from 'node:stream';
import { SaxesParser, type SaxesTagPlain } from 'saxes';
import { FileProblem } from '../file-problem.ts';
import { openArchive, type Archive } from './archive.ts';
import { dateFormatOf, serialToText, type DateFormat } from './excel-dates.ts';

export interface SheetRow {
  sheet: string;
  /** Row number in the sheet, as the spreadsheet program shows it. */
  row: number;
  cells: string[];
}

export interface Workbook {
  sheets: readonly { name: string; hidden: boolean }[];
  /** True when days count from 1904 (old Mac workbooks). */
  from1904: boolean;
  rows(sheet: string): AsyncGenerator<SheetRow>;
  close(): void;
}

const MOST_COLUMNS = 1000;
const LONGEST_CELL = 32_767;
const MOST_SHARED_CHARACTERS = 256 * 2 ** 20;
const MOST_MERGES = 200_000;

/** @throws FileProblem `bad-archive`, `archive-bomb`, `bad-workbook` */
export async function openWorkbook(path: string): Promise<Workbook> {
  const archive = await openArchive(path);
  try {
    const book = await readBook(archive);
    const targets = await readTargets(archive);
    const shared = await readSharedStrings(archive);
    const styles = await readStyles(archive);
    const partOf = new Map(book.sheets.map((sheet) => [sheet.name, targets.get(sheet.id)]));
    return {
      sheets: book.sheets.map(({ name, hidden }) => ({ name, hidden })),
      from1904: book.from1904,
      rows: (sheet) => sheetRows(archive, sheet, partOf.get(sheet), { shared, styles, from1904: book.from1904 }),
      close: () => archive.close(),
    };
  } catch (error) {
    archive.close();
    throw error;
  }
}

interface Handlers {
  open?: (tag: SaxesTagPlain) => void;
  close?: (tag: SaxesTagPlain) => void;
  text?: (text: string) => void;
}

/** Local name: parts written by some programs carry a prefix (`x:row`). */
const local = (name: string): string => name.slice(name.indexOf(':') + 1);

class Part {
  private readonly parser = new SaxesParser({ xmlns: false, position: false });
  private problem: FileProblem | undefined;

  constructor(part: string, handlers: Handlers) {
    const fail = (why: string): void => {
      this.problem ??= new FileProblem(
        'bad-workbook',
        `工作簿内部文件有误:${part}`,
        `Part of the workbook is malformed: ${part} (${why.slice(0, 200)})`,
      );
    };
    this.parser.on('error', (error) => fail(error.message));
    this.parser.on('doctype', () => fail('document type'));
    if (handlers.open) this.parser.on('opentag', handlers.open);
    if (handlers.close) this.parser.on('closetag', handlers.close);
    if (handlers.text) this.parser.on('text', handlers.text);
  }

  write(text: string): void {
    this.parser.write(text);
    if (this.problem) throw this.problem;
  }

  end(): void {
    this.parser.close();
    if (this.problem) throw this.problem;
  }
}

async function* texts(stream: Readable): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  let first = true;
  for await (const chunk of stream) {
    const text = decoder.write(chunk as Buffer);
    yield first ? text.replace(/^\ufeff/, '') : text;
    first = false;
  }
}

async function readPart(archive: Archive, name: string, handlers: Handlers): Promise<boolean> {
  if (!archive.names.includes(name)) return false;
  const part = new Part(name, handlers);
  for await (const text of texts(await archive.read(name))) part.write(text);
  part.end();
  return true;
}

async function readBook(
  archive: Archive,
): Promise<{ sheets: { name: string; id: string; hidden: boolean }[]; from1904: boolean }> {
  const sheets: { name: string; id: string; hidden: boolean }[] = [];
  let from1904 = false;
  const found = await readPart(archive, 'xl/workbook.xml', {
    open: (tag) => {
      const attributes = tag.attributes as Record<string, string>;
      if (local(tag.name) === 'workbookPr') from1904 = /^(1|true)$/.test(attributes['date1904'] ?? '');
      if (local(tag.name) === 'sheet') {
        const id = Object.entries(attributes).find(([key]) => /^(\w+:)id$/.test(key))?.[1] ?? '';
        sheets.push({ name: attributes['name'] ?? '', id, hidden: (attributes['state'] ?? 'visible') !== 'visible' });
      }
    },
  });
  if (!found) throw new FileProblem('bad-workbook', '不是 XLSX 工作簿。', 'Not an XLSX workbook.');
  return { sheets, from1904 };
}

async function readTargets(archive: Archive): Promise<Map<string, string>> {
  const targets = new Map<string, string>();
  await readPart(archive, 'xl/_rels/workbook.xml.rels', {
    open: (tag) => {
      const { Id, Target } = tag.attributes as Record<string, string>;
      if (Id !== undefined && Target !== undefined)
        targets.set(Id, Target.startsWith('/') ? Target.slice(1) : `xl/${Target}`);
    },
  });
  return targets;
}

/** Phonetic readings (`rPh`) are not part of the text; `_x000D_` stands for a character XML cannot hold. */
async function readSharedStrings(archive: Archive): Promise<string[]> {
  const strings: string[] = [];
  let current = '';
  let inText = false;
  let phonetic = 0;
  let total = 0;
  await readPart(archive, 'xl/sharedStrings.xml', {
    open: (tag) => {
      const name = local(tag.name);
      if (name === 'si') current = '';
      else if (name === 'rPh') phonetic += 1;
      else if (name === 't') inText = phonetic === 0;
    },
    text: (text) => {
      if (!inText) return;
      total += text.length;
      if (total > MOST_SHARED_CHARACTERS)
        throw new FileProblem(
          'bad-workbook',
          '工作簿的共享文本超过 256 MB。',
          'The shared strings of the workbook exceed 256 MB.',
        );
      current += text;
    },
    close: (tag) => {
      const name = local(tag.name);
      if (name === 't') inText = false;
      else if (name === 'rPh') phonetic -= 1;
      else if (name === 'si') strings.push(unescaped(current));
    },
  });
  return strings;
}

const unescaped = (text: string): string =>
  text.includes('_x')
    ? text.replace(/_x([0-9A-Fa-f]{4})_/g, (_all, code: string) => String.fromCharCode(parseInt(code, 16)))
    : text;

async function readStyles(archive: Archive): Promise<(DateFormat | undefined)[]> {
  const custom = new Map<number, string>();
  const styles: (DateFormat | undefined)[] = [];
  let inCellFormats = false;
  await readPart(archive, 'xl/styles.xml', {
    open: (tag) => {
      const name = local(tag.name);
      const attributes = tag.attributes as Record<string, string>;
      if (name === 'numFmt') custom.set(Number(attributes['numFmtId']), attributes['formatCode'] ?? '');
      else if (name === 'cellXfs') inCellFormats = true;
      else if (name === 'xf' && inCellFormats) {
        const id = Number(attributes['numFmtId'] ?? 0);
        styles.push(dateFormatOf(id, custom.get(id)));
      }
    },
    close: (tag) => {
      if (local(tag.name) === 'cellXfs') inCellFormats = false;
    },
  });
  return styles;
}

interface Context {
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
  for await (const text of texts(await archive.read(part))) {
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

async function* sheetRows(
  archive: Archive,
  sheet: string,
  part: string | undefined,
  context: Context,
): AsyncGenerator<SheetRow> {
  if (part === undefined || !archive.names.includes(part)) return;
  const merges = await readMerges(archive, part);
  let nextMerge = 0;
  let active: { to: number; column: number; value: string }[] = [];
  const reader = new RowReader(part, context);
  const fillDown = (row: SheetRow): SheetRow => {
    active = active.filter((merge) => merge.to >= row.row);
    for (const merge of active) if ((row.cells[merge.column] ?? '') === '') row.cells[merge.column] = merge.value;
    for (; nextMerge < merges.length && merges[nextMerge]!.from <= row.row; nextMerge++) {
      const { to, column } = merges[nextMerge]!;
      if (to > row.row) active.push({ to, column, value: row.cells[column] ?? '' });
    }
    for (let i = 0; i < row.cells.length; i++) row.cells[i] ??= '';
    return row;
  };
  for await (const text of texts(await archive.read(part))) {
    for (const { row, cells } of reader.push(text)) yield fillDown({ sheet, row, cells });
  }
  for (const { row, cells } of reader.end()) yield fillDown({ sheet, row, cells });
}

class RowReader {
  private readonly part: Part;
  private readonly context: Context;
  private done: { row: number; cells: string[] }[] = [];
  private cells: string[] = [];
  private row = 0;
  private column = -1;
  private type = 'n';
  private style = -1;
  private value = '';
  private reading = false;
  private phonetic = 0;

  constructor(part: string, context: Context) {
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
