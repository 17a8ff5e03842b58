import type { Detector } from '../../definition.ts';
import { county, report } from '../../example-rows.ts';
import { DAYS_BEFORE, laterNumbers, numbers } from './numbers.ts';
import { eligibleReports, hitSignals } from './rate-signals.ts';

const HEAPED = `right(written, 1) IN ('0', '5')`;

const shares = `
  SELECT requirement, field, unit, day, own.1 AS own_n, own.2 AS own_x, everybody.1 - own_n AS others_n, everybody.2 - own_x AS others_x,
    own_x / own_n AS own_share, others_x / others_n AS others_share,
    (own_share - others_share) / sqrt(everybody.2 / everybody.1 * (1 - everybody.2 / everybody.1) * (1 / own_n + 1 / others_n)) AS z
  FROM (
    SELECT *, (sum(n) OVER of_unit, sum(x) OVER of_unit) AS own, (sum(n) OVER of_all, sum(x) OVER of_all) AS everybody
    FROM (
      SELECT requirement, field, unit, day, toInt64(count()) AS n, toInt64(countIf(${HEAPED})) AS x FROM (${numbers})
      WHERE abs(toFloat64(written)) >= 10 GROUP BY requirement, field, unit, day)
    WINDOW of_unit AS (PARTITION BY requirement, field, unit ${DAYS_BEFORE}), of_all AS (PARTITION BY requirement, field ${DAYS_BEFORE}))
  WHERE day IN {days:Array(Date)}`;

const judged = `
  SELECT n.*, s.own_n AS own_n, s.own_share >= {whipple_min:Float64} / 500 AND s.z > {z_min:Float64} AND ${HEAPED} AS hit,
    multiIf(abs(toFloat64(written)) < 10, 'number-below-ten', own_n < {numbers_min:Float64}, 'too-few-numbers',
      s.others_n < {numbers_min:Float64}, 'no-comparison', s.others_share >= {rounded_share:Float64}, 'rounded-everywhere', '') AS reason,
    concat('{"whipple_before":', toString(round(500 * s.own_share)), ',"whipple_others":', toString(round(500 * s.others_share)),
      ',"n":', toString(own_n), '}') AS detail
  FROM (${numbers}) n LEFT ANY JOIN (${shares}) s
    ON s.requirement = n.requirement AND s.field = n.field AND s.unit = n.unit AND s.day = n.day
  WHERE n.day IN {days:Array(Date)}`;

const townships = county({ T1: ['P1'], T2: ['P2'] });
/** 60 reports a day and person; `P1` rounds as told, P2 does not. */
const reports = (value: (n: number, person: string) => number) =>
  Array.from({ length: 360 }, (_, i) => {
    const [person, n] = [i % 2 === 0 ? 'P1' : 'P2', Math.floor(i / 2)];
    const time = `2026-03-0${2 + Math.floor(i / 120)} 1${n % 10}:${10 + (Math.floor(n / 10) % 50)}:31`;
    return report(`r${i}`, person, time, { values: { 走访户数: value(n, person) } });
  });
const plain = (n: number) => 100 + ((n * 37) % 600);
const rounded = (n: number) => (n % 4 === 0 ? plain(n) : Math.round(plain(n) / 5) * 5);
const endsRound = (value: number) => value % 5 === 0;
const lastDay = Array.from({ length: 60 }, (_, i) => 120 + i).flatMap((n) =>
  endsRound(rounded(n)) ? [`r${2 * n}`] : [],
);

export const heaping: Detector = {
  id: 'heaping',
  kind: 'risk',
  version: 1,
  family: 'numbers',
  terms: { zh: '数字取整堆积', en: 'Heaping on 0 and 5' },
  question: {
    zh: '这个单位的数字是不是多以 0 和 5 结尾,而别的单位不是?',
    en: 'Do this unit’s figures end in 0 or 5 when others’ do not?',
  },
  formula: {
    zh: '本单位此前 31 天同一字段的惠普尔指数(500×以 0、5 结尾的比例)不低于 125,且显著高于其他单位(z>3);每份填报抽一个 10 以上的数,以 0 或 5 结尾 → 标记。双方此前各不少于 100 个数,其他单位也有三成以上取整的字段不判断',
    en: 'Where the unit’s Whipple index of a field (500 times the share ending in 0 or 5) was 125 or more in the 31 days before and clearly above the others’ (z > 3), one number of 10 or more is drawn from each report: flagged when it ends in 0 or 5. Judged from 100 earlier numbers on either side on, and not where the others round 30 % or more',
  },
  limits: {
    zh: '说明数字是估的,不等于是编的。全县都取整的字段(按十元发放、按五十斤计)不判断,也就看不见人人都在估的情形。样本少于 100 不判断。从不单独立案。',
    en: 'It shows estimating, which is not inventing. Fields that everybody rounds (paid in tens, counted in fifties) are not judged, so that it is blind where everybody guesses. Below 100 numbers it says nothing. Never alone.',
  },
  references: [
    { source: 'Whipple index with the bands of the UN Demographic Yearbook (125 = rough); fabrication note N5', grade: 'V' },
    { source: 'Comparison with the other units’ same field, z above 3, 30 %: Henjian defaults', grade: 'M' },
  ], // prettier-ignore
  minimumN: 100,
  identity: false,
  null: {
    statement: {
      zh: '末位均匀时两成以 0 或 5 结尾;其他单位取整不足三成的字段才判断,故按 30% 计',
      en: 'Even digits give 20 %; only fields in which others round less than 30 % are judged, so 30 % is taken',
    },
    honestRate: 0.3,
    fixed: true,
  },
  falsePositives: {
    zh: '本单位按不同的口径取整(如按捆、按袋计),或价格、标准固定。',
    en: 'A unit that counts in other packages, or pays a fixed rate.',
  },
  excuses: [],
  parameters: {
    whipple_min: {
      value: 125,
      unit: 'index',
      meaning: { zh: '此前惠普尔指数的门槛', en: 'earlier Whipple index from which it is looked at' },
    },
    z_min: {
      value: 3,
      unit: 'sd',
      meaning: { zh: '高于其他单位的显著程度', en: 'how clearly it is above the others' },
    },
    numbers_min: {
      value: 100,
      unit: 'numbers',
      meaning: { zh: '此前的数少于此数不判断', en: 'with fewer earlier numbers it is not judged' },
    },
    rounded_share: {
      value: 0.3,
      unit: 'share',
      meaning: {
        zh: '其他单位取整达到这一比例的字段不判断',
        en: 'fields that the others round this often are not judged',
      },
    },
  },
  eligible: eligibleReports(judged),
  signals: hitSignals(judged, 0.2),
  alsoAffects: laterNumbers,
  examples: [
    {
      name: 'three figures of four are rounded to five, the neighbours’ are not',
      facts: { ...townships, reports: reports((n, person) => (person === 'P1' ? rounded(n) : plain(n))) },
      signals: [lastDay],
      // P2 is not judged: to it the others are those who round.
      eligible: 60,
      abstained: { 'too-few-numbers': 240, 'rounded-everywhere': 60 },
    },
    {
      name: 'nobody rounds',
      facts: { ...townships, reports: reports((n) => plain(n)) },
      signals: [],
      eligible: 120,
      abstained: { 'too-few-numbers': 240 },
    },
    {
      name: 'the form counts in tens for everybody: not judged',
      facts: { ...townships, reports: reports((n) => 10 * plain(n)) },
      signals: [],
      eligible: 0,
      abstained: { 'too-few-numbers': 240, 'rounded-everywhere': 120 },
    },
  ],
};
