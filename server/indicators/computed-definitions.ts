/** Which version of each definition the kept results were computed with: when one changes, everything is due again. */
import { catalogue } from '../../metrics/catalogue.ts';
import type { FactStore } from '../facts/fact-store.ts';
import { isStored } from './statements.ts';

const kept = (): { id: string; version: number }[] =>
  catalogue.filter(isStored).map(({ id, version }) => ({ id, version }));

/** True before anything was computed, and when a definition is new or has another version than the one computed with. */
export async function definitionsChanged(store: FactStore): Promise<boolean> {
  const known = await store.query<{ id: string; version: number }>(
    `SELECT id, version FROM computed_definitions
     WHERE computation = (SELECT max(computation) FROM computed_definitions)`,
  );
  const versions = new Map(known.map(({ id, version }) => [id, version]));
  return kept().some(({ id, version }) => versions.get(id) !== version);
}

/** Call after everything was computed. */
export async function keepDefinitions(store: FactStore, computation: number): Promise<void> {
  await store.insert(
    'computed_definitions',
    kept().map((definition) => ({ ...definition, computation })),
  );
}
