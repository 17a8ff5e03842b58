import type { Detector } from '../../definition.ts';
import { county, report } from '../../example-rows.ts';
import { DAYS_UP_TO, laterNumbers, numbers } from './numbers.ts';
import { eligibleReports, hitSignals } from './rate-signals.ts';

/** At most so many values of a field and day enter the comparison, drawn by `draw`: bounds memory, keeps the median. */
const PER_DAY = 40;

/** Median and median absolute deviation as written, and on the scale arsinh, on which many counts and sums are symmetric. */
const middles = `
  SELECT requirement, field, day, length(seen) AS n, arrayReduce('quantileExactInclusive(0.5)', seen) AS centre,
    arrayReduce('quantileExactInclusive(0.5)', arrayMap(v -> abs(v - centre), seen)) AS spread,
    arrayReduce('quantileExactInclusive(0.5)', arrayMap(v -> abs(asinh(v) - asinh(centre)), seen)) AS log_spread
  FROM (
    SELECT requirement, field, day, arrayMap(one -> one.2, groupArrayArray(sample) OVER (PARTITION BY requirement, field ${DAYS_UP_TO})) AS seen
    FROM (
      SELECT requirement, field, day, groupArraySorted(${PER_DAY})((draw, toFloat64(written))) AS sample
      FROM (${numbers}) GROUP BY requirement, field, day))
  WHERE day IN {days:Array(Date)}`;

const judged = `
  SELECT n.* EXCEPT draw, toFloat64(written) AS amount, 0.6745 * (amount - m.centre) / m.spread AS z,
    0.6745 * (asinh(amount) - asinh(m.centre)) / m.log_spread AS log_z,
    abs(z) > {z_max:Float64} AND abs(log_z) > {z_max:Float64} AS hit,
    multiIf(m.n < {numbers_min:Float64}, 'too-few-numbers', m.spread = 0, 'mostly-equal', '') AS reason,
    -- A hit stands for its report before any other number of it.
    (NOT hit, n.draw) AS draw,
    concat('{"field":', toJSONString(replaceRegexpOne(n.field, '\\\\.[0-9]+$', '')), ',"value":', written, ',"median":', toString(m.centre),
      ',"modified_z":', toString(round(z, 1)), '}') AS detail
  FROM (${numbers}) n LEFT ANY JOIN (${middles}) m ON m.requirement = n.requirement AND m.field = n.field AND m.day = n.day
  WHERE n.day IN {days:Array(Date)}`;

const townships = county({ T1: ['P1', 'P2'], T2: ['P3'] });
const visits = (values: readonly number[]) =>
  values.map((走访户数, i) =>
    report(`v${i}`, `P${1 + (i % 3)}`, `2026-03-0${i < 13 ? 2 : 3} 1${i % 8}:12:31`, { values: { 走访户数 } }),
  );

export const outlier: Detector = {
  id: 'outlier',
  kind: 'risk',
  version: 1,
  family: 'numbers',
  terms: { zh: '离群值', en: 'Outlier' },
  question: { zh: '这个数是不是离同类填报远得不像话?', en: 'Is a figure far from what everybody else reports?' },
  formula: {
    zh: '与全县同一要求、同一字段近 31 天(含当日)的数相比,修正 z = 0.6745×(值-中位数)÷绝对中位差,原值与反双曲正弦值的修正 z 都超过 3.5 → 标记。不少于 12 个数才判断',
    en: 'Against the county’s figures of the same field in the last 31 days (that day included), modified z = 0.6745 (x - median) / MAD: flagged when above 3.5 both as written and on the arsinh scale. From 12 figures on',
  },
  limits: {
    zh: '多半是录错或确有其事,不是造假。半数以上相等的字段(多为零)不判断。分布偏斜、有季节性的数容易误报,故要求两种尺度都离群。三分之一以上的数都虚报时,中位数和绝对中位差随之变大,会漏掉一部分,也会错认如实的数。每日每字段至多取 40 个数作比较。',
    en: 'Most are typing errors or true. Fields in which more than half of the figures are equal (often zero) are not judged. Skewed or seasonal figures err easily: hence both scales. Where a third of the figures or more are padded, median and MAD move with them: some are missed and true ones mistaken. At most 40 figures of a field and day enter the comparison.',
  },
  references: [
    {
      source: 'Iglewicz & Hoaglin 1993, How to Detect and Handle Outliers: |M| > 3.5; fabrication note N1 (12 points)',
      grade: 'V',
    },
    { source: 'DHIS2 outlier detection (modified z score, threshold 3.0): only for near-normal data', grade: 'V' },
  ],
  minimumN: 30,
  identity: false,
  null: {
    statement: {
      zh: '正态数据里只有万分之五离群;真实的登记数拖尾更长,一份表又有多个数:一次真实问卷调查里一成的问卷有离群值,这里按 5% 的填报计',
      en: 'Of normal figures 0.05 % are outliers; real ones have longer tails and a form has many figures. In a real survey one interview in ten had one; 5 % of reports are taken',
    },
    honestRate: 0.05,
  },
  falsePositives: {
    zh: '单位填错(元与万元)、真有大户、灾后或发放季的高峰。',
    en: 'Wrong units of measure, truly large households, peaks after a disaster or on pay-out.',
  },
  excuses: [],
  parameters: {
    z_max: {
      value: 3.5,
      unit: 'modified z',
      meaning: { zh: '超过此数为离群', en: 'beyond this it is an outlier' },
    },
    numbers_min: {
      value: 12,
      unit: 'numbers',
      meaning: { zh: '可比的数少于此数不判断', en: 'with fewer figures to compare it is not judged' },
    },
  },
  eligible: eligibleReports(judged),
  signals: hitSignals(judged, 0.3),
  alsoAffects: laterNumbers,
  examples: [
    {
      name: 'two of sixteen figures are ten times the others',
      facts: { ...townships, reports: visits([21, 26, 24, 25, 23, 21, 23, 26, 22, 24, 25, 22, 24, 23, 182, 210]) },
      signals: [['v14'], ['v15']],
      eligible: 16,
    },
    {
      name: 'skewed figures: far as written, not far on the scale of ratios',
      facts: { ...townships, reports: visits([1, 2, 3, 4, 6, 8, 11, 16, 22, 30, 42, 60, 85, 120, 170]) },
      signals: [],
      eligible: 15,
    },
    {
      name: 'three figures, and a field that is nearly always zero: not judged',
      facts: {
        ...townships,
        reports: [
          ...visits(Array.from({ length: 14 }, (_, i) => (i === 13 ? 7 : 0))),
          ...[1, 2, 3].map((i) =>
            report(`f${i}`, 'P1', `2026-03-05 0${i}:12:31`, { requirement_code: 'R2', values: { 存粮: 10 * i } }),
          ),
        ],
      },
      signals: [],
      eligible: 0,
      abstained: { 'mostly-equal': 14, 'too-few-numbers': 3 },
    },
  ],
};
