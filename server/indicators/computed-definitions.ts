/** Which version of each definition results were computed with: when one changes, everything is due again. */
import { catalogue } from '../../metrics/catalogue.ts';
import type { AnyDefinition } from '../../metrics/definition.ts';
import type { FactStore } from '../facts/fact-store.ts';
import { isStored } from './statements.ts';

interface Known {
  id: string;
  version: number;
  /** JSON of the definition but its examples; '' where it was computed before texts were kept. */
  definition: string;
}

export interface ComputedDefinition extends Known {
  computation: number;
}

/** Stands among the definitions for the time model that they read. */
const TIME_MODEL = 'time-model';

/** The edition of the time model that results were computed with; `known` from `computedDefinitions`. */
export const editionOf = (known: ReadonlyMap<string, ComputedDefinition>): number =>
  known.get(TIME_MODEL)?.version ?? 0;

const text = ({ examples: _examples, ...definition }: AnyDefinition): string => JSON.stringify(definition);

/** What a computation that starts now would be made with. Read it before computing: what changes meanwhile is due again. */
export async function presentDefinitions(store: FactStore): Promise<Known[]> {
  const [model] = await store.query<{ edition: number }>('SELECT edition FROM time_model');
  return [
    ...catalogue.map((definition) => ({
      id: definition.id,
      version: definition.version,
      definition: text(definition),
    })),
    { id: TIME_MODEL, version: model?.edition ?? 0, definition: '' },
  ];
}

/** What results were last computed with, by id. */
export async function computedDefinitions(store: FactStore): Promise<Map<string, ComputedDefinition>> {
  const rows = await store.query<ComputedDefinition>(
    `SELECT id, version, computation, definition FROM computed_definitions
     WHERE computation = (SELECT max(computation) FROM computed_definitions)`,
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/**
 * True before anything was computed, and when a definition whose results are kept is new or has another version than the one
 * computed with. What is made when asked for needs no computing, but its former figures have to be kept once.
 */
export async function definitionsChanged(store: FactStore): Promise<boolean> {
  const [known, present] = await Promise.all([computedDefinitions(store), presentDefinitions(store)]);
  const madeWhenAsked = new Set(catalogue.filter((one) => !isStored(one)).map(({ id }) => id));
  return present.some(({ id, version }) => {
    // Whatever was computed before the time model could be set was computed with its first edition.
    const before = id === TIME_MODEL ? editionOf(known) : known.get(id)?.version;
    return before === undefined ? !madeWhenAsked.has(id) : before !== version;
  });
}

/** Call after everything was computed, with what it was made with. */
export async function keepDefinitions(store: FactStore, computation: number, made: readonly Known[]): Promise<void> {
  await store.insert(
    'computed_definitions',
    made.map((definition) => ({ ...definition, computation })),
  );
}
