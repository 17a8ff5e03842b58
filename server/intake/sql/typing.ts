/**
 * How the text of a cell becomes a typed value, as ClickHouse expressions. Everything is read as text first, because a
 * typed read wraps integers silently and takes '1' or '2025' for a time; only exact conversions are used here.
 */
import type { Column } from '../../../metrics/columns.ts';
import { quoted, sqlText } from '../../facts/sql-text.ts';
import type { ReasonCode } from '../reasons.ts';

export interface TypedColumn {
  /** Name of the column in the facts. */
  name: string;
  /** The typed value; NULL (or '' / []) when the cell is empty or cannot be read. Refers to the raw text by `raw`. */
  value: string;
  /** True when `value` stands for what the cell says. Refers to `value` by its alias. */
  valid: string;
  /** Which reason applies when `valid` is false. */
  code: string;
}

/** Words that people write into a cell for "nothing"; they count as empty where a time or a number is expected. */
const NOTHING = ['-', '--', '—', '/', '\\', '无', '暂无', 'null', 'NULL', 'None', 'N/A', 'n/a'];
export const MAXIMUM_CODE_CHARACTERS = 200;
export const MAXIMUM_TEXT_CHARACTERS = 100_000;

const list = (texts: readonly string[]): string => `(${texts.map(sqlText).join(', ')})`;
const nothing = (raw: string): string => `${raw} IN ${list(NOTHING)}`;

/** ISO 8601 as machines write it; hours and minutes are checked here because the parser lets 25:61 pass. */
const ISO_TIME =
  '^\\d{4}([-/])\\d{2}[-/]\\d{2}([T ](([01]\\d|2[0-3]):[0-5]\\d(:[0-5]\\d([.,]\\d{1,9})?)?|24:00(:00)?)( ?(Z|z|[+-](0\\d|1[0-4])(:?[0-5]\\d)?))?)?$';
/**
 * The commonest of these, told several times as fast: the engine takes long over patterns with alternatives. Hours up to 23 are
 * asked for beside it.
 */
const PLAIN_TIME = '^\\d{4}-[01]\\d-[0-3]\\d[T ][0-2]\\d:[0-5]\\d:[0-5]\\d([+]08:00)?$';
/** Everything people write, after full-width characters were folded; groups: y m d half h min s fraction zone. */
const LOOSE_TIME =
  '^(\\d{4}) ?[-/.年] ?(\\d{1,2}) ?[-/.月] ?(\\d{1,2}) ?日?(?: ?T?(?:[(]?(?:星期|周)[一二三四五六日天][)]?)? ?(凌晨|早上|上午|中午|下午|晚上|AM|PM|am|pm)? ?([01]?\\d|2[0-4])(?: ?[:时点] ?(?:([0-5]?\\d)(?: ?[:分] ?(?:([0-5]?\\d)([.]\\d{1,9})?)? ?秒?)?)?)?分?)? ?(?:星期[一二三四五六日天])? ?(Z|[+-](?:0\\d|1[0-4]):?[0-5]\\d)?$';
const COMPACT_TIME = '^(\\d{4})(\\d{2})(\\d{2})(?:[T ]?([01]\\d|2[0-3])([0-5]\\d)([0-5]\\d)?)?$';

const folded = (raw: string): string => `trimBoth(normalizeUTF8NFKC(${raw}))`;
const parse = (text: string): string => `parseDateTime64BestEffortOrNull(${text}, 3, 'Asia/Shanghai')`;

const isIso = (raw: string): string =>
  `if(match(${raw}, ${sqlText(PLAIN_TIME)}) AND substring(${raw}, 12, 2) < '24', 1, match(${raw}, ${sqlText(ISO_TIME)}))`;

/** The groups of a time people wrote: [year, month, day, half, hour, minute, second, fraction, zone], [] when it is none. */
function looseGroups(raw: string): string {
  return (
    `if(match(${folded(raw)}, ${sqlText(COMPACT_TIME)}), ` +
    `arrayMap(i -> if(i = 0, '', extractGroups(${folded(raw)}, ${sqlText(COMPACT_TIME)})[i]), [1, 2, 3, 0, 4, 5, 6, 0, 0]), ` +
    `extractGroups(${folded(raw)}, ${sqlText(LOOSE_TIME)}))`
  );
}

