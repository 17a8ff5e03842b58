/** Writes canonical cells from the bytes of a plain record. Each says what the methods of `Fields` say of the parsed record. */
import type { CanonicalLines } from '../canonical-lines.ts';
import {
  ABSENT,
  BARE,
  LIST,
  NOTHING,
  PARSED_NUMBER,
  PARSED_TEXT,
  TEXT,
  type PlainRecord,
} from '../formats/plain-record.ts';
import { unixTime } from './fields.ts';

const NEWLINE = 10;
const SPACE = 32;
export const QUOTE = 34;
export const COMMA = 44;
const POINT = 46;
const SLASH = 47;
const ZERO = 48;
const COLON = 58;
const SEMICOLON = 59;
const OPEN_OBJECT = 123;
const BAR = 124;
const CLOSE_OBJECT = 125;

/** A record's bytes may come twice or more into a line; and what stands around them. */
const TIMES = 4;
const MOST_AROUND = 4096;
const SECONDS_OF_A_DAY = 86_400;
const CHINA_OFFSET = 28_800;
/** `2025-09-30T` */
const DAY_CHARACTERS = 11;

export class PlainCell {
  readonly record: PlainRecord;
  /** Something was met that only the parser can read. */
  failed = false;
  private readonly lines: CanonicalLines;
  private bytes: Buffer;
  private at = 0;
  private start = 0;
  private room = 0;
  private from = 0;
  private to = 0;
  private readonly keys: Buffer[] = [];
  private day = -1;
  private readonly dayText = Buffer.alloc(DAY_CHARACTERS);

  constructor(record: PlainRecord, lines: CanonicalLines) {
    this.record = record;
    this.lines = lines;
    this.bytes = lines.bytes;
  }

  /** Begins a line for a record of so many bytes. */
  begin(length: number): void {
    this.failed = false;
    this.lines.settle();
    this.room = length * TIMES + MOST_AROUND;
    this.start = this.at = this.lines.length;
    this.reserve(0);
  }

  /** Ends the line, or takes it back. */
  end(): boolean {
    this.bytes[this.at++] = NEWLINE;
    this.lines.length = this.failed ? this.start : this.at;
    if (!this.failed) this.lines.rows += 1;
    return !this.failed;
  }

  byte(c: number): void {
    this.bytes[this.at++] = c;
  }

  literal(bytes: Buffer): void {
    for (let i = 0; i < bytes.length; i++) this.bytes[this.at++] = bytes[i]!;
  }

  /** Digits of a number. */
  count(n: number): void {
    let unit = 1;
    while (unit * 10 <= n) unit *= 10;
    for (; unit >= 1; unit /= 10) this.bytes[this.at++] = ZERO + (Math.floor(n / unit) % 10);
  }

  isEmpty(field: number): boolean {
    const kind = this.record.kind(field);
    if (kind === PARSED_TEXT) return this.record.text(field).trim() === '';
    if (kind !== TEXT) return kind === ABSENT || kind === NOTHING || kind === LIST;
    this.trim(field);
    return this.from === this.to;
  }

  /** The text of a scalar without white space around it. @param bar what `|` is written as */
  text(field: number, bar = BAR): void {
    const kind = this.record.kind(field);
    if (kind === PARSED_TEXT || kind === PARSED_NUMBER) {
      const text = this.record.text(field).trim();
      this.string(bar === BAR ? text : text.replaceAll('|', String.fromCharCode(bar)));
      return;
    }
    if (kind !== TEXT && kind !== BARE) return;
    this.trim(field);
    const source = this.record.bytes;
    for (let i = this.from; i < this.to; i++) {
      const c = source[i]!;
      this.bytes[this.at++] = c === BAR ? bar : c;
    }
  }

  /** A part of an id that is made up. */
  idPart(field: number): void {
    this.text(field, SLASH);
  }

  /** Unix time of 9 to 13 digits. */
  time(field: number): void {
    const { record } = this;
    const written = record.number(field);
    const seconds = record.digits(field) > 10 ? Math.floor(written / 1000) : written;
    if (record.digits(field) > 10 && written % 1000 !== 0) return this.string(unixTime(String(written)));
    const day = Math.floor((seconds + CHINA_OFFSET) / SECONDS_OF_A_DAY);
    if (day !== this.day) {
      this.day = day;
      this.dayText.write(unixTime(String(seconds).padStart(9, '0')));
    }
    const inDay = seconds + CHINA_OFFSET - day * SECONDS_OF_A_DAY;
    this.literal(this.dayText);
    this.two(Math.floor(inDay / 3600));
    this.byte(COLON);
    this.two(Math.floor(inDay / 60) % 60);
    this.byte(COLON);
    this.two(inDay % 60);
    this.literal(OFFSET);
  }

  private two(n: number): void {
    this.bytes[this.at++] = ZERO + Math.floor(n / 10);
    this.bytes[this.at++] = ZERO + (n % 10);
  }

