/**
 * Rows of a sheet as spreadsheet programs write them, read without an XML parser: `<row>` of `<c>` of `<v>`, `<is><t>` and
 * `<f>`. Whatever else stands in a row, well-formed or not, is left to the parser.
 */
export const UNUSUAL = -1;
export const INCOMPLETE = -2;

/** Characters whose meaning only the parser knows: line ends to be normalised, what XML forbids. */
export const ODD = /[\0-\x08\x0b-\x1f\ufffe\uffff]|\]\]>/;

const SPACE = 32;
const QUOTE = 34;
const AMPERSAND = 38;
const SLASH = 47;
const OPEN = 60;
const EQUALS = 61;
const CLOSE = 62;
const SMALL_C = 99;

const isSpace = (c: number): boolean => c === SPACE || c === 10 || c === 9;
const ENTITY = /&(\w*;?)/g;
const NAMED: Record<string, string> = { 'lt;': '<', 'gt;': '>', 'amp;': '&', 'quot;': '"', 'apos;': "'" };

/** What the reader is told; one object is used for all cells. */
export interface PlainCellOfSheet {
  /** Column from 0; undefined when the cell does not name it. */
  column: number | undefined;
  style: number;
  type: string;
  value: string;
}

const TYPES = ['s', 'inlineStr', 'str', 'n', 'b', 'e', 'd'];

export class PlainSheetRow {
  /** Number of the row read last; undefined when it does not say. */
  row: number | undefined;
  /** Where the values of the attributes r, s and t begin; 0 for none. Their ends are at the next quote. */
  private r = 0;
  private s = 0;
  private t = 0;
  private value = '';
  private readonly take: (cell: PlainCellOfSheet) => void;
  private readonly cell: PlainCellOfSheet = { column: undefined, style: -1, type: 'n', value: '' };

  /** @param take called with each cell; the object is used again */
  constructor(take: (cell: PlainCellOfSheet) => void) {
    this.take = take;
  }

  /** Reads the row that begins at `at`, where `<row` stands: the place behind it, UNUSUAL or INCOMPLETE. */
  read(text: string, at: number): number {
    let i = this.attributes(text, at + 4);
    if (i < 0) return i;
    this.row = this.r === 0 ? undefined : digits(text, this.r);
    if (this.row === -1) return UNUSUAL;
    if (text.charCodeAt(i) === SLASH) return closed(text, i);
    i += 1;
    for (;;) {
      while (isSpace(text.charCodeAt(i))) i += 1;
      if (i + 1 >= text.length) return INCOMPLETE;
      if (text.charCodeAt(i) !== OPEN) return UNUSUAL;
      if (text.charCodeAt(i + 1) === SLASH) return after(text, i, '</row>');
      if (text.charCodeAt(i + 1) !== SMALL_C) return UNUSUAL;
      i = this.readCell(text, i + 2);
      if (i < 0) return i;
    }
  }

  private readCell(text: string, at: number): number {
    let i = this.attributes(text, at);
    if (i < 0) return i;
    const { cell } = this;
    cell.column = this.r === 0 ? undefined : columnAt(text, this.r);
    cell.style = this.s === 0 ? -1 : digits(text, this.s);
    const type = this.t === 0 ? 'n' : typeAt(text, this.t);
    if (type === undefined || (this.s !== 0 && cell.style === -1)) return UNUSUAL;
    cell.type = type;
    this.value = '';
    if (text.charCodeAt(i) === SLASH) i = closed(text, i);
    else i = this.content(text, i + 1);
    if (i < 0) return i;
    cell.value = this.value;
    this.take(cell);
    return i;
  }

  private content(text: string, at: number): number {
    let i = at;
    for (;;) {
      const tag = text.startsWith('<v>', i) ? '<v>' : text.startsWith('<is><t', i) ? '<is>' : text.startsWith('<f', i) ? '<f' : ''; // prettier-ignore
      if (tag === '<v>') i = this.between(text, i + 3, '</v>', true);
      else if (tag === '<is>') i = this.inner(text, i + 6, '</t></is>', true);
      else if (tag === '<f') i = this.inner(text, i + 2, '</f>', false);
      else return i + 9 > text.length && !text.startsWith('</c>', i) ? INCOMPLETE : after(text, i, '</c>');
      if (i < 0) return i;
    }
  }

