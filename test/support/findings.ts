/** Findings as a computation would have left them, without the months of facts a real one needs. */
import type { FactStore } from '../../server/facts/fact-store.ts';

export interface GivenFinding {
  id: string;
  requirement: string;
  unit: string;
  /** YYYY-MM-01 */
  month: string;
  status?: 'open' | 'watch';
}

const BODY = JSON.stringify({ families: ['timing'], detectors: [], attribution: { to: 'unknown' } });

/** Stored under the computation that counts from now on for their months. */
export async function giveFindings(
  store: FactStore,
  computation: number,
  findings: readonly GivenFinding[],
): Promise<void> {
  await store.insert(
    'finding_rows',
    findings.map(({ id, requirement, unit, month, status = 'open' }) => ({
      ...{
        computation,
        month,
        id,
        requirement,
        unit,
        status,
        reason: '',
        random_arm: 0,
        signals: 3,
        excused: 0,
        q: 0.01,
      },
      body: BODY,
    })),
  );
  const months = [...new Set(findings.map(({ month }) => month))];
  await store.insert(
    'computed_months',
    months.map((month) => ({ month, computation })),
  );
}

/** A finished computation, so that whatever follows computations sees that there was one. */
export async function giveComputation(store: FactStore, computation: number, finishedAt: string): Promise<void> {
  const one = {
    computation,
    started_at: finishedAt,
    finished_at: finishedAt,
    complete: 1,
    days: 0,
    signals: 0,
    findings: 0,
  };
  await store.insert('computations', [one]);
}
