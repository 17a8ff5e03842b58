/** Demand by duty list, department by department: what is on no list, or was to be taken back. */
import type { Demand } from '../server/contract-reform.ts';

/** From what should be there to what should not, then what nobody registered. */
export const LISTS = ['basic', 'cooperative', 'none', 'withdrawn', ''] as const;
export type List = (typeof LISTS)[number];
export type Size = 'answers' | 'hours' | 'requirements';

export interface DutyLine {
  issuer: string;
  by: Record<List, number>;
  total: number;
  /** Off the lists or recalled, of what is registered; null where nothing is. */
  outside: number | null;
}

const nothing = (): Record<List, number> => ({ basic: 0, cooperative: 0, none: 0, withdrawn: 0, '': 0 });

export function dutyLines(rows: readonly Demand[], size: Size): DutyLine[] {
  const byIssuer = new Map<string, Record<List, number>>();
  for (const row of rows) {
    const by = byIssuer.get(row.issuer) ?? nothing();
    by[row.dutyList] += size === 'requirements' ? 1 : row[size];
    byIssuer.set(row.issuer, by);
  }
  return [...byIssuer]
    .map(([issuer, by]) => lineOf(issuer, by))
    .filter(({ total }) => total > 0)
    .sort((a, b) => outsideOf(b) - outsideOf(a) || b.total - a.total || a.issuer.localeCompare(b.issuer));
}

/** All departments together. */
export function dutyTotal(lines: readonly DutyLine[]): DutyLine {
  const by = nothing();
  for (const line of lines) for (const list of LISTS) by[list] += line.by[list];
  return lineOf('', by);
}

const outsideOf = ({ outside, total }: DutyLine): number => (outside ?? 0) * total;

function lineOf(issuer: string, by: Record<List, number>): DutyLine {
  const total = LISTS.reduce((sum, list) => sum + by[list], 0);
  const registered = total - by[''];
  return { issuer, by, total, outside: registered > 0 ? (by.none + by.withdrawn) / registered : null };
}
