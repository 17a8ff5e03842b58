import type { PolicyRule } from '../../definition.ts';
import { requirement } from '../../example-rows.ts';
import { system } from '../example-facts.ts';
import { EXEMPT, FEATURES_UNKNOWN, LIVE_REQUIREMENTS, LIVE_SYSTEMS, proof, said, scores, verdicts } from '../sql.ts';

const counted = `has(s.features, 'online_hours')`;

export const onlineDuration: PolicyRule = {
  id: 'P03',
  kind: 'policy',
  version: 1,
  terms: { zh: '不得统计在线时长', en: 'No counting of online hours' },
  question: { zh: '应用是否统计干部的在线时长?', en: 'Does an app count how long cadres are online?' },
  formula: {
    zh: '系统功能含在线时长统计,或其上有以在线时长为指标的要求,非安全、应急类 → 违反',
    en: 'A system with an online-hours function, or a requirement on it that scores online duration, neither security nor emergency: breach',
  },
  limits: {
    zh: '后台统计而未登记为功能的看不到。',
    en: 'Hours counted in the background and not listed as a function are not seen.',
  },
  clauses: [{ instrument: 'S5', at: '(二)', status: 'V' }],
  severity: 'R',
  exemption: { zh: '安全、应急类系统', en: 'security and emergency systems' },
  subjectType: 'system',
  grain: 'current',
  validFrom: '2026-01-25',
  parameters: {},
  needs: ['systems'],
  predicate: verdicts({
    subject: 's.code',
    department: 's.owner',
    judged: said({
      outside: EXEMPT,
      unknown: [[`empty(q.facts) AND ${FEATURES_UNKNOWN[0]}`, FEATURES_UNKNOWN[1]]],
      breach: `(${counted} OR notEmpty(q.facts))`,
    }),
    observed: `length(q.facts) + ${counted}`,
    evidence: `arrayConcat(if(${counted} OR empty(q.facts), [${proof('systems', 's.fact_id')}], []), q.facts)`,
    from: `${LIVE_SYSTEMS} s LEFT ANY JOIN (SELECT r.system_code AS code, groupArray(${proof('requirements', 'r.fact_id')}) AS facts
      FROM ${LIVE_REQUIREMENTS} r WHERE ${scores('online_duration')} GROUP BY code) q ON q.code = s.code`,
  }),
  examples: [
    {
      name: 'a function, a requirement on another, neither, and a directory that lists no functions',
      facts: {
        systems: [
          system('A', { features: ['online_hours'] }),
          system('B', { features: ['form'] }),
          system('C', { features: ['form'] }),
          system('D'),
        ],
        requirements: [requirement('R1', 'report', { system_code: 'B', metric: 'online_duration' })],
      },
      rows: [
        { subject: 'A', period: 'current', verdict: 'breach', evidence: ['systems A'] },
        { subject: 'B', period: 'current', verdict: 'breach', evidence: ['requirements R1'] },
        { subject: 'C', period: 'current', verdict: 'ok' },
        { subject: 'D', period: 'current', verdict: 'cannot-judge', reason: 'features-unknown' },
      ],
    },
  ],
};
