import type { Detector } from '../../definition.ts';
import { county, report } from '../../example-rows.ts';
import { DAYS_BEFORE, laterNumbers, numbers } from './numbers.ts';
import { eligibleReports, hitSignals } from './rate-signals.ts';

/** At most so many values of a unit, field and day enter the comparison: bounds memory. */
const PER_DAY = 20;

/**
 * Distances are counted in classes, two an octave: class 0 is none at all, class c reaches to 2 ^ ((c - ZERO_CLASS) / 2), the last
 * holds all beyond. Counts add up over days and units in bounded memory, where the distances themselves would be copied for every row.
 */
const CLASSES = 32;
const ZERO_CLASS = 26;
const classOf = (distance: string): string =>
  `multiIf(${distance} < 0, 255, ${distance} = 0, 0, toUInt8(least(${CLASSES - 1}, greatest(1, ${ZERO_CLASS} + ceil(2 * log2(${distance}))))))`;
const edgeOf = (place: string): string => `if(${place} = 0, 0., exp2((${place} - ${ZERO_CLASS}) / 2))`;

/** Each unit's own median before every day, and how far that day's figures lie from it; on the scale arsinh, that of ratios. */
const distances = `
  SELECT requirement, field, unit, day, own_n, centre, arrayJoin(if(own_n = 0, [-1.], arrayMap(v -> abs(v - centre), sample))) AS distance
  FROM (
    SELECT requirement, field, unit, day, sample, sum(length(sample)) OVER w AS own_n,
      quantileExactInclusiveArray(0.5)(sample) OVER w AS centre
    FROM (
      SELECT requirement, field, unit, day, arrayMap(one -> one.2, groupArraySorted(${PER_DAY})((draw, asinh(toFloat64(written))))) AS sample
      FROM (${numbers}) GROUP BY requirement, field, unit, day)
    WINDOW w AS (PARTITION BY requirement, field, unit ${DAYS_BEFORE}))`;

/** How many figures of the other units and of the unit itself lay in each class on the days before. */
const classes = `
  SELECT requirement, field, unit, day, own_n, centre, arrayResize(sumForEach(near) OVER (PARTITION BY requirement, field, unit ${DAYS_BEFORE}), ${CLASSES}) AS own,
    arrayMap((every, mine) -> every - mine, arrayResize(sumForEach(near) OVER (PARTITION BY requirement, field ${DAYS_BEFORE}), ${CLASSES}), own) AS others
  FROM (
    SELECT requirement, field, unit, day, any(own_n) AS own_n, any(centre) AS centre,
      sumForEach(arrayMap(i -> toUInt32(i = ${classOf('distance')}), range(${CLASSES}))) AS near
    FROM (${distances}) GROUP BY requirement, field, unit, day)`;

/**
 * The narrow band: the distance from the own median within which a quarter of the other units' figures lay; and the share of the
 * unit's own ones in it, from the same earlier days. Inside its class both are interpolated.
 */
const bands = `
  SELECT requirement, field, unit, day, own_n, arraySum(others) AS others_n, centre, arraySum(own) AS own_far,
    arrayFirstIndex(c -> c >= 0.25 * others_n, arrayCumSum(others)) AS at_class,
    (0.25 * others_n - arraySum(arraySlice(others, 1, at_class - 1))) / others[at_class] AS part,
    ${edgeOf('(at_class - 2)')} + part * (${edgeOf('(at_class - 1)')} - ${edgeOf('(at_class - 2)')}) AS inside,
    if(at_class < 2, 0., inside) AS band,
    (arraySum(arraySlice(own, 1, at_class - 1)) + part * own[at_class]) / own_far AS own_share
  FROM (${classes})
  WHERE day IN {days:Array(Date)}`;

const judged = `
  SELECT n.*, abs(asinh(toFloat64(written)) - b.centre) < b.band
      AND b.own_share > 0.25 + {z_min:Float64} * sqrt(0.1875 / b.own_far) AS hit,
    multiIf(b.own_n < {numbers_min:Float64}, 'too-few-numbers', b.others_n < {others_min:Float64}, 'no-comparison', b.band = 0, 'mostly-equal', '') AS reason,
    concat('{"own_median":', toString(round(sinh(b.centre), 3)), ',"quarter_of_others_within_log":', toString(round(b.band, 3)),
      ',"own_share_before":', toString(round(b.own_share, 3)), '}') AS detail
  FROM (${numbers}) n LEFT ANY JOIN (${bands}) b
    ON b.requirement = n.requirement AND b.field = n.field AND b.unit = n.unit AND b.day = n.day
  WHERE n.day IN {days:Array(Date)}`;

