import type { PolicyRule } from '../../definition.ts';
import { task } from '../../example-rows.ts';
import { proof, said, unset, valueOf, verdicts } from '../sql.ts';

const GROUP = { owner_org_unit_code: 'D1', purpose: 'temporary' };

export const temporaryGroups: PolicyRule = {
  id: 'P25',
  kind: 'policy',
  version: 1,
  terms: { zh: '临时工作群用完即解散', en: 'Temporary groups are dissolved when done' },
  question: { zh: '任务早已办结,临时群还留着吗?', en: 'Is a temporary group kept after its task is done?' },
  formula: {
    zh: '用途为临时,关联任务办结已超过 30 天,未解散 → 违反',
    en: 'A temporary group whose task was completed more than 30 days ago and that is not dissolved: breach',
  },
  limits: {
    zh: '条文只见转述,30 天为本系统自定;办结时间以数据所到之日为准。',
    en: 'The text is known by paraphrase only and the 30 days are our own; counted up to the last day the data reach.',
  },
  clauses: [{ instrument: 'S1', at: '对因完成某项重点工作建立的群及时解散', status: 'P' }],
  severity: 'A',
  exemption: null,
  subjectType: 'work-group',
  grain: 'current',
  validFrom: '2023-12-18',
  parameters: {
    grace_days: {
      value: 30,
      unit: 'd',
      origin: 'design',
      meaning: { zh: '办结后宽限天数', en: 'days of grace after completion' },
    },
  },
  needs: ['work_groups'],
  predicate: verdicts({
    subject: 'w.code',
    unit: 'w.owner_org_unit_code',
    department: 'w.owner_org_unit_code',
    judged: said({
      outside: `(w.purpose = 'standing' OR w.dissolved_on IS NOT NULL)`,
      unknown: [
        unset('grace_days'),
        [`w.purpose = ''`, 'purpose-unknown'],
        [`w.linked_task_code = ''`, 'no-linked-task'],
        [`t.code = ''`, 'task-not-in-data'],
      ],
      breach: `ifNull(addDays(toDate(t.completed_at), toUInt32(${valueOf('grace_days')})) < {data_to:Date}, 0)`,
    }),
    evidence: `[${proof('work_groups', 'w.fact_id', 'w.owner_org_unit_code')}]`,
    from: `work_groups w LEFT ANY JOIN (SELECT external_id AS code, max(completed_at) AS completed_at FROM tasks
      WHERE external_id IN (SELECT linked_task_code FROM work_groups WHERE linked_task_code != '') GROUP BY code) t ON t.code = w.linked_task_code`,
  }),
  examples: [
    {
      name: 'done in January and still there, done last week, dissolved, no task, unknown purpose',
      dataTo: '2026-04-30',
      facts: {
        work_groups: [
          { code: 'A', ...GROUP, linked_task_code: 't1' },
          { code: 'B', ...GROUP, linked_task_code: 't2' },
          { code: 'C', ...GROUP, linked_task_code: 't1', dissolved_on: '2026-02-01' },
          { code: 'D', ...GROUP },
          { code: 'E', owner_org_unit_code: 'D1' },
          { code: 'F', ...GROUP, linked_task_code: 'elsewhere' },
        ],
        tasks: [
          task('t1', 'P1', '2026-01-02 09:12:31', '', { completed_at: '2026-01-20 10:00:00' }),
          task('t2', 'P1', '2026-04-02 09:12:31', '', { completed_at: '2026-04-20 10:00:00' }),
        ],
      },
      rows: [
        { subject: 'A', period: 'current', verdict: 'breach', evidence: ['work_groups A'] },
        { subject: 'B', period: 'current', verdict: 'ok' },
        { subject: 'C', period: 'current', verdict: 'ok' },
        { subject: 'D', period: 'current', verdict: 'cannot-judge', reason: 'no-linked-task' },
        { subject: 'E', period: 'current', verdict: 'cannot-judge', reason: 'purpose-unknown' },
        { subject: 'F', period: 'current', verdict: 'cannot-judge', reason: 'task-not-in-data' },
      ],
    },
  ],
};