/** 上午 12 stays, 下午 3 is 15, 中午 12 stays and 中午 1 is 13, 凌晨 12 is 0. */
function looseTime(raw: string): string {
  const body = `(g -> if(length(g) < 9, NULL, ${parse(
    "concat(g[1], '-', leftPad(g[2], 2, '0'), '-', leftPad(g[3], 2, '0'), ' ', " +
      'leftPad(toString(multiIf(' +
      "g[4] IN ('下午', '晚上', 'PM', 'pm') AND toUInt8OrZero(g[5]) < 12, toUInt8OrZero(g[5]) + 12, " +
      "g[4] = '中午' AND toUInt8OrZero(g[5]) < 3, toUInt8OrZero(g[5]) + 12, " +
      "g[4] IN ('凌晨', 'AM', 'am') AND g[5] = '12', 0, " +
      "toUInt8OrZero(g[5]))), 2, '0'), ':', leftPad(g[6], 2, '0'), ':', leftPad(g[7], 2, '0'), g[8], g[9])",
  )}))`;
  return `arrayElement(arrayMap(${body}, [${looseGroups(raw)}]), 1)`;
}

/** DateTime64(3, 'Asia/Shanghai') or NULL. */
export function timeValue(raw: string): string {
  return `if(${isIso(raw)}, ${parse(`replaceOne(${raw}, ',', '.')`)}, if(${raw} = '', NULL, ${looseTime(raw)}))`;
}

/** How exactly a readable time was written, in seconds: 1, 60, 3600 or 86400. */
export function timePrecision(raw: string): string {
  const loose = `arrayElement(arrayMap(g -> toUInt32(multiIf(g[7] != '', 1, g[6] != '', 60, g[5] != '', 3600, 86400)), [${looseGroups(raw)}]), 1)`;
  return (
    `toUInt32(if(${isIso(raw)}, multiIf(length(${raw}) <= 10, 86400, substring(${raw}, 17, 1) = ':', 1, 60), ` +
    `if(${raw} = '', 1, ${loose})))`
  );
}

const plainNumber = (raw: string): string => `replaceRegexpAll(${folded(raw)}, '[,_ ]', '')`;
/** Thousands must come in threes, so that '1,5' is refused rather than read as 15. */
const GROUPED_NUMBER = '^[+-]?(\\d+|\\d{1,3}([, ]\\d{3})+)(\\.\\d+)?$';

function integerValue(raw: string): string {
  const whole = `if(match(${folded(raw)}, ${sqlText(GROUPED_NUMBER)}), toInt64OrNull(replaceRegexpOne(${plainNumber(raw)}, '\\\\.0+$', '')), NULL)`;
  return `if(isNotNull(toInt64OrNull(${raw})), toInt64OrNull(${raw}), if(${raw} = '', NULL, ${whole}))`;
}

/** A decimal as machines write it, told five times as fast as all its forms. */
const MACHINE_DECIMAL = '^-?\\d+[.]\\d+$';
const DIGITS = '^\\d+$';
const PLAIN_DECIMAL = '^[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d{1,3})?$';

function decimalValue(raw: string): string {
  const grouped = `if(match(${folded(raw)}, ${sqlText(GROUPED_NUMBER)}), toFloat64OrNull(${plainNumber(raw)}), NULL)`;
  const plain =
    `if(match(${raw}, ${sqlText(MACHINE_DECIMAL)}) OR match(${raw}, ${sqlText(DIGITS)}), 1, ` +
    `match(${raw}, ${sqlText(PLAIN_DECIMAL)}))`;
  return `if(${plain}, toFloat64OrNull(${raw}), if(${raw} = '', NULL, ${grouped}))`;
}

const YES = ['1', 'true', 'yes', 'y', 't', '是', '有', '√'];
const NO = ['0', 'false', 'no', 'n', 'f', '否', '无', '×'];

/** Digits after the point as written, for telling measured coordinates from typed ones. */
export const decimalsWritten = (raw: string): string =>
  `toUInt8(least(15, if(position(${raw}, '.') = 0, 0, lengthUTF8(${raw}) - position(${raw}, '.'))))`;

export const rawName = (column: string): string => `r_${column}`;
export const valueName = (column: string): string => `v_${column}`;

