import type { Detector } from '../../definition.ts';
import { county, report } from '../../example-rows.ts';
import { DAYS_BEFORE, laterNumbers, numbers } from './numbers.ts';
import { eligibleReports, hitSignals } from './rate-signals.ts';

const counted = `
  SELECT *, sumForEach(ends) OVER (PARTITION BY requirement, field, unit ${DAYS_BEFORE}) AS own,
    sumForEach(ends) OVER (PARTITION BY requirement, field ${DAYS_BEFORE}) AS everybody
  FROM (
    SELECT requirement, field, unit, day, sumForEach(arrayMap(d -> toUInt32(right(written, 1) = toString(d)), range(10))) AS ends
    FROM (${numbers}) WHERE abs(toFloat64(written)) >= 10 GROUP BY requirement, field, unit, day)`;

/** The two digits a unit used most before that day, how often it and the others did, and whether its digits are even (chi-square, 9 degrees). */
const favourites = `
  SELECT requirement, field, unit, day, arraySlice(arraySort(d -> (-own[d + 1], d), range(10)), 1, 2) AS favourite,
    arraySum(own) AS own_n, arraySum(everybody) - own_n AS others_n,
    arraySum(arrayMap(d -> own[d + 1], favourite)) AS own_x, arraySum(arrayMap(d -> everybody[d + 1], favourite)) - own_x AS others_x,
    arraySum(d -> pow(d - own_n / 10, 2), own) / (own_n / 10) AS chi_square
  FROM (${counted}) WHERE day IN {days:Array(Date)}`;

const judged = `
  SELECT n.*, f.own_n AS own_n, f.favourite AS favourite, f.chi_square > {chi_square_min:Float64} AND has(favourite, toUInt8(right(written, 1))) AS hit,
    multiIf(abs(toFloat64(written)) < 10, 'number-below-ten', own_n < {numbers_min:Float64}, 'too-few-numbers',
      f.others_n < {numbers_min:Float64}, 'no-comparison', f.others_x >= {uneven_share:Float64} * f.others_n, 'uneven-everywhere', '') AS reason,
    concat('{"favourites":[', toString(favourite[1]), ',', toString(favourite[2]), '],"before":', toString(round(f.own_x / greatest(own_n, 1), 3)),
      ',"n":', toString(own_n),
      ',"chi_square":', toString(round(f.chi_square, 1)), '}') AS detail
  FROM (${numbers}) n LEFT ANY JOIN (${favourites}) f
    ON f.requirement = n.requirement AND f.field = n.field AND f.unit = n.unit AND f.day = n.day
  WHERE n.day IN {days:Array(Date)}`;

const townships = county({ T1: ['P1'], T2: ['P2'] });
/** 60 reports a day; those of P1 end as `digit` says, those of P2 evenly. */
const reports = (digit: (i: number) => number, days = 3) =>
  Array.from({ length: days * 120 }, (_, i) => {
    const [person, n] = [i % 2 === 0 ? 'P1' : 'P2', Math.floor(i / 2)];
    const time = `2026-03-0${2 + Math.floor(i / 120)} 1${n % 10}:${10 + (Math.floor(n / 10) % 50)}:31`;
    return report(`r${i}`, person, time, { values: { 走访户数: 100 + 10 * ((n * 7) % 80) + (person === 'P1' ? digit(n) : n % 10) } });
  }); // prettier-ignore
const lastDay = (digit: (i: number) => number, liked: readonly number[]) =>
  Array.from({ length: 60 }, (_, i) => 120 + i).flatMap((n) => (liked.includes(digit(n)) ? [`r${2 * n}`] : []));
/** Seven of ten end in 3 or 7. */
const invented = (n: number) => (n % 10 < 7 ? (n % 2 === 0 ? 3 : 7) : [0, 1, 9][n % 3]!);

