/** What the detectors say about facts that a test has stored, as the computation runs them, without excuses. */
import { detector } from '../../metrics/catalogue.ts';
import type { FactStore } from '../../server/facts/fact-store.ts';
import { riskRows, signalDrafts } from '../../server/indicators/statements.ts';

export interface Flagged {
  eligible: number;
  /** Events that were not judged, by reason. */
  abstained: Record<string, number>;
  /** external_ids of the flagged events, each once. */
  events: string[];
}

/** Call `prepareLookups` before. `days`: `YYYY-MM-DD`, all days of the facts. */
export async function flaggedBy(store: FactStore, id: string, days: readonly string[]): Promise<Flagged> {
  const definition = detector(id)!;
  const given = { computation: 1, days: [...days] };
  const [rows, signals] = [riskRows([definition]), signalDrafts([definition])];
  const counts = await store.query<{ reason: string; eligible: number; abstained: number }>(
    `SELECT reason, toFloat64(sum(eligible)) AS eligible, toFloat64(sum(abstained)) AS abstained FROM (${rows.sql}) GROUP BY reason`,
    { ...rows.parameters, ...given },
  );
  const found = await store.query<{ id: string }>(
    `SELECT DISTINCT arrayJoin(arraySlice(events, 1, flagged)).3 AS id FROM (${signals.sql})`,
    { ...signals.parameters, ...given },
  );
  return {
    eligible: counts.reduce((sum, row) => sum + row.eligible, 0),
    abstained: Object.fromEntries(counts.filter((row) => row.abstained > 0).map((row) => [row.reason, row.abstained])),
    events: found.map((row) => row.id),
  };
}
