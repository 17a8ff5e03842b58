import type { Indicator } from '../definition.ts';
import { at, county, report } from '../example-rows.ts';
import { FILLING_EVENTS } from './filling-events.ts';
import { MEETING_EVENTS } from './meeting-events.ts';
import { TIME_MODEL_REFERENCES } from './time-model.ts';
import { HOURS_PER_WORKDAY, WORKDAYS, WORKING_TIME_REFERENCE } from './working-time.ts';

/** Townships whose staff quota is known, and who works in them. */
const TOWNSHIPS = `SELECT code FROM org_units WHERE level = 'township' AND staff_quota > 0`;
const THEIR_CADRES = `SELECT cadre_code FROM cadre_units WHERE township IN (${TOWNSHIPS})`;

const towns = (quota: number | null) => ({
  ...county({ T1: ['P1', 'P2'] }),
  org_units: county({ T1: [] }).org_units.map((unit) =>
    unit['level'] === 'township' ? { ...unit, staff_quota: quota, budget_yuan: 1_000_000 } : unit,
  ),
});

export const loadToCapacity: Indicator = {
  id: 'load-to-capacity',
  kind: 'burden',
  version: 1,
  terms: { zh: '负荷与承载力之比', en: 'Load to capacity' },
  question: {
    zh: '填报和会议占掉了编制人力的多少?各乡镇、各人是否均衡?',
    en: 'How much of the established staff do filling in and meetings take, and how evenly?',
  },
  formula: {
    zh: `(填报用时 + 会议工时)÷(乡镇编制数 × 工作日 × ${HOURS_PER_WORKDAY} 小时);并给出有负荷的人之间的泰尔指数(乡镇内、乡镇间)和基尼系数,以及每万元年度预算对应的年用时`,
    en: `(filling hours + meeting hours) over (staff quota of townships x workdays x ${HOURS_PER_WORKDAY} h); also Theil's index over cadres with any load, split within and between townships, Gini's coefficient, and hours a year per ten thousand yuan of budget`,
  },
  limits: {
    zh: '编制数不等于实有人数:借调出去的人仍占编制,村干部没有编制却也在填,所以可以超过 1。没有登记编制数的乡镇整个不计。填报用时多为估算,上下限已给出。没有任何记录的人不在不均衡指标里。',
    en: 'Posts are not people: seconded staff still hold theirs, village cadres fill in without one, so that it can exceed 1. Townships without a registered quota are left out altogether. Filling hours are mostly modelled; the range is given. People without any record are not in the measures of inequality.',
  },
  references: [
    WORKING_TIME_REFERENCE,
    ...TIME_MODEL_REFERENCES,
    {
      source: 'Theil 1967, Economics and Information Theory: T splits into within and between (vector s12)',
      grade: 'C',
    },
    { source: 'Staff of townships 50 to 100 in the centre and west (F45, F46)', grade: 'V' },
  ],
  unit: { zh: '倍', en: 'hours per post hour' },
  better: 'lower',
  aggregate: 'ratio',
  evidence: 'amounts',
  sharedDenominator: true,
  everyDay: true,
  perCadre: true,
  spread: true,
  minimumN: 20,
  onlyWith: `SELECT 1 FROM org_units WHERE level = 'township' AND staff_quota > 0`,
  events: `SELECT kind, source, external_id, requirement, cadre, org_unit, day, at, seconds / 3600 AS numerator, 0. AS denominator, label,
      numerator / factor AS low, numerator * factor AS high
    FROM (${FILLING_EVENTS}) WHERE if(cadre != '', cadre IN (${THEIR_CADRES}), org_unit IN (SELECT code FROM unit_paths WHERE township IN (${TOWNSHIPS})))
    UNION ALL
    SELECT 'meetings', '', fact, '', cadre, org_unit, day, at, toFloat64(hours), 0., 'logged', toFloat64(hours), toFloat64(hours)
    FROM (${MEETING_EVENTS}) WHERE listed AND if(cadre != '', cadre IN (${THEIR_CADRES}), org_unit IN (SELECT code FROM unit_paths WHERE township IN (${TOWNSHIPS})))
    UNION ALL
    SELECT 'org_units', '', toString(o.fact_id), '', '', toString(o.code), w.day, toDateTime64(w.day, 3, 'Asia/Shanghai'), 0.,
      toFloat64(assumeNotNull(o.staff_quota)) * ${HOURS_PER_WORKDAY}, '', 0., 0.
    FROM org_units o CROSS JOIN (${WORKDAYS}) w WHERE o.level = 'township' AND o.staff_quota > 0`,
  examples: [
    {
      name: 'twenty half hours of filling in and a meeting of three hours for two, against 5 posts on two workdays: 16 of 80',
      days: ['2026-03-02', '2026-03-03'],
      facts: {
        ...towns(5),
        reports: Array.from({ length: 20 }, (_, i) =>
          report(`r${i}`, 'P1', `2026-03-02 09:${10 + i}:31`, { active_edit_s: 1800 }),
        ),
        meetings: [
          {
            code: 'M1',
            organizer_org_unit_code: 'C',
            starts_at: at('2026-03-03 09:00:00'),
            ends_at: at('2026-03-03 12:00:00'),
            attendees: ['T1|P1|staff', 'T1|P2|staff'],
          },
        ],
      },
      value: 16 / 80,
      numerator: 16,
      denominator: 80,
    },
    {
      name: 'without a staff quota the load cannot be held against anything',
      facts: {
        ...towns(null),
        reports: Array.from({ length: 30 }, (_, i) =>
          report(`r${i}`, 'P1', `2026-03-02 09:${10 + i}:31`, { active_edit_s: 1800 }),
        ),
      },
      value: null,
    },
  ],
};
