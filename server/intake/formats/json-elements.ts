/**
 * Finds the records inside JSON documents without holding more than one record: objects in arrays (or alone) at known
 * paths. Documents may follow one another (NDJSON, pages of an API saved one after the other). Whole numbers too long for a
 * double are put in quotes, so that an id of 20 digits keeps its digits.
 */
import { FileProblem } from '../file-problem.ts';

export interface JsonElement {
  /** Keys from the root, joined by dots, arrays left out: `checkindata`, `result.data_list`, '' for the root itself. */
  path: string;
  /** Line where the element starts; the first line of the file is 1. */
  line: number;
  /** The element as it stands in the file, long numbers quoted. */
  text: string;
}

const DEEPEST = 64;
const LONGEST_ELEMENT = 16 * 1024 * 1024;
const LONGEST_KEY = 1000;

type Frame = { array: boolean; path: string; key: string; expectKey: boolean };

class Scanner {
  private readonly frames: Frame[] = [];
  private readonly take: (path: string, inArray: boolean) => boolean;
  /** Depth of the frame being copied; -1 when none is. */
  private copying = -1;
  private copied: string[] = [];
  private copiedLength = 0;
  private copyLine = 0;
  private line = 1;
  private state: 'value' | 'string' | 'escape' | 'literal' = 'value';
  private stringIsKey = false;
  private keyText = '';
  private literal = '';
  private readonly found: JsonElement[] = [];

  constructor(take: (path: string, inArray: boolean) => boolean) {
    this.take = take;
  }

  push(text: string): JsonElement[] {
    let start = 0;
    for (let at = 0; at < text.length; at++) {
      const c = text.charCodeAt(at);
      if (c === 10) this.line += 1;
      if (this.state === 'string') {
        if (c === 92) this.state = 'escape';
        else if (c === 34) {
          this.state = 'value';
          if (this.stringIsKey) this.endKey();
          continue;
        }
        if (this.stringIsKey) this.growKey(text[at]!);
        continue;
      }
      if (this.state === 'escape') {
        this.state = 'string';
        if (this.stringIsKey) this.growKey(text[at]!);
        continue;
      }
      if (this.state === 'literal') {
        if (isLiteralCharacter(c)) {
          this.literal += text[at];
          continue;
        }
        this.endLiteral();
        start = at;
        this.state = 'value';
      }
      if (c <= 32 || c === 58 || (c === 0xfeff && at === 0)) continue;
      if (c === 34) {
        this.state = 'string';
        const top = this.frames.at(-1);
        this.stringIsKey = top !== undefined && !top.array && top.expectKey;
        this.keyText = '';
      } else if (c === 44) {
        const top = this.frames.at(-1);
        if (top && !top.array) top.expectKey = true;
      } else if (c === 123 || c === 91) {
        const copies = this.copying;
        this.open(c === 91);
        if (copies === -1 && this.copying !== -1) start = at;
      } else if (c === 125 || c === 93) {
        const depth = this.frames.length - 1;
        if (this.frames.pop() === undefined) throw malformed(this.line);
        if (this.copying === depth) {
          this.copied.push(text.slice(start, at + 1));
          this.emit(c === 93);
        }
      } else {
        this.state = 'literal';
        if (this.copying !== -1) this.keep(text.slice(start, at));
        start = at;
        this.literal = text[at]!;
      }
    }
    if (this.copying !== -1 && this.state !== 'literal') this.keep(text.slice(start));
    return this.found.splice(0);
  }

  end(): void {
    if (this.frames.length > 0 || this.state === 'string' || this.state === 'escape') throw malformed(this.line);
  }

  private growKey(character: string): void {
    if (this.keyText.length < LONGEST_KEY) this.keyText += character;
  }

  private endKey(): void {
    const top = this.frames.at(-1)!;
    top.key = this.keyText;
    top.expectKey = false;
  }

  private open(array: boolean): void {
    if (this.frames.length >= DEEPEST)
      throw new FileProblem(
        'too-deep',
        `JSON 嵌套超过 ${DEEPEST} 层。`,
        `JSON is nested deeper than ${DEEPEST} levels.`,
      );
    const top = this.frames.at(-1);
    const path = !top ? '' : top.array ? top.path : top.path === '' ? top.key : `${top.path}.${top.key}`;
    if (this.copying === -1 && !array && this.take(path, top?.array ?? false)) {
      this.copying = this.frames.length;
      this.copyLine = this.line;
      this.copied = [];
      this.copiedLength = 0;
    }
    this.frames.push({ array, path, key: '', expectKey: !array });
  }

  private keep(text: string): void {
    this.copied.push(text);
    this.copiedLength += text.length;
    if (this.copiedLength > LONGEST_ELEMENT)
      throw new FileProblem(
        'record-too-long',
        `第 ${this.copyLine} 行开始的记录超过 16 MB。`,
        `The record at line ${this.copyLine} is larger than 16 MB.`,
      );
  }

  private endLiteral(): void {
    if (this.copying !== -1) this.keep(/^-?\d{16,}$/.test(this.literal) ? `"${this.literal}"` : this.literal);
    this.literal = '';
  }

  private emit(closedArray: boolean): void {
    const top = this.frames.at(-1);
    const path = !top ? '' : top.array ? top.path : top.path === '' ? top.key : `${top.path}.${top.key}`;
    if (!closedArray) this.found.push({ path, line: this.copyLine, text: this.copied.join('') });
    this.copying = -1;
    this.copied = [];
  }
}

function isLiteralCharacter(c: number): boolean {
  return (c >= 48 && c <= 57) || (c >= 97 && c <= 122) || (c >= 65 && c <= 90) || c === 43 || c === 45 || c === 46;
}

const malformed = (line: number): FileProblem =>
  new FileProblem(
    'malformed-json',
    `第 ${line} 行附近的 JSON 不完整或括号不配对。`,
    `The JSON near line ${line} is incomplete or its brackets do not match.`,
  );

/**
 * Objects for which `take(path, inArray)` is true, in the order of the file. An object inside a taken one is not looked at.
 * @throws FileProblem `malformed-json`, `too-deep`, `record-too-long`
 */
export async function* jsonElements(
  chunks: AsyncIterable<string> | Iterable<string>,
  take: (path: string, inArray: boolean) => boolean,
): AsyncGenerator<JsonElement> {
  const scanner = new Scanner(take);
  for await (const chunk of chunks) yield* scanner.push(chunk);
  scanner.end();
}

/** The first such object of a text that may be cut off at its end. */
export function firstJsonElement(
  text: string,
  take: (path: string, inArray: boolean) => boolean,
): JsonElement | undefined {
  const scanner = new Scanner(take);
  for (let at = 0; at < text.length; at += 65_536) {
    const [found] = scanner.push(text.slice(at, at + 65_536));
    if (found) return found;
  }
  return undefined;
}

/** The element's keys, without a prototype that a hostile key could reach; undefined when it is no valid object. */
export function parseElement(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text, (key, inner: unknown) => (key === '__proto__' ? undefined : inner));
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    return Object.assign(Object.create(null) as Record<string, unknown>, value);
  } catch {
    return undefined;
  }
}
