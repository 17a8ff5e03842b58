/** The event rows behind every figure in hours: what each report, check-in and task took, and how that is known. */
import { TRACE_ONLY_KINDS } from './time-model.ts';

const traceOnly = `arrayAll(kind -> kind IN (${TRACE_ONLY_KINDS.map((kind) => `'${kind}'`).join(', ')}), q.trace_kinds) AND notEmpty(q.trace_kinds)`;

/**
 * Columns: kind, source, external_id, requirement, cadre, org_unit, day, at, seconds, trace_seconds (the part that only
 * leaves a trace), factor (uncertainty either way, 1 = logged), label (`logged` or `modelled`).
 * A report: its logged editing time, else the issuer's estimate, else fields, photos and text by the time model.
 * A check-in: the time model. `pace` is the model that counts (metrics/burden/time-model.ts). A task: its logged minutes, when its requirement is answered by the task itself and not by
 * reports or check-ins, whose own time is counted.
 */
export const FILLING_EVENTS = `
  WITH (SELECT [per_field, per_photo, per_checkin, per_character, modelled_factor, estimate_factor] FROM time_model) AS pace
  SELECT 'checkins' AS kind, source, external_id, requirement_code AS requirement, cadre_code AS cadre, '' AS org_unit, day,
    claimed_at AS at, 0 AS logged, 0 AS estimate, 0 AS writing, 0 AS photographing,
    pace[3] + length(photos) * pace[2] + lengthUTF8(note) * pace[4] AS seconds, seconds AS trace_seconds,
    pace[5] AS factor, 'modelled' AS label
  FROM checkins WHERE day IN {days:Array(Date)}
  UNION ALL
  SELECT 'reports', r.source, r.external_id, r.requirement_code, r.cadre_code, '', r.day, r.submitted_at,
    r.active_edit_s > 0 AS logged, ifNull(q.minutes_estimate, 0) * 60 AS estimate,
    if(r.values_count > 0, toUInt64(r.values_count), length(q.fields)) * pace[1] + r.text_chars * pace[4] AS writing,
    toFloat64(length(r.photos) * pace[2]) AS photographing,
    multiIf(logged = 1, assumeNotNull(r.active_edit_s), estimate > 0, estimate, writing + photographing) AS seconds,
    if(${traceOnly}, seconds, least(photographing, seconds)) AS trace_seconds,
    toFloat64(multiIf(logged = 1, 1, estimate > 0, pace[6], pace[5])) AS factor,
    if(logged = 1, 'logged', 'modelled') AS label
  FROM reports r LEFT ANY JOIN requirements q ON q.code = r.requirement_code
  WHERE r.day IN {days:Array(Date)}
  UNION ALL
  SELECT 'tasks', t.source, t.external_id, t.requirement_code, t.cadre_code, t.org_unit_code, t.day, t.issued_at, 1, 0, 0, 0,
    assumeNotNull(t.minutes) * 60, 0, 1, 'logged'
  FROM tasks t LEFT ANY JOIN requirements q ON q.code = t.requirement_code
  WHERE t.day IN {days:Array(Date)} AND t.minutes > 0 AND q.kind NOT IN ('report', 'checkin')`;
