/**
 * Rates that offices state of themselves and that the logs can recompute. A stated rate is a row of `outcomes` of one of these
 * kinds, for a unit and a period, with or without a requirement; above 1 it is read as per cent (98.5), else as a share (0.985).
 */
import type { Words } from './columns.ts';

export interface ClaimedRate {
  kind: string;
  terms: Words;
  formula: Words;
  /** Events of a unit: which count (`eligible`) and which of them make the rate (`hit`). Absent: made from the directory. */
  events?: { of: 'tasks' | 'reports'; eligible: string; hit: string };
}

const KEPT = (kind: string, clock: string): string =>
  `e.source IN (SELECT source FROM clock_precision WHERE kind = '${kind}' AND clock = '${clock}')`;

export const CLAIMED_RATES: readonly ClaimedRate[] = [
  {
    kind: 'claimed_done',
    terms: { zh: '办结率', en: 'Completed, sooner or later' },
    formula: {
      zh: '期内下发的任务中,有完成时间的 ÷ 全部(来源从不记完成时间的不计)',
      en: 'Of the tasks issued in the period, those with a time of completion over all (sources that never keep it are left out)',
    },
    events: { of: 'tasks', eligible: KEPT('tasks', 'completed_at'), hit: 'e.completed_at IS NOT NULL' },
  },
  {
    kind: 'claimed_completion',
    terms: { zh: '按时办结率', en: 'Completed by the deadline' },
    formula: {
      zh: '期内下发、截止时间已过的任务中,完成时间不晚于截止时间的 ÷ 全部',
      en: 'Of the tasks issued in the period whose deadline has passed, those completed by the deadline over all',
    },
    events: {
      of: 'tasks',
      eligible: `${KEPT('tasks', 'completed_at')} AND e.due_at IS NOT NULL AND toDate(e.due_at) <= {last:Date}`,
      hit: 'e.completed_at IS NOT NULL AND e.completed_at <= e.due_at',
    },
  },
  {
    kind: 'claimed_reading',
    terms: { zh: '阅处率', en: 'Reading rate' },
    formula: {
      zh: '期内提交的报表中,有被阅时间的 ÷ 全部(来源从不记被阅时间的不计)',
      en: 'Of the reports submitted in the period, those with a time of reading over all (sources that never keep it are left out)',
    },
    events: { of: 'reports', eligible: KEPT('reports', 'read_at'), hit: 'e.read_at IS NOT NULL' },
  },
  {
    kind: 'claimed_form_cut',
    terms: { zh: '报表压减率', en: 'Cut in forms' },
    formula: {
      zh: '1 − 期末有效的报表数 ÷ 期初有效的报表数(按要求目录的生效、失效日)',
      en: '1 - forms in force on the last day over forms in force on the first day (by the dates of the directory)',
    },
  },
];

/** A stated rate of fewer events than this is not held against the logs. */
export const FEWEST_EVENTS = 10;
/** Stated rates are rounded to whole per cent; beyond that they do not recompute. */
export const TOLERANCE = 0.01;

export const CLAIM_KINDS = CLAIMED_RATES.map(({ kind }) => `'${kind}'`).join(', ');

/** Rows `id, n, hits`. `claims` is a statement with columns id, kind, unit, requirement, starts_on, ends_on. */
export function recomputed(rate: ClaimedRate, claims: string): string {
  if (!rate.events)
    return `SELECT c.id AS id, toFloat64(countIf(f.since <= c.starts_on AND f.until >= c.starts_on)) AS n,
        n - toFloat64(countIf(f.since <= c.ends_on AND f.until >= c.ends_on)) AS hits
      FROM (${claims}) c CROSS JOIN (SELECT ifNull(valid_from, toDate('1970-01-01')) AS since, ifNull(valid_to, toDate('2149-06-06')) AS until
        FROM requirements WHERE kind = 'report') f
      WHERE c.kind = '${rate.kind}' GROUP BY id`;
  const { of, eligible, hit } = rate.events;
  const own = of === 'tasks' ? 'if(empty(up.path), cu.path, up.path)' : 'cu.path';
  const placed = of === 'tasks' ? 'LEFT ANY JOIN unit_paths up ON up.code = e.org_unit_code' : '';
  return `SELECT c.id AS id, sum(x.n) AS n, sum(x.hits) AS hits
    FROM (SELECT arrayJoin(${own}) AS ancestor, arrayJoin(['', toString(e.requirement_code)]) AS asked, e.day AS on_day, count() AS n,
        countIf(${hit}) AS hits
      FROM ${of} e LEFT ANY JOIN cadre_units cu ON cu.cadre_code = e.cadre_code ${placed}
      WHERE e.day BETWEEN (SELECT min(starts_on) FROM (${claims})) AND {last:Date} AND ${eligible}
      GROUP BY ancestor, asked, on_day) x
    INNER JOIN (SELECT id, unit, requirement, starts_on, ends_on FROM (${claims}) WHERE kind = '${rate.kind}') c
      ON c.unit = x.ancestor AND c.requirement = x.asked
    WHERE x.on_day BETWEEN c.starts_on AND c.ends_on
    GROUP BY id`;
}
