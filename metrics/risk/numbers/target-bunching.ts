import type { Detector } from '../../definition.ts';
import { county, report, requirement } from '../../example-rows.ts';
import { DAYS_UP_TO, laterNumbers, numbers } from './numbers.ts';
import { eligibleReports, hitSignals } from './rate-signals.ts';

/** The number in the scoring rule, and the names under which the scored field may appear in the values. */
const rules = `
  SELECT code AS requirement, target AS rule, toFloat64OrZero(extract(target, '[0-9]+(?:\\\\.[0-9]+)?')) AS threshold,
    arrayFlatten(arrayPushBack(arrayFilter(both -> has(both, metric), arrayMap(f -> splitByChar('|', f), fields)), [metric])) AS names
  FROM requirements WHERE metric != '' AND threshold > 0`;

/** Scored numbers with their distance from the threshold in units of the widest window around it. */
const scored = `
  SELECT n.*, q.threshold AS threshold, toFloat64(n.written) - threshold AS above,
    greatest({window:Float64} * threshold, 1) AS width, position(q.rule, '%') > 0 AND threshold = 100 AS is_cap, q.rule AS rule,
    toInt64(above >= 0 AND above < width) AS over_3, toInt64(above < 0 AND above >= -width) AS under_3,
    toInt64(above >= 0 AND above < width / 2) AS over_2, toInt64(above < 0 AND above >= -width / 2) AS under_2,
    toInt64(above >= 0 AND above < width / 4) AS over_1, toInt64(above < 0 AND above >= -width / 4) AS under_1
  FROM (${numbers}) n INNER JOIN (${rules}) q ON q.requirement = n.requirement
  WHERE has(q.names, replaceRegexpOne(n.field, '\\\\.[0-9]+$', '')) AND abs(above) <= width`;

/** Both sides of the threshold in three windows, over the days up to each: the test of one half is asked of all three. */
const sides = `
  SELECT requirement, unit, day, sums[1] AS just_above, sums[2] AS just_below,
    arrayMap(i -> (sums[2 * i - 1] - sums[2 * i]) / sqrt(greatest(sums[2 * i - 1] + sums[2 * i], 1)), [1, 2, 3]) AS z
  FROM (
    SELECT requirement, unit, day, sumForEach(counts) OVER (PARTITION BY requirement, unit ${DAYS_UP_TO}) AS sums
    FROM (SELECT requirement, unit, day, sumForEach([over_3, under_3, over_2, under_2, over_1, under_1]) AS counts
      FROM (${scored}) GROUP BY requirement, unit, day))
  WHERE day IN {days:Array(Date)}`;

const judged = `
  SELECT v.source AS source, v.external_id AS external_id, v.requirement AS requirement, v.cadre AS cadre, v.day AS day, v.at AS at, v.draw AS draw,
    v.over_3 = 1 AND s.z[1] > {z_min:Float64} AND arrayMin(s.z) > {z_each:Float64} AS hit,
    multiIf(v.is_cap, 'target-is-the-cap', s.just_above + s.just_below < {numbers_min:Float64}, 'too-few-near-the-target', '') AS reason,
    concat('{"target":', toString(v.threshold), ',"rule":', toJSONString(v.rule), ',"value":', v.written,
      ',"just_above":', toString(s.just_above), ',"just_below":', toString(s.just_below), '}') AS detail
  FROM (${scored}) v LEFT ANY JOIN (${sides}) s ON s.requirement = v.requirement AND s.unit = v.unit AND s.day = v.day
  WHERE v.day IN {days:Array(Date)} AND (v.over_3 = 1 OR v.under_3 = 1)`;

const townships = county({ T1: ['P1'] });
const rule = (target: string, more = {}) => [
  requirement('R1', 'report', {
    metric: '入户率',
    target,
    fields: ['入户率|visits.rate', '总户数|households'],
    ...more,
  }),
];
const rates = (values: readonly number[], name = '入户率') =>
  values.map((value, i) =>
    report(`b${i}`, 'P1', `2026-03-02 1${i % 8}:${10 + i}:31`, { values: { [name]: value, 总户数: 210 } }),
  );
/** 24 just above 80, 6 just below. */
const bunched = [...Array.from({ length: 24 }, (_, i) => 80 + (i % 4) / 2), ...[79, 78, 77, 76, 75, 74]];

