/** Workbooks, read sheet by sheet as text in bounded memory. Formulas count as the values they last showed. */
import { FileProblem } from '../file-problem.ts';
import { openArchive, type Archive } from './archive.ts';
import { dateFormatOf, type DateFormat } from './excel-dates.ts';
import type { ReadRow } from './row-reader.ts';
import { readMerges, sheetRows, type Merge, type SheetRow } from './sheet-rows.ts';
import { local, readPart, unescaped } from './workbook-xml.ts';

export interface Workbook {
  sheets: readonly { name: string; hidden: boolean }[];
  /** True when days count from 1904 (old Mac workbooks). */
  from1904: boolean;
  rows(sheet: string): AsyncGenerator<SheetRow>;
  /** The same, as many at a time as come together. */
  groups(sheet: string): AsyncGenerator<ReadRow[]>;
  /** The file opened once more after `close`; what is known of it is not read again. */
  again(): Promise<Workbook>;
  close(): void;
}

/** What is read once. */
interface Parts {
  sheets: readonly { name: string; hidden: boolean }[];
  from1904: boolean;
  partOf: ReadonlyMap<string, string | undefined>;
  shared: readonly string[];
  styles: readonly (DateFormat | undefined)[];
  merges: Map<string, Merge[]>;
}

const MOST_SHARED_CHARACTERS = 64 * 2 ** 20;
const MOST_SHARED = 5_000_000;
const MOST_SHEETS = 1000;
/** The format itself allows 65,490. */
const MOST_STYLES = 70_000;

const tooMuch = (zh: string, en: string): FileProblem =>
  new FileProblem('bad-workbook', `工作簿的${zh}。`, `The workbook has ${en}.`);

/** @throws FileProblem `bad-archive`, `archive-bomb`, `bad-workbook` */
export async function openWorkbook(path: string): Promise<Workbook> {
  const archive = await openArchive(path);
  try {
    return workbookOf(path, archive, await readParts(archive));
  } catch (error) {
    archive.close();
    throw error;
  }
}

async function readParts(archive: Archive): Promise<Parts> {
  const book = await readBook(archive);
  const targets = await readTargets(archive);
  return {
    sheets: book.sheets.map(({ name, hidden }) => ({ name, hidden })),
    from1904: book.from1904,
    partOf: new Map(book.sheets.map((sheet) => [sheet.name, targets.get(sheet.id)])),
    shared: await readSharedStrings(archive),
    styles: await readStyles(archive),
    merges: new Map(),
  };
}

function workbookOf(path: string, archive: Archive, parts: Parts): Workbook {
  const { sheets, from1904, merges } = parts;
  const groups = async function* (sheet: string): AsyncGenerator<ReadRow[]> {
    const part = parts.partOf.get(sheet);
    if (part === undefined || !archive.names.includes(part)) return;
    if (!merges.has(part)) merges.set(part, await readMerges(archive, part));
    yield* sheetRows(archive, part, merges.get(part)!, parts);
  };
  return {
    sheets,
    from1904,
    groups,
    rows: async function* (sheet) {
      for await (const group of groups(sheet)) for (const row of group) yield { sheet, ...row };
    },
    again: async () => workbookOf(path, await openArchive(path), parts),
    close: () => archive.close(),
  };
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
        if (sheets.length >= MOST_SHEETS)
          throw tooMuch(`工作表超过 ${MOST_SHEETS} 个`, `more than ${MOST_SHEETS} sheets`);
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
      if (Id !== undefined && Target !== undefined && targets.size < MOST_STYLES)
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
        throw tooMuch('共享文本超过 64 M 字', 'more than 64 M characters of shared strings');
      current += text;
    },
    close: (tag) => {
      const name = local(tag.name);
      if (name === 't') inText = false;
      else if (name === 'rPh') phonetic -= 1;
      else if (name === 'si') {
        if (strings.push(unescaped(current)) > MOST_SHARED) throw tooMuch('共享文本过多', 'too many shared strings');
      }
    },
  });
  return strings;
}

async function readStyles(archive: Archive): Promise<(DateFormat | undefined)[]> {
  const custom = new Map<number, string>();
  const styles: (DateFormat | undefined)[] = [];
  let inCellFormats = false;
  await readPart(archive, 'xl/styles.xml', {
    open: (tag) => {
      const name = local(tag.name);
      const attributes = tag.attributes as Record<string, string>;
      if (name === 'numFmt' && custom.size < MOST_STYLES)
        custom.set(Number(attributes['numFmtId']), attributes['formatCode'] ?? '');
      else if (name === 'cellXfs') inCellFormats = true;
      else if (name === 'xf' && inCellFormats) {
        const id = Number(attributes['numFmtId'] ?? 0);
        if (styles.push(dateFormatOf(id, custom.get(id))) > MOST_STYLES)
          throw tooMuch('单元格样式过多', 'too many cell styles');
      }
    },
    close: (tag) => {
      if (local(tag.name) === 'cellXfs') inCellFormats = false;
    },
  });
  return styles;
}
