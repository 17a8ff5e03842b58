/** SQL over the facts of one cell of findings: a requirement in a unit ('' = all units) in a month. */
import { EVENT_KINDS, type EventKindName } from '../../metrics/facts.ts';
import { UNIT } from '../indicators/statements.ts';

export interface CellOfFacts {
  requirement: string;
  unit: string;
  /** First day, `YYYY-MM-01`. */
  month: string;
}

const MOMENT = `CAST(NULL AS Nullable(DateTime64(3, 'Asia/Shanghai')))`;
const NUMBER = 'CAST(NULL AS Nullable(Float64))';

/** Per kind: what stands for the common columns. */
const COLUMNS: Record<EventKindName, string> = {
  checkins: `'' AS org_unit, e.claimed_at AS at, toNullable(e.claimed_at) AS claimed, e.captured_at AS captured, e.uploaded_at AS uploaded,
    ${MOMENT} AS due, ${MOMENT} AS completed, e.lat AS lat, e.lon AS lon, e.accuracy_m AS accuracy_m, e.device_id AS device, e.network_id AS network`,
  reports: `'' AS org_unit, e.submitted_at AS at, e.claimed_at AS claimed, e.opened_at AS captured, toNullable(e.submitted_at) AS uploaded,
    ${MOMENT} AS due, ${MOMENT} AS completed, ${NUMBER} AS lat, ${NUMBER} AS lon, ${NUMBER} AS accuracy_m, '' AS device, '' AS network`,
  tasks: `e.org_unit_code AS org_unit, ifNull(e.completed_at, e.issued_at) AS at, ${MOMENT} AS claimed, ${MOMENT} AS captured,
    ${MOMENT} AS uploaded, e.due_at AS due, e.completed_at AS completed, ${NUMBER} AS lat, ${NUMBER} AS lon, ${NUMBER} AS accuracy_m,
    '' AS device, '' AS network`,
};

const eventsWhere = (where: string): string =>
  EVENT_KINDS.map(
    (
      kind,
    ) => `SELECT '${kind}' AS kind, e.source AS source, e.external_id AS external_id, e.day AS day, e.requirement_code AS requirement,
      e.cadre_code AS cadre, ${COLUMNS[kind]} FROM ${kind} e WHERE ${where}`,
  ).join(' UNION ALL ');

const PLACED_CADRE = `LEFT ANY JOIN (SELECT cadre_code, township FROM cadre_units) cu ON cu.cadre_code = e.cadre
  LEFT ANY JOIN (SELECT code, township FROM unit_paths) up ON up.code = e.org_unit`;

/** The events of the cell: columns of COLUMNS, kind, source, external_id, day, requirement, cadre, unit. Binds requirement, unit, month. */
export const CELL_EVENTS = `SELECT e.*, ${UNIT} AS unit FROM (${eventsWhere(
  'e.day >= {month:Date} AND e.day < addMonths({month:Date}, 1) AND e.requirement_code = {requirement:String}',
)}) e ${PLACED_CADRE} WHERE {unit:String} = '' OR ${UNIT} = {unit:String}`;

/** Events by name; binds sources, ids, days. */
export const NAMED_EVENTS = eventsWhere(
  `e.day IN {days:Array(Date)} AND (e.source, e.external_id) IN
     (SELECT k.1, k.2 FROM (SELECT arrayJoin(arrayZip({sources:Array(String)}, {ids:Array(String)})) AS k))`,
);

/** A draw that anybody can make again: by SHA-256 of seed, source and record number. */
export const LOT = `hex(SHA256(concat({seed:String}, '\\x1f', e.source, '\\x1f', e.external_id)))`;
