import type { PolicyRule } from '../../definition.ts';
import { county, requirement, task } from '../../example-rows.ts';
import { datedProof, inMonths, month, said, verdicts } from '../sql.ts';

/** (a) before noon, due the same day; (b), (c) after 17:30, due before noon of the next working day, a Monday too. */
const TOO_SHORT = `(toHour(t.issued_at) < 12 AND toDate(t.due_at) = t.day
        OR toHour(t.issued_at) * 60 + toMinute(t.issued_at) >= 1050 AND (toDate(t.due_at) < w.day OR toDate(t.due_at) = w.day AND toHour(t.due_at) < 12))`;

export const shortNotice: PolicyRule = {
  id: 'P31',
  kind: 'policy',
  version: 1,
  terms: { zh: '不得临时要表、限时过急', en: 'No forms at impossibly short notice' },
  question: {
    zh: '有没有上午通知下午要、下班通知次日上午要的临时报表?',
    en: 'Are ad-hoc forms demanded in the morning for the afternoon, or in the evening for the next morning?',
  },
  formula: {
    zh: '临时报表的任务:12:00 前下发当日截止;或 17:30 后下发、下一工作日 12:00 前截止(周五下班后到周一上午亦是)→ 违反;按要求与月列出',
    en: 'Tasks of ad-hoc forms issued before 12:00 and due the same day, or issued after 17:30 and due before 12:00 of the next working day (Friday evening to Monday morning too): breach, by requirement and month',
  },
  limits: {
    zh: '时点取自河南某区十六条。只看频次为临时的报表要求;时钟只到天或没有截止时间的任务无法判断。',
    en: 'The hours are those of a Henan district. Only report requirements of ad-hoc frequency; tasks without a deadline or with clocks known only to the day cannot be judged.',
  },
  clauses: [
    { instrument: 'S8', at: '河南某区十六条', status: 'V' },
    { instrument: 'S5', at: '(一)', status: 'V' },
  ],
  severity: 'A',
  exemption: { zh: '安全、应急需要', en: 'safety and emergencies' },
  subjectType: 'requirement',
  grain: 'month',
  validFrom: '2019-01-01',
  parameters: {},
  needs: ['tasks', 'requirements'],
  predicate: verdicts({
    subject: 'g.requirement',
    department: 'g.issuer',
    period: 'g.month',
    judged: said({
      unknown: [
        ['g.judged = 0 AND g.coarse > 0', 'clock-too-coarse'],
        ['g.judged = 0', 'no-deadline'],
      ],
      breach: 'notEmpty(g.facts)',
    }),
    observed: 'length(g.facts)',
    evidence: 'g.facts',
    detail: { judged: 'g.judged' },
    from: `(SELECT t.requirement_code AS requirement, any(t.issuer) AS issuer, ${month('t.day')} AS month,
        countIf(t.due_at IS NOT NULL AND (t.precision_s >= 3600 OR k.precision_s >= 86400)) AS coarse,
        countIf(t.due_at IS NOT NULL AND t.precision_s < 3600 AND k.precision_s < 86400) AS judged,
        groupArrayIf(${datedProof('tasks', 't.fact_id', 't.day', `if(t.org_unit_code = '', cu.township, t.org_unit_code)`)},
          ifNull(t.precision_s < 3600 AND k.precision_s < 86400 AND ${TOO_SHORT}, 0)) AS facts
      FROM (SELECT e.requirement_code, r.issuer, e.day, e.issued_at, e.due_at, e.precision_s, e.fact_id, e.source, e.org_unit_code, e.cadre_code, 1 AS one
        FROM tasks e INNER JOIN (SELECT code, issuer FROM requirements WHERE kind = 'report' AND frequency = 'adhoc'
          AND necessity NOT IN ('safety', 'emergency', '安全', '应急')) r ON r.code = e.requirement_code WHERE ${inMonths('e.day')}) t
      ASOF LEFT JOIN (SELECT 1 AS one, day FROM calendar WHERE is_workday = 1) w ON w.one = t.one AND w.day > t.day
      LEFT ANY JOIN (SELECT source, precision_s FROM clock_precision WHERE kind = 'tasks' AND clock = 'due_at') k ON k.source = t.source
      LEFT ANY JOIN cadre_units cu ON cu.cadre_code = t.cadre_code GROUP BY requirement, month) g`,
  }),
  examples: [
    {
      name: 'morning to afternoon, evening to morning, Friday evening to Monday morning; a day and a half is time enough',
      facts: {
        ...county({ T1: ['P1'] }),
        requirements: [
          requirement('A', 'report', { frequency: 'adhoc' }),
          requirement('B', 'report', { frequency: 'adhoc' }),
          requirement('C', 'report', { frequency: 'adhoc' }),
          requirement('D', 'report', { frequency: 'P1M' }),
        ],
        tasks: [
          task('a', 'P1', '2026-03-03 09:12:31', '2026-03-03 17:00:10', { requirement_code: 'A' }),
          task('b', 'P1', '2026-03-03 17:42:31', '2026-03-04 10:00:10', { requirement_code: 'A' }),
          task('c', 'P1', '2026-03-06 18:12:31', '2026-03-09 11:00:10', { requirement_code: 'A' }),
          task('d', 'P1', '2026-03-03 09:12:31', '2026-03-04 17:00:10', { requirement_code: 'A' }),
          task('e', 'P1', '2026-03-03 09:12:31', '2026-03-04 17:00:10', { requirement_code: 'B' }),
          task('f', 'P1', '2026-03-03 17:42:31', '2026-03-04 14:00:10', { requirement_code: 'B' }),
          task('g', 'P1', '2026-03-03 09:12:31', '', { requirement_code: 'C' }),
          task('h', 'P1', '2026-03-03 09:12:31', '2026-03-03 17:00:10', { requirement_code: 'D' }),
        ],
      },
      rows: [
        { subject: 'A', period: '2026-03', verdict: 'breach', evidence: ['tasks app|a', 'tasks app|b', 'tasks app|c'] },
        { subject: 'B', period: '2026-03', verdict: 'ok' },
        { subject: 'C', period: '2026-03', verdict: 'cannot-judge', reason: 'no-deadline' },
      ],
    },
  ],
};
