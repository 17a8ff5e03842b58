/**
 * Finds the records inside JSON documents without holding more than one record: objects in arrays (or alone) at known
 * paths. Documents may follow one another (NDJSON, pages of an API saved one after the other). Whole numbers too long for a
 * double are put in quotes, so that an id of 20 digits keeps its digits. It reads UTF-8 bytes: all that matters is ASCII.
 */
import { FileProblem } from '../file-problem.ts';

/** Texts of the scalars that stand around a record, before it: `dataSet`, `form_code`. Inner ones hide outer ones. */
export type Envelope = Readonly<Record<string, string>>;

export interface JsonElement {
  /** Keys from the root, joined by dots, arrays left out: `checkindata`, `result.data_list`, '' for the root itself. */
  path: string;
  /** Line where the element starts; the first line of the file is 1. */
  line: number;
  /** The element as it stands in the file, long numbers quoted. */
  text: string;
  envelope: Envelope;
}

export type Take = (path: string, inArray: boolean) => boolean;

export interface ElementSink {
  found(element: JsonElement): void;
  /** Offered a record that is to be taken, at its opening bracket: the place behind it, or -1 to have it `found`. */
  whole?: ((bytes: Buffer, at: number) => number) | undefined;
}

const DEEPEST = 64;
const LONGEST_ELEMENT = 8 * 1024 * 1024;
/** Longest key or scalar that is remembered; longer ones are passed over. */
const LONGEST_REMEMBERED = 1000;
const MOST_SCALARS = 100;
/** Whole numbers from here on may not survive as a double. */
export const LONG_NUMBER = 16;

const NEWLINE = 10;
const QUOTE = 34;
const COMMA = 44;
const MINUS = 45;
const OPEN_ARRAY = 91;
const BACKSLASH = 92;
const CLOSE_ARRAY = 93;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;
const NONE = Buffer.alloc(0);
const QUOTED = Buffer.from('"');

interface Frame {
  array: boolean;
  path: string;
  key: string;
  expectKey: boolean;
  scalars: Record<string, string>;
  scalarCount: number;
}

export class JsonScanner {
  private readonly frames: Frame[] = [];
  private readonly take: Take;
  private readonly sink: ElementSink;
  /** Open brackets of the element being copied; 0 when none is. */
  private depth = 0;
  private copied: Buffer[] = [];
  private copiedLength = 0;
  private copyPath = '';
  private copyLine = 1;
  private inString = false;
  /** What is remembered of the key or scalar being read outside an element. */
  private captured: Buffer[] = [];
  private capturedLength = 0;
  /** End of a chunk that only the next one can explain: a number, or a backslash. */
  private held: Buffer = NONE;
  private bytes: Buffer = NONE;
  private at = 0;
  private line = 1;
  private newline = -1;
  private around: Envelope | undefined;

  constructor(take: Take, sink: ElementSink) {
    this.take = take;
    this.sink = sink;
  }

  /** @throws FileProblem `malformed-json`, `too-deep`, `record-too-long` */
  push(chunk: Buffer): void {
    this.bytes = this.held.length === 0 ? chunk : Buffer.concat([this.held, chunk]);
    this.held = NONE;
    this.at = 0;
    this.newline = this.bytes.indexOf(NEWLINE);
    while (this.at < this.bytes.length) {
      if (this.depth > 0) this.copy();
      else this.seek();
    }
    this.countLines(this.bytes.length - this.held.length);
  }

  /** @throws FileProblem `malformed-json` when something is still open */
  end(): void {
    if (this.frames.length > 0 || this.depth > 0 || this.inString) throw malformed(this.line);
  }

  /** Line breaks before `until`, each counted once. */
  private countLines(until: number): void {
    while (this.newline !== -1 && this.newline < until) {
      this.line += 1;
      this.newline = this.bytes.indexOf(NEWLINE, this.newline + 1);
    }
  }

  /** From `at` to behind the closing quote; the whole rest of the chunk when it closes later. */
  private throughString(): void {
    const { bytes } = this;
    const { length } = bytes;
    for (let i = this.at; i < length; i++) {
      const c = bytes[i]!;
      if (c === QUOTE) {
        this.inString = false;
        this.at = i + 1;
        return;
      }
      if (c !== BACKSLASH) continue;
      i += 1;
      if (i === length) this.held = bytes.subarray(length - 1);
    }
    this.at = length;
  }

  /** Inside an element: only brackets, strings and long numbers matter; the rest is the parser's business. */
  private copy(): void {
    const { bytes } = this;
    let from = this.at;
    while (this.at < bytes.length) {
      if (this.inString) {
        this.throughString();
        continue;
      }
      const c = bytes[this.at]!;
      if (c === QUOTE) {
        this.inString = true;
        this.at += 1;
      } else if (c === OPEN_OBJECT || c === OPEN_ARRAY) {
        this.depth += 1;
        if (this.frames.length + this.depth > DEEPEST) throw tooDeep();
        this.at += 1;
      } else if (c === CLOSE_OBJECT || c === CLOSE_ARRAY) {
        this.depth -= 1;
        this.at += 1;
        if (this.depth > 0) continue;
        this.keep(bytes.subarray(from, this.at));
        this.emit();
        return;
      } else if (c === MINUS || isDigit(c)) {
        const end = endOfLiteral(bytes, this.at);
        const long = end - this.at >= LONG_NUMBER;
        if (end === bytes.length && end - this.at < LONGEST_REMEMBERED) {
          this.held = bytes.subarray(this.at);
          this.keep(bytes.subarray(from, this.at));
          this.at = end;
          return;
        }
        if (long && /^-?\d{16,}$/.test(bytes.toString('latin1', this.at, end))) {
          this.keep(bytes.subarray(from, this.at), QUOTED, bytes.subarray(this.at, end), QUOTED);
          from = end;
        }
        this.at = end;
      } else this.at += 1;
    }
    this.keep(bytes.subarray(from, bytes.length - this.held.length));
  }

