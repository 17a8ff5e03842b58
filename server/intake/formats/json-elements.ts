/**
 * Finds the records inside JSON documents without holding more than one record: objects in arrays (or alone) at known
 * paths. Documents may follow one another (NDJSON, pages of an API saved one after the other). Whole numbers too long for a
 * double are put in quotes, so that an id of 20 digits keeps its digits.
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

type Take = (path: string, inArray: boolean) => boolean;

const DEEPEST = 64;
const LONGEST_ELEMENT = 8 * 1024 * 1024;
/** Longest key or scalar that is remembered; longer ones are passed over. */
const LONGEST_REMEMBERED = 1000;
const MOST_SCALARS = 100;
/** Whole numbers from here on may not survive as a double. */
const LONG_NUMBER = 16;

const QUOTE = 34;
const COMMA = 44;
const MINUS = 45;
const OPEN_ARRAY = 91;
const BACKSLASH = 92;
const CLOSE_ARRAY = 93;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;

interface Frame {
  array: boolean;
  path: string;
  key: string;
  expectKey: boolean;
  scalars: Record<string, string>;
  scalarCount: number;
}

class Scanner {
  private readonly frames: Frame[] = [];
  private readonly take: Take;
  private readonly found: JsonElement[] = [];
  /** Open brackets of the element being copied; 0 when none is. */
  private depth = 0;
  private copied: string[] = [];
  private copiedLength = 0;
  private copyPath = '';
  private copyLine = 1;
  private inString = false;
  /** What is remembered of the key or scalar being read outside an element. */
  private captured = '';
  /** End of a chunk that only the next one can explain: a number, or backslashes. */
  private held = '';
  private text = '';
  private at = 0;
  private line = 1;
  private newline = -1;
  private around: Envelope | undefined;

  constructor(take: Take) {
    this.take = take;
  }

  push(chunk: string): JsonElement[] {
    this.text = this.held === '' ? chunk : this.held + chunk;
    this.held = '';
    this.at = 0;
    this.newline = this.text.indexOf('\n');
    while (this.at < this.text.length) {
      if (this.depth > 0) this.copy();
      else this.seek();
    }
    this.countLines(this.text.length - this.held.length);
    return this.found.splice(0);
  }

  end(): void {
    if (this.frames.length > 0 || this.depth > 0 || this.inString) throw malformed(this.line);
  }

  /** Line breaks before `until`, each counted once. */
  private countLines(until: number): void {
    while (this.newline !== -1 && this.newline < until) {
      this.line += 1;
      this.newline = this.text.indexOf('\n', this.newline + 1);
    }
  }

  /** From `at` to behind the closing quote; the whole rest of the chunk when it closes later. */
  private throughString(): void {
    const { text } = this;
    const start = this.at;
    for (let from = start; ;) {
      const quote = text.indexOf('"', from);
      if (quote === -1) {
        let end = text.length;
        while (end > start && text.charCodeAt(end - 1) === BACKSLASH) end -= 1;
        this.held = text.slice(end);
        this.at = text.length;
        return;
      }
      let before = quote;
      while (before > start && text.charCodeAt(before - 1) === BACKSLASH) before -= 1;
      from = quote + 1;
      if ((quote - before) % 2 === 1) continue;
      this.inString = false;
      this.at = from;
      return;
    }
  }

