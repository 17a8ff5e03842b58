import type { Indicator } from '../definition.ts';
import { county, requirement } from '../example-rows.ts';

const asset = (
  code: string,
  cost_yuan: number | null,
  active_days: number | null,
  more: Record<string, unknown> = {},
) => ({
  code,
  org_unit_code: 'T1',
  system_code: 'S1',
  cost_yuan,
  active_days,
  ...more,
});

export const assetUtilisation: Indicator = {
  id: 'asset-utilisation',
  kind: 'burden',
  version: 1,
  terms: { zh: '每个使用日的投入', en: 'Cost per day of use' },
  question: { zh: '买来的设备和平台,用一天花多少钱?', en: 'What does a day of actual use of what was bought cost?' },
  formula: {
    zh: '期末已购置资产的费用之和 ÷ 累计使用天数之和;并给出只服务于考核的使用天数占比(所属系统承载的有效要求全部计分或排名)',
    en: 'Cost of what was bought by the end of the period over its days of use; also the share of these days that serves assessment only (every requirement in force that the system carries is scored or ranked)',
  },
  limits: {
    zh: '没有费用或没有使用天数的资产不计。使用天数是登记时的累计数,新买的自然偏少。用了一天和用得好不是一回事。',
    en: 'Assets without cost or days of use are left out. Days of use are those at registration, few by nature for what is new. A day of use need not be a useful one.',
  },
  references: [
    {
      source:
        'Seed essay, Guojia Zhili: one township spent over 30 million yuan on hardware since 2015-08, mostly idle and used to satisfy assessment (F67)',
      grade: 'V',
    },
  ],
  unit: { zh: '元/使用日', en: 'CNY per day of use' },
  better: 'lower',
  aggregate: 'ratio',
  evidence: 'amounts',
  stock: true,
  subject: 'system',
  minimumN: 1,
  parts: {
    'assessment-only': { zh: '只服务于考核的使用天数', en: 'days of use that serve assessment only' },
    other: { zh: '也有其他用途的使用天数', en: 'days of use that serve more than assessment' },
    unknown: { zh: '用途不明的使用天数', en: 'days of use whose purpose is not registered' },
  },
  events: `SELECT 'assets' AS kind, '' AS source, a.fact AS external_id, a.system AS requirement, '' AS cadre, a.unit AS org_unit, a.on_day AS day,
      toDateTime64(a.on_day, 3, 'Asia/Shanghai') AS at, a.cost AS numerator, a.used AS denominator,
      multiIf(a.system = '' OR s.carried = 0, 'unknown', s.scored = s.carried, 'assessment-only', 'other') AS label, a.cost AS low, a.cost AS high
    FROM (SELECT toString(fact_id) AS fact, system_code AS system, toString(org_unit_code) AS unit, assumeNotNull(cost_yuan) AS cost,
        toFloat64(assumeNotNull(active_days)) AS used, arrayJoin({days:Array(Date)}) AS on_day
      FROM assets WHERE cost_yuan IS NOT NULL AND active_days IS NOT NULL AND ifNull(bought_on, on_day) <= on_day) a
    LEFT ANY JOIN (SELECT system_code AS carrier, on_day, count() AS carried, countIf(scoring_weight > 0 OR ranked = 1) AS scored
      FROM (SELECT system_code, scoring_weight, ranked, valid_from, valid_to, arrayJoin({days:Array(Date)}) AS on_day FROM requirements)
      WHERE ifNull(valid_from, on_day) <= on_day AND ifNull(valid_to, on_day) >= on_day GROUP BY carrier, on_day) s
      ON s.carrier = a.system AND s.on_day = a.on_day`,
  examples: [
    {
      name: 'a hall for 300,000 used 10 days and a drone for 20,000 used 90: 3,200 yuan a day of use; one bought later is not in it',
      days: ['2026-03-31'],
      facts: {
        ...county({ T1: ['P1'] }),
        requirements: [requirement('R1', 'checkin', { system_code: 'S1', scoring_weight: 5 })],
        assets: [
          asset('A1', 300000, 10),
          asset('A2', 20000, 90, { system_code: 'S2', bought_on: '2024-05-01' }),
          asset('A3', 900000, 1, { bought_on: '2026-04-01' }),
        ],
      },
      value: 3200,
      numerator: 320000,
      denominator: 100,
    },
    {
      name: 'bought but without days of use on record',
      days: ['2026-03-31'],
      facts: { assets: [asset('A1', 300000, null), asset('A2', null, 40)] },
      value: null,
    },
  ],
};
