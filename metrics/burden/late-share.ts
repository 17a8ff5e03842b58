import type { Indicator } from '../definition.ts';
import { task } from '../example-rows.ts';

/** A deadline further away than this is not looked for: the days of the tasks bound what is read. */
const LONGEST_DAYS = 366;
const DUE = '2026-03-06';

const inTime = (n: number) =>
  Array.from({ length: n }, (_, i) =>
    task(`t${i}`, 'P1', `2026-03-02 09:${10 + i}:31`, `${DUE} 17:00:00`, { completed_at: `${DUE} 16:30:00` }),
  );
const dueFriday = (id: string, completed_at: string | null, more: Record<string, unknown> = {}) =>
  task(id, 'P1', '2026-03-02 09:00:31', `${DUE} 17:00:00`, { completed_at, ...more });

export const lateShare: Indicator = {
  id: 'late-share',
  kind: 'burden',
  version: 1,
  terms: { zh: '逾期占比', en: 'Late share' },
  question: { zh: '到期的任务有多少没能按时完成?', en: 'How many tasks were not done by their deadline?' },
  formula: {
    zh: '截止时间之后才完成、或截止后仍无完成记录的任务 ÷ 有截止时间的任务;计在截止之日。截止只写到日期(零点)的,当天完成算按时',
    en: 'Tasks completed after their deadline, or not at all, over tasks with a deadline; counted on the day of the deadline. Where it is written as a date only (midnight), done on that day is in time',
  },
  limits: {
    zh: '只看会记录完成时间的来源。没有完成记录也可能是忘了点“完成”。逾期说的是期限与人手不匹配,不是谁懒。电话、工作群里的任务看不到。',
    en: 'Only sources that record when a task was completed. No record may also mean that nobody pressed "done". Being late says that deadlines and hands do not match, not that anyone is idle. Tasks given by phone or in chat groups are not seen.',
  },
  references: [
    { source: 'Domain note F1 question 7 (when does pressure peak: notices and late submissions)', grade: 'V' },
  ],
  unit: { zh: '占比', en: 'share' },
  better: 'lower',
  aggregate: 'ratio',
  evidence: 'rows',
  everyDay: true,
  onlyWith: `SELECT 1 FROM clock_precision WHERE kind = 'tasks' AND clock = 'completed_at'`,
  minimumN: 10,
  events: `SELECT 'tasks' AS kind, source, external_id, requirement, cadre, org_unit, due_on AS day, at, toFloat64(late) AS numerator, 1. AS denominator,
      multiIf(never, 'not-done', late, 'late', '') AS label, numerator AS low, numerator AS high
    FROM (SELECT t.source AS source, t.external_id AS external_id, t.requirement_code AS requirement, t.cadre_code AS cadre,
        t.org_unit_code AS org_unit, t.issued_at AS at, assumeNotNull(t.due_at) AS due, toDate(due) AS due_on, t.completed_at IS NULL AS never,
        multiIf(never, 1, p.coarse >= 86400 OR due = toStartOfDay(due), toDate(assumeNotNull(t.completed_at)) > due_on,
          assumeNotNull(t.completed_at) > due) AS late
      FROM tasks t INNER JOIN (SELECT source, max(precision_s) AS coarse FROM clock_precision
          WHERE kind = 'tasks' AND clock IN ('due_at', 'completed_at') GROUP BY source HAVING countIf(clock = 'completed_at') > 0) p ON p.source = t.source
      WHERE t.day BETWEEN subtractDays(arrayMin({days:Array(Date)}), ${LONGEST_DAYS}) AND arrayMax({days:Array(Date)})
        AND t.due_at >= t.issued_at AND toDate(t.due_at) IN {days:Array(Date)})`,
  alsoAffects: `SELECT DISTINCT due_on AS day FROM (SELECT assumeNotNull(toDate(due_at)) AS due_on FROM tasks
    WHERE day IN {days:Array(Date)} AND due_at >= issued_at AND due_at < addDays(issued_at, ${LONGEST_DAYS}))`,
  examples: [
    {
      name: 'of twelve due on Friday one was done on Saturday and one never; due "on Friday" and done that evening is in time',
      days: [DUE],
      facts: {
        tasks: [
          ...inTime(9),
          dueFriday('saturday', '2026-03-07 09:00:00'),
          dueFriday('never', null),
          dueFriday('evening', '2026-03-06 21:00:00', { due_at: '2026-03-06 00:00:00' }),
        ],
      },
      value: 2 / 12,
      numerator: 2,
      denominator: 12,
    },
    {
      name: 'a source that never records completion says nothing; due before it was issued is an error of the log',
      days: [DUE],
      facts: {
        tasks: [
          ...Array.from({ length: 12 }, (_, i) => dueFriday(`p${i}`, null, { source: 'paper' })),
          task('wrong', 'P1', '2026-03-06 18:00:31', `${DUE} 17:00:00`, { completed_at: '2026-03-06 19:00:00' }),
        ],
      },
      value: null,
    },
  ],
};
