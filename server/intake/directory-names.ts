/** Codes of the directory by name, for mappings of tables that name people and units but give no codes. */
import type { FactStore } from '../facts/fact-store.ts';
import { directoriesLookedUp, type MappingDocument, type NamesOfDirectories } from './mapping.ts';

/** Names that more than one code bears are left out: nobody is taken for a namesake. */
export async function namesLookedUp(store: FactStore, document: MappingDocument): Promise<NamesOfDirectories> {
  const names = new Map<string, ReadonlyMap<string, string>>();
  for (const directory of directoriesLookedUp(document)) {
    const rows = await store.query<{ name: string; only: string }>(
      `SELECT name, any(code) AS only FROM ${directory} WHERE name != '' GROUP BY name HAVING uniqExact(code) = 1`,
    );
    names.set(directory, new Map(rows.map(({ name, only }) => [name, only])));
  }
  return names;
}
