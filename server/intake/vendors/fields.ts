/** Reads a vendor's record field by field and remembers which were read: what nobody read is kept aside. */
export class Fields {
  private readonly record: Record<string, unknown>;
  private readonly used = new Set<string>();

  constructor(record: Record<string, unknown>) {
    this.record = record;
  }

  has(name: string): boolean {
    return this.text(name) !== '';
  }

  /** Text of a scalar field; '' when it is absent, null, an object or a list. */
  text(name: string): string {
    this.used.add(name);
    const value = this.record[name];
    if (typeof value === 'string') return value.trim();
    return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
  }

  /** The first of these fields that says something. */
  first(...names: string[]): string {
    let found = '';
    for (const name of names) {
      const text = this.text(name);
      if (found === '') found = text;
    }
    return found;
  }

  /** Texts of a list field, or of a text that holds one value. */
  list(name: string): string[] {
    this.used.add(name);
    const value = this.record[name];
    if (Array.isArray(value))
      return value.filter((item) => typeof item === 'string' || typeof item === 'number').map(String);
    const text = this.text(name);
    return text === '' ? [] : [text];
  }

  objects(name: string): Record<string, unknown>[] {
    this.used.add(name);
    const value = this.record[name];
    return Array.isArray(value) ? value.filter((item) => typeof item === 'object' && item !== null) : [];
  }

  /** The object in a field; one without fields when it holds none. */
  child(name: string): Fields {
    this.used.add(name);
    const value = this.record[name];
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return new Fields(isObject ? (value as Record<string, unknown>) : {});
  }

  /** The field as it stands. */
  value(name: string): unknown {
    this.used.add(name);
    return this.record[name];
  }

  /** Fields whose content a mapper knows and leaves out. */
  ignore(...names: string[]): void {
    for (const name of names) this.used.add(name);
  }

  /** The record itself, for questions about it as a whole. */
  all(): Readonly<Record<string, unknown>> {
    return this.record;
  }

  /** Fields nobody asked for, empty ones left out. */
  rest(): Record<string, unknown> {
    const rest: Record<string, unknown> = {};
    for (const name of Object.keys(this.record)) {
      if (this.used.has(name)) continue;
      const value = this.record[name];
      if (value !== null && value !== '' && !(Array.isArray(value) && value.length === 0)) rest[name] = value;
    }
    return rest;
  }
}

const DAY = 86_400_000;
const CHINA_OFFSET = 8 * 3_600_000;
/** Records of a file mostly lie on the same day; writing it out each time cost more than the rest of a row. */
let lastDay = { day: Number.NaN, text: '' };
const two = (n: number): string => (n < 10 ? `0${n}` : String(n));

/**
 * Unix time as the vendors write it, in seconds (10 digits) or milliseconds (13), as ISO 8601 with the China offset.
 * Anything else comes back as it is, so that the row is refused with its own text in the reason.
 */
export function unixTime(text: string): string {
  if (!/^\d{9,13}$/.test(text)) return text === '0' ? '' : text;
  const milliseconds = text.length <= 10 ? Number(text) * 1000 : Number(text);
  const day = Math.floor((milliseconds + CHINA_OFFSET) / DAY);
  if (day !== lastDay.day) lastDay = { day, text: new Date(day * DAY).toISOString().slice(0, 11) };
  const inDay = milliseconds + CHINA_OFFSET - day * DAY;
  const second = Math.floor(inDay / 1000);
  const clock = `${two(Math.floor(second / 3600))}:${two(Math.floor(second / 60) % 60)}:${two(second % 60)}`;
  const fraction = inDay % 1000 === 0 ? '' : `.${String(inDay % 1000).padStart(3, '0')}`;
  return `${lastDay.text}${clock}${fraction}+08:00`;
}

/** Day of a Unix time in Asia/Shanghai, `2025-09-30`: a day is not an instant. */
export const unixDay = (text: string): string => unixTime(text).slice(0, 10);

/** A time without an offset that the vendor keeps in UTC. */
export const utcTime = (text: string): string =>
  /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?$/.test(text) ? `${text.replace(' ', 'T')}Z` : text;

/** A cell of JSON: '' instead of an empty object. */
export const jsonCell = (values: Readonly<Record<string, unknown>>): string =>
  Object.keys(values).length === 0 ? '' : JSON.stringify(values);

const IS_NUMBER = /^[-+]?[\d,]*\.?\d+%?$/;

/** Text somebody wrote, not a figure. */
export const isProse = (text: string): boolean => text !== '' && !IS_NUMBER.test(text);

/** `source:code`, or nothing when there is no code. */
export const requirementOf = (source: string, code: string): string =>
  code === '' ? '' : `${source}:${code}`.slice(0, 200);

/** Lists inside a cell are separated by semicolons; a semicolon inside an item would split it. */
export const joined = (items: readonly string[]): string =>
  items.some((item) => item.includes(';')) ? JSON.stringify(items) : items.join(';');

/** When a source has no record ids: who, when, what. The same record always gets the same id. */
export const madeUpId = (...parts: string[]): string => parts.map((part) => part.replaceAll('|', '/')).join('|');

/** Degrees as text; '' for absent and for the 0,0 that devices send when they have no fix. */
export function position(lat: string, lon: string): { lat: string; lon: string } {
  const isZero = (text: string): boolean => text === '' || Number(text) === 0;
  return isZero(lat) && isZero(lon) ? { lat: '', lon: '' } : { lat, lon };
}

/**
 * Latitude and longitude told apart by their ranges: in China latitudes lie in 3..54 and longitudes in 73..136, so a pair
 * that fits only the other way round was swapped. Pairs elsewhere are left alone.
 */
export function unswapped(lat: string, lon: string): { lat: string; lon: string; swapped: boolean } {
  const isLatitude = (text: string): boolean => Number(text) >= 3 && Number(text) <= 54;
  const isLongitude = (text: string): boolean => Number(text) >= 73 && Number(text) <= 136;
  const swapped = lat !== '' && lon !== '' && isLongitude(lat) && isLatitude(lon);
  return swapped ? { lat: lon, lon: lat, swapped } : { lat, lon, swapped };
}
