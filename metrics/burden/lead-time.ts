import type { Indicator } from '../definition.ts';
import { task } from '../example-rows.ts';

export const leadTime: Indicator = {
  id: 'lead-time',
  kind: 'burden',
  version: 1,
  terms: { zh: '办理时限', en: 'Lead time' },
  question: { zh: '从下发到截止,一般给多少时间?', en: 'How much time is usually given between issue and deadline?' },
  formula: {
    zh: '任务截止时间 − 下发时间 的中位数(小时)',
    en: 'Median of deadline minus issue time of tasks, in hours',
  },
  limits: {
    zh: '没有截止时间的任务不计;截止早于下发的记录视为错误,不计。时限只写到日期的,按该日零点计,会偏短。',
    en: 'Tasks without a deadline are left out, and so are those due before they were issued (an error of the log). A deadline written as a date only counts from its midnight, which makes it look shorter.',
  },
  references: [
    {
      source:
        'Domain note B07 (lead time: median, P10); Henan sixteen articles on short-notice demands, domain note P31',
      grade: 'V',
    },
  ],
  unit: { zh: '小时', en: 'hours' },
  better: 'higher',
  aggregate: 'median',
  evidence: 'amounts',
  minimumN: 3,
  events: `SELECT 'tasks' AS kind, source, external_id, requirement_code AS requirement, cadre_code AS cadre, org_unit_code AS org_unit, day,
      issued_at AS at, dateDiff('second', issued_at, assumeNotNull(due_at)) / 3600 AS numerator, 1. AS denominator, '' AS label,
      numerator AS low, numerator AS high
    FROM tasks WHERE day IN {days:Array(Date)} AND due_at IS NOT NULL AND due_at >= issued_at`,
  examples: [
    {
      name: 'the middle one of 4, 24 and 100 hours; no deadline and a deadline in the past do not count',
      facts: {
        tasks: [
          task('a', 'P1', '2026-03-02 09:00:31', '2026-03-02 13:00:31'),
          task('b', 'P1', '2026-03-02 09:10:00', '2026-03-03 09:10:00'),
          task('c', 'P1', '2026-03-02 09:20:00', '2026-03-06 13:20:00'),
          task('d', 'P1', '2026-03-02 09:20:00', '', { due_at: null }),
          task('e', 'P1', '2026-03-02 09:20:00', '2026-03-01 09:20:00'),
        ],
      },
      value: 24,
    },
    {
      name: 'two tasks are too few',
      facts: {
        tasks: [
          task('a', 'P1', '2026-03-02 09:00:31', '2026-03-02 13:00:31'),
          task('b', 'P1', '2026-03-02 09:10:00', '2026-03-03 09:10:00'),
        ],
      },
      value: null,
    },
  ],
};
