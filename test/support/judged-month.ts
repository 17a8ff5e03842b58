/** Reports filed over one month, judged by the detectors of numbers as the findings judge them. */
import { catalogue, detector } from '../../metrics/catalogue.ts';
import { county, report } from '../../metrics/example-rows.ts';
import type { FactStore } from '../../server/facts/fact-store.ts';
import { judge } from '../../server/findings/judge.ts';
import { riskRows, signalDrafts } from '../../server/indicators/statements.ts';
import { allKinds, replaceFacts } from './example-facts.ts';
import { prepareLookups } from './lookups.ts';

export interface Filed {
  unit: string;
  requirement?: string;
  values: Record<string, string | number>;
}

export interface JudgedMonth {
  /** Flagged reports over all reports. */
  share: number;
  /** Flagged and judged reports, and what stands out: `requirement unit`. */
  flagged: number;
  eligible: number;
  standsOut: string[];
}

const NUMBERS = catalogue.flatMap((one) => (one.kind === 'risk' && one.family === 'numbers' ? [one.id] : []));

/** Files them over 28 days of March 2026, in this order. One answer per detector of numbers. */
export async function judgedMonth(
  store: FactStore,
  filed: readonly Filed[],
  requirements: readonly Record<string, unknown>[] = [],
): Promise<Map<string, JudgedMonth>> {
  const units = [...new Set(filed.map((one) => one.unit))];
  const perDay = Math.ceil(filed.length / 28);
  const reports = filed.map(({ unit, requirement = 'R1', values }, i) => {
    const day = String(1 + Math.floor(i / perDay)).padStart(2, '0');
    const second = new Date(Date.UTC(2026, 0, 1, 8, 0, i % perDay)).toISOString().slice(11, 19);
    return report(`r${i}`, `P-${unit}`, `2026-03-${day} ${second}`, { values, requirement_code: requirement });
  });
  const directory = county(Object.fromEntries(units.map((unit) => [unit, [`P-${unit}`]])));
  await replaceFacts(store, { ...directory, requirements: [...requirements], reports }, allKinds);
  await prepareLookups(store);
  const days = [...new Set(reports.map((row) => String(row['submitted_at']).slice(0, 10)))];
  const results = new Map<string, JudgedMonth>();
  for (const id of NUMBERS) {
    const definition = detector(id)!;
    const counted = async (statement: { sql: string; parameters: object }, of: string) => {
      const rows = await store.query<{ cell: string; figure: number }>(
        `SELECT concat(requirement, ' ', substring(cadre, 3)) AS cell, toFloat64(sum(${of})) AS figure FROM (${statement.sql}) GROUP BY cell`,
        { ...statement.parameters, computation: 1, days },
      );
      return new Map(rows.map((row) => [row.cell, row.figure]));
    };
    const eligible = await counted(riskRows([definition]), 'eligible');
    const flagged = await counted(signalDrafts([definition]), 'flagged');
    const cells = [...eligible].map(([cell, n]) => {
      const [requirement = '', unit = ''] = cell.split(' ');
      return { requirement, unit, n, flagged: flagged.get(cell) ?? 0, signals: 0, excused: 0 };
    });
    const rule = { ...definition, honestRate: definition.null.honestRate, fixedRate: definition.null.fixed === true };
    const sum = (of: ReadonlyMap<string, number>) => [...of.values()].reduce((all, one) => all + one, 0);
    results.set(id, {
      share: sum(flagged) / filed.length,
      flagged: sum(flagged),
      eligible: sum(eligible),
      standsOut: judge(rule, cells)
        .filter((cell) => cell.flaggedCell)
        .map((cell) => `${cell.requirement} ${cell.unit}`)
        .sort(),
    });
  }
  return results;
}
