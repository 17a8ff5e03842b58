import type { Indicator } from '../definition.ts';
import { checkin, county, report } from '../example-rows.ts';
import { ANSWERS } from './answers.ts';

const WEEK = ['2026-03-02', '2026-03-03', '2026-03-04', '2026-03-05', '2026-03-06'];
const resolved = (org_unit_code: string, period: string, value: number) => ({
  org_unit_code,
  period,
  kind: 'case_resolved',
  value,
});

export const traceIntensity: Indicator = {
  id: 'trace-intensity',
  kind: 'burden',
  version: 1,
  terms: { zh: '留痕强度', en: 'Traces per case resolved' },
  question: { zh: '办成一件事,要留下多少痕迹?', en: 'How many traces are left for each case resolved?' },
  formula: {
    zh: '(报表 + 打卡 + 任务 + 所附照片)÷ 同期同单位办结事项数(成效 case_resolved;一季、一年的数按日均摊)',
    en: '(reports + check-ins + tasks + attached photos) over cases resolved in the unit meanwhile (outcome case_resolved; figures of a quarter or year are spread evenly over its days)',
  },
  limits: {
    zh: '只算有办结数的单位(及其下级)的痕迹。办结的事不一定由这项要求带来:按要求看时,分母仍是该单位的全部办结数。日报周报型工作办结少、痕迹多,请只和自己的过去比。',
    en: 'Only traces of units (and those below) that record cases resolved. A case need not come from the requirement: asked by requirement the denominator is still every case of the unit. Work by daily reports resolves few cases: compare it with its own past only.',
  },
  references: [{ source: 'Domain note B17 (photos, check-ins and reports per resolved outcome), R14', grade: 'V' }],
  unit: { zh: '条/件', en: 'traces per case' },
  better: 'lower',
  aggregate: 'ratio',
  evidence: 'amounts',
  sharedDenominator: true,
  everyDay: true,
  minimumN: 20,
  onlyWith: `SELECT 1 FROM outcomes WHERE kind = 'case_resolved'`,
  events: `SELECT kind, source, external_id, requirement, cadre, org_unit, day, at, 1. + photos AS numerator, 0. AS denominator, '' AS label,
      numerator AS low, numerator AS high
    FROM (${ANSWERS})
    WHERE cadre IN (SELECT cadre_code FROM cadre_units WHERE hasAny(path, (SELECT groupUniqArray(toString(org_unit_code)) FROM outcomes WHERE kind = 'case_resolved')))
    UNION ALL
    SELECT 'outcomes', '', fact, '', '', unit, on_day, toDateTime64(on_day, 3, 'Asia/Shanghai'), 0., per_day, '', 0., 0.
    FROM (SELECT toString(fact_id) AS fact, toString(org_unit_code) AS unit, value / (dateDiff('day', starts_on, ends_on) + 1) AS per_day,
        arrayJoin(arrayFilter(d -> d >= starts_on AND d <= ends_on, {days:Array(Date)})) AS on_day
      FROM outcomes WHERE kind = 'case_resolved')`,
  examples: [
    {
      name: 'in five of the 31 days of March 15 check-ins with a photo each and 10 reports, 62 cases resolved in the month',
      days: WEEK,
      facts: {
        ...county({ T1: ['P1'], T2: ['P2'] }),
        outcomes: [resolved('T1', '2026-03', 62)],
        checkins: Array.from({ length: 15 }, (_, i) =>
          checkin(`c${i}`, 'P1', `2026-03-02 09:${10 + i}:31`, { photos: [`p${i}`] }),
        ),
        reports: [
          ...Array.from({ length: 10 }, (_, i) => report(`r${i}`, 'P1', `2026-03-03 09:${10 + i}:31`)),
          report('elsewhere', 'P2', '2026-03-03 09:10:31'),
        ],
      },
      value: 4,
      numerator: 40,
      denominator: 10,
    },
    {
      name: 'without cases resolved there is nothing to hold the traces against; satisfaction is no case',
      facts: {
        ...county({ T1: ['P1'] }),
        outcomes: [{ org_unit_code: 'T1', period: '2026-03', kind: 'satisfaction', value: 91 }],
        reports: Array.from({ length: 30 }, (_, i) => report(`r${i}`, 'P1', `2026-03-03 09:${10 + i}:31`)),
      },
      value: null,
    },
  ],
};