  /** Text of an element whose attributes begin at `i`. */
  private inner(text: string, i: number, end: string, counts: boolean): number {
    const { r, s, t } = this;
    const open = this.attributes(text, i);
    this.r = r;
    this.s = s;
    this.t = t;
    if (open < 0) return open;
    if (text.charCodeAt(open) !== SLASH) return this.between(text, open + 1, end, counts);
    return counts ? UNUSUAL : closed(text, open);
  }

  private between(text: string, from: number, end: string, counts: boolean): number {
    const to = text.indexOf('<', from);
    if (to === -1) return INCOMPLETE;
    const raw = text.slice(from, to);
    const read = raw.includes('&') ? decoded(raw) : raw;
    if (read === undefined) return UNUSUAL;
    if (counts) this.value += read;
    return after(text, to, end);
  }

  /** Attributes up to the `>` or `/` that ends the tag, whose place it answers; r, s and t are noted. */
  private attributes(text: string, at: number): number {
    this.r = this.s = this.t = 0;
    for (let i = at; ;) {
      const c = text.charCodeAt(i);
      if (c === CLOSE || c === SLASH) return i;
      if (!isSpace(c)) return i >= text.length ? INCOMPLETE : UNUSUAL;
      while (isSpace(text.charCodeAt(i))) i += 1;
      const start = i;
      while (isNameCharacter(text.charCodeAt(i))) i += 1;
      if (i === start) continue;
      if (i + 1 >= text.length) return INCOMPLETE;
      if (text.charCodeAt(i) !== EQUALS || text.charCodeAt(i + 1) !== QUOTE) return UNUSUAL;
      const end = endOfValue(text, i + 2);
      if (end < 0) return end;
      if (i - start === 1 && !this.note(text.charCodeAt(start), i + 2)) return UNUSUAL;
      i = end + 1;
    }
  }

  /** False for an attribute that stands there twice. */
  private note(name: number, at: number): boolean {
    if (name === 114) {
      if (this.r !== 0) return false;
      this.r = at;
    } else if (name === 115) {
      if (this.s !== 0) return false;
      this.s = at;
    } else if (name === 116) {
      if (this.t !== 0) return false;
      this.t = at;
    }
    return true;
  }
}

/** The quote that ends a value without entities. */
function endOfValue(text: string, at: number): number {
  for (let i = at; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === QUOTE) return i;
    if (c === OPEN || c === AMPERSAND) return UNUSUAL;
  }
  return INCOMPLETE;
}

/** The whole number at `at`; -1 when the value is anything else. */
function digits(text: string, at: number): number {
  let value = 0;
  let i = at;
  for (; i < at + 9; i++) {
    const c = text.charCodeAt(i) - 48;
    if (c < 0 || c > 9) break;
    value = value * 10 + c;
  }
  return i > at && text.charCodeAt(i) === QUOTE ? value : -1;
}

/** The column of a reference such as `AB12`, from 0. */
export function columnAt(text: string, at: number): number {
  let column = 0;
  for (let i = at; ; i++) {
    const c = text.charCodeAt(i);
    if (!(c >= 65 && c <= 90)) return column - 1;
    column = column * 26 + c - 64;
  }
}

function typeAt(text: string, at: number): string | undefined {
  for (const type of TYPES) if (text.charCodeAt(at + type.length) === QUOTE && text.startsWith(type, at)) return type;
  return undefined;
}

const isNameCharacter = (c: number): boolean =>
  (c >= 97 && c <= 122) || (c >= 65 && c <= 90) || (c >= 48 && c <= 58) || c === 45 || c === 46 || c === 95;

/** Behind `expected`. */
function after(text: string, i: number, expected: string): number {
  if (text.startsWith(expected, i)) return i + expected.length;
  return i + expected.length > text.length && expected.startsWith(text.slice(i)) ? INCOMPLETE : UNUSUAL;
}

const closed = (text: string, i: number): number => after(text, i, '/>');

/** undefined when there is an entity of another kind. */
function decoded(raw: string): string | undefined {
  let known = true;
  const text = raw.replace(ENTITY, (_all, name: string) => NAMED[name] ?? ((known = false), ''));
  return known ? text : undefined;
}
