import type { AnyDefinition } from '../../metrics/definition.ts';
import type { CatalogueItem } from '../contract-catalogue.ts';

/** A definition as shown: everything but its examples; a detector shows the SQL of its signals. */
export function catalogueItem(definition: AnyDefinition): CatalogueItem & { sql: string } {
  const { id, kind, version, terms, question, formula, limits, references, minimumN } = definition;
  const shared = { id, kind, version, terms, question, formula, limits, references: [...references], minimumN };
  if (definition.kind === 'burden') {
    const { unit, better, aggregate, evidence, events, parts } = definition;
    return { ...shared, unit, better, aggregate, evidence, sql: events, ...(parts ? { parts } : {}) };
  }
  const { family, identity, falsePositives, excuses, parameters, signals } = definition;
  return {
    ...shared,
    family,
    identity,
    null: definition.null,
    falsePositives,
    excuses: [...excuses],
    parameters,
    sql: signals,
  };
}
