import type { PolicyRule } from '../../definition.ts';
import { requirement } from '../../example-rows.ts';
import { eachRequirement } from '../sql.ts';

export const demonstrations: PolicyRule = {
  id: 'P61',
  kind: 'policy',
  version: 1,
  terms: { zh: '示范创建达标须在保留目录内', en: 'Demonstrations and awards are on the retained list' },
  question: {
    zh: '哪些创建、示范、达标要求不在保留目录?',
    en: 'Which demonstration demands are off the retained list?',
  },
  formula: {
    zh: '要求的名称含“示范、创建、达标、评比、表彰”,且没有保留目录号 → 违反',
    en: 'A requirement named after a demonstration, model-building, standard, contest or award without a number of the retained list: breach',
  },
  limits: {
    zh: '条文只见转述。按名称识别;目录里没有一个保留目录号时,说明没有登记,无法判断。',
    en: 'The text is known by paraphrase only. Recognised by name; where no requirement has a number of the retained list they were not recorded: cannot judge.',
  },
  clauses: [{ instrument: 'S2', at: '七', status: 'P' }],
  severity: 'A',
  exemption: null,
  subjectType: 'requirement',
  grain: 'current',
  validFrom: '2024-08-06',
  parameters: {},
  needs: ['requirements'],
  predicate: eachRequirement({
    outside: `(NOT match(r.name, '示范|创建|达标|评比|表彰') OR r.retained_list_no != '')`,
    unknown: [[`(SELECT countIf(retained_list_no != '') FROM requirements) = 0`, 'retained-list-not-loaded']],
    breach: '1',
  }),
  examples: [
    {
      name: 'off the list, on it, not a demonstration',
      facts: {
        requirements: [
          requirement('A', 'task', { name: '美丽庭院示范户创建' }),
          requirement('B', 'task', { name: '文明村创建', retained_list_no: 'BL-3' }),
          requirement('C', 'task', { name: '日常巡查' }),
        ],
      },
      rows: [
        { subject: 'A', period: 'current', verdict: 'breach', evidence: ['requirements A'] },
        { subject: 'B', period: 'current', verdict: 'ok' },
        { subject: 'C', period: 'current', verdict: 'ok' },
      ],
    },
    {
      name: 'nobody recorded the list',
      facts: { requirements: [requirement('A', 'task', { name: '美丽庭院示范户创建' })] },
      rows: [{ subject: 'A', period: 'current', verdict: 'cannot-judge', reason: 'retained-list-not-loaded' }],
    },
  ],
};
