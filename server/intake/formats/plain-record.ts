/**
 * Records of JSON that are written plainly, read in place: no text is decoded, no object made. A record is plain when its
 * fields are scalars or lists of them, each named once. What this reader says of a plain record is what parsing it would
 * say; everything else is left to the parser.
 */
import { endOfLiteral, LONG_NUMBER } from './json-scanner.ts';

const MOST_FIELDS = 64;
const SPACE = 32;
const QUOTE = 34;
const COMMA = 44;
const MINUS = 45;
const ZERO = 48;
const NINE = 57;
const COLON = 58;
const OPEN_ARRAY = 91;
const BACKSLASH = 92;
const CLOSE_ARRAY = 93;
const CLOSE_OBJECT = 125;
const LETTERS = { true: Buffer.from('true'), false: Buffer.from('false'), null: Buffer.from('null') };

/** What a field holds. */
export const ABSENT = 0;
/** null, an empty text, an empty list. */
export const NOTHING = 1;
/** Text without escapes: its bytes stand between `start` and `end`. */
export const TEXT = 2;
/** A whole number, or true or false, as it stands. */
export const BARE = 3;
/** What had to be parsed: text with escapes, or a number with a fraction. */
export const PARSED_TEXT = 4;
export const PARSED_NUMBER = 5;
/** Texts without escapes and whole numbers, inside brackets. */
export const LIST = 6;

export class PlainRecord {
  bytes: Buffer = Buffer.alloc(0);
  /** Fields in the order in which the record has them. */
  readonly order = new Int32Array(MOST_FIELDS);
  count = 0;
  readonly start = new Int32Array(MOST_FIELDS);
  readonly end = new Int32Array(MOST_FIELDS);
  private readonly kinds = new Uint8Array(MOST_FIELDS);
  private readonly seen = new Int32Array(MOST_FIELDS);
  private readonly parsed: (string | undefined)[] = [];
  /** Names of fields, each with the quote that ends it: those asked for, then those met. */
  private readonly names: Buffer[];
  private stamp = 0;

  constructor(fields: readonly string[]) {
    this.names = fields.map((name) => Buffer.from(`${name}"`));
  }

  kind(field: number): number {
    return this.seen[field] === this.stamp ? this.kinds[field]! : ABSENT;
  }

  name(field: number): string {
    return this.names[field]!.toString('utf8').slice(0, -1);
  }

  /** Of a field of PARSED_TEXT or PARSED_NUMBER. */
  text(field: number): string {
    return this.parsed[field]!;
  }

  /** Number of digits of a field that holds nothing but digits; 0 when it holds anything else. */
  digits(field: number): number {
    const kind = this.kind(field);
    if (kind !== BARE && kind !== TEXT) return 0;
    const { bytes } = this;
    const end = this.end[field]!;
    for (let i = this.start[field]!; i < end; i++) if (bytes[i]! < ZERO || bytes[i]! > NINE) return 0;
    return end - this.start[field]!;
  }

  /** A number of at most 15 digits. */
  number(field: number): number {
    let value = 0;
    for (let i = this.start[field]!; i < this.end[field]!; i++) value = value * 10 + this.bytes[i]! - ZERO;
    return value;
  }

  /** Reads the object whose bracket opens at `at`: the place behind it, or -1 when it is not plain or not all here. */
  read(bytes: Buffer, at: number): number {
    this.bytes = bytes;
    this.stamp += 1;
    const before = this.count;
    this.count = 0;
    let i = afterSpace(bytes, at + 1);
    for (;;) {
      if (bytes[i] !== QUOTE) return -1;
      const field = this.fieldAt(i + 1, before);
      if (field < 0 || this.seen[field] === this.stamp) return -1;
      this.seen[field] = this.stamp;
      this.order[this.count] = field;
      this.count += 1;
      i = afterSpace(bytes, i + 1 + this.names[field]!.length);
      if (bytes[i] !== COLON) return -1;
      i = this.value(field, afterSpace(bytes, i + 1));
      if (i < 0) return -1;
      i = afterSpace(bytes, i);
      if (bytes[i] === CLOSE_OBJECT) return i + 1;
      if (bytes[i] !== COMMA) return -1;
      i = afterSpace(bytes, i + 1);
    }
  }

  /** The field named at `i`: most often the one that stood in this place of the record before. */
  private fieldAt(i: number, before: number): number {
    const { names } = this;
    if (this.count < before) {
      const likely = this.order[this.count]!;
      if (this.stands(names[likely]!, i)) return likely;
    }
    for (let field = 0; field < names.length; field++) if (this.stands(names[field]!, i)) return field;
    return this.learned(i);
  }