  /** Whole millionths of a degree, 7 digits or more, as degrees. */
  millionths(field: number): void {
    const source = this.record.bytes;
    const end = this.record.end[field]!;
    for (let i = this.record.start[field]!; i < end; i++) {
      if (i === end - 6) this.byte(POINT);
      this.byte(source[i]!);
    }
  }

  /** Items of a list, as `joined` joins them. A single item that is no list is left to the parser. */
  items(field: number): void {
    const kind = this.record.kind(field);
    if (kind !== LIST) {
      this.failed ||= kind !== ABSENT && kind !== NOTHING;
      return;
    }
    const source = this.record.bytes;
    const end = this.record.end[field]!;
    let inText = false;
    for (let i = this.record.start[field]!; i < end; i++) {
      const c = source[i]!;
      if (c === SEMICOLON) this.failed = true;
      if (c === QUOTE) inText = !inText;
      else if (inText) this.byte(c);
      else if (c === COMMA) this.byte(SEMICOLON);
      else if (c > SPACE) this.byte(c);
    }
  }

  /**
   * Fields as the JSON of an object, inside a quoted cell; nothing when they all are empty.
   * @param isAside whether a field belongs there; empty ones never do
   * @param last one that comes behind the others, trimmed
   */
  aside(isAside: (field: number) => boolean, last: number | undefined): void {
    const { record } = this;
    let separator = OPEN_OBJECT;
    for (let k = 0; k < record.count; k++) {
      const field = record.order[k]!;
      if (record.kind(field) === NOTHING || !isAside(field)) continue;
      this.byte(separator);
      separator = COMMA;
      this.key(field);
      this.value(field);
    }
    if (last !== undefined && !this.isEmpty(last)) {
      this.byte(separator);
      separator = COMMA;
      this.key(last);
      if (record.kind(last) !== TEXT) this.failed = true;
      this.literal(TWO_QUOTES);
      this.text(last);
      this.literal(TWO_QUOTES);
    }
    if (separator === COMMA) this.byte(CLOSE_OBJECT);
  }

  /** Name and colon as they stand in JSON inside a quoted cell. */
  private key(field: number): void {
    this.literal((this.keys[field] ??= Buffer.from(`""${this.record.name(field)}"":`)));
  }

  private value(field: number): void {
    const { record } = this;
    const kind = record.kind(field);
    const from = record.start[field]!;
    const to = record.end[field]!;
    if (kind === TEXT) {
      this.literal(TWO_QUOTES);
      this.raw(from, to);
      this.literal(TWO_QUOTES);
    } else if (kind === BARE) this.raw(from, to);
    else if (kind === PARSED_NUMBER) this.string(record.text(field));
    else if (kind === PARSED_TEXT) this.string(JSON.stringify(record.text(field)));
    else this.string(JSON.stringify(JSON.parse(`[${record.bytes.toString('utf8', from, to)}]`)));
  }

  private raw(from: number, to: number): void {
    const source = this.record.bytes;
    for (let i = from; i < to; i++) this.bytes[this.at++] = source[i]!;
  }

  private string(text: string): void {
    const quoted = text.includes('"') ? text.replaceAll('"', '""') : text;
    this.reserve(quoted.length * 3);
    this.at += this.bytes.write(quoted, this.at);
  }

  private reserve(more: number): void {
    this.lines.length = this.at;
    this.lines.reserve(more + this.room);
    this.bytes = this.lines.bytes;
  }

  /** Sets `from` and `to` around the text of a field without the white space at its ends. */
  private trim(field: number): void {
    const source = this.record.bytes;
    let from = this.record.start[field]!;
    let to = this.record.end[field]!;
    while (from < to && source[from] === SPACE) from += 1;
    while (from < to && source[to - 1] === SPACE) to -= 1;
    if (from < to && (source[from]! > 0xc1 || source[to - 1]! > 0x7f))
      this.failed ||= isWideSpace(source, from) || isWideSpace(source, to - 3) || isWideSpace(source, to - 2);
    this.from = from;
    this.to = to;
  }
}

const OFFSET = Buffer.from('+08:00');
const TWO_QUOTES = Buffer.from('""');

/** White space beyond ASCII, as String.trim knows it. */
function isWideSpace(bytes: Buffer, i: number): boolean {
  const a = bytes[i];
  const b = bytes[i + 1];
  const c = bytes[i + 2]!;
  if (a === 0xc2) return b === 0xa0;
  if (a === 0xe1) return b === 0x9a && c === 0x80;
  if (a === 0xe2)
    return (b === 0x80 && (c <= 0x8a || c === 0xa8 || c === 0xa9 || c === 0xaf)) || (b === 0x81 && c === 0x9f);
  if (a === 0xe3) return b === 0x80 && c === 0x80;
  return a === 0xef && b === 0xbb && c === 0xbf;
}
