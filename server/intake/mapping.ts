/**
 * A saved mapping: how the columns of a foreign table become canonical ones. A mapping is data, made on a page or by hand;
 * it may pick and join columns, say constants, read times in a stated form and zone, and nothing else.
 */
import { z } from 'zod';
import type { Column, FactKind } from '../../metrics/columns.ts';
import { factKind } from '../../metrics/facts.ts';
import { FileProblem } from './file-problem.ts';
import { unixTime, unswapped } from './vendors/fields.ts';
import { bareSerial } from './formats/excel-dates.ts';

const columnName = z.string().min(1).max(200);
const zone = z.string().max(60).refine(isZone, 'unknown time zone');

const TimeForm = z.enum(['text', 'unix', 'excel-1900', 'excel-1904', 'day-first', 'month-first']);

/** Where the text of a canonical column comes from. */
const Value = z.union([
  columnName,
  z.strictObject({
    column: columnName,
    /** How a time is written; `text` (any ISO or Chinese form) when absent. `pair`: one cell holds longitude and latitude. */
    form: z.union([TimeForm, z.literal('pair')]).optional(),
    /** Zone of times that name none; Asia/Shanghai when absent. */
    zone: zone.optional(),
    /** Replaces whole cells: `{"外勤": "field"}`. */
    words: z.record(z.string().max(200), z.string().max(200)).optional(),
    /** The cell is a name: the code of the only one so named in this directory takes its place. */
    lookup: z.enum(['org_units', 'cadres', 'systems', 'requirements']).optional(),
  }),
  z.strictObject({ constant: z.string().max(1000) }),
  /** `{name}` stands for a cell, `{#}` for the record's number in the file. */
  z.strictObject({ template: z.string().min(1).max(500) }),
  /** Time known as week number, weekday and hour only: precise to the hour. Weeks count round after `weeks`. */
  z.strictObject({
    week: columnName,
    weekday: columnName,
    hour: columnName,
    firstMonday: z.iso.date(),
    weeks: z.number().int().min(1).max(3000).default(520),
  }),
]);
type Value = z.infer<typeof Value>;

export const MappingDocument = z.strictObject({
  name: z.string().regex(/^[\p{L}\p{N}][\p{L}\p{N}._-]{0,60}$/u),
  kind: z.string().refine((kind) => factKind(kind) !== undefined, 'unknown kind of facts'),
  /** Source code of the rows; the caller's --source wins. */
  source: z.string().min(1).max(200).optional(),
  columns: z.record(z.string(), Value),
});
export type MappingDocument = z.infer<typeof MappingDocument>;

/** @throws FileProblem `bad-mapping` naming what is wrong */
export function parseMapping(body: unknown): MappingDocument {
  const parsed = MappingDocument.safeParse(body);
  if (!parsed.success) {
    const first = parsed.error.issues[0];
    throw badMapping(`${first?.path.join('.') ?? ''}: ${first?.message ?? ''}`);
  }
  const kind = factKind(parsed.data.kind)!;
  const names = new Set(kind.columns.map((c) => c.name));
  const stranger = Object.keys(parsed.data.columns).find((name) => !names.has(name));
  if (stranger !== undefined) throw badMapping(`${stranger} is no column of ${kind.kind}`);
  const lacking = kind.columns.find((c) => c.required && c.name !== 'source' && !(c.name in parsed.data.columns));
  if (lacking) throw badMapping(`${lacking.name} is required`);
  for (const { name, type } of kind.columns) {
    const value = parsed.data.columns[name];
    if (typeof value === 'object' && 'form' in value && value.form === 'pair' && !isCoordinate(type))
      throw badMapping(`${name} is no coordinate: the form pair is for lat and lon`);
  }
  return parsed.data;
}

const isCoordinate = (type: Column['type']): boolean => type === 'latitude' || type === 'longitude';

const badMapping = (why: string): FileProblem =>
  new FileProblem('bad-mapping', `映射有误:${why}`, `The mapping is not usable: ${why}`);

type Row = (name: string) => string;
type Compiled = (row: Row, record: number) => string;

export interface CompiledMapping {
  kind: FactKind;
  /** Columns of the file that the mapping reads. */
  reads: ReadonlySet<string>;
  /** Canonical column -> text. */
  columns: ReadonlyMap<string, Compiled>;
}

/** Codes by name, by directory. */
export type NamesOfDirectories = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** Directories whose names a mapping looks up. */
export function directoriesLookedUp(document: MappingDocument): string[] {
  const lookups = Object.values(document.columns).flatMap((value) =>
    typeof value === 'object' && 'lookup' in value && value.lookup !== undefined ? [value.lookup] : [],
  );
  return [...new Set(lookups)];
}

export function compileMapping(document: MappingDocument, names: NamesOfDirectories = new Map()): CompiledMapping {
  const kind = factKind(document.kind)!;
  const reads = new Set<string>();
  const columns = new Map<string, Compiled>();
  for (const column of kind.columns) {
    const value = document.columns[column.name];
    if (value !== undefined) columns.set(column.name, compile(value, column, reads, names));
  }
  return { kind, reads, columns };
}

