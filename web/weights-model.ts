/** Scored requirements gathered by the kinds of trace they demand, with what their score rests on. */
import type { Demand } from '../server/contract-reform.ts';

export interface WeightGroup {
  /** Kinds of trace, sorted; empty where none is registered. */
  traces: string[];
  weight: number;
  rows: (Demand & { weight: number })[];
}
export interface Weights {
  groups: WeightGroup[];
  total: number;
  /** Weight that rests only on traces, and weight of which it cannot be said. */
  onTraces: number;
  unknown: number;
  /** Requirements whose weight nobody registered. */
  withoutWeight: Demand[];
}

export function weightsOf(rows: readonly Demand[]): Weights {
  const scored = rows.filter((row): row is Demand & { weight: number } => (row.weight ?? 0) > 0);
  const groups = new Map<string, WeightGroup>();
  for (const row of scored) {
    const traces = [...row.traceKinds].sort();
    const group = groups.get(traces.join('+')) ?? { traces, weight: 0, rows: [] };
    group.weight += row.weight;
    group.rows.push(row);
    groups.set(traces.join('+'), group);
  }
  const sum = (of: readonly { weight: number }[]): number => of.reduce((total, { weight }) => total + weight, 0);
  return {
    groups: [...groups.values()]
      .map((group) => ({
        ...group,
        rows: group.rows.sort((a, b) => b.weight - a.weight || a.name.localeCompare(b.name)),
      }))
      .sort((a, b) => b.weight - a.weight),
    total: sum(scored),
    onTraces: sum(scored.filter(({ basis }) => basis === 'traces')),
    unknown: sum(scored.filter(({ basis }) => basis === 'cannot-judge')),
    withoutWeight: rows.filter(({ weight }) => weight === null),
  };
}
