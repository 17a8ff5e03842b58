import type { PolicyRule } from '../../definition.ts';
import { checkin, requirement } from '../../example-rows.ts';
import { system } from '../example-facts.ts';
import { EXEMPT, FEATURES_UNKNOWN, inMonths, month, proof, said, verdicts } from '../sql.ts';

export const forcedCheckIn: PolicyRule = {
  id: 'P01',
  kind: 'policy',
  version: 1,
  terms: { zh: '不得强制打卡签到', en: 'No compulsory check-in' },
  question: {
    zh: '面向基层干部的应用是否设了打卡签到并在实际使用?',
    en: 'Does an app for grassroots cadres have a check-in that is really used?',
  },
  formula: {
    zh: '系统功能含打卡,非安全、应急类,非面向公众,且当月有打卡记录 → 违反;证据为收集打卡的各项要求',
    en: 'A system with a check-in function that is neither a security nor an emergency system nor public, with check-ins in the month: breach; the evidence is the requirements that collect them',
  },
  limits: {
    zh: '只看要求中写明承载系统的打卡。目录未说明服务对象的,因打卡的是本数据中的干部,按内部使用判断;未登记豁免的按没有豁免判断。',
    en: 'Only check-ins whose requirement names its system. Where the directory does not say whom the system serves it counts as internal, because those who checked in are the cadres of these data; no exemption recorded counts as none.',
  },
  clauses: [
    { instrument: 'S5', at: '(二)', status: 'V' },
    { instrument: 'S1', at: '防止强制使用', status: 'V' },
    { instrument: 'S2', at: '五', status: 'V' },
  ],
  severity: 'R',
  exemption: { zh: '安全、应急类系统', en: 'security and emergency systems' },
  subjectType: 'system',
  grain: 'month',
  validFrom: '2023-12-18',
  parameters: {},
  needs: ['systems', 'requirements', 'checkins'],
  predicate: verdicts({
    subject: 's.code',
    department: 's.owner',
    period: 'n.month',
    judged: said({
      outside: `(${EXEMPT} OR s.audience = 'public')`,
      unknown: [FEATURES_UNKNOWN, [`NOT has(s.features, 'checkin')`, 'features-contradicted']],
      breach: '1',
    }),
    observed: 'length(n.facts)',
    evidence: 'n.facts',
    detail: { checkins: 'n.total' },
    from: `(SELECT r.system_code AS system, c.month AS month, sum(c.total) AS total,
        groupArray(${proof('requirements', 'r.fact_id')}) AS facts
      FROM (SELECT requirement_code, ${month('day')} AS month, count() AS total FROM checkins
        WHERE ${inMonths('day')} GROUP BY requirement_code, month) c
      INNER JOIN requirements r ON r.code = c.requirement_code GROUP BY system, month) n
    INNER JOIN systems s ON s.code = n.system`,
  }),
  examples: [
    {
      name: 'check-ins of March through an app with a check-in; an emergency app may; a directory that knows of no check-in is asked',
      facts: {
        systems: [
          system('A', { features: ['checkin', 'form'] }),
          system('B', { features: ['checkin'], exemption: 'emergency' }),
          system('C', { features: ['form'] }),
          system('D'),
        ],
        requirements: ['A', 'B', 'C', 'D'].map((code) => requirement(`R-${code}`, 'checkin', { system_code: code })),
        checkins: [
          ...['A', 'B', 'C', 'D'].map((code) =>
            checkin(code, 'P1', '2026-03-02 09:12:31', { requirement_code: `R-${code}` }),
          ),
          checkin('later', 'P1', '2026-04-02 09:12:31', { requirement_code: 'R-A' }),
        ],
      },
      rows: [
        { subject: 'A', period: '2026-03', verdict: 'breach', evidence: ['requirements R-A'] },
        { subject: 'A', period: '2026-04', verdict: 'breach', evidence: ['requirements R-A'] },
        { subject: 'B', period: '2026-03', verdict: 'ok' },
        { subject: 'C', period: '2026-03', verdict: 'cannot-judge', reason: 'features-contradicted' },
        { subject: 'D', period: '2026-03', verdict: 'cannot-judge', reason: 'features-unknown' },
      ],
    },
  ],
};
