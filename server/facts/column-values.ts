/**
 * Turns values of ClickHouse's JSON formats into the store's: 64-bit integers to numbers when exact (else they stay
 * decimal strings), times to ISO 8601 with offset, dates stay `YYYY-MM-DD`.
 */
type Convert = (value: unknown) => unknown;

const asIs: Convert = (value) => value;
const WIDE_INTEGER = /^U?Int(64|128|256)$/;
const WRAPPER = /^(?:Nullable|LowCardinality)\((.*)\)$/s;
const converters = new Map<string, Convert>();

/** The conversion for a column of ClickHouse type `type`, e.g. `Array(Nullable(UInt64))`. */
export function converterFor(type: string): Convert {
  const known = converters.get(type) ?? build(type);
  if (converters.size < 10_000) converters.set(type, known);
  return known;
}

function build(type: string): Convert {
  const wrapped = WRAPPER.exec(type)?.[1];
  if (wrapped !== undefined) return nullable(converterFor(wrapped));
  if (WIDE_INTEGER.test(type)) return safeInteger;
  if (type.startsWith('DateTime')) return timeConverter(type);
  const [, name, inside] = /^(Array|Tuple|Map|SimpleAggregateFunction)\((.*)\)$/s.exec(type) ?? [];
  if (name === undefined || inside === undefined) return asIs;
  const parts = splitTypes(inside);
  if (name === 'Array') return listConverter(converterFor(inside));
  if (name === 'SimpleAggregateFunction') return converterFor(parts[1] ?? '');
  if (name === 'Map') return mapConverter(converterFor(parts[1] ?? ''));
  return tupleConverter(parts);
}

function nullable(convert: Convert): Convert {
  return convert === asIs ? asIs : (value) => (value === null ? null : convert(value));
}

function safeInteger(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

function listConverter(convert: Convert): Convert {
  return convert === asIs ? asIs : (value) => (value as unknown[]).map(convert);
}

function mapConverter(convert: Convert): Convert {
  if (convert === asIs) return asIs;
  return (value) => Object.fromEntries(Object.entries(value as object).map(([key, item]) => [key, convert(item)]));
}

/** Named tuples arrive as objects, unnamed ones as arrays. */
function tupleConverter(parts: string[]): Convert {
  const elements = parts.map((part) => {
    const named = /^(`(?:[^`\\]|\\.)*`|[A-Za-z_]\w*) (.+)$/s.exec(part);
    return named
      ? { name: (named[1] ?? '').replace(/^`|`$/g, ''), convert: converterFor(named[2] ?? '') }
      : { name: '', convert: converterFor(part) };
  });
  if (elements.every((element) => element.convert === asIs)) return asIs;
  return (value) => {
    if (Array.isArray(value)) return value.map((item: unknown, index) => (elements[index]?.convert ?? asIs)(item));
    const object = value as Record<string, unknown>;
    return Object.fromEntries(
      Object.entries(object).map(([key, item]) => [key, (elements.find((e) => e.name === key)?.convert ?? asIs)(item)]),
    );
  };
}

/** Splits `A, B(C, D), 'x, y'` at the commas of its own level. */
function splitTypes(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let quoted = false;
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (quoted) {
      if (c === '\\') i++;
      else if (c === "'") quoted = false;
    } else if (c === "'") quoted = true;
    else if (c === '(') depth++;
    else if (c === ')') depth--;
    else if (c === ',' && depth === 0) {
      parts.push(text.slice(start, i).trim());
      start = i + 1;
    }
  }
  parts.push(text.slice(start).trim());
  return parts;
}

/** Statements run with session_timezone=Asia/Shanghai, so a type without a zone means that one. */
function timeConverter(type: string): Convert {
  const zone = /'([^']+)'\)?$/.exec(type)?.[1] ?? 'Asia/Shanghai';
  const offsetAt = zone === 'UTC' ? () => '+00:00' : zone === 'Asia/Shanghai' ? shanghaiOffset : () => undefined;
  return (value) => {
    if (typeof value !== 'string') return value;
    const local = value.replace(' ', 'T');
    const offset = offsetAt(local);
    return offset === undefined ? local : local + offset;
  };
}

const shanghai = new Intl.DateTimeFormat('en-US', { timeZone: 'Asia/Shanghai', timeZoneName: 'longOffset' });

/** +08:00 since September 1991; before, summer time and local time occurred. */
function shanghaiOffset(local: string): string {
  if (local >= '1992') return '+08:00';
  const part = shanghai.formatToParts(new Date(`${local}+08:00`)).find((p) => p.type === 'timeZoneName');
  return part?.value.replace('GMT', '') || '+08:00';
}

/**
 * Decodes the rows of `JSONCompactEachRowWithNamesAndTypes`: the first two are names and types (no row comes out of
 * them), every other becomes an object.
 */
export function rowDecoder<T>(): (row: unknown[]) => T | undefined {
  let names: string[] | undefined;
  let convert: Convert[] | undefined;
  return (row) => {
    if (!names) {
      names = row as string[];
      return undefined;
    }
    if (!convert) {
      convert = (row as string[]).map(converterFor);
      return undefined;
    }
    const object: Record<string, unknown> = {};
    for (let i = 0; i < names.length; i++) object[names[i] ?? ''] = (convert[i] ?? asIs)(row[i]);
    return object as T;
  };
}
