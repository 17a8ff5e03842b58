/** Leaves out definitions and sketches that can have no rows on some days: planning their statements is most of what an update costs. */
import type { FactStore } from '../facts/fact-store.ts';

/** Those of the definitions that may have rows on the days (`YYYY-MM-DD`): all whose `onlyWith` gives a row, or that have none. */
export async function possible<T extends { onlyWith?: string }>(
  store: FactStore,
  definitions: readonly T[],
  days: readonly string[],
): Promise<T[]> {
  const needs = [...new Set(definitions.flatMap((definition) => definition.onlyWith ?? []))];
  if (needs.length === 0) return [...definitions];
  const rows = await store.query<{ need: number }>(
    needs.map((need, index) => `SELECT ${index} AS need FROM (${need}) LIMIT 1`).join(' UNION ALL '),
    { days },
  );
  const met = new Set(rows.map(({ need }) => needs[need]));
  return definitions.filter(({ onlyWith: need }) => need === undefined || met.has(need));
}
