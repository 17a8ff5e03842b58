/**
 * Reports of one requirement with the same content key, in the order in which they came, and how common that content had
 * become by each day. Shared by the detectors of copied texts and repeated records.
 */

export interface RepeatedContent {
  /** Column of `reports` that identifies the content. */
  key: string;
  /** Which reports have content worth comparing, as a condition on `reports`. */
  comparable: string;
  /** Reports with the same content from which on it is worth looking. */
  atLeast: string;
  /** Also count, as `in_period`, how often the cadre had sent it in that period of the report (1 = first). */
  byPeriod?: true;
}

const ofTheseDays = (content: RepeatedContent) =>
  `SELECT requirement_code, ${content.key} FROM reports WHERE day IN {days:Array(Date)} AND ${content.comparable}`;

/** (requirement, content) that came `atLeast` times up to the last of these days, and that these days show. */
export const repeatedKeys = (content: RepeatedContent): string => `
  SELECT requirement_code AS requirement, ${content.key} AS content FROM reports
  WHERE day <= arrayMax({days:Array(Date)}) AND ${content.comparable} AND (requirement_code, ${content.key}) IN (${ofTheseDays(content)})
  GROUP BY requirement, content HAVING count() >= ${content.atLeast}`;

/**
 * Their reports up to the last of these days. Columns: requirement, content, cadre, source, external_id, day, at, place (1 =
 * first), first_event, first_cadre, others (reports of other cadres before it), users and user_units (cadres and units with
 * this content by the end of that day), period; with `byPeriod` also in_period.
 */
export const repeatedReports = (content: RepeatedContent): string => `
  SELECT *, place - own AS others,
    sum(new_user) OVER by_day AS users, sum(new_unit) OVER by_day AS user_units
  FROM (
    SELECT *, row_number() OVER came AS place, row_number() OVER own_came AS own,${
      content.byPeriod
        ? '\n      row_number() OVER (PARTITION BY requirement, content, cadre, period ORDER BY at, source, external_id) AS in_period,'
        : ''
    }
      first_value((kind, source, external_id, day)) OVER came AS first_event, first_value(cadre) OVER came AS first_cadre,
      row_number() OVER own_came = 1 AS new_user,
      row_number() OVER (PARTITION BY requirement, content, unit ORDER BY at, source, external_id) = 1 AS new_unit
    FROM (
      SELECT 'reports' AS kind, requirement, content, one.1 AS at, one.2 AS source, one.3 AS external_id, one.4 AS cadre, one.5 AS day, one.6 AS period, u.township AS unit
      FROM (
        SELECT requirement_code AS requirement, ${content.key} AS content,
          arrayJoin(groupArray((submitted_at, toString(source), external_id, toString(cadre_code), day, period)) AS came) AS one
        FROM reports
        WHERE day <= arrayMax({days:Array(Date)}) AND ${content.comparable} AND (requirement_code, ${content.key}) IN (${ofTheseDays(content)})
        GROUP BY requirement, content HAVING length(came) >= ${content.atLeast}) r
      LEFT ANY JOIN cadre_units u ON u.cadre_code = r.one.4)
    WINDOW came AS (PARTITION BY requirement, content ORDER BY at, source, external_id ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW),
      own_came AS (PARTITION BY requirement, content, cadre ORDER BY at, source, external_id ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW))
  WINDOW by_day AS (PARTITION BY requirement, content ORDER BY day RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)`;

/** (requirement, since, cadres): how many cadres had answered each requirement of these days by the day `since`. */
export const cadresByDay = (content: RepeatedContent): string => `
  SELECT requirement, since, sum(fresh) OVER (PARTITION BY requirement ORDER BY since) AS cadres
  FROM (
    SELECT requirement, since, count() AS fresh
    FROM (
      SELECT requirement_code AS requirement, cadre_code, min(day) AS since FROM reports
      WHERE day <= arrayMax({days:Array(Date)}) AND ${content.comparable} AND requirement_code IN (SELECT requirement FROM (${repeatedKeys(content)}))
      GROUP BY requirement, cadre_code)
    GROUP BY requirement, since)`;

/** Later days that show repeated content of a requirement that these days answer: its commonness there may change. */
export const laterDays = (content: RepeatedContent): string => `
  SELECT DISTINCT day FROM reports
  WHERE day > arrayMin({days:Array(Date)}) AND ${content.comparable} AND (requirement_code, ${content.key}) IN (
    SELECT requirement_code, ${content.key} FROM reports
    WHERE ${content.comparable} AND requirement_code IN (SELECT requirement_code FROM reports WHERE day IN {days:Array(Date)})
      AND requirement_code IN (SELECT requirement_code FROM reports WHERE day > arrayMin({days:Array(Date)}))
    GROUP BY requirement_code, ${content.key} HAVING count() > 1)`;