function compile(value: Value, { type }: Column, reads: Set<string>, names: NamesOfDirectories): Compiled {
  if (typeof value === 'string') {
    reads.add(value);
    return (row) => row(value);
  }
  if ('constant' in value) return () => value.constant;
  if ('template' in value) {
    const parts = value.template.split(/\{([^{}]+)\}/);
    parts.forEach((part, i) => i % 2 === 1 && part !== '#' && reads.add(part));
    return (row, record) =>
      parts.map((part, i) => (i % 2 === 0 ? part : part === '#' ? String(record) : row(part))).join('');
  }
  if ('week' in value) {
    for (const column of [value.week, value.weekday, value.hour]) reads.add(column);
    return (row) => weekTime(row(value.week), row(value.weekday), row(value.hour), value.firstMonday, value.weeks);
  }
  reads.add(value.column);
  const words = value.words ? new Map(Object.entries(value.words)) : undefined;
  const codes = value.lookup === undefined ? undefined : names.get(value.lookup);
  return (row) => {
    const text = row(value.column).trim();
    const word = words?.get(text) ?? text;
    const said = codes?.get(word) ?? word;
    if (value.form === 'pair') return halfOf(said, type === 'latitude');
    return value.form !== undefined || value.zone !== undefined
      ? timeText(said, value.form ?? 'text', value.zone)
      : said;
  };
}

/** Longitude before latitude, as maps in China write it, or the other way round: told by their ranges. */
function halfOf(text: string, isLatitude: boolean): string {
  const parts = text
    .normalize('NFKC')
    .replace(/^\(|\)$/g, '')
    .split(/[,;、\s]+/);
  const [first = '', second = ''] = parts;
  // Not two numbers: refused with what stands there.
  if (text === '' || parts.length !== 2 || Number.isNaN(Number(first)) || Number.isNaN(Number(second))) return text;
  const { lat, lon } = unswapped(second, first);
  return isLatitude ? lat : lon;
}

const DAY_MILLISECONDS = 86_400_000;
const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

/** `2010-01-04T13`: the engine reads a time without minutes as known to the hour. */
function weekTime(week: string, weekday: string, hour: string, firstMonday: string, weeks: number): string {
  const day = WEEKDAYS.findIndex(
    (name) => name.startsWith(weekday.trim().toLowerCase().slice(0, 3)) && weekday.trim().length >= 3,
  );
  const number = Number(week);
  if (day === -1 || !Number.isInteger(number) || number < 0 || !/^([01]?\d|2[0-3])$/.test(hour.trim()))
    return `${week} ${weekday} ${hour}`;
  const date = new Date(Date.parse(`${firstMonday}T00:00:00Z`) + ((number % weeks) * 7 + day) * DAY_MILLISECONDS);
  return `${date.toISOString().slice(0, 10)}T${hour.trim().padStart(2, '0')}`;
}

function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** Text that cannot be read in the stated form comes back unchanged, to be refused with its own words. */
function timeText(text: string, form: z.infer<typeof TimeForm>, zoneName: string | undefined): string {
  if (text === '') return '';
  const plain = readForm(text, form);
  const hasOffset = /(Z|[+-]\d\d:?\d\d)$/.test(plain) && /\d[T ]\d\d:/.test(plain);
  return zoneName === undefined || hasOffset ? plain : withOffset(plain, zoneName);
}

function readForm(text: string, form: z.infer<typeof TimeForm>): string {
  if (form === 'unix') return unixTime(text);
  if (form === 'excel-1900' || form === 'excel-1904') return bareSerial(text, form === 'excel-1904') ?? text;
  if (form === 'text') return text;
  const found = /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(.*)$/.exec(text);
  if (!found) return text;
  const [, first = '', second = '', year = '', rest = ''] = found;
  const [day, month] = form === 'day-first' ? [first, second] : [second, first];
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}${rest}`;
}

const formatters = new Map<string, Intl.DateTimeFormat>();

/** Adds the offset a zone had at that wall-clock time; in the doubled hour of autumn the first one. */
function withOffset(text: string, zoneName: string): string {
  const found = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)$/.exec(text.replaceAll('/', '-'));
  if (!found) return text;
  const local = `${found[1]}T${found[2]}`;
  const wanted = Date.parse(`${local}${found[2]!.length === 5 ? ':00' : ''}Z`);
  if (Number.isNaN(wanted)) return text;
  let offset = offsetMinutes(wanted, zoneName);
  offset = offsetMinutes(wanted - offset * 60_000, zoneName);
  const sign = offset < 0 ? '-' : '+';
  const minutes = Math.abs(offset);
  return `${local}${sign}${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}

function offsetMinutes(instant: number, zoneName: string): number {
  let formatter = formatters.get(zoneName);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat('en-US', { timeZone: zoneName, timeZoneName: 'longOffset' });
    formatters.set(zoneName, formatter);
  }
  const name = formatter.formatToParts(instant).find((part) => part.type === 'timeZoneName')?.value ?? 'GMT';
  const found = /GMT([+-])(\d\d):(\d\d)/.exec(name);
  return found ? (found[1] === '-' ? -1 : 1) * (Number(found[2]) * 60 + Number(found[3])) : 0;
}