const townships = county({ T1: ['P1'], T2: ['P2'], T3: ['P3'] });
/** 20 reports a day and person; the figures of `narrow` keep close to 300, the others spread over 300 ± 200. */
const reports = (narrow: string) =>
  Array.from({ length: 240 }, (_, i) => {
    const [person, n] = [`P${1 + (i % 3)}`, Math.floor(i / 3)];
    const turn = ((n * 31) % 41) - 20;
    const time = `2026-03-0${2 + Math.floor(i / 60)} 1${n % 8}:${10 + (n % 50)}:31`;
    return report(`r${i}`, person, time, { values: { 月收入: 300 + (person === narrow ? 1 : 10) * turn } });
  });
const lastDays = (person: number, days: readonly number[]) =>
  days.map((day) => Array.from({ length: 20 }, (_, n) => `r${60 * day + 3 * n + person}`));

export const varianceInlier: Detector = {
  id: 'variance-inlier',
  kind: 'risk',
  version: 1,
  family: 'numbers',
  terms: { zh: '波动过小', en: 'Too little variation' },
  question: {
    zh: '这个单位的数是不是都挤在中间,不像别的单位那样有高有低?',
    en: 'Do a unit’s figures crowd around their middle, where other units’ spread?',
  },
  formula: {
    zh: '其他单位此前 31 天的数,有四分之一落在离各自中位数多近的范围内(按反双曲正弦值,即按倍数),以此为窄带;本单位此前落在窄带内的比例显著高于 25%(z>3),每份填报抽一个数,落在窄带内 → 标记。本单位此前不少于 30 个数、其他单位不少于 60 个才判断。窄带的宽度由 32 级的频数插值得到',
    en: 'The narrow band is the distance (on the arsinh scale, that of ratios) from their own medians within which a quarter of the other units’ figures lay in the 31 days before. Where the unit’s own share in it was clearly above 25 % (z > 3), one number is drawn from each report: flagged when inside. From 30 earlier numbers of the unit and 60 of the others on. The width of the band is interpolated from counts in 32 classes',
  },
  limits: {
    zh: '村情本来就齐整的单位也会这样。人人都编得齐整时看不见。只看单个字段的离散程度,不看字段之间的关系(多元的马氏距离暂不计算)。从不单独立案。',
    en: 'Villages that truly are alike look like this. It is blind where everybody invents alike. It looks at one field at a time, not at how fields go together (no Mahalanobis distance yet). Never alone.',
  },
  references: [
    {
      source:
        'Al-Marzouki et al. 2005, BMJ 331:267: 16 of 22 variances differed in a fabricated trial, none in the genuine one',
      grade: 'V',
    },
    {
      source:
        'Kirkwood et al. 2013, Clinical Trials: fabricated patients too close to the multivariate mean; unreliable for few patients (30 numbers, fabrication note R5)',
      grade: 'V',
    },
    { source: 'Band of a quarter of the others, z above 3: Henjian defaults', grade: 'M' },
  ],
  minimumN: 30,
  identity: false,
  null: {
    statement: {
      zh: '窄带按其他单位的四分之一定,诚实单位约有 25% 落入;单位之间本有差别,按 30% 计',
      en: 'The band holds a quarter of the others’ figures; units differ, so 30 % is taken',
    },
    honestRate: 0.3,
    fixed: true,
  },
  falsePositives: {
    zh: '情况齐整的村、统一标准发放的补贴、取值只有几种的字段。',
    en: 'Uniform villages, allowances at one rate, fields with few possible values.',
  },
  excuses: [],
  parameters: {
    z_min: {
      value: 3,
      unit: 'sd',
      meaning: { zh: '此前窄带内比例高于四分之一的显著程度', en: 'how clearly the earlier share exceeded a quarter' },
    },
    numbers_min: {
      value: 30,
      unit: 'numbers',
      meaning: { zh: '本单位此前的数少于此数不判断', en: 'with fewer earlier numbers of the unit it is not judged' },
    },
    others_min: {
      value: 60,
      unit: 'numbers',
      meaning: { zh: '其他单位此前的数少于此数不判断', en: 'with fewer earlier numbers of others it is not judged' },
    },
  },
  eligible: eligibleReports(judged),
  signals: hitSignals(judged, 0.2),
  alsoAffects: laterNumbers,
  examples: [
    {
      name: 'one person’s figures vary a tenth as much as the others’',
      facts: { ...townships, reports: reports('P1') },
      signals: lastDays(0, [3]),
      eligible: 60,
      abstained: { 'too-few-numbers': 120, 'no-comparison': 60 },
    },
    {
      name: 'all vary alike',
      facts: { ...townships, reports: reports('nobody') },
      signals: [],
      eligible: 60,
      abstained: { 'too-few-numbers': 120, 'no-comparison': 60 },
    },
    {
      name: 'a single unit: nobody to compare with',
      facts: { ...county({ T1: ['P1', 'P2', 'P3'] }), reports: reports('P1') },
      signals: [],
      eligible: 0,
      abstained: { 'too-few-numbers': 120, 'no-comparison': 120 },
    },
  ],
};
