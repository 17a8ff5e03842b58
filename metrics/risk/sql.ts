/** Pieces of SQL that detectors share. */
import { EVENT_TUPLE } from '../definition.ts';

/**
 * Counts of eligible and abstained events from rows (requirement, cadre, org_unit, day, reason), where reason '' is eligible.
 */
export const countEligible = (classified: string): string =>
  `SELECT requirement, cadre, org_unit, day, countIf(reason = '') AS eligible, countIf(reason != '') AS abstained, reason
   FROM (${classified}) GROUP BY requirement, cadre, org_unit, day, reason`;

/** Casts an array of (kind, source, external_id, day) to the type of `events`. */
export const asEvents = (array: string): string => `CAST(${array}, 'Array(${EVENT_TUPLE})')`;

/** Subquery (source, <name>_s ...): how exactly, in seconds, each source of a kind keeps the clock `<name>_at`; 0 = no value. */
export const clockPrecision = (kind: string, clocks: readonly string[]): string =>
  `(SELECT source, ${clocks.map((clock) => `maxIf(precision_s, clock = '${clock}_at') AS ${clock}_s`).join(', ')}
    FROM clock_precision WHERE kind = '${kind}' GROUP BY source)`;

/** Half an hour and less: clocks known only to the hour or day cannot time anything. */
export const COARSE_CLOCK_S = 3600;
