import type { Indicator } from '../definition.ts';
import { checkin, county } from '../example-rows.ts';

/** An inspection without an end lasts a day; one that never ends is a slip of the pen. */
const LONGEST = 60;
const MARCH = ['2026-03-01', '2026-03-02', '2026-03-03', '2026-03-04', '2026-03-05'];

export const inspectionDays: Indicator = {
  id: 'inspection-days',
  kind: 'burden',
  version: 1,
  terms: { zh: '迎检天数', en: 'Inspection days' },
  question: { zh: '各单位有多少天在接受督查检查?', en: 'On how many days are units being inspected?' },
  formula: {
    zh: '每项检查在每个受检单位的天数之和(含首尾两日;没有结束日的算 1 天)',
    en: 'Days of each inspection in each unit inspected, first and last included (1 day without an end)',
  },
  limits: {
    zh: '同一天两项检查算两天:两拨人都要陪。准备材料的时间不在内,检查组人数没有登记。一项检查最多计 60 天。',
    en: `Two inspections on one day are two days: both must be received. Preparing material is not in it, and the size of the team is not registered. One inspection counts for at most ${LONGEST} days.`,
  },
  references: [
    {
      source: 'Notice on coordinating inspections and assessments (General Office, 2018-10); domain note B13',
      grade: 'V',
    },
  ],
  unit: { zh: '天', en: 'unit-days' },
  better: 'lower',
  aggregate: 'sum',
  evidence: 'rows',
  subject: 'issuer',
  everyDay: true,
  minimumN: 1,
  onlyWith: 'SELECT 1 FROM inspections',
  events: `SELECT 'inspections' AS kind, '' AS source, fact AS external_id, organizer AS requirement, '' AS cadre, unit AS org_unit, on_day AS day,
      toDateTime64(on_day, 3, 'Asia/Shanghai') AS at, 1. AS numerator, 1. AS denominator, '' AS label, 1. AS low, 1. AS high
    FROM (SELECT toString(fact_id) AS fact, organizer, toString(org_unit_code) AS unit,
        arrayJoin(arrayFilter(d -> d >= starts_on AND d <= least(ifNull(ends_on, starts_on), addDays(starts_on, ${LONGEST - 1})), {days:Array(Date)})) AS on_day
      FROM inspections)`,
  examples: [
    {
      name: 'three days in one township and one in another, two inspections on one day are two days',
      days: MARCH,
      facts: {
        ...county({ T1: ['P1'], T2: ['P2'] }),
        inspections: [
          { code: 'I1', org_unit_code: 'T1', starts_on: '2026-03-02', ends_on: '2026-03-04', organizer: '县委督查室' },
          { code: 'I1', org_unit_code: 'T2', starts_on: '2026-03-02', organizer: '县委督查室' },
          { code: 'I2', org_unit_code: 'T1', starts_on: '2026-03-04', ends_on: '2026-03-04' },
        ],
      },
      value: 5,
    },
    {
      name: 'where no inspections were loaded none can be counted',
      facts: { checkins: [checkin('a', 'P1', '2026-03-02 09:12:31')] },
      value: null,
    },
  ],
};
