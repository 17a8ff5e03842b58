import type { PolicyRule } from '../../definition.ts';
import { proof, said, unset, valueOf, verdicts } from '../sql.ts';

export const oneUnitOneGroup: PolicyRule = {
  id: 'P26',
  kind: 'policy',
  version: 1,
  terms: { zh: '一个单位一个工作群', en: 'One unit, one work group' },
  question: { zh: '一个单位建了几个工作群?', en: 'How many work groups does a unit keep?' },
  formula: { zh: '同一单位未解散的工作群多于 1 个 → 违反', en: 'More than one undissolved group of a unit: breach' },
  limits: {
    zh: '珠海香洲 2019 的地方规定,别处需先启用。私建未登记的群看不到。',
    en: 'A rule of Xiangzhou district 2019; elsewhere it must be switched on. Groups nobody lists are not seen.',
  },
  clauses: [{ instrument: 'S8', at: '珠海香洲 2019', status: 'V' }],
  severity: 'I',
  exemption: null,
  ruleSet: 'xiangzhou-2019',
  subjectType: 'unit',
  grain: 'current',
  validFrom: '2019-01-01',
  parameters: {
    groups_max: {
      value: 1,
      unit: 'count',
      origin: 'local',
      meaning: { zh: '每个单位的群数上限', en: 'most groups per unit' },
    },
  },
  needs: ['work_groups'],
  predicate: verdicts({
    subject: 'g.owner',
    unit: 'g.owner',
    department: 'g.owner',
    judged: said({ unknown: [unset('groups_max')], breach: `length(g.facts) > ${valueOf('groups_max')}` }),
    observed: 'length(g.facts)',
    evidence: 'g.facts',
    from: `(SELECT w.owner_org_unit_code AS owner, groupArray(${proof('work_groups', 'w.fact_id', 'w.owner_org_unit_code')}) AS facts
      FROM work_groups w WHERE w.dissolved_on IS NULL GROUP BY owner) g`,
  }),
  examples: [
    {
      name: 'two groups, one group, one of two dissolved',
      facts: {
        work_groups: [
          { code: 'A', owner_org_unit_code: 'T1' },
          { code: 'B', owner_org_unit_code: 'T1' },
          { code: 'C', owner_org_unit_code: 'T2' },
          { code: 'D', owner_org_unit_code: 'T2', dissolved_on: '2026-01-02' },
        ],
      },
      rows: [
        { subject: 'T1', period: 'current', verdict: 'breach', evidence: ['work_groups A', 'work_groups B'] },
        { subject: 'T2', period: 'current', verdict: 'ok' },
      ],
    },
    {
      name: 'without a number nothing can be said',
      parameters: { groups_max: null },
      facts: { work_groups: [{ code: 'A', owner_org_unit_code: 'T1' }] },
      rows: [{ subject: 'T1', period: 'current', verdict: 'cannot-judge', reason: 'parameter-not-set' }],
    },
  ],
};
