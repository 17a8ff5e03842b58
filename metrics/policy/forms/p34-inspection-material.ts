import type { PolicyRule } from '../../definition.ts';
import { inspection } from '../example-facts.ts';
import { month, proof, said, unset, valueOf, verdicts } from '../sql.ts';

export const inspectionMaterial: PolicyRule = {
  id: 'P34',
  kind: 'policy',
  version: 1,
  terms: { zh: '督查调研不频繁要材料', en: 'Inspections do not keep demanding material' },
  question: { zh: '一次督查要了多少表格和材料?', en: 'How many forms and papers did an inspection demand?' },
  formula: {
    zh: '一次督查在一个单位的材料任务数 > 上限 → 违反',
    en: 'Tasks for material of one inspection in one unit > limit: breach',
  },
  limits: {
    zh: '条款说“不得频繁”而没有数,上限由改革办设定,设定前无法判断。',
    en: 'The clause says "not frequently" and gives no number: the reform office sets it, and until then nothing can be judged.',
  },
  clauses: [{ instrument: 'S2', at: '第8条 改进方式方法', status: 'V' }],
  severity: 'A',
  exemption: null,
  subjectType: 'inspection',
  grain: 'month',
  validFrom: '2024-08-06',
  parameters: {
    tasks_max: {
      value: null,
      unit: 'count',
      origin: 'clause',
      meaning: { zh: '一次督查的材料任务数上限', en: 'most tasks for material in one inspection' },
    },
  },
  needs: ['inspections'],
  predicate: verdicts({
    subject: 'i.code',
    unit: 'i.org_unit_code',
    department: 'i.organizer',
    period: month('i.starts_on'),
    judged: said({
      unknown: [unset('tasks_max'), ['i.material_tasks IS NULL', 'material-unknown']],
      breach: `ifNull(i.material_tasks > ${valueOf('tasks_max')}, 0)`,
    }),
    evidence: `[${proof('inspections', 'i.fact_id', 'i.org_unit_code')}]`,
    detail: { tasks: 'ifNull(i.material_tasks, 0)' },
    from: 'inspections i',
  }),
  examples: [
    {
      name: 'with five allowed: eight, three, unknown',
      parameters: { tasks_max: 5 },
      facts: {
        inspections: [
          inspection('A', '2026-03-02', { material_tasks: 8 }),
          inspection('B', '2026-03-02', { material_tasks: 3 }),
          inspection('C', '2026-03-02'),
        ],
      },
      rows: [
        { subject: 'A', period: '2026-03', verdict: 'breach', evidence: ['inspections A|T1'] },
        { subject: 'B', period: '2026-03', verdict: 'ok' },
        { subject: 'C', period: '2026-03', verdict: 'cannot-judge', reason: 'material-unknown' },
      ],
    },
    {
      name: 'no number was set',
      facts: { inspections: [inspection('A', '2026-03-02', { material_tasks: 8 })] },
      rows: [{ subject: 'A', period: '2026-03', verdict: 'cannot-judge', reason: 'parameter-not-set' }],
    },
  ],
};