  private stands(expected: Buffer, i: number): boolean {
    const { bytes } = this;
    for (let k = 0; k < expected.length; k++) if (bytes[i + k] !== expected[k]) return false;
    return true;
  }

  /** A name that is no number, which objects would put first, and has no escapes. */
  private learned(start: number): number {
    const { bytes, names } = this;
    let end = start;
    for (; bytes[end] !== QUOTE; end++)
      if (end >= bytes.length || bytes[end] === BACKSLASH || bytes[end]! < SPACE) return -1;
    const name = Buffer.from(bytes.subarray(start, end + 1));
    if (names.length >= MOST_FIELDS || /^(\d.*|__proto__)"$/.test(name.toString('latin1'))) return -1;
    return names.push(name) - 1;
  }

  /** Notes the value at `i`; the place behind it, or -1. */
  private value(field: number, i: number): number {
    const { bytes } = this;
    const c = bytes[i]!;
    if (c === QUOTE) return this.string(field, i + 1);
    if (c === OPEN_ARRAY) return this.list(field, i + 1);
    if (c === MINUS || (c >= ZERO && c <= NINE)) return this.numeric(field, i);
    if (this.stands(LETTERS.null, i)) return this.note(field, NOTHING, i, i + 4);
    if (this.stands(LETTERS.true, i)) return this.note(field, BARE, i, i + 4);
    if (this.stands(LETTERS.false, i)) return this.note(field, BARE, i, i + 5);
    return -1;
  }

  private note(field: number, kind: number, start: number, end: number): number {
    this.kinds[field] = kind;
    this.start[field] = start;
    this.end[field] = end;
    return end;
  }

  private string(field: number, start: number): number {
    const { bytes } = this;
    const { length } = bytes;
    let escaped = false;
    for (let i = start; i < length; i++) {
      const c = bytes[i]!;
      if (c === QUOTE) {
        this.note(field, i === start ? NOTHING : TEXT, start, i);
        return escaped && !this.parse(field, PARSED_TEXT, start - 1, i + 1) ? -1 : i + 1;
      }
      if (c < SPACE) return -1;
      if (c !== BACKSLASH) continue;
      escaped = true;
      i += 1;
    }
    return -1;
  }

  private numeric(field: number, start: number): number {
    const { bytes } = this;
    const end = endOfLiteral(bytes, start);
    let digits = 0;
    while (bytes[start + digits]! >= ZERO && bytes[start + digits]! <= NINE) digits += 1;
    // Longer ones keep their digits as text; the scanner sees to that.
    if (end - start >= LONG_NUMBER) return -1;
    this.note(field, BARE, start, end);
    const whole = digits === end - start && (bytes[start] !== ZERO || digits === 1);
    return whole || this.parse(field, PARSED_NUMBER, start, end) ? end : -1;
  }

  private list(field: number, start: number): number {
    const { bytes } = this;
    let i = afterSpace(bytes, start);
    if (bytes[i] === CLOSE_ARRAY) {
      this.note(field, NOTHING, start, i);
      return i + 1;
    }
    for (;;) {
      i = afterItem(bytes, i);
      if (i < 0) return -1;
      i = afterSpace(bytes, i);
      if (bytes[i] === CLOSE_ARRAY) break;
      if (bytes[i] !== COMMA) return -1;
      i = afterSpace(bytes, i + 1);
    }
    this.note(field, LIST, start, i);
    return i + 1;
  }

  private parse(field: number, kind: number, start: number, end: number): boolean {
    try {
      const value: unknown = JSON.parse(this.bytes.toString('utf8', start, end));
      if (value === Infinity || value === -Infinity) return false;
      const text = String(value);
      this.parsed[field] = text;
      this.kinds[field] = text === '' ? NOTHING : kind;
      return true;
    } catch {
      return false;
    }
  }
}

function afterSpace(bytes: Buffer, i: number): number {
  let c = bytes[i]!;
  while (c === SPACE || c === 10 || c === 13 || c === 9) c = bytes[++i]!;
  return i;
}

/** Behind a text without escapes or a whole number without sign, -1 when there is none. */
function afterItem(bytes: Buffer, i: number): number {
  const { length } = bytes;
  if (bytes[i] === QUOTE) {
    for (let end = i + 1; end < length; end++) {
      const c = bytes[end]!;
      if (c === QUOTE) return end + 1;
      if (c < SPACE || c === BACKSLASH) return -1;
    }
    return -1;
  }
  let digits = 0;
  while (bytes[i + digits]! >= ZERO && bytes[i + digits]! <= NINE) digits += 1;
  return digits === 0 || digits >= LONG_NUMBER || (digits > 1 && bytes[i] === ZERO) ? -1 : i + digits;
}
