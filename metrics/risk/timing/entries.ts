/**
 * When each event was really entered. The device clock is believed where there is one (an offline sync uploads in seconds
 * what was captured over days), else the server's. A report is entered when it is submitted.
 */
import { COARSE_CLOCK_S, clockPrecision } from '../sql.ts';

const at = { checkins: 'e.claimed_at', reports: 'ifNull(e.claimed_at, e.submitted_at)' };
const entered = {
  checkins: 'ifNull(e.captured_at, ifNull(e.uploaded_at, e.claimed_at))',
  reports: 'e.submitted_at',
};

/** How many seconds after its claimed time a record was entered. */
export const enteredAfter = (kind: 'checkins' | 'reports'): string =>
  `dateDiff('second', ${at[kind]}, ${entered[kind]})`;

/** Why the clocks of a record cannot be judged, '' when they can; else `otherwise` says it. */
export const unclearEntry = (exactness_s: number, otherwise = { checkins: `''`, reports: `''` }) => ({
  checkins: `multiIf(e.captured_at IS NULL AND e.uploaded_at IS NULL, 'no-upload-clock',
      greatest(e.precision_s, p.claimed_s) >= ${COARSE_CLOCK_S}, 'clock-too-coarse',
      if(e.captured_at IS NULL, p.uploaded_s, p.captured_s) > ${exactness_s}, 'clock-too-coarse',
      e.created_by != '' AND e.created_by != e.cadre_code, 'entered-by-other', ${otherwise.checkins})`,
  reports: `multiIf(p.claimed_s >= ${COARSE_CLOCK_S} OR greatest(e.precision_s, p.submitted_s) > ${exactness_s}, 'clock-too-coarse', ${otherwise.reports})`,
});

/**
 * Check-ins, and reports that claim a time, as rows (kind, source, external_id, requirement, cadre, day, at = claimed time,
 * entered, uploaded, captured, reason). `reason` says why the clocks cannot be judged, '' when they can. `entered` needs to be
 * known to `exactness_s` seconds.
 */
export const entries = (where: string, exactness_s: number): string => `
  SELECT 'checkins' AS kind, e.source AS source, e.external_id AS external_id, e.requirement_code AS requirement, e.cadre_code AS cadre, e.day AS day,
    ${at.checkins} AS at, ${entered.checkins} AS entered, e.uploaded_at AS uploaded, e.captured_at AS captured,
    ${unclearEntry(exactness_s).checkins} AS reason
  FROM checkins e LEFT ANY JOIN ${clockPrecision('checkins', ['claimed', 'captured', 'uploaded'])} p ON p.source = e.source
  WHERE ${where}
  UNION ALL
  SELECT 'reports', e.source, e.external_id, e.requirement_code, e.cadre_code, e.day,
    ${at.reports}, ${entered.reports}, toNullable(e.submitted_at), NULL,
    ${unclearEntry(exactness_s).reports}
  FROM reports e LEFT ANY JOIN ${clockPrecision('reports', ['claimed', 'submitted'])} p ON p.source = e.source
  WHERE e.claimed_at IS NOT NULL AND ${where}`;
