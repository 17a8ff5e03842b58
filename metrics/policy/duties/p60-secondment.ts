import type { PolicyRule } from '../../definition.ts';
import { unit } from '../example-facts.ts';
import { proof, said, unitRank, verdicts } from '../sql.ts';

export const secondment: PolicyRule = {
  id: 'P60',
  kind: 'policy',
  version: 1,
  terms: { zh: '不得从县以下借调', en: 'No secondment from the county and below' },
  question: { zh: '哪些县乡单位有人被借到市级以上?', en: 'Which units lose staff to the city level and above?' },
  formula: {
    zh: '人员单位在县级或以下,借调去向在市级或以上,仍在岗 → 违反;按被借的单位列出,证据为借调记录',
    en: 'Home unit at county level or below, seconded to the city level or above, still in post: breach; by the unit that lends, with the secondments as evidence',
  },
  limits: {
    zh: '“原则上不得”,故为提示。被评价的是借人的做法,不是被借的人。整个数据没有借调记录时无法判断。',
    en: '"In principle", hence amber. What is judged is the borrowing, not who was borrowed. Where no secondment at all is recorded nothing can be said.',
  },
  clauses: [{ instrument: 'S2', at: '四', status: 'V' }],
  severity: 'A',
  exemption: null,
  subjectType: 'unit',
  grain: 'current',
  validFrom: '2024-08-06',
  parameters: {},
  needs: ['cadres', 'org_units'],
  predicate: verdicts({
    subject: 'g.township',
    unit: 'g.township',
    department: 'g.borrower',
    judged: said({
      unknown: [
        [`(SELECT countIf(seconded_to_org_unit_code != '') FROM cadres) = 0`, 'secondment-not-loaded'],
        ['empty(g.facts) AND g.unknown > 0', 'unit-not-in-directory'],
      ],
      breach: 'notEmpty(g.facts)',
    }),
    observed: 'length(g.facts)',
    evidence: 'g.facts',
    from: `(SELECT cu.township AS township, anyIf(c.borrower, ${unitRank('t.level')} >= 5) AS borrower, countIf(c.borrower != '' AND t.code = '') AS unknown,
        groupArrayIf(${proof('cadres', 'c.fact_id', 'cu.township')}, ${unitRank('t.level')} >= 5) AS facts
      FROM (SELECT code, fact_id, seconded_to_org_unit_code AS borrower FROM cadres WHERE ifNull(active_to >= {today:Date}, 1)) c
      INNER JOIN cadre_units cu ON cu.cadre_code = c.code
      LEFT ANY JOIN (SELECT code, level FROM org_units) h ON h.code = cu.unit
      LEFT ANY JOIN (SELECT code, level FROM org_units) t ON t.code = c.borrower
      WHERE ${unitRank('h.level')} BETWEEN 1 AND 4 GROUP BY township) g`,
  }),
  examples: [
    {
      name: 'two lent to the city, one lent to the county, nobody, one lent to an unknown unit',
      facts: {
        org_units: [
          unit('S', 'city'),
          unit('C', 'county', 'S'),
          ...['T1', 'T2', 'T3', 'T4'].map((code) => unit(code, 'township', 'C')),
        ],
        cadres: [
          { code: 'P1', org_unit_code: 'T1', seconded_to_org_unit_code: 'S' },
          { code: 'P2', org_unit_code: 'T1', seconded_to_org_unit_code: 'S' },
          { code: 'P3', org_unit_code: 'T2', seconded_to_org_unit_code: 'C' },
          { code: 'P4', org_unit_code: 'T3' },
          { code: 'P5', org_unit_code: 'T4', seconded_to_org_unit_code: 'X' },
        ],
      },
      rows: [
        { subject: 'T1', period: 'current', verdict: 'breach', evidence: ['cadres P1', 'cadres P2'] },
        { subject: 'T2', period: 'current', verdict: 'ok' },
        { subject: 'T3', period: 'current', verdict: 'ok' },
        { subject: 'T4', period: 'current', verdict: 'cannot-judge', reason: 'unit-not-in-directory' },
      ],
    },
  ],
};
