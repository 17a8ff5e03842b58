import type { PolicyRule } from '../../definition.ts';
import { requirement } from '../../example-rows.ts';
import { system } from '../example-facts.ts';
import { LIVE_REQUIREMENTS, LIVE_SYSTEMS, proof, said, unset, valueOf, verdicts } from '../sql.ts';

/** What the forms of a system ask: semantic keys, or labels where there is none. */
const FIELDS = `(SELECT r.system_code AS code, groupUniqArrayArray(arrayMap(f -> if(position(f, '|') > 0, splitByChar('|', f)[2], f), r.fields)) AS asked
      FROM ${LIVE_REQUIREMENTS} r WHERE notEmpty(r.fields) AND r.system_code != '' GROUP BY code)`;

export const duplicateApps: PolicyRule = {
  id: 'P18',
  kind: 'policy',
  version: 1,
  terms: { zh: '功能相近的应用应整合', en: 'Apps that do the same are merged' },
  question: { zh: '哪两个应用收的是同样的东西?', en: 'Which two apps collect the same things?' },
  formula: {
    zh: '两个系统的表单字段(语义键)Jaccard 系数不低于 0.6,或类别与服务对象都相同 → 违反,列为整合候选;证据为这两个系统',
    en: 'Two systems whose form fields (semantic keys) have a Jaccard index of at least 0.6, or with the same category and audience: breach, candidates for a merger; the evidence is the two systems',
  },
  limits: {
    zh: '0.6 为本系统自定。两边都没有字段、也没有类别的系统对不出来,不逐对列出,只报该系统无法判断。',
    en: 'The 0.6 is our own. A system with neither fields nor category cannot be compared and is named alone.',
  },
  clauses: [
    { instrument: 'S5', at: '功能相近、重复的整合迁移', status: 'V' },
    { instrument: 'S1', at: '立项审核', status: 'V' },
  ],
  severity: 'A',
  exemption: null,
  subjectType: 'system',
  grain: 'current',
  validFrom: '2023-12-18',
  parameters: {
    similarity: {
      value: 0.6,
      unit: 'share',
      origin: 'design',
      meaning: { zh: '字段 Jaccard 系数下限', en: 'least Jaccard index of the fields' },
    },
  },
  needs: ['systems'],
  predicate: verdicts({
    subject: 'd.code',
    department: 'd.owner',
    judged: said({
      unknown: [unset('similarity'), [`empty(d.others) AND d.category = '' AND empty(d.asked)`, 'fields-unknown']],
      breach: `notEmpty(d.others)`,
    }),
    observed: 'length(d.others) + 1',
    evidence: `arrayConcat([${proof('systems', 'd.fact')}], d.others)`,
    from: `(SELECT s.code AS code, any(s.owner) AS owner, any(s.fact_id) AS fact, any(s.category) AS category, any(a.asked) AS asked,
        groupArrayIf(${proof('systems', 't.fact_id')}, t.code != s.code AND (
          s.category != '' AND s.category = t.category AND s.audience = t.audience
          OR notEmpty(a.asked) AND notEmpty(b.asked) AND length(arrayIntersect(a.asked, b.asked)) >= ${valueOf('similarity')} * length(arrayDistinct(arrayConcat(a.asked, b.asked))))) AS others
      FROM ${LIVE_SYSTEMS} s CROSS JOIN ${LIVE_SYSTEMS} t
      LEFT ANY JOIN ${FIELDS} a ON a.code = s.code LEFT ANY JOIN ${FIELDS} b ON b.code = t.code GROUP BY s.code) d`,
  }),
  examples: [
    {
      name: 'two with three of four fields, two of one category, one apart, one unknown',
      facts: {
        systems: [
          ...['A', 'B', 'C'].map((code) => system(code)),
          ...['D', 'E'].map((code) => system(code, { category: '考勤', audience: 'grassroots_internal' })),
          system('F'),
        ],
        requirements: [
          requirement('R1', 'report', { system_code: 'A', fields: ['姓名|person.name', '年龄|person.age', '住址|a'] }),
          requirement('R2', 'report', {
            system_code: 'B',
            fields: ['名字|person.name', '岁数|person.age', '地址|a', '电话|p'],
          }),
          requirement('R3', 'report', { system_code: 'C', fields: ['雨量|rain', '姓名|person.name'] }),
        ],
      },
      rows: [
        { subject: 'A', period: 'current', verdict: 'breach', evidence: ['systems A', 'systems B'] },
        { subject: 'B', period: 'current', verdict: 'breach', evidence: ['systems A', 'systems B'] },
        { subject: 'C', period: 'current', verdict: 'ok' },
        { subject: 'D', period: 'current', verdict: 'breach', evidence: ['systems D', 'systems E'] },
        { subject: 'E', period: 'current', verdict: 'breach', evidence: ['systems D', 'systems E'] },
        { subject: 'F', period: 'current', verdict: 'cannot-judge', reason: 'fields-unknown' },
      ],
    },
  ],
};
