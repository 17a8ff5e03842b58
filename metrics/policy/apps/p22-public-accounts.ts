import type { PolicyRule } from '../../definition.ts';
import { requirement } from '../../example-rows.ts';
import { system } from '../example-facts.ts';
import { LIVE_REQUIREMENTS, LIVE_SYSTEMS, proof, said, scores, unset, valueOf, verdicts } from '../sql.ts';

const STALE = `ifNull(s.last_updated_on < subtractDays({data_to:Date}, toUInt32(${valueOf('stale_days')})), 0)`;

export const publicAccounts: PolicyRule = {
  id: 'P22',
  kind: 'policy',
  version: 1,
  terms: { zh: '政务公众账号不摊派关注转发', en: 'Public accounts: no quotas of followers and reposts' },
  question: {
    zh: '公众账号有没有摊派关注、点赞、转发,或长期不更新?',
    en: 'Does a public account come with quotas of followers, likes or reposts, or stand still?',
  },
  formula: {
    zh: '公众账号上有以关注、点赞、转发为指标的要求,或 60 天以上未更新 → 违反',
    en: 'A public account with a requirement that scores followers, likes or reposts, or without an update for 60 days: breach',
  },
  limits: {
    zh: '只看登记为公众账号(carrier=public_account)的系统。',
    en: 'Only systems listed as public accounts (carrier = public_account).',
  },
  clauses: [
    { instrument: 'S1', at: '政务公众账号', status: 'V' },
    { instrument: 'S8', at: '四川 2025 负面清单', status: 'V' },
  ],
  severity: 'A',
  exemption: null,
  subjectType: 'system',
  grain: 'current',
  validFrom: '2023-12-18',
  parameters: {
    stale_days: {
      value: 60,
      unit: 'd',
      origin: 'local',
      meaning: { zh: '多少天未更新', en: 'days without an update' },
    },
  },
  needs: ['systems'],
  predicate: verdicts({
    subject: 's.code',
    department: 's.owner',
    judged: said({
      unknown: [unset('stale_days'), ['empty(q.facts) AND s.last_updated_on IS NULL', 'update-unknown']],
      breach: `(notEmpty(q.facts) OR ${STALE})`,
    }),
    observed: `length(q.facts) + ${STALE}`,
    evidence: `arrayConcat(if(${STALE} OR empty(q.facts), [${proof('systems', 's.fact_id')}], []), q.facts)`,
    from: `(SELECT * FROM ${LIVE_SYSTEMS} WHERE carrier = 'public_account') s LEFT ANY JOIN (
      SELECT r.system_code AS code, groupArray(${proof('requirements', 'r.fact_id')}) AS facts
      FROM ${LIVE_REQUIREMENTS} r WHERE ${scores('follow_count', 'likes', 'reposts')} GROUP BY code) q ON q.code = s.code`,
  }),
  examples: [
    {
      name: 'a quota of reposts, an account that stands still, a fresh one, one nothing is known of',
      today: '2026-03-31',
      facts: {
        systems: [
          system('A', { carrier: 'public_account' }),
          system('B', { carrier: 'public_account', last_updated_on: '2026-01-02' }),
          system('C', { carrier: 'public_account', last_updated_on: '2026-03-02' }),
          system('D', { carrier: 'public_account' }),
          system('E', { carrier: 'app' }),
        ],
        requirements: [requirement('R1', 'task', { system_code: 'A', metric: '转发数' })],
      },
      rows: [
        { subject: 'A', period: 'current', verdict: 'breach', evidence: ['requirements R1'] },
        { subject: 'B', period: 'current', verdict: 'breach', evidence: ['systems B'] },
        { subject: 'C', period: 'current', verdict: 'ok' },
        { subject: 'D', period: 'current', verdict: 'cannot-judge', reason: 'update-unknown' },
      ],
    },
  ],
};
