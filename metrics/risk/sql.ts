/** Pieces of SQL that detectors share. */
import { EVENT_TUPLE, type JudgedRecords } from '../definition.ts';

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

/** Clocks that say what can be judged of a kind. */
const JUDGED_CLOCKS = { checkins: ['claimed', 'captured', 'uploaded'], reports: ['claimed', 'submitted'] } as const;

/** The records of these days as `e`, with the clocks of their source as `p`, and what else is joined to them. */
export const judgedRecords = (of: JudgedRecords['of'], joined = ''): string =>
  `${of} e LEFT ANY JOIN ${clockPrecision(of, JUDGED_CLOCKS[of])} p ON p.source = e.source ${joined} WHERE e.day IN {days:Array(Date)}`;

/** `eligible` of a detector that judges records one by one, and what an update asks for all such detectors at once. */
export const judgedOneByOne = (
  judges: readonly JudgedRecords[],
): { judges: readonly JudgedRecords[]; eligible: string } => ({
  judges,
  eligible: countEligible(
    judges
      .map(
        ({ of, only, reason }) => `
    SELECT e.requirement_code AS requirement, e.cadre_code AS cadre, '' AS org_unit, e.day AS day, ${reason} AS reason
    FROM ${judgedRecords(of)}${only === undefined ? '' : ` AND ${only}`}`,
      )
      .join(' UNION ALL '),
  ),
});
