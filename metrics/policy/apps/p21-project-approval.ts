import type { PolicyRule } from '../../definition.ts';
import { system } from '../example-facts.ts';
import { eachSystem } from '../sql.ts';

export const projectApproval: PolicyRule = {
  id: 'P21',
  kind: 'policy',
  version: 1,
  terms: { zh: '新建系统须立项审核', en: 'New systems are approved first' },
  question: { zh: '新系统有立项批文吗?', en: 'Was a new system approved as a project?' },
  formula: {
    zh: '2023-12-18 及以后上线而没有立项文号 → 违反',
    en: 'Launched on or after 2023-12-18 without an approval number: breach',
  },
  limits: {
    zh: '不核验文号真伪;此前上线的不追溯。',
    en: 'The number is not verified; systems from before are not looked back at.',
  },
  clauses: [
    { instrument: 'S1', at: '立项审核', status: 'V' },
    { instrument: 'S5', at: '立项', status: 'V' },
  ],
  severity: 'A',
  exemption: null,
  subjectType: 'system',
  grain: 'current',
  validFrom: '2023-12-18',
  parameters: {},
  needs: ['systems'],
  predicate: eachSystem({
    outside: `(s.approval_no != '' OR ifNull(s.launched_on < '2023-12-18', 0))`,
    unknown: [['s.launched_on IS NULL', 'launch-unknown']],
    breach: '1',
  }),
  examples: [
    {
      name: 'new without a number, new with one, old, day of launch unknown',
      facts: {
        systems: [
          system('A', { launched_on: '2025-02-01' }),
          system('B', { launched_on: '2025-02-01', approval_no: '发改〔2025〕1号' }),
          system('C', { launched_on: '2020-02-01' }),
          system('D'),
        ],
      },
      rows: [
        { subject: 'A', period: 'current', verdict: 'breach', evidence: ['systems A'] },
        { subject: 'B', period: 'current', verdict: 'ok' },
        { subject: 'C', period: 'current', verdict: 'ok' },
        { subject: 'D', period: 'current', verdict: 'cannot-judge', reason: 'launch-unknown' },
      ],
    },
  ],
};
