/** Two periods held against each other, measure by measure: did the load shrink, or only move to another form. */
import type { IndicatorRow } from '../server/contract.ts';
import { monthsBetween } from './period.ts';

/** Less than this is the same. */
export const CHANGE = 0.05;

export interface Figure {
  /** A week's worth for what adds up over time, the state at the end for what stands; null where it cannot be judged. */
  value: number | null;
  status: IndicatorRow['status'];
  reason?: string | undefined;
  /** The rows behind it. */
  to: string;
}
export interface Moved {
  id: string;
  name: string;
  unit: string;
  before: Figure;
  after: Figure;
  /** After over before; null where either is missing or before is nothing. */
  ratio: number | null;
}
export type Verdict = 'shrunk' | 'moved' | 'grown' | 'same' | 'cannot-judge';

export function movedOf(id: string, name: string, unit: string, before: Figure, after: Figure): Moved {
  const ratio = before.value !== null && after.value !== null && before.value > 0 ? after.value / before.value : null;
  return { id, name, unit, before, after, ratio };
}

export function verdictOf(rows: readonly Moved[]): { verdict: Verdict; down: Moved[]; up: Moved[] } {
  const judged = rows.filter((row): row is Moved & { ratio: number } => row.ratio !== null);
  const down = judged.filter(({ ratio }) => ratio < 1 - CHANGE).sort((a, b) => a.ratio - b.ratio);
  const up = judged.filter(({ ratio }) => ratio > 1 + CHANGE).sort((a, b) => b.ratio - a.ratio);
  const verdict =
    judged.length === 0
      ? 'cannot-judge'
      : down.length > 0
        ? up.length > 0
          ? 'moved'
          : 'shrunk'
        : up.length > 0
          ? 'grown'
          : 'same';
  return { verdict, down, up };
}

/** A flow by the week, so that months of different length can be compared; a state as it is. */
export function figureOf(row: IndicatorRow | undefined, weeks: number | null, to: string): Figure {
  if (!row) return { value: null, status: 'cannot-judge', reason: 'no-rows', to };
  const value = row.status === 'ok' && row.value !== null ? row.value / (weeks ?? 1) : null;
  return { value, status: row.status, ...(row.reason ? { reason: row.reason } : {}), to };
}

/** First half and second half of the months that hold data; of three months the first and the last. */
export function halves(months: readonly string[]): { before: [string, string]; after: [string, string] } | null {
  const half = Math.floor(months.length / 2);
  if (half < 1) return null;
  return {
    before: [months[0]!, months[half - 1]!],
    after: [months[months.length - half]!, months.at(-1)!],
  };
}

/** Months between two days that are there from the first to the last day. */
export function wholeMonths(firstDay: string, lastDay: string): string[] {
  return monthsBetween(firstDay, lastDay).filter((month) => {
    const [year, number] = month.split('-').map(Number) as [number, number];
    const last = new Date(Date.UTC(year, number, 0)).getUTCDate();
    // Data that begins within the first days of January, after the holiday, has all of January.
    return firstDay <= `${month}-05` && `${month}-${String(last).padStart(2, '0')}` <= lastDay;
  });
}
