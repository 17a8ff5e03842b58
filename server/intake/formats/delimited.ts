/**
 * Reads delimited text record by record, as RFC 4180 has it, and goes on after a fault: a record whose quotes do not match
 * ends at its first line and is marked. Counts records exactly as the engine does (a blank line is a record of one empty
 * cell), so that a record number means the same in both.
 */
import { lineTooLong } from './line-bounds.ts';

export interface DelimitedRecord {
  cells: string[];
  /** Physical line where the record starts; the first line of the file is 1. */
  line: number;
  /** The record as it stands in the file, without its line end. */
  text: string;
  fault?: 'bad-quote';
}

/** No honest cell is longer; a quote that never closes is given up after this many characters. */
const LONGEST_RECORD = 4 * 1024 * 1024;
const LONGEST_LINE = 16 * 1024 * 1024;

export async function* delimitedRecords(
  chunks: AsyncIterable<string> | Iterable<string>,
  delimiter: string,
): AsyncGenerator<DelimitedRecord> {
  let pending = '';
  let line = 1;
  for await (const chunk of chunks) {
    pending += chunk;
    let at = 0;
    for (;;) {
      const found = readRecord(pending, at, delimiter, line, false);
      if (found === undefined) break;
      yield found.record;
      at = found.next;
      line += found.lines;
    }
    if (at > 0) pending = pending.slice(at);
  }
  for (let at = 0; at < pending.length;) {
    const found = readRecord(pending, at, delimiter, line, true);
    if (found === undefined) return;
    yield found.record;
    at = found.next;
    line += found.lines;
  }
}

interface Found {
  record: DelimitedRecord;
  next: number;
  lines: number;
}

/** undefined when more text is needed to know where the record ends. */
function readRecord(text: string, start: number, delimiter: string, line: number, last: boolean): Found | undefined {
  const cells: string[] = [];
  let at = start;
  let lines = 1;
  for (;;) {
    if (text[at] === '"') {
      const cell = readQuoted(text, at);
      if (cell === undefined) {
        if (!last && text.length - start < LONGEST_RECORD) return undefined;
        return faulty(text, start, line);
      }
      const after = text[cell.next];
      if (after === undefined && !last) return undefined;
      if (after !== undefined && after !== delimiter && after !== '\n' && after !== '\r') {
        // What follows the closing quote belongs to no cell.
        return faulty(text, start, line) ?? undefined;
      }
      cells.push(cell.value);
      lines += cell.lines;
      at = cell.next;
    } else {
      const end = endOfPlainCell(text, at, delimiter);
      if (end === text.length && !last) {
        if (text.length - start > LONGEST_LINE) throw lineTooLong();
        return undefined;
      }
      cells.push(text.slice(at, end));
      at = end;
    }
    if (text[at] === delimiter) {
      at += 1;
      continue;
    }
    let next = at;
    if (text[at] === '\r') {
      if (at + 1 === text.length && !last) return undefined;
      next = text[at + 1] === '\n' ? at + 2 : at + 1;
    } else if (text[at] === '\n') next = at + 1;
    return { record: { cells, line, text: text.slice(start, at) }, next, lines };
  }
}

function endOfPlainCell(text: string, start: number, delimiter: string): number {
  for (let at = start; at < text.length; at++) {
    const c = text.charCodeAt(at);
    if (c === 10 || c === 13 || text[at] === delimiter) return at;
  }
  return text.length;
}

function readQuoted(text: string, start: number): { value: string; next: number; lines: number } | undefined {
  let value = '';
  let from = start + 1;
  for (;;) {
    const quote = text.indexOf('"', from);
    if (quote === -1) return undefined;
    value += text.slice(from, quote);
    if (text[quote + 1] !== '"') {
      // At the end of a chunk the second half of a doubled quote may still come: the caller asks again.
      return { value, next: quote + 1, lines: countLines(value) };
    }
    value += '"';
    from = quote + 2;
  }
}

function countLines(text: string): number {
  let lines = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lines += 1;
  return lines;
}

/** The record is given up: only its first line is taken, and reading goes on with the next one. */
function faulty(text: string, start: number, line: number): Found {
  const end = text.indexOf('\n', start);
  const stop = end === -1 ? text.length : end;
  const content = text.slice(start, stop).replace(/\r$/, '');
  return { record: { cells: [content], line, text: content, fault: 'bad-quote' }, next: stop + 1, lines: 1 };
}

/** The delimiter of the first lines: the one that most evenly cuts them. */
export function guessDelimiter(head: string): string {
  const lines = head
    .split(/\r?\n/)
    .filter((l) => l.trim() !== '')
    .slice(0, 20);
  let best = ',';
  let bestScore = 0;
  for (const candidate of [',', '\t', ';', '|']) {
    const counts = lines.map((l) => l.replace(/"(?:[^"]|"")*"/g, '').split(candidate).length - 1);
    const least = Math.min(...counts);
    const score = (least > 0 ? 1000 : 0) + counts.reduce((a, b) => a + b, 0) / Math.max(1, counts.length);
    if (Math.max(0, ...counts) > 0 && score > bestScore) [best, bestScore] = [candidate, score];
  }
  return best;
}

/** One CSV line (without line end) of these cells. */
export function csvLine(cells: readonly string[]): string {
  let line = '';
  for (let i = 0; i < cells.length; i++) {
    const cell = cells[i]!;
    if (i > 0) line += ',';
    if (cell !== '') line += NEEDS_QUOTES.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
  }
  return line;
}

const NEEDS_QUOTES = /[",\r\n]/;
