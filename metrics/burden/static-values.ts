import type { Indicator } from '../definition.ts';
import { report, requirement } from '../example-rows.ts';

/** How long ago the last time may be, in days: two rounds of the form, more than two months when it has no frequency. */
const REACH = `transform(toString(frequency), ['P1D', 'P1W', 'P1M', 'P3M', 'P1Y'], [10, 21, 70, 190, 760], 70)`;
const ABOUT_WHOM = '(?i)身份证|证件号|编号|编码|户号|户主|姓名|名称|(^|[._])(id|code|name)$';

const answered = (where: string) =>
  `SELECT requirement_code, cadre_code FROM reports WHERE values_count > 0 AND ${where}`;
const TOUCHED = answered('day IN {days:Array(Date)}');
const REACHES = `SELECT code, ${REACH} AS reach FROM requirements`;
/** Most reports answer these: of them only the last weeks are read again. */
const FREQUENT = `SELECT code FROM requirements WHERE frequency IN ('P1D', 'P1W')`;

const monthly = (fields: Record<string, unknown>) =>
  ['2026-01-05', '2026-02-05', '2026-03-05'].map((day, i) =>
    report(`m${i}`, 'P1', `${day} 09:12:31`, { values: { ...fields, 收入: 1000 + i } }),
  );

export const staticValues: Indicator = {
  id: 'static-values',
  kind: 'burden',
  version: 1,
  terms: { zh: '不变值占比', en: 'Unchanged values' },
  question: {
    zh: '每次填的内容里,有多少和上一次一模一样?',
    en: 'How much of what is filled in is what it was the last time?',
  },
  formula: {
    zh: '与同一人上一次就同一要求、同一对象所报的同名字段相比,值没有变的个数 ÷ 可比的个数;上一次须在两个填报周期之内',
    en: 'Values equal to those of the same field the last time the same person reported on the same subject to the same requirement, over all that can be compared; the last time lies at most two rounds back',
  },
  limits: {
    zh: '对象(户、人、点位)按姓名、编号类字段识别;没有这类字段而一人报多个对象时,比的可能是两个不同对象,结果偏低。没变的值有的确需核实;它说的是可以预填,不是造假。换人填报后的第一次不比较。',
    en: 'The subject (household, person, place) is known by fields that look like a name or number; where there is none and one person reports on several, different subjects are compared and the share comes out too low. Some unchanged values do need checking: this says that they could be filled in beforehand, not that they are made up. The first time of a new person is not compared.',
  },
  references: [
    {
      source:
        'Domain note B06; low-income form with 11 of 12 fields unchanged from month to month (F25, People’s Daily)',
      grade: 'V',
    },
  ],
  unit: { zh: '占比', en: 'share' },
  better: 'lower',
  aggregate: 'ratio',
  evidence: 'amounts',
  minimumN: 10,
  events: `SELECT 'reports' AS kind, source, external_id, requirement, cadre, '' AS org_unit, day, at,
      toFloat64(length(arrayIntersect(pairs, pairs_before))) AS numerator, toFloat64(length(arrayIntersect(fields, fields_before))) AS denominator,
      '' AS label, numerator AS low, numerator AS high
    FROM (
      SELECT source, external_id, requirement, cadre, day, at, fields, pairs, reach, lagInFrame(fields) OVER w AS fields_before,
        lagInFrame(pairs) OVER w AS pairs_before, lagInFrame(day) OVER w AS day_before
      FROM (
        SELECT r.source AS source, r.external_id AS external_id, r.requirement_code AS requirement, r.cadre_code AS cadre, r.day AS day,
          r.submitted_at AS at, if(q.code = '', 70, q.reach) AS reach, JSONExtractKeysAndValuesRaw(r.\`values\`) AS written,
          arrayMap(v -> cityHash64(v.1), written) AS fields, arrayMap(v -> cityHash64(v), written) AS pairs,
          cityHash64(arraySort(arrayFilter(v -> match(v.1, '${ABOUT_WHOM}'), written))) AS subject
        FROM reports r LEFT ANY JOIN (${REACHES}) q ON q.code = r.requirement_code
        WHERE r.values_count > 0 AND r.day <= arrayMax({days:Array(Date)}) AND r.day >= subtractDays(arrayMin({days:Array(Date)}), 760)
          AND (r.day >= subtractDays(arrayMin({days:Array(Date)}), 21) OR r.requirement_code NOT IN (${FREQUENT}))
          AND (r.requirement_code, r.cadre_code) IN (${TOUCHED}))
      WINDOW w AS (PARTITION BY requirement, cadre, subject ORDER BY at, external_id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW))
    WHERE day IN {days:Array(Date)} AND notEmpty(fields_before) AND dateDiff('day', day_before, day) <= reach AND denominator > 0`,
  alsoAffects: `SELECT DISTINCT r.day AS day FROM reports r LEFT ANY JOIN (${REACHES}) q ON q.code = r.requirement_code
    WHERE r.values_count > 0 AND (r.requirement_code, r.cadre_code) IN (${TOUCHED})
      AND r.day > arrayMin({days:Array(Date)}) AND r.day <= addDays(arrayMax({days:Array(Date)}), if(q.code = '', 70, q.reach))`,
  examples: [
    {
      name: 'six households, eleven of twelve fields as the month before; the first month has nothing to compare with',
      facts: {
        requirements: [requirement('R1', 'report', { frequency: 'P1M' })],
        reports: Array.from({ length: 6 }, (_, household) =>
          monthly({
            户主: `户${household}`,
            ...Object.fromEntries(Array.from({ length: 10 }, (_, k) => [`项${k}`, household * 10 + k])),
          }).map((row) => ({ ...row, external_id: `${row['external_id']}-${household}` })),
        ).flat(),
      },
      value: 11 / 12,
      numerator: 12 * 11,
      denominator: 12 * 12,
    },
    {
      name: 'a monthly form last answered a quarter ago, or by somebody else, is not compared',
      facts: {
        requirements: [requirement('R1', 'report', { frequency: 'P1M' })],
        reports: Array.from({ length: 12 }, (_, i) => [
          report(`a${i}`, `P${i}`, '2026-01-05 09:12:31', { values: { 户数: 3 } }),
          report(`b${i}`, `P${i}`, '2026-04-05 09:12:31', { values: { 户数: 3 } }),
          report(`c${i}`, `Q${i}`, '2026-04-06 09:12:31', { values: { 户数: 3 } }),
        ]).flat(),
      },
      value: null,
    },
  ],
};
