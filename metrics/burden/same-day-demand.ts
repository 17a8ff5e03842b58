import type { Indicator } from '../definition.ts';
import { task } from '../example-rows.ts';

const hourOf = (time: string) => `(toHour(${time}) + toMinute(${time}) / 60)`;

const others = (n: number) =>
  Array.from({ length: n }, (_, i) => task(`o${i}`, 'P1', `2026-03-02 09:${10 + i}:31`, '2026-03-09 17:00:00'));

export const sameDayDemand: Indicator = {
  id: 'same-day-demand',
  kind: 'burden',
  version: 1,
  terms: { zh: '临时急要占比', en: 'Short-notice demands' },
  question: {
    zh: '有多少任务是“上午发通知下午要、下班发通知次日要、周五发通知周一要”?',
    en: 'How many tasks are sent in the morning for the afternoon, in the evening for the next morning, or on Friday for Monday?',
  },
  formula: {
    zh: '符合任一情形的任务 ÷ 有截止时间的任务:① 12:00 前下发、当日截止;② 17:30 后或休息日下发、次一工作日 12:00 前截止(按调休后的工作日)',
    en: 'Tasks issued before 12:00 and due the same day, or issued after 17:30 or on a day off and due before 12:00 of the next workday (moved workdays respected), over tasks with a deadline',
  },
  limits: {
    zh: '只看系统里的下发与截止时间;电话、工作群里的临时要求看不到。时间只记到日的来源不计入。下午发、当天下班前要的不在条文所列情形之内,不计。',
    en: 'Only times in the systems: demands by phone or in chat groups are not seen. Sources that keep only the day are left out. Issued in the afternoon for the same evening is not among the listed cases and does not count.',
  },
  references: [
    {
      source:
        'Henan sixteen articles (no notice in the morning for the afternoon, after work for the next morning, Friday for Monday), domain note P31',
      grade: 'V',
    },
  ],
  unit: { zh: '占比', en: 'share' },
  better: 'lower',
  aggregate: 'ratio',
  evidence: 'rows',
  minimumN: 10,
  events: `SELECT 'tasks' AS kind, source, external_id, requirement, cadre, org_unit, day, at, toFloat64(label != '') AS numerator, 1. AS denominator,
      multiIf(due_day = day AND issued_hour < 12, 'same-day',
        due_day != next_workday OR due_hour >= 12, '',
        is_workday = 0, 'weekend',
        issued_hour < 17.5, '',
        dateDiff('day', day, due_day) > 1, 'weekend', 'overnight') AS label,
      numerator AS low, numerator AS high
    FROM (
      SELECT t.source AS source, t.external_id AS external_id, t.requirement_code AS requirement, t.cadre_code AS cadre,
        t.org_unit_code AS org_unit, t.day AS day, t.issued_at AS at, assumeNotNull(t.due_at) AS due, toDate(due) AS due_day,
        ${hourOf('at')} AS issued_hour, ${hourOf('due')} AS due_hour, c.is_workday AS is_workday, c.next_workday AS next_workday
      FROM tasks t
      LEFT ANY JOIN (
        SELECT day, is_workday, min(if(is_workday = 1, toNullable(day), NULL)) OVER (ORDER BY day ROWS BETWEEN 1 FOLLOWING AND 20 FOLLOWING) AS next_workday
        FROM calendar WHERE day BETWEEN arrayMin({days:Array(Date)}) AND arrayMax({days:Array(Date)}) + 20) c ON c.day = t.day
      LEFT ANY JOIN (SELECT source, maxIf(precision_s, clock = 'issued_at') AS issued_s, maxIf(precision_s, clock = 'due_at') AS due_s
        FROM clock_precision WHERE kind = 'tasks' GROUP BY source) p ON p.source = t.source
      WHERE t.day IN {days:Array(Date)} AND t.due_at IS NOT NULL AND t.due_at >= t.issued_at AND t.precision_s < 86400
        AND p.issued_s < 86400 AND p.due_s < 86400)`,
  examples: [
    {
      name: 'same day, overnight and over a weekend count; a week ahead does not',
      facts: {
        tasks: [
          ...others(6),
          task('same', 'P1', '2026-03-03 09:40:12', '2026-03-03 17:00:00'),
          task('afternoon', 'P1', '2026-03-03 14:40:12', '2026-03-03 17:00:00'),
          task('overnight', 'P1', '2026-03-03 18:05:12', '2026-03-04 09:00:00'),
          task('friday', 'P1', '2026-03-06 18:30:12', '2026-03-09 11:00:00'),
        ],
      },
      value: 0.3,
      numerator: 3,
      denominator: 10,
    },
    {
      name: 'the Sunday that is a workday is the next workday; the Monday after it is not',
      facts: {
        tasks: [
          ...others(8),
          task('moved', 'P1', '2026-02-27 18:05:12', '2026-02-28 09:00:00'),
          task('later', 'P1', '2026-02-27 18:06:12', '2026-03-02 09:00:00'),
        ],
      },
      value: 0.1,
    },
    { name: 'too few tasks', facts: { tasks: others(9) }, value: null },
  ],
};
