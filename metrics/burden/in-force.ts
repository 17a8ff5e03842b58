/** Requirements in force on a day, once for every unit that must answer: a state, see `stock` in definition.ts. */

/** Level that must answer: the one named where it lies above townships, else townships, on which all below them rest. */
const ASKED_LEVEL = `multiIf(target_level IN ('province', '省', '省级'), 'province', target_level IN ('city', 'prefecture', '市', '市级', '地市'), 'city',
  target_level IN ('county', '县', '县级', '区', '区县', '县区'), 'county', 'township')`;

/**
 * Columns: fact (its number), code, asks (the requirement's kind), system, scored (has a weight or is ranked), target, metric,
 * support (what it says is given), org_unit ('' without a directory of units), day, at.
 */
export const REQUIREMENTS_IN_FORCE = `
  SELECT f.fact AS fact, f.code AS code, f.asks AS asks, f.system AS system, f.scored AS scored, f.target AS target, f.metric AS metric,
    f.support AS support, u.code AS org_unit, f.on_day AS day, toDateTime64(f.on_day, 3, 'Asia/Shanghai') AS at
  FROM (SELECT toString(fact_id) AS fact, code, kind AS asks, system_code AS system, ifNull(scoring_weight, 0) > 0 OR ifNull(ranked, 0) = 1 AS scored,
      target, metric, support_given AS support, ${ASKED_LEVEL} AS asked, arrayJoin({days:Array(Date)}) AS on_day
    FROM requirements WHERE ifNull(valid_from, toDate('1970-01-01')) <= on_day AND ifNull(valid_to, toDate('2149-06-06')) >= on_day) f
  LEFT JOIN unit_paths u ON u.level = f.asked`;

/** The requirement, once for each of its units, as columns of an event row (see definition.ts). */
export const REQUIREMENT_ROW = `'requirements' AS kind, '' AS source, fact AS external_id, code AS requirement, '' AS cadre, org_unit, day, at`;
