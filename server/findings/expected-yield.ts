/**
 * What checking a finding promises, so that the checks a county can afford go where they find most. Of each detector that
 * stands out: the rows it flagged, times the chance that one of them is right. That chance starts from how far the cell lies
 * above the honest rate (the share of its flagged rows that an honest cell would not show, with its shrunken rate) and moves
 * to what back-checks of this detector found, as a beta prior worth PRIOR_CHECKS checks. The finding promises what its most
 * promising detector does: detectors flag the same rows, and a sum would count these twice.
 */

/** So many back-checks weigh as much as the model. */
export const PRIOR_CHECKS = 10;

/** The detectors of a kept finding, from `e.body`, that stand out. */
const STANDING_OUT = `arrayFilter(d -> d.6, JSONExtract(e.body, 'detectors',
  'Array(Tuple(id String, observed Float64, n Float64, expected Float64, shrunk Float64, flagged Bool))'))`;

const checked = `transform(d.1, {checked_ids:Array(String)}, {checked:Array(Float64)}, 0.)`;
const right = `transform(d.1, {checked_ids:Array(String)}, {checked_right:Array(Float64)}, 0.)`;
const beyond = `greatest(0., 1 - d.4 / greatest(d.3 * d.5, 1e-9))`;

/** Expression over `findings e`: (detector, rows, chance, checks, right ones), most promising first. */
export const YIELD_REASONS = `arrayReverseSort(r -> r.2 * r.3, arrayMap(d -> (d.1, d.2,
  (${PRIOR_CHECKS} * ${beyond} + ${right}) / (${PRIOR_CHECKS} + ${checked}), ${checked}, ${right}), ${STANDING_OUT}))`;

/** Expression over what YIELD_REASONS gives: rows a check may expect. */
export const yieldOf = (reasons: string): string => `(${reasons}[1].2 * ${reasons}[1].3)`;

/** Parameters of YIELD_REASONS. The first entry is nobody's: `transform` wants one. */
export function yieldParameters(
  measured: ReadonlyMap<string, { checked: number; falsePositives: number }>,
): Record<string, unknown> {
  const ids = [...measured.keys()];
  return {
    checked_ids: ['', ...ids],
    checked: [0, ...ids.map((id) => measured.get(id)!.checked)],
    checked_right: [0, ...ids.map((id) => measured.get(id)!.checked - measured.get(id)!.falsePositives)],
  };
}

/** Hours a row of a requirement costs in a month, by the time model. Columns: requirement, month, hours. */
export const HOURS_PER_ROW = (where: string): string => `
  SELECT e.requirement AS requirement, toString(toStartOfMonth(e.day)) AS month, sum(e.numerator) / sum(e.n) AS hours
  FROM indicator_daily e
  WHERE e.indicator = 'filling-hours' AND e.requirement IN {of_requirements:Array(String)}
    AND toStartOfMonth(e.day) IN {of_months:Array(Date)} AND ${where}
  GROUP BY e.requirement, toStartOfMonth(e.day) HAVING sum(e.n) > 0`;
