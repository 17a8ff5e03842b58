import type { PolicyRule } from '../../definition.ts';
import { inspection, unit } from '../example-facts.ts';
import { said, unitRank, unset, valueOf, verdicts } from '../sql.ts';

const some = (count: number, year: number, prefix: string) =>
  Array.from({ length: count }, (_, at) => inspection(`${prefix}${at + 1}`, `${year}-03-0${at + 1}`));

export const halveInspections: PolicyRule = {
  id: 'P52',
  kind: 'policy',
  version: 1,
  terms: { zh: '县乡村督查检查考核减半', en: 'Inspections of counties, townships and villages are halved' },
  question: { zh: '督查检查项目比基准年减半了吗?', en: 'Are there half as many inspections as in the base year?' },
  formula: {
    zh: '县级以下单位当年督查项数(按编码)> 基准年项数 × (1 − 50%) → 违反;证据为超出的各项',
    en: 'Inspections (by code) of the county and below in a year > those of the base year × (1 - 50 %): breach; the evidence is those beyond that number',
  },
  limits: {
    zh: '基准年各地不同,未能核实,须设定;没有基准年数据时无法判断;年度未完而未超过的不判合规。',
    en: 'The base year differs by place and could not be verified: it must be set. Without data of that year nothing can be judged; a running year not yet beyond the number is not called compliant.',
  },
  clauses: [{ instrument: 'S4', at: '', status: 'V' }],
  severity: 'A',
  exemption: null,
  subjectType: 'unit',
  grain: 'year',
  validFrom: '2018-10-01',
  parameters: {
    base_year: {
      value: null,
      unit: 'year',
      origin: 'clause',
      meaning: { zh: '基准年', en: 'base year' },
    },
    cut: {
      value: 0.5,
      unit: 'share',
      origin: 'clause',
      meaning: { zh: '减少的份额', en: 'share to be cut' },
    },
  },
  needs: ['inspections', 'org_units'],
  predicate: verdicts({
    subject: 'y.county',
    unit: 'y.county',
    department: `''`,
    period: 'toString(y.yr)',
    judged: said({
      unknown: [
        unset('base_year'),
        unset('cut'),
        ['b.n = 0', 'no-base-year'],
        [
          `length(y.list) <= b.n * (1 - ${valueOf('cut')}) AND {data_to:Date} < toDate(concat(toString(y.yr), '-12-31'))`,
          'year-running',
        ],
      ],
      breach: `length(y.list) > b.n * (1 - ${valueOf('cut')})`,
    }),
    observed: `greatest(toInt64(length(y.list)) - toInt64(floor(b.n * (1 - ${valueOf('cut')}))), 0)`,
    evidence: `arrayMap(x -> ('inspections', x.2, toDate(0), x.3), arraySlice(y.list, toInt64(floor(b.n * (1 - ${valueOf('cut')}))) + 1))`,
    detail: { inspections: 'length(y.list)', base: 'b.n' },
    from: `(SELECT county, yr, arraySort(groupArray((start, fact, target))) AS list FROM (
        SELECT if(u.county = '', u.township, u.county) AS county, toYear(i.starts_on) AS yr, i.code AS code, min(i.starts_on) AS start,
          argMin(i.fact_id, (i.starts_on, i.org_unit_code)) AS fact, argMin(i.org_unit_code, (i.starts_on, i.org_unit_code)) AS target
        FROM inspections i INNER JOIN unit_paths u ON u.code = i.org_unit_code WHERE ${unitRank('u.level')} BETWEEN 1 AND 4
        GROUP BY county, yr, code) WHERE yr > ${valueOf('base_year')} GROUP BY county, yr) y
      LEFT ANY JOIN (SELECT if(u.county = '', u.township, u.county) AS county, uniqExact(i.code) AS n
        FROM inspections i INNER JOIN unit_paths u ON u.code = i.org_unit_code
        WHERE ${unitRank('u.level')} BETWEEN 1 AND 4 AND toYear(i.starts_on) = ${valueOf('base_year')} GROUP BY county) b ON b.county = y.county`,
  }),
  examples: [
    {
      name: 'four in the base year: three are one too many, two are half',
      parameters: { base_year: 2023 },
      dataTo: '2025-12-31',
      facts: {
        org_units: [unit('C', 'county'), unit('T1', 'township', 'C')],
        inspections: [...some(4, 2023, 'A'), ...some(3, 2024, 'B'), ...some(2, 2025, 'C')],
      },
      rows: [
        { subject: 'C', period: '2024', verdict: 'breach', evidence: ['inspections B3|T1'] },
        { subject: 'C', period: '2025', verdict: 'ok' },
      ],
    },
    {
      name: 'no data of the base year',
      parameters: { base_year: 2018 },
      dataTo: '2025-12-31',
      facts: { org_units: [unit('C', 'county'), unit('T1', 'township', 'C')], inspections: some(2, 2025, 'C') },
      rows: [{ subject: 'C', period: '2025', verdict: 'cannot-judge', reason: 'no-base-year' }],
    },
  ],
};
