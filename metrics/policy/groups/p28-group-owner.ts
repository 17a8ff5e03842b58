import type { PolicyRule } from '../../definition.ts';
import { proof, said, verdicts } from '../sql.ts';

const MANAGERS =
  '主任|科长|股长|站长|所长|队长|部长|书记|委员|局长|镇长|乡长|县长|院长|组长|负责人|manager|director|head';

export const groupOwner: PolicyRule = {
  id: 'P28',
  kind: 'policy',
  version: 1,
  terms: { zh: '工作群由中层以上实名管理', en: 'Work groups have a named owner in charge' },
  question: { zh: '工作群的群主是中层以上负责人吗?', en: 'Is the owner of a group a middle manager or above?' },
  formula: {
    zh: '群主在人员名单中而岗位不是负责人 → 违反;没有登记群主、群主不在名单或岗位未填 → 无法判断',
    en: 'The owner is on the list of cadres but holds no leading post: breach; no owner listed, an owner not on the list, or no post: cannot judge',
  },
  limits: {
    zh: '黄石 2022 的地方规定。岗位按名称中的常用职务词识别。违反说的是群的设置,不评价群主。',
    en: 'A rule of Huangshi 2022. Posts are recognised by usual words in their names. A breach is about how the group is set up, not about its owner.',
  },
  clauses: [{ instrument: 'S8', at: '黄石 2022-11-04', status: 'V' }],
  severity: 'I',
  exemption: null,
  ruleSet: 'huangshi-2022',
  subjectType: 'work-group',
  grain: 'current',
  validFrom: '2022-11-04',
  parameters: {},
  needs: ['work_groups', 'cadres'],
  predicate: verdicts({
    subject: 'w.code',
    unit: 'w.owner_org_unit_code',
    department: 'w.owner_org_unit_code',
    judged: said({
      outside: 'w.dissolved_on IS NOT NULL',
      unknown: [
        [`w.owner_cadre_code = ''`, 'no-group-owner'],
        [`c.code = ''`, 'owner-not-in-directory'],
        [`c.post = ''`, 'post-unknown'],
      ],
      breach: `NOT match(c.post, '${MANAGERS}')`,
    }),
    evidence: `[${proof('work_groups', 'w.fact_id', 'w.owner_org_unit_code')}]`,
    from: 'work_groups w LEFT ANY JOIN (SELECT code, post FROM cadres) c ON c.code = w.owner_cadre_code',
  }),
  examples: [
    {
      name: 'owned by a clerk, by a deputy director, by nobody, by somebody without a post',
      facts: {
        cadres: [
          { code: 'P1', org_unit_code: 'T1', post: '办事员' },
          { code: 'P2', org_unit_code: 'T1', post: '党政办副主任' },
          { code: 'P3', org_unit_code: 'T1' },
        ],
        work_groups: [
          { code: 'A', owner_org_unit_code: 'T1', owner_cadre_code: 'P1' },
          { code: 'B', owner_org_unit_code: 'T1', owner_cadre_code: 'P2' },
          { code: 'C', owner_org_unit_code: 'T1' },
          { code: 'D', owner_org_unit_code: 'T1', owner_cadre_code: 'P3' },
        ],
      },
      rows: [
        { subject: 'A', period: 'current', verdict: 'breach', evidence: ['work_groups A'] },
        { subject: 'B', period: 'current', verdict: 'ok' },
        { subject: 'C', period: 'current', verdict: 'cannot-judge', reason: 'no-group-owner' },
        { subject: 'D', period: 'current', verdict: 'cannot-judge', reason: 'post-unknown' },
      ],
    },
  ],
};
