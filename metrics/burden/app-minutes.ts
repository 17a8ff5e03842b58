import type { Indicator } from '../definition.ts';

const use = (system_code: string, cadre_code: string, on: string, active_s: number | null) => ({
  system_code,
  cadre_code,
  on,
  sessions: 3,
  active_s,
});

export const appMinutes: Indicator = {
  id: 'app-minutes',
  kind: 'burden',
  version: 1,
  terms: { zh: '应用使用时长', en: 'Minutes in work apps' },
  question: { zh: '基层干部在各个工作应用里花了多少分钟?', en: 'How many minutes do cadres spend in work apps?' },
  formula: { zh: '各系统记录的使用时长之和(分钟)', en: 'Sum of the active time that the systems recorded, in minutes' },
  limits: {
    zh: '以系统自己记录的使用时长为准:有的把开着不动也算在内。没有记录时长的系统和日子不计,不是 0。使用时长与填报用时有重叠,不能相加。',
    en: 'What the systems themselves record as active: some count an app left open. Systems and days without a recorded time are left out, not 0. It overlaps with filling hours: do not add them.',
  },
  references: [
    {
      source:
        'Domain note B09; two hours a day in Xinchang 2018 (F34), 30 to 40 minutes in China Newsweek 2024-01-12 (F36)',
      grade: 'V',
    },
  ],
  unit: { zh: '分钟', en: 'minutes' },
  better: 'lower',
  aggregate: 'sum',
  evidence: 'amounts',
  minimumN: 1,
  subject: 'system',
  perCadre: true,
  events: `SELECT 'app_usage' AS kind, '' AS source, toString(fact_id) AS external_id, toString(system_code) AS requirement, toString(cadre_code) AS cadre,
      '' AS org_unit, day, toDateTime64(day, 3, 'Asia/Shanghai') AS at, assumeNotNull(active_s) / 60 AS numerator, 1. AS denominator, 'logged' AS label,
      numerator AS low, numerator AS high
    FROM app_usage WHERE day IN {days:Array(Date)} AND active_s IS NOT NULL`,
  examples: [
    {
      name: 'half an hour in one app, a quarter in another; a day without recorded time is left out',
      facts: {
        app_usage: [
          use('S1', 'P1', '2026-03-02', 1800),
          use('S2', 'P1', '2026-03-02', 900),
          use('S1', 'P2', '2026-03-03', null),
        ],
      },
      value: 45,
    },
    {
      name: 'sessions without time say nothing about minutes',
      facts: { app_usage: [use('S1', 'P1', '2026-03-02', null)] },
      value: null,
    },
  ],
};
