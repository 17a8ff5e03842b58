/**
 * Which requirements ask for the same data: by what their fields ask for, and by values that agree in fact, whatever the
 * fields are called. Parameters: `{from:Date}`, `{to:Date}`; a condition on units is put in where the answer is scoped.
 */
import type { Reference } from '../definition.ts';
import { normalLabelSql } from './field-names.ts';

/** Fewest different values that must agree before chance is out of question. */
export const FEWEST_VALUES = 10;
/** Share of the shorter list of values that must also be in the other. */
export const LEAST_AGREEMENT = 0.8;
/** Forms that share so much of the smaller one are to be merged; below, a look is enough. */
export const MERGE_FROM = 0.6;

export const OVERLAP_REFERENCES: readonly Reference[] = [
  { source: 'Domain note P18 and P30: fields of two systems, Jaccard 0.6; the same item asked twice', grade: 'P' },
];

/** Registered fields; of requirements that register none, the labels that their reports between the days fill in. */
const ASKED = `
  SELECT requirement, label, field FROM requirement_fields
  UNION DISTINCT
  SELECT w.requirement AS requirement, w.label AS label, if(n.field = '', concat('label:', w.label), n.field) AS field
  FROM (SELECT DISTINCT toString(requirement_code) AS requirement, arrayJoin(arrayMap(k -> ${normalLabelSql('k')}, JSONExtractKeys(\`values\`))) AS label
    FROM reports WHERE day BETWEEN {from:Date} AND {to:Date} AND values_count > 0
      AND requirement_code NOT IN (SELECT requirement FROM requirement_fields)) w
  LEFT ANY JOIN field_names n ON n.label = w.label`;

/** Rows `requirement, fields`: how many different things each requirement asks for. */
export const FIELD_COUNTS = `SELECT requirement, uniqExact(field) AS fields FROM (${ASKED}) GROUP BY requirement`;

/** Rows `first, second, shared Array((label, other label, field))` for requirements whose fields ask for the same. */
export const SHARED_FIELDS = `
  WITH asked AS (${ASKED})
  SELECT a.requirement AS first, b.requirement AS second, groupUniqArray(50)((a.label, b.label, a.field)) AS shared
  FROM asked a INNER JOIN asked b ON b.field = a.field
  WHERE a.requirement < b.requirement GROUP BY first, second`;

/**
 * Values that can identify what they are about: at least three characters, or two that are not digits or Latin letters. The words of a drop-down list
 * are among them, but there are seldom ten different ones.
 */
const TELLING = `(lengthUTF8(value) >= 3 OR match(value, '\\\\p{Han}{2}'))`;

/** Every telling value once per unit, month, requirement and label. */
const written = (scope: string) => `
  SELECT e.unit AS unit, toStartOfMonth(day) AS month, requirement, label, value
  FROM (
    SELECT if(u.unit = '', toString(r.cadre_code), u.township) AS unit, r.day AS day, toString(r.requirement_code) AS requirement,
      ${normalLabelSql('pair.1')} AS label, trim(BOTH '"' FROM pair.2) AS value
    FROM reports r LEFT ANY JOIN cadre_units u ON u.cadre_code = r.cadre_code ARRAY JOIN JSONExtractKeysAndValuesRaw(r.\`values\`) AS pair
    WHERE r.day BETWEEN {from:Date} AND {to:Date} AND r.values_count > 0) e
  WHERE ${TELLING} AND ${scope}
  GROUP BY unit, month, requirement, label, value`;

/**
 * Rows `first, second, label, other, agreed, different, compared`: fields of two requirements whose values agree within unit
 * and month: `agreed` pairs of equal values, `different` of them distinct, of `compared` that could have agreed.
 * Linear in the number of values: pairs are only made among the fields that hold the same value in the same place.
 */
export const agreeingValues = (scope: string): string => `
  WITH telling AS (${written(scope)}),
    candidates AS (
      SELECT pair.1 AS a, pair.2 AS b, count() AS agreed, uniqExact(value) AS different
      FROM (
        SELECT value, arrayJoin(arrayFilter(p -> p.1.1 < p.2.1, arrayFlatten(arrayMap(x -> arrayMap(y -> (x, y), places), places)))) AS pair
        FROM (SELECT unit, month, value, groupUniqArray((requirement, label)) AS places FROM telling GROUP BY unit, month, value
          HAVING length(places) BETWEEN 2 AND 30))
      GROUP BY a, b HAVING different >= ${FEWEST_VALUES}),
    sizes AS (
      SELECT unit, month, groupArray(((requirement, label), n)) AS fields
      FROM (SELECT unit, month, requirement, label, count() AS n FROM telling
        WHERE (requirement, label) IN (SELECT arrayJoin([a, b]) FROM candidates) GROUP BY unit, month, requirement, label)
      GROUP BY unit, month)
  SELECT c.a.1 AS first, c.b.1 AS second, c.a.2 AS label, c.b.2 AS other, c.agreed AS agreed, c.different AS different, s.compared AS compared
  FROM candidates c INNER JOIN (
    SELECT pair.1.1 AS a, pair.2.1 AS b, sum(least(pair.1.2, pair.2.2)) AS compared
    FROM (SELECT arrayJoin(arrayFilter(p -> p.1.1.1 < p.2.1.1, arrayFlatten(arrayMap(x -> arrayMap(y -> (x, y), fields), fields)))) AS pair FROM sizes)
    GROUP BY a, b) s ON s.a = c.a AND s.b = c.b
  WHERE agreed >= ${LEAST_AGREEMENT} * compared`;
