/** Leaves out what can have no rows on some days: planning statements is most of what an update costs. */
import type { Detector } from '../../metrics/definition.ts';
import type { FactStore } from '../facts/fact-store.ts';
import { onTakenOut } from './due-facts.ts';
import { bound, type Statement } from './statements.ts';

/** Those of the definitions that may have rows on the days (`YYYY-MM-DD`): all whose `onlyWith` gives a row, or that have none. */
export function possible<T extends { onlyWith?: string }>(
  store: FactStore,
  definitions: readonly T[],
  days: readonly string[],
): Promise<T[]> {
  return whereMet(store, definitions, days, ({ onlyWith }) =>
    onlyWith === undefined ? undefined : { sql: onlyWith, parameters: {} },
  );
}

/** Those of the detectors that may flag something on days whose facts (of these kinds) are taken out: all whose `screen` gives a row, or that have none. */
export function suspicious(
  store: FactStore,
  detectors: readonly Detector[],
  days: readonly string[],
  kinds: ReadonlySet<string>,
): Promise<Detector[]> {
  return whereMet(store, detectors, days, (detector) => {
    if (detector.screen === undefined) return undefined;
    const { sql, parameters } = bound(detector, detector.screen);
    return { sql: onTakenOut(sql, kinds), parameters };
  });
}

/** One statement asks all conditions. */
async function whereMet<T>(
  store: FactStore,
  definitions: readonly T[],
  days: readonly string[],
  conditionOf: (definition: T) => Statement | undefined,
): Promise<T[]> {
  const conditions = new Map(definitions.map((definition) => [definition, conditionOf(definition)]));
  const asked = [...new Map([...conditions.values()].flatMap((one) => (one ? [[one.sql, one]] : []))).values()];
  if (asked.length === 0) return [...definitions];
  const rows = await store.query<{ met: number }>(
    asked.map(({ sql }, index) => `SELECT ${index} AS met FROM (${sql}) LIMIT 1`).join(' UNION ALL '),
    { ...Object.assign({}, ...asked.map(({ parameters }) => parameters)), days },
  );
  const met = new Set(rows.map((row) => asked[row.met]?.sql));
  return definitions.filter((definition) => {
    const condition = conditions.get(definition);
    return !condition || met.has(condition.sql);
  });
}
