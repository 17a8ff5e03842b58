import type { PolicyRule } from '../../definition.ts';
import { proof, said, unset, valueOf, verdicts } from '../sql.ts';

const plaques = (org_unit_code: string, value: number, period = '2026-03') => ({
  org_unit_code,
  period,
  kind: 'plaques',
  value,
});

export const villagePlaques: PolicyRule = {
  id: 'P62',
  kind: 'policy',
  version: 1,
  terms: { zh: '村级牌子数量', en: 'Plaques at the village office' },
  question: { zh: '村部挂了多少块牌子?', en: 'How many plaques hang at a village office?' },
  formula: {
    zh: '最近一期的牌子数(成效记录 kind=plaques)> 上限 → 违反',
    en: 'Latest count of plaques (an outcome of kind plaques) > limit: breach',
  },
  limits: {
    zh: '条文只见转述,没有数;荆门清理前 44 块只是一个例子,不作标准。上限由改革办设定,设定前无法判断。',
    en: 'Known by paraphrase only and without a number; the 44 plaques of Jingmen are an example and no standard. The reform office sets the limit, and until then nothing can be judged.',
  },
  clauses: [
    { instrument: 'S7', at: '', status: 'P' },
    { instrument: 'S8', at: '荆门', status: 'P' },
  ],
  severity: 'I',
  exemption: null,
  ruleSet: 'village-plaques',
  subjectType: 'unit',
  grain: 'current',
  validFrom: '2022-08-01',
  parameters: {
    plaques_max: {
      value: null,
      unit: 'count',
      origin: 'local',
      meaning: { zh: '牌子数上限', en: 'most plaques' },
    },
  },
  needs: ['outcomes'],
  predicate: verdicts({
    subject: 'o.org_unit_code',
    unit: 'o.org_unit_code',
    department: `''`,
    judged: said({ unknown: [unset('plaques_max')], breach: `o.value > ${valueOf('plaques_max')}` }),
    evidence: `[${proof('outcomes', 'o.fact_id', 'o.org_unit_code')}]`,
    detail: { plaques: 'o.value' },
    from: `(SELECT * FROM outcomes WHERE kind IN ('plaques', '牌子数') ORDER BY ends_on DESC LIMIT 1 BY org_unit_code) o`,
  }),
  examples: [
    {
      name: 'with ten allowed: the latest count decides',
      parameters: { plaques_max: 10 },
      facts: { outcomes: [plaques('V1', 44), plaques('V2', 44), plaques('V2', 9, '2026-04')] },
      rows: [
        { subject: 'V1', period: 'current', verdict: 'breach', evidence: ['outcomes V1|2026-03|plaques|'] },
        { subject: 'V2', period: 'current', verdict: 'ok' },
      ],
    },
    {
      name: 'no number was set',
      facts: { outcomes: [plaques('V1', 44)] },
      rows: [{ subject: 'V1', period: 'current', verdict: 'cannot-judge', reason: 'parameter-not-set' }],
    },
  ],
};