  /** Inside an element: only brackets, strings and long numbers matter; the rest is the parser's business. */
  private copy(): void {
    const { text } = this;
    let from = this.at;
    while (this.at < text.length) {
      if (this.inString) {
        this.throughString();
        continue;
      }
      const c = text.charCodeAt(this.at);
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
        this.keep(text.slice(from, this.at));
        this.emit();
        return;
      } else if (c === MINUS || isDigit(c)) {
        const end = endOfLiteral(text, this.at);
        const long = end - this.at >= LONG_NUMBER;
        if (end === text.length && end - this.at < LONGEST_REMEMBERED) {
          this.held = text.slice(this.at);
          this.keep(text.slice(from, this.at));
          this.at = end;
          return;
        }
        const literal = long ? text.slice(this.at, end) : '';
        if (long && /^-?\d{16,}$/.test(literal)) {
          this.keep(`${text.slice(from, this.at)}"${literal}"`);
          from = end;
        }
        this.at = end;
      } else this.at += 1;
    }
    this.keep(text.slice(from, text.length - this.held.length));
  }

  /** Between elements: where are we, and does a record begin? */
  private seek(): void {
    const { text } = this;
    if (this.inString) {
      const from = this.at;
      this.throughString();
      const end = this.inString ? text.length - this.held.length : this.at - 1;
      if (this.captured.length < LONGEST_REMEMBERED)
        this.captured += text.slice(from, end).slice(0, LONGEST_REMEMBERED);
      if (!this.inString) this.endString();
      return;
    }
    const c = text.charCodeAt(this.at);
    if (c === QUOTE) {
      this.inString = true;
      this.captured = '';
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
    } else if (c === MINUS || isLiteral(c)) {
      const end = endOfLiteral(text, this.at);
      if (end === text.length && end - this.at < LONGEST_REMEMBERED) this.held = text.slice(this.at);
      else this.remember(text.slice(this.at, end));
      this.at = end;
    } else this.at += 1;
  }

  private open(array: boolean): void {
    const { frames } = this;
    if (frames.length >= DEEPEST) throw tooDeep();
    const top = frames.at(-1);
    const path = !top ? '' : top.array ? top.path : top.path === '' ? top.key : `${top.path}.${top.key}`;
    if (!array && this.take(path, top?.array ?? false)) {
      this.countLines(this.at);
      this.copyLine = this.line;
      this.copyPath = path;
      this.depth = 1;
      this.keep(this.text[this.at]!);
    } else {
      frames.push({ array, path, key: '', expectKey: !array, scalars: {}, scalarCount: 0 });
      this.around = undefined;
    }
    this.at += 1;
  }

  private endString(): void {
    const top = this.frames.at(-1);
    if (!top || top.array) return;
    const text = unquoted(this.captured);
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

  private keep(text: string): void {
    this.copied.push(text);
    this.copiedLength += text.length;
    if (this.copiedLength > LONGEST_ELEMENT)
      throw new FileProblem(
        'record-too-long',
        `第 ${this.copyLine} 行开始的记录超过 8 MB。`,
        `The record at line ${this.copyLine} is larger than 8 MB.`,
      );
  }

  private emit(): void {
    this.around ??= Object.assign({}, ...this.frames.map(({ scalars }) => scalars)) as Envelope;
    this.found.push({
      path: this.copyPath,
      line: this.copyLine,
      text: this.copied.length === 1 ? this.copied[0]! : this.copied.join(''),
      envelope: this.around,
    });
    this.copied = [];
    this.copiedLength = 0;
  }
}

const isDigit = (c: number): boolean => c >= 48 && c <= 57;
const isLiteral = (c: number): boolean =>
  isDigit(c) || (c >= 97 && c <= 122) || (c >= 65 && c <= 90) || c === 43 || c === MINUS || c === 46;

function endOfLiteral(text: string, start: number): number {
  let end = start + 1;
  while (end < text.length && isLiteral(text.charCodeAt(end))) end += 1;
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

/**
 * Objects for which `take(path, inArray)` is true, in the order of the file. An object inside a taken one is not looked at.
 * @throws FileProblem `malformed-json`, `too-deep`, `record-too-long`
 */
export async function* jsonElements(
  chunks: AsyncIterable<string> | Iterable<string>,
  take: Take,
): AsyncGenerator<JsonElement> {
  for await (const found of jsonElementGroups(chunks, take)) yield* found;
}

/** The same, as many at a time as a chunk holds: a step of an async iteration for every record costs as much as the record. */
export async function* jsonElementGroups(
  chunks: AsyncIterable<string> | Iterable<string>,
  take: Take,
): AsyncGenerator<JsonElement[]> {
  const scanner = new Scanner(take);
  for await (const chunk of chunks) {
    const found = scanner.push(chunk);
    if (found.length > 0) yield found;
  }
  scanner.end();
}

/** Such objects at the beginning of a text that may be cut off at its end, until `enough` of them says so. */
export function* firstJsonElements(text: string, take: Take): Generator<JsonElement> {
  const scanner = new Scanner(take);
  for (let at = 0; at < text.length; at += 65_536) yield* scanner.push(text.slice(at, at + 65_536));
}

/** Keys that reach a prototype, written plainly or with an escape. */
const PROTOTYPE = /__proto__|\\u00[57]/i;

/** The element's own keys; one named `__proto__` is left out at every depth. undefined when it is no valid object. */
export function parseElement(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = PROTOTYPE.test(text)
      ? JSON.parse(text, (key, inner: unknown) => (key === '__proto__' ? undefined : inner))
      : JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    return value as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
