/**
 * Every answer to a requirement: reports, check-ins, and tasks whose requirement is answered by the task itself. A task that
 * is answered by a report or a check-in is not counted beside it.
 * Columns: kind, source, external_id, requirement, cadre, org_unit, day, at, photos (how many are attached).
 */
export const ANSWERS = `
  SELECT 'checkins' AS kind, source, external_id, requirement_code AS requirement, cadre_code AS cadre, '' AS org_unit, day,
    claimed_at AS at, length(photos) AS photos
  FROM checkins WHERE day IN {days:Array(Date)}
  UNION ALL
  SELECT 'reports', source, external_id, requirement_code, cadre_code, '', day, submitted_at, length(photos)
  FROM reports WHERE day IN {days:Array(Date)}
  UNION ALL
  SELECT 'tasks', source, external_id, requirement_code, cadre_code, org_unit_code, day, issued_at, 0
  FROM tasks WHERE day IN {days:Array(Date)} AND requirement_code IN (SELECT code FROM requirements WHERE kind = 'task')`;
