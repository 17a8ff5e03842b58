/** A table whose line goes on for megabytes is no table: told while the file is looked through anyway. */
import { createReadStream } from 'node:fs';
import { FileProblem } from '../file-problem.ts';

const CHUNK = 1 << 20;
const LONGEST_LINE = 16 * 2 ** 20;
/** More than any cell may hold. */
const WHOLE_CHUNK = 2 ** 19;

const QUOTE = 0x22;
const TAB = 9;
const LINE_FEED = 10;
const SPACE = 0x20;
const QUOTE_BEHIND_SPACE = Buffer.from(' "');
const CARRIAGE_RETURN = 13;

/** What looking through a table tells of how it may be read. */
export interface LineShape {
  /**
   * A quote is never closed: at the end one is open, or some megabyte lies wholly inside one cell. Whoever reads such a file
   * by the rules takes all rows behind the quote for one cell.
   */
  openQuote: boolean;
  /** Cells lose nothing but spaces when they are trimmed: no tab, and no quote behind a space, which would then open a cell. */
  trimmable: boolean;
}

export class LineBounds {
  private run = 0;
  private inQuotes = false;
  private swallowed = false;
  private trimmable = true;
  private endedInSpace = false;

  get shape(): LineShape {
    return { openQuote: this.inQuotes || this.swallowed, trimmable: this.trimmable };
  }

  /** @param chunk about a megabyte of the file. @throws FileProblem `record-too-long` */
  look(chunk: Buffer): void {
    const feed = chunk.lastIndexOf(LINE_FEED);
    const after = chunk.subarray(feed + 1);
    const carriage = after.lastIndexOf(CARRIAGE_RETURN);
    this.run = feed === -1 && carriage === -1 ? this.run + chunk.length : after.length - carriage - 1;
    if (this.run > LONGEST_LINE) throw lineTooLong();
    if (chunk.includes(TAB)) this.trimmable = false;
    const quoteBehindSpace = this.endedInSpace && chunk[0] === QUOTE;
    this.endedInSpace = chunk.at(-1) === SPACE;
    if (!chunk.includes(QUOTE)) {
      if (this.inQuotes && chunk.length >= WHOLE_CHUNK) this.swallowed = true;
      return;
    }
    if (quoteBehindSpace || chunk.includes(QUOTE_BEHIND_SPACE)) this.trimmable = false;
    let quotes = 0;
    for (let i = 0; i < chunk.length; i++) if (chunk[i] === QUOTE) quotes += 1;
    if (quotes % 2 === 1) this.inQuotes = !this.inQuotes;
  }
}

/** @param path a file in UTF-8 */
export async function lineShapeOf(path: string): Promise<LineShape> {
  const bounds = new LineBounds();
  for await (const chunk of createReadStream(path, { highWaterMark: CHUNK })) bounds.look(chunk as Buffer);
  return bounds.shape;
}

export const lineTooLong = (): FileProblem =>
  new FileProblem(
    'record-too-long',
    '有一行超过 16 MB,不是表格;请检查是否缺少换行或引号没有配对。',
    'A line is longer than 16 MB, which no table has; look for missing line breaks or a quote that is never closed.',
  );

/** Does a file begin like JSON or XML, which may stand on one line? */
export function mayStandOnOneLine(head: Buffer): boolean {
  for (const byte of head) {
    if (byte <= 32 || byte >= 0x80) continue;
    return byte === 0x7b || byte === 0x5b || byte === 0x3c;
  }
  return false;
}
