import type { PolicyRule } from '../../definition.ts';
import { proof, said, unset, valueOf, verdicts } from '../sql.ts';

export const offHoursMessages: PolicyRule = {
  id: 'P27',
  kind: 'policy',
  version: 1,
  terms: { zh: '非工作时间不发工作消息', en: 'No work messages outside working hours' },
  question: { zh: '工作群里有多少消息发在下班后和周末?', en: 'How many messages come at night and at weekends?' },
  formula: {
    zh: '群内 18:00—次日 8:30 及周末的消息占比高于上限 → 违反',
    en: 'Share of messages between 18:00 and 08:30 or at weekends above the limit: breach',
  },
  limits: {
    zh: '珠海香洲 2019 的地方规定,字面为“不发”,上限因此取 0,可改。占比由导出方统计,本系统不读群聊内容。',
    en: 'A rule of Xiangzhou district 2019 whose wording is "none", so that the limit is 0 and can be changed. The share is counted by the exporter; no chat is read here.',
  },
  clauses: [{ instrument: 'S8', at: '珠海香洲 2019', status: 'V' }],
  severity: 'I',
  exemption: { zh: '应急群', en: 'emergency groups' },
  ruleSet: 'xiangzhou-2019',
  subjectType: 'work-group',
  grain: 'current',
  validFrom: '2019-01-01',
  parameters: {
    share_max: {
      value: 0,
      unit: 'share',
      origin: 'local',
      meaning: { zh: '非工作时间消息占比上限', en: 'largest share outside working hours' },
    },
  },
  needs: ['work_groups'],
  predicate: verdicts({
    subject: 'w.code',
    unit: 'w.owner_org_unit_code',
    department: 'w.owner_org_unit_code',
    judged: said({
      outside: `(match(w.name, '应急|防汛|抗旱|抢险|救灾|疫情') OR w.dissolved_on IS NOT NULL)`,
      unknown: [unset('share_max'), ['w.off_hours_msg_share IS NULL', 'messages-unknown']],
      breach: `ifNull(w.off_hours_msg_share > ${valueOf('share_max')}, 0)`,
    }),
    evidence: `[${proof('work_groups', 'w.fact_id', 'w.owner_org_unit_code')}]`,
    detail: { share: 'ifNull(w.off_hours_msg_share, 0)' },
    from: 'work_groups w',
  }),
  examples: [
    {
      name: 'a third at night, none, unknown, an emergency group',
      facts: {
        work_groups: [
          { code: 'A', owner_org_unit_code: 'T1', off_hours_msg_share: 0.33 },
          { code: 'B', owner_org_unit_code: 'T1', off_hours_msg_share: 0 },
          { code: 'C', owner_org_unit_code: 'T1' },
          { code: 'D', owner_org_unit_code: 'T1', name: '防汛值守', off_hours_msg_share: 0.8 },
        ],
      },
      rows: [
        { subject: 'A', period: 'current', verdict: 'breach', evidence: ['work_groups A'] },
        { subject: 'B', period: 'current', verdict: 'ok' },
        { subject: 'C', period: 'current', verdict: 'cannot-judge', reason: 'messages-unknown' },
        { subject: 'D', period: 'current', verdict: 'ok' },
      ],
    },
  ],
};
