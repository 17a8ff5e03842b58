/** One look at a stage: what its columns hold. SQL built from the columns of metrics/facts.ts; nothing a user wrote is in it. */
import type { Column, FactKind } from '../../../metrics/columns.ts';
import { quoted } from '../../facts/sql-text.ts';

export interface ColumnStatistics {
  name: string;
  filled: number;
  distinct: number | null;
  min: string | null;
  max: string | null;
}

export interface StageStatistics {
  rows: number;
  /** Different days of events; 0 for kinds without. */
  days: number;
  delaySeconds: number | null;
  columns: ColumnStatistics[];
}

const RANGED = new Set(['time', 'date', 'integer', 'decimal', 'latitude', 'longitude']);
/** Different texts say nothing, and counting them is what would cost. */
const COUNTED = new Set(['code', 'choice', 'boolean', 'hash']);

/** From what is said to have happened to what the server noted, the first pair a kind has. */
const CLOCKS: Record<string, readonly [string, string]> = {
  checkins: ['claimed_at', 'uploaded_at'],
  reports: ['claimed_at', 'submitted_at'],
};

/** Absence: NULL, an empty text, an empty list. */
const filled = ({ name, type }: Column): string =>
  RANGED.has(type) || type === 'boolean' ? `isNotNull(${quoted(name)})` : `notEmpty(${quoted(name)})`;

/** Ids of records are nearly all different, which the receipt says better than a count of them. */
const isId = (kind: FactKind, { name }: Column): boolean =>
  /external_id$/.test(name) || (kind.key.includes(name) && kind.key.length === 1);

/** Above this many rows, values and delays are looked up in every so many rows only: what a load may cost is bounded. */
const LOOKED_AT = 200_000;
const sampled = (rows: number): string => {
  const step = Math.ceil(rows / LOOKED_AT);
  return step > 1 ? `_n % ${step} = 0` : '1';
};

/** @param table table expression of the rows looked at */
export function statisticsOf(kind: FactKind, table: string, rows: number): string {
  const columns = kind.columns.flatMap((column, i) => {
    const value = quoted(column.name);
    return [
      `countIf(${filled(column)}) AS filled_${i}`,
      // HyperLogLog of 4,096 cells: off by 2 % at most times, and small whatever it counts.
      ...(COUNTED.has(column.type) && !isId(kind, column)
        ? [`uniqCombinedIf(12)(${value}, ${sampled(rows)} AND ${filled(column)}) AS distinct_${i}`]
        : []),
      ...(RANGED.has(column.type)
        ? [`toString(minOrNull(${value})) AS min_${i}, toString(maxOrNull(${value})) AS max_${i}`]
        : []),
    ];
  });
  const [from, to] = CLOCKS[kind.kind] ?? [];
  const delay =
    from && to
      ? `quantileIf(0.5)(dateDiff('second', ${from}, ${to}), ${sampled(rows)} AND isNotNull(${from}) AND isNotNull(${to}))`
      : 'NULL';
  const days = kind.eventTime ? `uniqExact(toDate(assumeNotNull(${quoted(kind.eventTime)}), 'Asia/Shanghai'))` : '0';
  return `SELECT count() AS rows, ${days} AS days, ${delay} AS delay, ${columns.join(', ')} FROM ${table}`;
}

export function statisticsFrom(kind: FactKind, row: Record<string, unknown>): StageStatistics {
  const number = (name: string): number | null => {
    const value = row[name];
    return value === null || value === undefined || Number.isNaN(Number(value)) ? null : Number(value);
  };
  const text = (name: string): string | null => (typeof row[name] === 'string' ? row[name] : null);
  return {
    rows: number('rows') ?? 0,
    days: number('days') ?? 0,
    delaySeconds: number('delay'),
    columns: kind.columns.map(({ name }, i) => ({
      name,
      filled: number(`filled_${i}`) ?? 0,
      distinct: number(`distinct_${i}`),
      min: text(`min_${i}`),
      max: text(`max_${i}`),
    })),
  };
}

/** Columns whose values are few and mean something: a new one is news. Ids of records are always new. */
export const watchedColumns = (kind: FactKind): readonly Column[] =>
  kind.columns.filter(
    ({ name, type }) =>
      (type === 'choice' || type === 'code' || ['kind', 'method', 'status', 'channel', 'origin'].includes(name)) &&
      !(kind.key.includes(name) && name !== 'source') &&
      !/external_id$/.test(name),
  );

/** Values of each watched column that none of the earlier batches had: how many, and a few of them. */
export function newValuesOf(kind: FactKind, table: string, names: readonly string[], rows: number): string {
  const counted = names.map((name, i) => {
    const value = quoted(name);
    const known = `SELECT DISTINCT ${value} FROM ${quoted(`${kind.kind}_versions`)} WHERE batch IN {earlier:Array(UInt32)}`;
    return `arraySort(groupUniqArrayIf(1000)(toString(${value}), notEmpty(${value}) AND ${value} NOT IN (${known}))) AS new_${i}`;
  });
  return `SELECT ${counted.join(', ')} FROM ${table} WHERE ${sampled(rows)}`;
}
