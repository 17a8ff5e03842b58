import type { PolicyRule } from '../../definition.ts';
import { system } from '../example-facts.ts';
import { LIVE_SYSTEMS, proof, said, unset, valueOf, verdicts } from '../sql.ts';

const STALE = `ifNull(s.last_updated_on < subtractDays({data_to:Date}, toUInt32(${valueOf('stale_days')})), 0)`;
const UNUSED = `(u.known AND u.sessions = 0)`;
const FEW = `(u.known AND ifNull(s.registered_users, 0) > 0 AND u.users < ${valueOf('active_share')} * ifNull(s.registered_users, 0))`;

export const dormantApp: PolicyRule = {
  id: 'P17',
  kind: 'policy',
  version: 1,
  terms: { zh: '僵尸、空壳应用应关停', en: 'Dormant apps are shut down' },
  question: { zh: '有没有没人用、不更新的应用还挂着?', en: 'Is an app kept that nobody uses or updates?' },
  formula: {
    zh: '内容或功能 60 天以上未更新,或最近 30 天没有使用,或 30 天内使用人数不足注册人数 5%,且未下线 → 违反',
    en: 'No update for 60 days, or no session in the latest 30 days, or fewer than 5 % of registered users in those days, and not retired: breach',
  },
  limits: {
    zh: '60 天是甘肃高台 2025 的标准,5% 与 30 天为本系统自定。使用情况只有导入了使用记录才知道。',
    en: 'Sixty days are the criterion of Gaotai 2025; 5 % and 30 days are our own. Use is known only where usage records were loaded.',
  },
  clauses: [
    { instrument: 'S5', at: '限期关停注销', status: 'V' },
    { instrument: 'S8', at: '甘肃高台 2025-03-21', status: 'V' },
  ],
  severity: 'A',
  exemption: null,
  subjectType: 'system',
  grain: 'current',
  validFrom: '2025-03-21',
  parameters: {
    stale_days: {
      value: 60,
      unit: 'd',
      origin: 'local',
      meaning: { zh: '多少天未更新', en: 'days without an update' },
    },
    active_share: {
      value: 0.05,
      unit: 'share',
      origin: 'design',
      meaning: { zh: '使用人数占注册人数的下限', en: 'least share of registered users who use it' },
    },
    idle_days: {
      value: 30,
      unit: 'd',
      origin: 'design',
      meaning: { zh: '看最近多少天的使用', en: 'days of use looked at' },
    },
  },
  needs: ['systems'],
  predicate: verdicts({
    subject: 's.code',
    department: 's.owner',
    judged: said({
      unknown: [
        unset('stale_days'),
        unset('active_share'),
        unset('idle_days'),
        [`NOT u.known AND s.last_updated_on IS NULL`, 'use-unknown'],
      ],
      breach: `(${STALE} OR ${UNUSED} OR ${FEW})`,
    }),
    evidence: `[${proof('systems', 's.fact_id')}]`,
    detail: { users: 'u.users', sessions: 'u.sessions' },
    from: `${LIVE_SYSTEMS} s LEFT ANY JOIN (
      SELECT p.system_code AS code, 1 AS known, sumIf(ifNull(p.sessions, 1), p.day > subtractDays({data_to:Date}, toUInt32(${valueOf('idle_days')}))) AS sessions,
        uniqExactIf(p.cadre_code, ifNull(p.sessions, 1) > 0 AND p.day > subtractDays({data_to:Date}, toUInt32(${valueOf('idle_days')}))) AS users
      FROM app_usage p GROUP BY code) u ON u.code = s.code`,
  }),
  examples: [
    {
      name: 'not updated, not used, hardly used, in use, nothing known, retired',
      today: '2026-03-31',
      facts: {
        systems: [
          system('A', { last_updated_on: '2026-01-10' }),
          system('B'),
          system('C', { registered_users: 100 }),
          system('D', { registered_users: 10, last_updated_on: '2026-03-10' }),
          system('E'),
          system('F', { last_updated_on: '2020-01-10', retired_on: '2025-01-01' }),
        ],
        app_usage: [
          { system_code: 'B', cadre_code: 'P1', on: '2026-01-10', sessions: 1 },
          { system_code: 'C', cadre_code: 'P1', on: '2026-03-30', sessions: 1 },
          { system_code: 'D', cadre_code: 'P1', on: '2026-03-30', sessions: 4 },
        ],
      },
      rows: [
        { subject: 'A', period: 'current', verdict: 'breach', evidence: ['systems A'] },
        { subject: 'B', period: 'current', verdict: 'breach', evidence: ['systems B'] },
        { subject: 'C', period: 'current', verdict: 'breach', evidence: ['systems C'] },
        { subject: 'D', period: 'current', verdict: 'ok' },
        { subject: 'E', period: 'current', verdict: 'cannot-judge', reason: 'use-unknown' },
      ],
    },
  ],
};
