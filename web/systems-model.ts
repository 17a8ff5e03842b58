/** Systems of the directory beside what was measured of them: one line each, also for what the directory does not know. */
import type { IndicatorRow } from '../server/contract.ts';
import type { SystemRow } from '../server/contract-systems.ts';

export const STATES = ['all', 'dormant', 'unfiled', 'retired', 'cannot-judge'] as const;
export type State = (typeof STATES)[number];

export interface SystemLine {
  code: string;
  name: string;
  /** undefined: measured, but not in the directory; `code` is '' where a requirement names no system at all. */
  known: SystemRow | undefined;
  /** undefined: no row in the period. */
  measured: IndicatorRow | undefined;
}

/** Largest first; what has no figure comes last, by name. */
export function systemLines(known: readonly SystemRow[], measured: readonly IndicatorRow[]): SystemLine[] {
  const rowOf = new Map(measured.map((row) => [row.system ?? '', row]));
  const codes = new Set(known.map((one) => one.code));
  const lines: SystemLine[] = [
    ...known.map((one) => ({ code: one.code, name: one.name, known: one, measured: rowOf.get(one.code) })),
    ...[...rowOf]
      .filter(([code]) => !codes.has(code))
      .map(([code, row]) => ({ code, name: row.systemName ?? code, known: undefined, measured: row })),
  ];
  return lines.sort((a, b) => (valueOf(b) ?? -1) - (valueOf(a) ?? -1) || a.name.localeCompare(b.name));
}

/** The figure where there is one; never 0 for what cannot be judged. */
export function valueOf({ measured }: SystemLine): number | null {
  return measured?.status === 'ok' ? measured.value : null;
}

export function inState(one: SystemRow, state: State): boolean {
  if (state === 'all') return true;
  return state === 'unfiled' ? one.filing === 'unfiled' && one.use !== 'retired' : one.use === state;
}

export const countOf = (known: readonly SystemRow[], state: State): number =>
  known.filter((one) => inState(one, state)).length;

/** Yearly cost of those that the directory gives a cost of; null where it gives none. */
export function costOf(known: readonly SystemRow[]): number | null {
  const costs = known.flatMap((one) => (one.annualCostYuan === null ? [] : [one.annualCostYuan]));
  return costs.length === 0 ? null : costs.reduce((sum, cost) => sum + cost, 0);
}