export const targetBunching: Detector = {
  id: 'target-bunching',
  kind: 'risk',
  version: 1,
  family: 'numbers',
  terms: { zh: '压线达标', en: 'Bunching at the target' },
  question: {
    zh: '填报值是不是刚好压在考核目标线上,线下却几乎没有?',
    en: 'Do the figures sit just above the scored target, with hardly any just below?',
  },
  formula: {
    zh: '取考核指标所指字段,目标线两侧各 10% 以内的填报值;近 31 天线上明显多于线下(z>2),且 10%、5%、2.5% 三个窗口都偏向线上,落在线上窗口内的 → 标记。不少于 20 个值才判断',
    en: 'Figures of the scored field within 10 % of the target on either side: flagged when just above it, where in the last 31 days clearly more lay above than below (z > 2) and the windows of 10, 5 and 2.5 % all lean that way. From 20 figures on',
  },
  limits: {
    zh: '真的努力到刚好达标、能力有上限、目标本来就是整数,也会压线。目标为百分之百的不判断:线上没有空间。需要要求登记了考核指标与目标值,且指标是填报里的一个字段。首先该检查的是这条计分线。',
    en: 'Real effort that stops at the target, capped capacity and round targets bunch as well. A target of 100 % is not judged: there is no room above it. It needs the requirement’s metric and target, and the metric must be a field of the form. What to examine first is the scoring line itself.',
  },
  references: [
    {
      source:
        'Ghanem & Zhang 2014, J. Env. Economics and Management: about half of 2001-2010 Chinese cities show a break at the blue-sky cut',
      grade: 'V',
    },
    {
      source:
        'McCrary 2008; rddensity (Cattaneo et al.): binomial test of one half at the cut; fabrication note N8: n of 20, three windows (30 against 10: p 0.0022)',
      grade: 'C',
    },
  ],
  minimumN: 20,
  identity: false,
  null: {
    statement: {
      zh: '目标线附近没有理由偏向哪一侧:线上线下各一半',
      en: 'Close to the line nothing favours either side: one half above',
    },
    honestRate: 0.5,
    fixed: true,
  },
  falsePositives: {
    zh: '达标后不再多做;名额、预算刚好用完;整数目标附近只有少数几个可能的值。',
    en: 'Work that stops once the target is met, quotas and budgets used up exactly, few possible values near an integer target.',
  },
  excuses: [],
  parameters: {
    window: {
      value: 0.1,
      unit: 'share of the target',
      meaning: {
        zh: '最宽的窗口(至少为 1);另看其一半与四分之一',
        en: 'widest window (at least 1); half and a quarter of it are looked at too',
      },
    },
    z_min: {
      value: 2,
      unit: 'sd',
      meaning: { zh: '最宽窗口内线上多于线下的显著程度', en: 'how clearly more lie above, in the widest window' },
    },
    z_each: {
      value: 0.5,
      unit: 'sd',
      meaning: { zh: '每个窗口都须偏向线上的程度', en: 'how much every window must lean above' },
    },
    numbers_min: {
      value: 20,
      unit: 'numbers',
      meaning: { zh: '线附近的值少于此数不判断', en: 'with fewer figures near the line it is not judged' },
    },
  },
  eligible: eligibleReports(judged),
  signals: hitSignals(judged, 0.5),
  alsoAffects: laterNumbers,
  examples: [
    {
      name: '24 just above the line of 80, 6 just below',
      facts: { ...townships, requirements: rule('不低于80'), reports: rates(bunched) },
      signals: [Array.from({ length: 24 }, (_, i) => `b${i}`)],
      eligible: 30,
    },
    {
      name: 'as many above as below, named by the semantic key',
      facts: {
        ...townships,
        requirements: rule('≥80%'),
        reports: rates(
          Array.from({ length: 30 }, (_, i) => 74 + (i % 13)),
          'visits.rate',
        ),
      },
      signals: [],
      eligible: 30,
    },
    {
      name: 'too few near the line; a target of 100 % has nothing above it; no target, no question',
      facts: {
        ...townships,
        requirements: [...rule('80'), ...rule('100%', { code: 'R2' }), ...rule('', { code: 'R3' })],
        reports: [
          ...rates(bunched.slice(0, 9)),
          ...rates([100, 100, 99]).map((row) => ({ ...row, external_id: `c${String(row['external_id'])}`, requirement_code: 'R2' })),
          ...rates([80, 80]).map((row) => ({ ...row, external_id: `d${String(row['external_id'])}`, requirement_code: 'R3' })),
        ],
      }, // prettier-ignore
      signals: [],
      eligible: 0,
      abstained: { 'too-few-near-the-target': 9, 'target-is-the-cap': 3 },
    },
  ],
};