/** The typing of one column; `valid` and `code` may refer to the aliases `r_<column>` and `v_<column>`. */
export function typeColumn(column: Column): TypedColumn {
  const raw = quoted(rawName(column.name));
  const value = quoted(valueName(column.name));
  const unreadable = (code: ReasonCode, readable: string): Pick<TypedColumn, 'valid' | 'code'> => {
    const range = rangeOf(column, value);
    const absent = column.required ? '0' : `${raw} = '' OR ${nothing(raw)}`;
    return {
      valid: `if(${readable}, ${range ?? '1'}, ${absent})`,
      code: `multiIf(${column.required ? `${raw} = '' OR ${nothing(raw)}, 'missing-required', ` : ''}NOT (${readable}), '${code}', 'out-of-range')`,
    };
  };
  const typed = (expression: string, code: ReasonCode, readable = `isNotNull(${value})`): TypedColumn => ({
    name: column.name,
    value: expression,
    ...unreadable(code, readable),
  });
  const text = (expression: string, maximum: number): TypedColumn => ({
    name: column.name,
    value: expression,
    valid:
      `(length(${raw}) <= ${maximum} OR lengthUTF8(${raw}) <= ${maximum})` +
      (column.required ? ` AND notEmpty(${value})` : ''),
    code: column.required ? `if(empty(${value}), 'missing-required', 'too-long')` : `'too-long'`,
  });
  switch (column.type) {
    case 'time':
      return typed(timeValue(raw), 'bad-time');
    case 'date': {
      // A Date wraps round outside 1970 to 2149.
      const time = timeValue(raw);
      const day = typed(
        `if(toYear(${time}) BETWEEN 1971 AND 2148, toDate(${time}, 'Asia/Shanghai'), NULL)`,
        'bad-time',
      );
      return { ...day, code: `if(isNull(${value}) AND isNotNull(${time}), 'out-of-range', ${day.code})` };
    }
    case 'integer':
      return typed(integerValue(raw), 'bad-number');
    case 'decimal':
    case 'latitude':
    case 'longitude':
      return typed(decimalValue(raw), 'bad-number');
    case 'boolean':
      return typed(
        `multiIf(lower(${raw}) IN ${list(YES)}, toNullable(toUInt8(1)), lower(${raw}) IN ${list(NO)}, toNullable(toUInt8(0)), NULL)`,
        'bad-boolean',
      );
    case 'choice': {
      const readable = `${value} IN ${list(column.choices ?? [])}`;
      // WGS-84 and wgs84, p1m and P1M are the same choice; it is kept as the list spells it.
      const spelling = (text: string) => `replaceAll(lower(${text}), '-', '')`;
      return typed(
        `multiIf(${raw} IN ${list(column.choices ?? [])}, ${raw}, ${nothing(raw)}, '', arrayFirst(c -> ${spelling('c')} = ${spelling(raw)}, [${(column.choices ?? []).map(sqlText).join(', ')}]))`,
        'bad-choice',
        readable,
      );
    }
    case 'hash':
      return typed(`lower(${raw})`, 'bad-hash', `match(${value}, '^[0-9a-f]{16,128}$')`);
    case 'json':
      return typed(raw, 'bad-json', `startsWith(${value}, '{') AND isValidJSON(${value})`);
    case 'list':
      return text(listValue(raw), MAXIMUM_TEXT_CHARACTERS);
    case 'code':
      return text(`if(length(${raw}) > 800, '', ${raw})`, MAXIMUM_CODE_CHARACTERS);
    case 'text':
      return text(raw, MAXIMUM_TEXT_CHARACTERS);
  }
}

function rangeOf(column: Column, value: string): string | undefined {
  const limits: string[] = [];
  if (column.type === 'time' || column.type === 'date') limits.push(`toYear(${value}) BETWEEN 1990 AND 2099`);
  if (column.type === 'decimal') limits.push(`isFinite(${value})`);
  if (column.min !== undefined) limits.push(`${value} >= ${column.min}`);
  if (column.max !== undefined) limits.push(`${value} <= ${column.max}`);
  return limits.length ? limits.join(' AND ') : undefined;
}

/** Items are separated by `;` (also full width); a JSON array is taken as it stands. */
function listValue(raw: string): string {
  const cut = `arrayFilter(x -> x != '', arrayMap(x -> trimBoth(x), splitByChar(';', replaceAll(${raw}, '；', ';'))))`;
  const array = `JSONExtract(${raw}, 'Array(String)')`;
  return `if(${raw} = '', [], if(startsWith(${raw}, '[') AND isValidJSON(${raw}), ${array}, ${cut}))`;
}
