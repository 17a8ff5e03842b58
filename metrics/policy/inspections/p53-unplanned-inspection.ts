import type { PolicyRule } from '../../definition.ts';
import { inspection } from '../example-facts.ts';
import { month, proof, said, verdicts } from '../sql.ts';

export const unplannedInspection: PolicyRule = {
  id: 'P53',
  kind: 'policy',
  version: 1,
  terms: { zh: '督查须列入计划并备案', en: 'Inspections are planned and filed' },
  question: { zh: '哪些督查没有计划号?', en: 'Which inspections have no plan number?' },
  formula: { zh: '督查没有计划号 → 违反', en: 'An inspection without a plan number: breach' },
  limits: {
    zh: '整个数据中没有一个计划号时,说明没有登记,无法判断。计划号真伪不核验。',
    en: 'Where not one inspection has a plan number they were not recorded: cannot judge. Numbers are not verified.',
  },
  clauses: [
    { instrument: 'S2', at: '第7条 严格计划和备案管理', status: 'V' },
    { instrument: 'S4', at: '', status: 'V' },
  ],
  severity: 'R',
  exemption: null,
  subjectType: 'inspection',
  grain: 'month',
  validFrom: '2018-10-01',
  parameters: {},
  needs: ['inspections'],
  predicate: verdicts({
    subject: 'i.code',
    unit: 'i.org_unit_code',
    department: 'i.organizer',
    period: month('i.starts_on'),
    judged: said({
      unknown: [[`(SELECT countIf(plan_no != '') FROM inspections) = 0`, 'plan-not-loaded']],
      breach: `i.plan_no = ''`,
    }),
    evidence: `[${proof('inspections', 'i.fact_id', 'i.org_unit_code')}]`,
    from: 'inspections i',
  }),
  examples: [
    {
      name: 'off the plan, on it',
      facts: {
        inspections: [inspection('A', '2026-03-02'), inspection('B', '2026-03-02', { plan_no: '督计2026-01' })],
      },
      rows: [
        { subject: 'A', period: '2026-03', verdict: 'breach', evidence: ['inspections A|T1'] },
        { subject: 'B', period: '2026-03', verdict: 'ok' },
      ],
    },
    {
      name: 'nobody recorded a plan',
      facts: { inspections: [inspection('A', '2026-03-02')] },
      rows: [{ subject: 'A', period: '2026-03', verdict: 'cannot-judge', reason: 'plan-not-loaded' }],
    },
  ],
};
