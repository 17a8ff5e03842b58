/** The numbers in the `values` of reports, and pieces of SQL that the detectors of numbers share. */

/** A field and its number exactly as written: digits must not pass through a binary value, which has no last digit. */
export const WRITTEN_PAIR = String.raw`"([^"\\\\]+)"\\s*:\\s*"?(-?[0-9]{1,15}(?:\\.[0-9]{1,9})?)"?\\s*[,}]`;

/** Days that a distribution looks back; the detectors of numbers read no more, whatever the history. */
export const LOOK_BACK = 31;

/**
 * One row per number in the reports of the days from LOOK_BACK before the first of `{days:Array(Date)}` on, of requirements that
 * these days answer. Columns: source, external_id, requirement, cadre, unit, day, at, field, written, draw. Numbers with a
 * different number of decimals are different fields: some systems drop the last zero of 12.50. `draw` is a number from chance
 * that belongs to report and field: the least of them picks one number of a report, so that each report counts once.
 */
export const numbers = `
  SELECT r.source AS source, r.external_id AS external_id, r.requirement_code AS requirement, r.cadre_code AS cadre, u.township AS unit,
    r.day AS day, r.submitted_at AS at, arrayJoin(extractAllGroups(r.\`values\`, '${WRITTEN_PAIR}')) AS pair, pair[2] AS written,
    concat(pair[1], '.', toString(if(position(written, '.') = 0, 0, length(written) - position(written, '.')))) AS field,
    cityHash64(r.source, r.external_id, field) AS draw
  FROM reports r LEFT ANY JOIN cadre_units u ON u.cadre_code = r.cadre_code
  WHERE r.values_count > 0 AND r.day > arrayMin({days:Array(Date)}) - ${LOOK_BACK} - 1 AND r.day <= arrayMax({days:Array(Date)})
    AND r.requirement_code IN (SELECT requirement_code FROM reports WHERE day IN {days:Array(Date)} AND values_count > 0)`;

/** Frames over rows of one day each: the days before it, and up to and including it. */
export const DAYS_BEFORE = `ORDER BY day RANGE BETWEEN ${LOOK_BACK} PRECEDING AND 1 PRECEDING`;
export const DAYS_UP_TO = `ORDER BY day RANGE BETWEEN ${LOOK_BACK} PRECEDING AND CURRENT ROW`;

/** One row per report from rows of its numbers (with `reason`): the first number that can be judged stands for it. */
export const perReport = (judged: string): string => `
  SELECT source, external_id, requirement, cadre, day, at, if(countIf(reason = '') > 0, '', min(reason)) AS verdict,
    argMinIf((hit, detail), draw, reason = '') AS chosen
  FROM (${judged}) GROUP BY source, external_id, requirement, cadre, day, at`;

/** Later days whose distributions look back on these: those that answer one of their requirements within LOOK_BACK days. */
export const laterNumbers = `
  SELECT DISTINCT day FROM reports
  WHERE day > arrayMin({days:Array(Date)}) AND day <= arrayMax({days:Array(Date)}) + ${LOOK_BACK} AND values_count > 0
    AND requirement_code IN (SELECT requirement_code FROM reports WHERE day IN {days:Array(Date)})`;
