/** How long after its claimed time each record reached the system. */
import { COARSE_CLOCK_S, clockPrecision } from '../sql.ts';

/** Why it cannot be judged how late a record came, '' when it can. */
export const unclearLag = {
  checkins: `multiIf(e.uploaded_at IS NULL, 'no-upload-clock',
      greatest(e.precision_s, p.claimed_s, p.uploaded_s) >= ${COARSE_CLOCK_S}, 'clock-too-coarse', '')`,
  reports: `multiIf(e.requirement_code IN (SELECT code FROM requirements WHERE frequency NOT IN ('', 'P1D', 'adhoc')), 'periodic-report',
      greatest(e.precision_s, p.claimed_s, p.submitted_s) >= ${COARSE_CLOCK_S}, 'clock-too-coarse', '')`,
};

/**
 * Check-ins, and reports that claim a time, as rows (kind, source, external_id, requirement, cadre, day, at = claimed time,
 * lag = seconds until the server had it, near = the device saw it happen, reason it cannot be judged). Needs `{capture_minutes}`.
 */
export const lags = (where: string): string => `
  SELECT 'checkins' AS kind, e.source AS source, e.external_id AS external_id, e.requirement_code AS requirement, e.cadre_code AS cadre, e.day AS day,
    e.claimed_at AS at, dateDiff('second', e.claimed_at, ifNull(e.uploaded_at, e.claimed_at)) AS lag,
    ifNull(abs(dateDiff('second', e.claimed_at, e.captured_at)) <= 60 * {capture_minutes:Float64}, 0) AS near,
    ${unclearLag.checkins} AS reason
  FROM checkins e LEFT ANY JOIN ${clockPrecision('checkins', ['claimed', 'uploaded'])} p ON p.source = e.source
  WHERE ${where}
  UNION ALL
  SELECT 'reports', e.source, e.external_id, e.requirement_code, e.cadre_code, e.day, ifNull(e.claimed_at, e.submitted_at),
    dateDiff('second', ifNull(e.claimed_at, e.submitted_at), e.submitted_at), 0,
    ${unclearLag.reports}
  FROM reports e LEFT ANY JOIN ${clockPrecision('reports', ['claimed', 'submitted'])} p ON p.source = e.source
  WHERE e.claimed_at IS NOT NULL AND ${where}`;
