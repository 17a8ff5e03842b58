import type { Indicator } from '../definition.ts';
import { county, report } from '../example-rows.ts';
import { FILLING_EVENTS } from './filling-events.ts';
import { TIME_MODEL_REFERENCES } from './time-model.ts';
import { HOURS_PER_WORKDAY, WORKDAYS, WORKING_TIME_REFERENCE } from './working-time.ts';

export const formTimeShare: Indicator = {
  id: 'form-time-share',
  kind: 'burden',
  version: 1,
  terms: { zh: '填报占工作时间比', en: 'Filling share of working time' },
  question: { zh: '上班时间有多大一部分花在填报和打卡上?', en: 'How much of the working time goes into filling in?' },
  formula: {
    zh: `填报用时(同“填报用时”,有记录的按记录,其余为估算并给出上下限)÷ 应出勤时间(在岗人员 × 工作日 × ${HOURS_PER_WORKDAY} 小时,扣除请假)`,
    en: `Filling hours (as in "Filling hours": logged where logged, else modelled with a range) over working hours (cadres in post x workdays x ${HOURS_PER_WORKDAY} h, leave taken out)`,
  },
  limits: {
    zh: '只算名录里的人。分母不分要求:按要求看时,是该要求占全部工作时间的比例。下班后填的也在分子里,所以可以超过 1。没有导入的系统不在内,真实比例只会更高。',
    en: 'Only people in the directory. Working hours are not split by requirement: asked by requirement it is the share of all working time which that one takes. Filling after work counts too, so that it can exceed 1. Systems that were not loaded are missing: the true share can only be higher.',
  },
  references: [
    WORKING_TIME_REFERENCE,
    ...TIME_MODEL_REFERENCES,
    { source: 'Domain note B04; a third to nine tenths of working time in accounts F04 to F06, F13', grade: 'V' },
  ],
  unit: { zh: '倍', en: 'hours per working hour' },
  better: 'lower',
  aggregate: 'ratio',
  evidence: 'amounts',
  sharedDenominator: true,
  everyDay: true,
  minimumN: 20,
  events: `SELECT kind, source, external_id, requirement, cadre, org_unit, day, at, seconds / 3600 AS numerator, 0. AS denominator, label,
      numerator / factor AS low, numerator * factor AS high
    FROM (${FILLING_EVENTS}) WHERE cadre IN (SELECT cadre_code FROM cadre_units)
    UNION ALL
    SELECT 'cadres', '', toString(c.fact_id), '', toString(c.code), '', w.day, toDateTime64(w.day, 3, 'Asia/Shanghai'), 0., ${HOURS_PER_WORKDAY}., '', 0., 0.
    FROM cadres c CROSS JOIN (${WORKDAYS}) w
    WHERE ifNull(c.active_from, w.day) <= w.day AND ifNull(c.active_to, w.day) >= w.day
      AND (c.code, w.day) NOT IN (SELECT cadre_code, day FROM excuses WHERE excuse = 'leave')`,
  examples: [
    {
      name: 'twenty logged half hours of one cadre in a week of two: 10 of 80 hours; the weekend in it is no working time',
      days: ['2026-03-02', '2026-03-03', '2026-03-04', '2026-03-05', '2026-03-06', '2026-03-07', '2026-03-08'],
      facts: {
        ...county({ T1: ['P1', 'P2'] }),
        reports: Array.from({ length: 20 }, (_, i) =>
          report(`r${i}`, 'P1', `2026-03-02 09:${10 + i}:31`, { active_edit_s: 1800 }),
        ),
      },
      value: 10 / 80,
      numerator: 10,
      denominator: 80,
    },
    {
      name: 'a day of leave, and one who came later, take their hours out',
      days: ['2026-03-02', '2026-03-03'],
      facts: {
        org_units: county({ T1: [] }).org_units,
        cadres: [
          { code: 'P1', org_unit_code: 'T1' },
          { code: 'P2', org_unit_code: 'T1', active_from: '2026-03-03' },
        ],
        leave: [{ cadre_code: 'P1', from: '2026-03-03T00:00:00+08:00', to: '2026-03-03T23:00:00+08:00' }],
        reports: Array.from({ length: 20 }, (_, i) =>
          report(`r${i}`, 'P1', `2026-03-02 09:${10 + i}:31`, { active_edit_s: 360 }),
        ),
      },
      value: 2 / 16,
    },
    {
      name: 'without a directory there are no working hours to hold it against',
      facts: { reports: [report('r', 'P1', '2026-03-02 09:12:31', { active_edit_s: 1800 })] },
      value: null,
    },
  ],
};
