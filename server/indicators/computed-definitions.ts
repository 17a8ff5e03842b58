/** Which version of each definition the kept results were computed with: when one changes, everything is due again. */
import { catalogue } from '../../metrics/catalogue.ts';
import type { FactStore } from '../facts/fact-store.ts';
import { isStored } from './statements.ts';

interface Known {
  id: string;
  version: number;
}

/** Stands among the definitions for the time model that they read. */
const TIME_MODEL = 'time-model';

/** What a computation that starts now would be made with. Read it before computing: what changes meanwhile is due again. */
export async function presentDefinitions(store: FactStore): Promise<Known[]> {
  const [model] = await store.query<{ edition: number }>('SELECT edition FROM time_model');
  return [
    ...catalogue.filter(isStored).map(({ id, version }) => ({ id, version })),
    { id: TIME_MODEL, version: model?.edition ?? 0 },
  ];
}

/** True before anything was computed, and when a definition is new or has another version than the one computed with. */
export async function definitionsChanged(store: FactStore): Promise<boolean> {
  const [known, present] = await Promise.all([
    store.query<Known>(
      `SELECT id, version FROM computed_definitions
       WHERE computation = (SELECT max(computation) FROM computed_definitions)`,
    ),
    presentDefinitions(store),
  ]);
  const versions = new Map(known.map(({ id, version }) => [id, version]));
  // Whatever was computed before the time model could be set was computed with its first edition.
  if (!versions.has(TIME_MODEL)) versions.set(TIME_MODEL, 0);
  return present.some(({ id, version }) => versions.get(id) !== version);
}

/** Call after everything was computed, with what it was made with. */
export async function keepDefinitions(store: FactStore, computation: number, made: readonly Known[]): Promise<void> {
  await store.insert(
    'computed_definitions',
    made.map((definition) => ({ ...definition, computation })),
  );
}
