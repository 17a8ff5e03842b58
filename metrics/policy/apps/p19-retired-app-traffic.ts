import type { PolicyRule } from '../../definition.ts';
import { checkin, report, requirement } from '../../example-rows.ts';
import { system } from '../example-facts.ts';
import { inMonths, month, proof, said, verdicts } from '../sql.ts';

export const retiredAppTraffic: PolicyRule = {
  id: 'P19',
  kind: 'policy',
  version: 1,
  terms: { zh: '已下线应用不得继续收数', en: 'A retired app collects nothing' },
  question: { zh: '宣布下线的系统还在收打卡和报表吗?', en: 'Does a retired system still collect?' },
  formula: {
    zh: '下线日之后仍有其要求的打卡或报表 → 违反;证据为仍在收数的要求',
    en: 'Check-ins or reports of its requirements after the day it retired: breach; the evidence is the requirements that still collect',
  },
  limits: {
    zh: '只看写明承载系统的要求。同一要求可能已改由别的系统承载而目录没有更新。',
    en: 'Only requirements that name their system. A requirement may have moved to another system without the directory saying so.',
  },
  clauses: [{ instrument: 'S5', at: '关停注销与公告', status: 'V' }],
  severity: 'R',
  exemption: null,
  subjectType: 'system',
  grain: 'month',
  validFrom: '2026-01-25',
  parameters: {},
  needs: ['systems', 'requirements'],
  predicate: verdicts({
    subject: 's.code',
    department: 's.owner',
    period: 'n.month',
    judged: said({
      unknown: [['sum(n.later) = 0 AND sum(n.same) > 0', 'retired-that-day']],
      breach: 'sum(n.later) > 0',
    }),
    observed: `length(groupUniqArrayIf(${proof('requirements', 'n.fact')}, n.later > 0))`,
    evidence: `groupUniqArrayIf(${proof('requirements', 'n.fact')}, n.later > 0)`,
    detail: { records: 'sum(n.later)' },
    from: `(SELECT code, owner, retired_on FROM systems WHERE retired_on IS NOT NULL) s INNER JOIN (
      SELECT r.system_code AS code, r.fact_id AS fact, e.month AS month, sumIf(e.n, e.day > t.retired_on) AS later, sumIf(e.n, e.day = t.retired_on) AS same
      FROM (SELECT requirement_code, day, ${month('day')} AS month, count() AS n FROM (
          SELECT requirement_code, day FROM checkins WHERE ${inMonths('day')} UNION ALL SELECT requirement_code, day FROM reports WHERE ${inMonths('day')})
        GROUP BY requirement_code, day) e
      INNER JOIN requirements r ON r.code = e.requirement_code
      INNER JOIN (SELECT code, retired_on FROM systems WHERE retired_on IS NOT NULL) t ON t.code = r.system_code
      GROUP BY code, fact, month) n ON n.code = s.code GROUP BY s.code, s.owner, n.month`,
  }),
  examples: [
    {
      name: 'used after it retired, used before, used on the very day',
      facts: {
        systems: [
          system('A', { retired_on: '2026-03-10' }),
          system('B', { retired_on: '2026-03-10' }),
          system('C', { retired_on: '2026-03-10' }),
          system('D'),
        ],
        requirements: ['A', 'B', 'C', 'D'].map((code) => requirement(`R-${code}`, 'report', { system_code: code })),
        checkins: [checkin('a1', 'P1', '2026-03-12 09:12:31', { requirement_code: 'R-A' })],
        reports: [
          report('a2', 'P1', '2026-04-12 09:12:31', { requirement_code: 'R-A' }),
          report('b', 'P1', '2026-03-02 09:12:31', { requirement_code: 'R-B' }),
          report('c', 'P1', '2026-03-10 09:12:31', { requirement_code: 'R-C' }),
          report('d', 'P1', '2026-03-12 09:12:31', { requirement_code: 'R-D' }),
        ],
      },
      rows: [
        { subject: 'A', period: '2026-03', verdict: 'breach', evidence: ['requirements R-A'] },
        { subject: 'A', period: '2026-04', verdict: 'breach', evidence: ['requirements R-A'] },
        { subject: 'B', period: '2026-03', verdict: 'ok' },
        { subject: 'C', period: '2026-03', verdict: 'cannot-judge', reason: 'retired-that-day' },
      ],
    },
  ],
};