  /** Between elements: where are we, and does a record begin? */
  private seek(): void {
    const { bytes } = this;
    if (this.inString) {
      const from = this.at;
      this.throughString();
      const end = this.inString ? bytes.length - this.held.length : this.at - 1;
      this.capture(bytes.subarray(from, end));
      if (!this.inString) this.endString();
      return;
    }
    const c = bytes[this.at]!;
    if (c === QUOTE) {
      this.inString = true;
      this.captured = [];
      this.capturedLength = 0;
      this.at += 1;
    } else if (c === COMMA) {
      const top = this.frames.at(-1);
      if (top && !top.array) top.expectKey = true;
      this.at += 1;
    } else if (c === OPEN_OBJECT || c === OPEN_ARRAY) this.open(c === OPEN_ARRAY);
    else if (c === CLOSE_OBJECT || c === CLOSE_ARRAY) {
      this.countLines(this.at);
      if (this.frames.pop() === undefined) throw malformed(this.line);
      this.around = undefined;
      this.at += 1;
    } else if (isLiteral(c)) {
      const end = endOfLiteral(bytes, this.at);
      if (end === bytes.length && end - this.at < LONGEST_REMEMBERED) this.held = bytes.subarray(this.at);
      else this.remember(bytes.toString('latin1', this.at, end));
      this.at = end;
    } else this.at += 1;
  }

  private open(array: boolean): void {
    const { frames } = this;
    if (frames.length >= DEEPEST) throw tooDeep();
    const top = frames.at(-1);
    const path = !top ? '' : top.array ? top.path : top.path === '' ? top.key : `${top.path}.${top.key}`;
    if (!array && this.take(path, top?.array ?? false)) {
      const behind = this.sink.whole?.(this.bytes, this.at) ?? -1;
      if (behind > 0) {
        this.at = behind;
        return;
      }
      this.countLines(this.at);
      this.copyLine = this.line;
      this.copyPath = path;
      this.depth = 1;
      this.keep(this.bytes.subarray(this.at, this.at + 1));
    } else {
      frames.push({ array, path, key: '', expectKey: !array, scalars: {}, scalarCount: 0 });
      this.around = undefined;
    }
    this.at += 1;
  }

  /** Twice as much as is remembered, so that no character at the end of that is cut in two. */
  private capture(piece: Buffer): void {
    if (this.capturedLength >= 8 * LONGEST_REMEMBERED) return;
    this.captured.push(piece.subarray(0, 8 * LONGEST_REMEMBERED));
    this.capturedLength += piece.length;
  }

  private endString(): void {
    const top = this.frames.at(-1);
    if (!top || top.array) return;
    const written = this.captured.length === 1 ? this.captured[0]! : Buffer.concat(this.captured);
    const text = unquoted(written.toString('utf8').slice(0, LONGEST_REMEMBERED));
    if (top.expectKey) {
      top.key = text;
      top.expectKey = false;
    } else this.remember(text);
  }

  private remember(scalar: string): void {
    const top = this.frames.at(-1);
    if (!top || top.array || top.key === '__proto__' || top.scalarCount >= MOST_SCALARS) return;
    top.scalars[top.key] = scalar === 'null' ? '' : scalar;
    top.scalarCount += 1;
    this.around = undefined;
  }

  private keep(...pieces: Buffer[]): void {
    for (const piece of pieces) {
      this.copied.push(piece);
      this.copiedLength += piece.length;
    }
    if (this.copiedLength > LONGEST_ELEMENT)
      throw new FileProblem(
        'record-too-long',
        `第 ${this.copyLine} 行开始的记录超过 8 MB。`,
        `The record at line ${this.copyLine} is larger than 8 MB.`,
      );
  }

  private emit(): void {
    this.around ??= Object.assign({}, ...this.frames.map(({ scalars }) => scalars)) as Envelope;
    const bytes = this.copied.length === 1 ? this.copied[0]! : Buffer.concat(this.copied);
    this.copied = [];
    this.copiedLength = 0;
    this.sink.found({
      path: this.copyPath,
      line: this.copyLine,
      text: bytes.toString('utf8'),
      envelope: this.around,
    });
  }
}

const isDigit = (c: number): boolean => c >= 48 && c <= 57;
const isLiteral = (c: number): boolean =>
  isDigit(c) || (c >= 97 && c <= 122) || (c >= 65 && c <= 90) || c === 43 || c === MINUS || c === 46;

/** Behind the number or word that begins at `start`; the end of the chunk when it may go on. */
export function endOfLiteral(bytes: Buffer, start: number): number {
  let end = start + 1;
  while (end < bytes.length && isLiteral(bytes[end]!)) end += 1;
  return end;
}

function unquoted(raw: string): string {
  if (!raw.includes('\\')) return raw;
  try {
    return JSON.parse(`"${raw}"`) as string;
  } catch {
    return raw;
  }
}

const malformed = (line: number): FileProblem =>
  new FileProblem(
    'malformed-json',
    `第 ${line} 行附近的 JSON 不完整或括号不配对。`,
    `The JSON near line ${line} is incomplete or its brackets do not match.`,
  );
const tooDeep = (): FileProblem =>
  new FileProblem('too-deep', `JSON 嵌套超过 ${DEEPEST} 层。`, `JSON is nested deeper than ${DEEPEST} levels.`);
