/** The event rows behind every figure in hours: what each report, check-in and task took, and how that is known. */
import {
  ESTIMATE_UNCERTAINTY,
  SECONDS_PER_CHARACTER,
  SECONDS_PER_CHECKIN,
  SECONDS_PER_FIELD,
  SECONDS_PER_PHOTO,
  TRACE_ONLY_KINDS,
  UNCERTAINTY,
} from './time-model.ts';

const traceOnly = `arrayAll(kind -> kind IN (${TRACE_ONLY_KINDS.map((kind) => `'${kind}'`).join(', ')}), q.trace_kinds) AND notEmpty(q.trace_kinds)`;

/**
 * Columns: kind, source, external_id, requirement, cadre, org_unit, day, at, seconds, trace_seconds (the part that only
 * leaves a trace), factor (uncertainty either way, 1 = logged), label (`logged` or `modelled`).
 * A report: its logged editing time, else the issuer's estimate, else fields, photos and text by the time model.
 * A check-in: the time model. A task: its logged minutes, when its requirement is answered by the task itself and not by
 * reports or check-ins, whose own time is counted.
 */
export const FILLING_EVENTS = `
  SELECT 'reports' AS kind, r.source AS source, r.external_id AS external_id, r.requirement_code AS requirement,
    r.cadre_code AS cadre, '' AS org_unit, r.day AS day, r.submitted_at AS at,
    r.active_edit_s > 0 AS logged, ifNull(q.minutes_estimate, 0) * 60 AS estimate,
    if(r.values_count > 0, toUInt64(r.values_count), length(q.fields)) * ${SECONDS_PER_FIELD} + r.text_chars * ${SECONDS_PER_CHARACTER} AS writing,
    toFloat64(length(r.photos) * ${SECONDS_PER_PHOTO}) AS photographing,
    multiIf(logged = 1, assumeNotNull(r.active_edit_s), estimate > 0, estimate, writing + photographing) AS seconds,
    if(${traceOnly}, seconds, least(photographing, seconds)) AS trace_seconds,
    toFloat64(multiIf(logged = 1, 1, estimate > 0, ${ESTIMATE_UNCERTAINTY}, ${UNCERTAINTY})) AS factor,
    if(logged = 1, 'logged', 'modelled') AS label
  FROM reports r LEFT ANY JOIN requirements q ON q.code = r.requirement_code
  WHERE r.day IN {days:Array(Date)}
  UNION ALL
  SELECT 'checkins', source, external_id, requirement_code, cadre_code, '', day, claimed_at, 0, 0, 0, 0,
    ${SECONDS_PER_CHECKIN} + length(photos) * ${SECONDS_PER_PHOTO} + lengthUTF8(note) * ${SECONDS_PER_CHARACTER} AS modelled, modelled,
    ${UNCERTAINTY}, 'modelled'
  FROM checkins WHERE day IN {days:Array(Date)}
  UNION ALL
  SELECT 'tasks', t.source, t.external_id, t.requirement_code, t.cadre_code, t.org_unit_code, t.day, t.issued_at, 1, 0, 0, 0,
    assumeNotNull(t.minutes) * 60, 0, 1, 'logged'
  FROM tasks t LEFT ANY JOIN requirements q ON q.code = t.requirement_code
  WHERE t.day IN {days:Array(Date)} AND t.minutes > 0 AND q.kind NOT IN ('report', 'checkin')`;
