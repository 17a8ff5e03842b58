import type { PolicyRule } from '../../definition.ts';
import { proof, said, unset, valueOf, verdicts } from '../sql.ts';

const GROUP = { owner_org_unit_code: 'D1', system_code: 'IM' };

export const chainPosts: PolicyRule = {
  id: 'P23',
  kind: 'policy',
  version: 1,
  terms: { zh: '工作群不得打卡接龙、要求即时回复', en: 'No chain posts and instant replies in work groups' },
  question: { zh: '工作群里有没有接龙打卡或限时回复?', en: 'Do work groups demand chain posts or replies at once?' },
  formula: {
    zh: '群内接龙次数大于 0,或限时回复短于 60 分钟,且不是应急、防汛、抢险类群 → 违反',
    en: 'Chain posts above 0, or a reply demanded within less than 60 minutes, in a group not for emergencies: breach',
  },
  limits: {
    zh: '是否应急按群名中的“应急、防汛、抗旱、抢险、救灾、疫情”判断;60 分钟为本系统对“即时”的取值。',
    en: 'Whether it is an emergency is read from the name of the group; sixty minutes is our reading of "instant".',
  },
  clauses: [{ instrument: 'S1', at: '强化使用管理', status: 'V' }],
  severity: 'R',
  exemption: { zh: '应急处置期间', en: 'during emergencies' },
  subjectType: 'work-group',
  grain: 'current',
  validFrom: '2023-12-18',
  parameters: {
    reply_min: {
      value: 60,
      unit: 'min',
      origin: 'design',
      meaning: { zh: '短于此的限时回复算即时', en: 'a shorter time for a reply counts as instant' },
    },
  },
  needs: ['work_groups'],
  predicate: verdicts({
    subject: 'w.code',
    unit: 'w.owner_org_unit_code',
    department: 'w.owner_org_unit_code',
    judged: said({
      outside: `(match(w.name, '应急|防汛|抗旱|抢险|救灾|疫情') OR w.dissolved_on IS NOT NULL)`,
      unknown: [unset('reply_min'), ['w.chain_posts IS NULL AND w.reply_deadline_min IS NULL', 'messages-unknown']],
      breach: `(ifNull(w.chain_posts > 0, 0) OR ifNull(w.reply_deadline_min < ${valueOf('reply_min')}, 0))`,
    }),
    evidence: `[${proof('work_groups', 'w.fact_id', 'w.owner_org_unit_code')}]`,
    from: 'work_groups w',
  }),
  examples: [
    {
      name: 'chain posts, a reply within ten minutes, a day to reply, an emergency group, nothing known',
      facts: {
        work_groups: [
          { code: 'A', ...GROUP, chain_posts: 4 },
          { code: 'B', ...GROUP, chain_posts: 0, reply_deadline_min: 10 },
          { code: 'C', ...GROUP, chain_posts: 0, reply_deadline_min: 1440 },
          { code: 'D', ...GROUP, name: '防汛抢险群', chain_posts: 9 },
          { code: 'E', ...GROUP },
        ],
      },
      rows: [
        { subject: 'A', period: 'current', verdict: 'breach', evidence: ['work_groups A'] },
        { subject: 'B', period: 'current', verdict: 'breach', evidence: ['work_groups B'] },
        { subject: 'C', period: 'current', verdict: 'ok' },
        { subject: 'D', period: 'current', verdict: 'ok' },
        { subject: 'E', period: 'current', verdict: 'cannot-judge', reason: 'messages-unknown' },
      ],
    },
  ],
};
