import type { PolicyRule } from '../../definition.ts';
import { system } from '../example-facts.ts';
import { datedProof, EXEMPT, FEATURES_UNKNOWN, LIVE_SYSTEMS, proof, said, verdicts } from '../sql.ts';

export const pointsRanking: PolicyRule = {
  id: 'P02',
  kind: 'policy',
  version: 1,
  terms: { zh: '不得积分排名', en: 'No points and ranking' },
  question: { zh: '应用是否给干部记积分、排名次?', en: 'Does an app give cadres points or ranks?' },
  formula: {
    zh: '系统功能含积分或排名,或最近 31 天的使用记录中有积分或名次,非安全、应急类 → 违反',
    en: 'A system with points or ranks among its functions, or in its usage records of the latest 31 days, neither security nor emergency: breach',
  },
  limits: {
    zh: '在群里或文件中公布的排名看不到。使用记录每人只列最近一条。',
    en: 'Rankings published in groups or papers are not seen. Of usage records the newest of each cadre is listed.',
  },
  clauses: [
    { instrument: 'S5', at: '(二)', status: 'V' },
    { instrument: 'S1', at: '防止滥用排名', status: 'V' },
  ],
  severity: 'R',
  exemption: { zh: '安全、应急类系统', en: 'security and emergency systems' },
  subjectType: 'system',
  grain: 'current',
  validFrom: '2023-12-18',
  parameters: {},
  needs: ['systems'],
  predicate: verdicts({
    subject: 's.code',
    department: 's.owner',
    judged: said({
      outside: EXEMPT,
      unknown: [[`${FEATURES_UNKNOWN[0]} AND empty(u.facts)`, FEATURES_UNKNOWN[1]]],
      breach: `(hasAny(s.features, ['points', 'rank']) OR notEmpty(u.facts))`,
    }),
    observed: `length(u.facts) + hasAny(s.features, ['points', 'rank'])`,
    evidence: `arrayConcat(if(hasAny(s.features, ['points', 'rank']) OR empty(u.facts), [${proof('systems', 's.fact_id')}], []), u.facts)`,
    from: `${LIVE_SYSTEMS} s LEFT ANY JOIN (SELECT p.system_code AS code, groupArray(${datedProof('app_usage', 'p.fact_id', 'p.`on`', 'cu.township')}) AS facts
      FROM (SELECT system_code, cadre_code, fact_id, \`on\` FROM app_usage
        WHERE \`on\` > {data_to:Date} - 31 AND (ifNull(points, 0) > 0 OR \`rank\` IS NOT NULL) ORDER BY \`on\` DESC LIMIT 1 BY system_code, cadre_code) p
      LEFT ANY JOIN cadre_units cu ON cu.cadre_code = p.cadre_code GROUP BY code) u ON u.code = s.code`,
  }),
  examples: [
    {
      name: 'by its functions, by its records, exempt, plain, and unknown',
      today: '2026-03-20',
      facts: {
        systems: [
          system('A', { features: ['points'] }),
          system('B', { features: ['form'] }),
          system('C', { features: ['rank'], exemption: 'security' }),
          system('D', { features: ['form'] }),
          system('E'),
        ],
        app_usage: [
          { system_code: 'B', cadre_code: 'P1', on: '2026-03-10', sessions: 2, active_s: 300, points: 5 },
          { system_code: 'B', cadre_code: 'P1', on: '2026-03-11', sessions: 2, active_s: 300, points: 7 },
          { system_code: 'D', cadre_code: 'P1', on: '2026-01-10', sessions: 2, active_s: 300, rank: 5 },
        ],
      },
      rows: [
        { subject: 'A', period: 'current', verdict: 'breach', evidence: ['systems A'] },
        { subject: 'B', period: 'current', verdict: 'breach', evidence: ['app_usage B|P1|2026-03-11'] },
        { subject: 'C', period: 'current', verdict: 'ok' },
        { subject: 'D', period: 'current', verdict: 'ok' },
        { subject: 'E', period: 'current', verdict: 'cannot-judge', reason: 'features-unknown' },
      ],
    },
  ],
};