export const lastDigit: Detector = {
  id: 'last-digit',
  kind: 'risk',
  version: 1,
  family: 'numbers',
  terms: { zh: '末位数字偏好', en: 'Favourite last digits' },
  question: { zh: '填报的数字是不是总以那几个数结尾?', en: 'Do the figures keep ending in the same digits?' },
  formula: {
    zh: '本单位此前 31 天同一字段的末位不均匀(卡方>27.88,9 个自由度,p<0.001);每份填报抽一个 10 以上的数,末位是当时最常用的两个数字之一 → 标记。本单位与其他单位此前各不少于 100 个数才判断,其他单位也偏好同样数字的字段不判断。小数按原文取末位',
    en: 'Where the unit’s last digits of a field were uneven in the 31 days before (chi-square above 27.88, 9 degrees, p < 0.001), one number of 10 or more is drawn from each report: flagged when its last digit is one of the two used most before. Judged only from 100 earlier numbers of the unit and of the others on, and not where the others prefer the same digits. Digits are those written, decimals included',
  },
  limits: {
    zh: '弱证据,从不单独立案:按惯例取整、单价固定、取值范围窄都会出现偏好;一份真实的万级人口普查表也会被卡方检验判为不均匀。全县都偏好同样数字时看不见。编数的人若刻意分散末位,也看不见。本福特定律不用于判断:真实造假的嘉汉林业账目能通过首位检验(n=772,p=0.47)。',
    en: 'Weak evidence, never alone: rounding by convention, fixed prices and narrow ranges make favourites too, and an honest census of 18,417 towns fails the chi-square. Where the whole county prefers the same digits it is blind, and to inventors who spread their digits. Benford’s law is not used to judge: the books of Sino-Forest, a proven fraud, pass it on their first digits (n 772, p 0.47).',
  },
  references: [
    { source: 'Beber & Scacco 2012, Political Analysis 20:211: last digits of invented counts are not uniform', grade: 'V' },
    { source: 'Al-Marzouki et al. 2005, BMJ 331:267: 14 of 22 last-digit distributions differed in a fabricated trial, none in the genuine one', grade: 'V' },
    { source: 'Fabrication note N4: n of 100 at least (power 22 % for an excess of .1, 76 % for .2); chi-square of earlier days, favourites counted on later ones, so that each report is one fair trial: Henjian', grade: 'C' },
  ], // prettier-ignore
  minimumN: 100,
  identity: false,
  null: {
    statement: {
      zh: '末位均匀时,两个数字各占一成;此前的偏好与当日的数无关,故为两成。留出窄取值范围造成的偏差,按 25% 计',
      en: 'Two of ten even digits: 20 %, since what was preferred before says nothing about today’s figures. 25 % leaves room for narrow ranges',
    },
    honestRate: 0.25,
    fixed: true,
  },
  falsePositives: {
    zh: '本单位按惯例取整、按固定标准发放、数值范围窄。',
    en: 'A unit that rounds by convention, pays fixed rates, or counts within a narrow range.',
  },
  excuses: [],
  parameters: {
    chi_square_min: {
      value: 27.88,
      unit: 'chi-square',
      meaning: { zh: '此前末位不均匀的门槛(p=0.001)', en: 'earlier digits are uneven above this (p = 0.001)' },
    },
    numbers_min: {
      value: 100,
      unit: 'numbers',
      meaning: { zh: '此前的数少于此数不判断', en: 'with fewer earlier numbers it is not judged' },
    },
    uneven_share: {
      value: 0.25,
      unit: 'share',
      meaning: {
        zh: '其他单位也有这一比例以这两个数字结尾的字段不判断',
        en: 'fields in which the others end in the same two digits this often are not judged',
      },
    },
  },
  eligible: eligibleReports(judged),
  signals: hitSignals(judged, 0.2),
  alsoAffects: laterNumbers,
  examples: [
    {
      name: 'seven figures of ten end in 3 or 7, for days; the neighbours’ end evenly',
      facts: { ...townships, reports: reports(invented) },
      signals: [lastDay(invented, [3, 7])],
      eligible: 120,
      abstained: { 'too-few-numbers': 240 },
    },
    {
      name: 'digits 6, 7 and 8 come twice as often, no more than chance may do (chi-square 15)',
      facts: { ...townships, reports: reports((n) => ((n % 13) + 6) % 10) },
      signals: [],
      eligible: 120,
      abstained: { 'too-few-numbers': 240 },
    },
    {
      name: 'everybody’s figures end in 0 because the form counts in tens: no favourite of the unit’s own',
      facts: {
        ...townships,
        reports: reports(() => 0).map((row) => ({ ...row, values: { 走访户数: 10 * (row['values'] as { 走访户数: number }).走访户数 } })),
      }, // prettier-ignore
      signals: [],
      eligible: 0,
      abstained: { 'too-few-numbers': 240, 'uneven-everywhere': 120 },
    },
    {
      name: 'numbers below ten have no digit to spare',
      facts: { ...townships, reports: [report('a', 'P1', '2026-03-02 09:12:31', { values: { 家庭人口数: 5 } })] },
      signals: [],
      eligible: 0,
      abstained: { 'number-below-ten': 1 },
    },
  ],
};
