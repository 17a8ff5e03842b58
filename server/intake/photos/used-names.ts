import type { FactStore } from '../../facts/fact-store.ts';

/** Of these names, those that a check-in or a report refers to, or that a photo of earlier has. */
export async function usedNames(store: FactStore, names: readonly string[]): Promise<ReadonlySet<string>> {
  const shown = (kind: string): string =>
    `SELECT arrayJoin(photos) AS name FROM ${kind} WHERE hasAny(photos, {names:Array(String)})`;
  const rows = await store.query<{ name: string }>(
    `SELECT DISTINCT name FROM (${shown('checkins')} UNION ALL ${shown('reports')}
       UNION ALL SELECT ref FROM photos WHERE ref IN {names:Array(String)}) WHERE name IN {names:Array(String)}`,
    { names },
  );
  return new Set(rows.map(({ name }) => name));
}

/** Of these names, those that check-ins or reports of this source refer to, and none of another source does. */
export async function namesOfSourceAlone(
  store: FactStore,
  names: readonly string[],
  source: string,
): Promise<ReadonlySet<string>> {
  const shown = (kind: string): string =>
    `SELECT arrayJoin(photos) AS name, source AS by_source FROM ${kind} WHERE hasAny(photos, {names:Array(String)})`;
  const rows = await store.query<{ name: string }>(
    `SELECT name FROM (${shown('checkins')} UNION ALL ${shown('reports')}) WHERE name IN {names:Array(String)}
       GROUP BY name HAVING min(by_source) = {source:String} AND max(by_source) = {source:String}`,
    { names, source },
  );
  return new Set(rows.map(({ name }) => name));
}
