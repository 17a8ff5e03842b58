import type { PolicyRule } from '../../definition.ts';
import { requirement, task } from '../../example-rows.ts';
import { datedProof, inMonths, month, said, verdicts } from '../sql.ts';

const IN_GROUP = `t.channel IN ('work_group', '工作群', '微信群', '钉钉群', 'QQ群')`;

export const tasksThroughGroups: PolicyRule = {
  id: 'P24',
  kind: 'policy',
  version: 1,
  terms: { zh: '不得通过工作群随意派任务、要材料', en: 'No arbitrary tasks through work groups' },
  question: {
    zh: '有多少任务是在群里派下来、又没有清单依据的?',
    en: 'How many tasks came through a group without any listed requirement?',
  },
  formula: {
    zh: '渠道为工作群的任务,其要求不在要求目录中,或既无清单编号也无一事一报备案号 → 违反;按要求与月列出',
    en: 'Tasks through a work group whose requirement is not in the directory, or has neither a catalogue nor a case-by-case filing number: breach, by requirement and month',
  },
  limits: {
    zh: '没有记录渠道的任务无法判断;口头、电话派的看不到。',
    en: 'Tasks without a recorded channel cannot be judged; those given by word of mouth or phone are not seen.',
  },
  clauses: [{ instrument: 'S1', at: '强化使用管理', status: 'V' }],
  severity: 'R',
  exemption: null,
  subjectType: 'requirement',
  grain: 'month',
  validFrom: '2023-12-18',
  parameters: {},
  needs: ['tasks'],
  predicate: verdicts({
    subject: 'g.requirement',
    department: 'g.issuer',
    period: 'g.month',
    judged: said({
      unknown: [[`empty(g.facts) AND g.unknown > 0 AND g.unlisted`, 'channel-unknown']],
      breach: 'notEmpty(g.facts)',
    }),
    observed: 'length(g.facts)',
    evidence: 'g.facts',
    detail: { tasks: 'g.n' },
    from: `(SELECT t.requirement_code AS requirement, any(r.issuer) AS issuer, ${month('t.day')} AS month, count() AS n,
        any(r.catalogue_no = '' AND r.ad_hoc_filing_no = '') AS unlisted, countIf(t.channel = '') AS unknown,
        groupArrayIf(${datedProof('tasks', 't.fact_id', 't.day', `if(t.org_unit_code = '', cu.township, t.org_unit_code)`)},
          ${IN_GROUP} AND r.catalogue_no = '' AND r.ad_hoc_filing_no = '') AS facts
      FROM (SELECT requirement_code, day, channel, fact_id, org_unit_code, cadre_code FROM tasks WHERE ${inMonths('day')}) t
      LEFT ANY JOIN requirements r ON r.code = t.requirement_code LEFT ANY JOIN cadre_units cu ON cu.cadre_code = t.cadre_code
      GROUP BY requirement, month) g`,
  }),
  examples: [
    {
      name: 'two tasks in a group without a listed requirement, a listed one, a channel nobody wrote down',
      facts: {
        requirements: [
          requirement('R2', 'report', { catalogue_no: 'LL-001' }),
          requirement('R3', 'task'),
          requirement('R4', 'task', { ad_hoc_filing_no: 'YSYB-7' }),
        ],
        tasks: [
          task('a', 'P1', '2026-03-02 09:12:31', '', { requirement_code: 'R1', channel: 'work_group' }),
          task('b', 'P1', '2026-03-03 09:12:31', '', { requirement_code: 'R1', channel: '工作群' }),
          task('c', 'P1', '2026-03-03 09:12:31', '', { requirement_code: 'R1', channel: 'system' }),
          task('d', 'P1', '2026-03-03 09:12:31', '', { requirement_code: 'R2', channel: 'work_group' }),
          task('e', 'P1', '2026-03-03 09:12:31', '', { requirement_code: 'R3' }),
          task('f', 'P1', '2026-03-03 09:12:31', '', { requirement_code: 'R4', channel: 'work_group' }),
        ],
      },
      rows: [
        { subject: 'R1', period: '2026-03', verdict: 'breach', evidence: ['tasks app|a', 'tasks app|b'] },
        { subject: 'R2', period: '2026-03', verdict: 'ok' },
        { subject: 'R3', period: '2026-03', verdict: 'cannot-judge', reason: 'channel-unknown' },
        { subject: 'R4', period: '2026-03', verdict: 'ok' },
      ],
    },
  ],
};
