/**
 * When each event was really entered. The device clock is believed where there is one (an offline sync uploads in seconds
 * what was captured over days), else the server's. A report is entered when it is submitted.
 */
import { COARSE_CLOCK_S, clockPrecision } from '../sql.ts';

/**
 * Check-ins, and reports that claim a time, as rows (kind, source, external_id, requirement, cadre, day, at = claimed time,
 * entered, uploaded, captured, reason). `reason` says why the clocks cannot be judged, '' when they can. `entered` needs to be
 * known to `exactness_s` seconds.
 */
export const entries = (where: string, exactness_s: number): string => `
  SELECT 'checkins' AS kind, e.source AS source, e.external_id AS external_id, e.requirement_code AS requirement, e.cadre_code AS cadre, e.day AS day,
    e.claimed_at AS at, ifNull(e.captured_at, ifNull(e.uploaded_at, e.claimed_at)) AS entered, e.uploaded_at AS uploaded, e.captured_at AS captured,
    multiIf(e.captured_at IS NULL AND e.uploaded_at IS NULL, 'no-upload-clock',
      greatest(e.precision_s, p.claimed_s) >= ${COARSE_CLOCK_S}, 'clock-too-coarse',
      if(e.captured_at IS NULL, p.uploaded_s, p.captured_s) > ${exactness_s}, 'clock-too-coarse',
      e.created_by != '' AND e.created_by != e.cadre_code, 'entered-by-other', '') AS reason
  FROM checkins e LEFT ANY JOIN ${clockPrecision('checkins', ['claimed', 'captured', 'uploaded'])} p ON p.source = e.source
  WHERE ${where}
  UNION ALL
  SELECT 'reports', e.source, e.external_id, e.requirement_code, e.cadre_code, e.day,
    ifNull(e.claimed_at, e.submitted_at), e.submitted_at, toNullable(e.submitted_at), NULL,
    multiIf(p.claimed_s >= ${COARSE_CLOCK_S} OR greatest(e.precision_s, p.submitted_s) > ${exactness_s}, 'clock-too-coarse', '')
  FROM reports e LEFT ANY JOIN ${clockPrecision('reports', ['claimed', 'submitted'])} p ON p.source = e.source
  WHERE e.claimed_at IS NOT NULL AND ${where}`;
