import type { Detector } from '../../definition.ts';
import { checkin, report } from '../../example-rows.ts';
import { asEvents, clockPrecision, judgedOneByOne } from '../sql.ts';

const days = '{days:Array(Date)}';

const reasons = {
  checkins: `multiIf(if(e.captured_at IS NULL, greatest(e.precision_s, p.claimed_s), p.captured_s) >= 60, 'clock-too-coarse',
      e.created_by != '' AND e.created_by != e.cadre_code, 'entered-by-other', lowerUTF8(e.method) = 'auto', 'automatic-record', '')`,
  reports: `if(greatest(e.precision_s, p.submitted_s) >= 60, 'clock-too-coarse', '')`,
};

const stamps = (where: string) => `
  SELECT 'checkins' AS kind, e.source AS source, e.external_id AS external_id, e.requirement_code AS requirement, e.cadre_code AS cadre, e.day AS day,
    ifNull(e.captured_at, e.claimed_at) AS at,
    ${reasons.checkins} AS reason
  FROM checkins e LEFT ANY JOIN ${clockPrecision('checkins', ['claimed', 'captured'])} p ON p.source = e.source
  WHERE ${where}
  UNION ALL
  SELECT 'reports', e.source, e.external_id, e.requirement_code, e.cadre_code, e.day, e.submitted_at,
    ${reasons.reports}
  FROM reports e LEFT ANY JOIN ${clockPrecision('reports', ['submitted'])} p ON p.source = e.source
  WHERE ${where}`;

/** One row per person, requirement and day with records that follow one another within hours: they, and the gaps between. */
const runs = `
  SELECT kind, requirement, cadre, day, toRelativeDayNum(day) AS number,
    arraySort(groupArray((toUnixTimestamp(at), toString(source), external_id, at))) AS seen,
    arrayFilter(g -> g > 0 AND g <= 3600 * {gap_hours_max:Float64}, arrayDifference(arrayMap(s -> toInt64(s.1), seen))) AS gaps
  FROM (${stamps(`e.day BETWEEN arrayMin(${days}) - toUInt16({lookback_days:Float64} - 1) AND arrayMax(${days})`)})
  WHERE reason = '' GROUP BY kind, requirement, cadre, day HAVING notEmpty(gaps)`;

const hasGap = (clock: string) =>
  `arrayExists(g -> g > 0 AND g <= 3600 * {gap_hours_max:Float64}, arrayDifference(arraySort(groupArray(toUnixTimestamp(${clock})))))`;

/** With the mean and the coefficient of variation of all gaps of the look-back, and burstiness for a finite number of them. */
const rhythms = `
  SELECT *, total / n AS mean_s, sqrt(greatest(squares / n - mean_s * mean_s, 0)) / mean_s AS cv,
    (sqrt(n + 1) * cv - sqrt(n - 1)) / ((sqrt(n + 1) - 2) * cv + sqrt(n - 1)) AS burstiness
  FROM (
    SELECT *, sum(length(gaps)) OVER back AS n, sum(arraySum(gaps)) OVER back AS total, sum(arraySum(g -> g * g, gaps)) OVER back AS squares
    FROM (${runs})
    WINDOW back AS (PARTITION BY kind, requirement, cadre ORDER BY number RANGE BETWEEN toUInt32({lookback_days:Float64} - 1) PRECEDING AND CURRENT ROW))
  WHERE day IN ${days}`;

const two = (n: number) => String(n).padStart(2, '0');
/** Eleven check-ins of a day, the gaps in seconds given. */
const round = (day: number, gap: (i: number) => number, more: Record<string, unknown> = {}) => {
  let second = 8 * 3600 + 17;
  return Array.from({ length: 11 }, (_, i) => {
    second += i === 0 ? 0 : gap(i);
    const time = `${two(Math.floor(second / 3600))}:${two(Math.floor(second / 60) % 60)}:${two(second % 60)}`;
    return checkin(`d${day}n${i}`, 'P1', `2026-03-0${day} ${time}`, more);
  });
};
const ids = (day: number) => Array.from({ length: 11 }, (_, i) => `d${day}n${i}`);

export const regularIntervals: Detector = {
  id: 'regular-intervals',
  kind: 'risk',
  version: 1,
  family: 'timing',
  terms: { zh: '间隔过于规律', en: 'Intervals too regular' },
  question: {
    zh: '一条接一条的记录,间隔是不是规律得不像人做的?',
    en: 'Do records follow one another at intervals too even for a person?',
  },
  formula: {
    zh: '同一人、同一要求 31 天内同日相邻记录的间隔(2 小时以内的),20 个以上,有限样本突发度 B = (√(n+1)·r − √(n−1)) / ((√(n+1)−2)·r + √(n−1)) < −0.6(r 为间隔的变异系数)→ 标记当天这一串记录',
    en: 'Of the gaps between records of one person and requirement on the same day (up to 2 h) within 31 days, 20 or more with finite-size burstiness B = (√(n+1)·r − √(n−1)) / ((√(n+1)−2)·r + √(n−1)) below −0.6 (r = coefficient of variation of the gaps): the day’s run is flagged',
  },
  limits: {
    zh: '按班次打卡、定点巡更、系统定时上报本来就规律,只是弱证据。跨日的间隔由作息决定,不计入,因此一天只打一次卡的要求不会被标记。时间只记到分以上的不判断。',
    en: 'Shifts, patrols by the clock and timed uploads are regular by nature: weak evidence. Gaps across days follow working hours and do not count, so that a requirement of one record a day is never flagged. Clocks of whole minutes and coarser are not judged.',
  },
  references: [
    { source: 'Goh & Barabási 2008, EPL: burstiness of inter-event times', grade: 'V' },
    {
      source:
        'Kim & Jo 2016, Phys. Rev. E: burstiness for a finite number of events; fabrication note M6 (−0.6, 20 gaps)',
      grade: 'M',
    },
    { source: '2 hours, 31 days: Henjian defaults', grade: 'M' },
  ],
  minimumN: 30,
  identity: false,
  null: {
    statement: {
      zh: '诚实的间隔有长有短;按班次巡更的约占 3%',
      en: 'Honest gaps are long and short; patrols by the clock make about 3 %',
    },
    honestRate: 0.03,
  },
  falsePositives: {
    zh: '按钟点巡更、扫码打卡的班次要求、系统定时自动上报。',
    en: 'Patrols by the clock, shifts that demand a scan every so often, timed automatic reports.',
  },
  excuses: ['offline', 'shared-device'],
  parameters: {
    burstiness_max: {
      value: -0.6,
      unit: 'burstiness',
      meaning: { zh: '突发度低于此数(−1 为完全等间隔)', en: 'burstiness below this (−1 is perfectly even)' },
    },
    gaps_min: { value: 20, unit: 'gaps', meaning: { zh: '至少多少个间隔', en: 'fewest gaps' } },
    gap_hours_max: { value: 2, unit: 'h', meaning: { zh: '超过此数的间隔不计', en: 'longer gaps do not count' } },
    lookback_days: { value: 31, unit: 'days', meaning: { zh: '向前看的天数', en: 'days looked back' } },
  },
  ...judgedOneByOne([
    { of: 'checkins', reason: reasons.checkins },
    { of: 'reports', reason: reasons.reports },
  ]),
  signals: `
    SELECT requirement, cadre, '' AS org_unit, day, seen[1].4 AS at, least(0.6, 0.3 - burstiness / 4) AS strength, toUInt32(length(seen)) AS flagged,
      ${asEvents('arrayMap(s -> (kind, s.2, s.3, day), seen)')} AS events,
      concat('{"gaps":', toString(n), ',"mean_gap_s":', toString(round(mean_s)), ',"burstiness":', toString(round(burstiness, 2)), '}') AS detail
    FROM (${rhythms})
    WHERE n >= {gaps_min:Float64} AND burstiness < {burstiness_max:Float64}`,
  screen: `
    SELECT 1 FROM checkins e WHERE e.day IN ${days} GROUP BY e.requirement_code, e.cadre_code, e.day
    HAVING count() > 1 AND ${hasGap('ifNull(e.captured_at, e.claimed_at)')}
    UNION ALL
    SELECT 1 FROM reports e WHERE e.day IN ${days} GROUP BY e.requirement_code, e.cadre_code, e.day
    HAVING count() > 1 AND ${hasGap('e.submitted_at')}`,
  alsoAffects: `
    SELECT DISTINCT day FROM (
      SELECT day, requirement_code, cadre_code FROM checkins UNION ALL SELECT day, requirement_code, cadre_code FROM reports)
    WHERE day > arrayMin(${days}) AND day < arrayMax(${days}) + toUInt16({lookback_days:Float64})
      AND (requirement_code, cadre_code) IN (
        SELECT requirement_code, cadre_code FROM checkins WHERE day IN ${days} UNION ALL SELECT requirement_code, cadre_code FROM reports WHERE day IN ${days})
    GROUP BY day, requirement_code, cadre_code HAVING count() > 1`,
  examples: [
    {
      name: 'eleven records ten minutes apart to the second, on two days: the second day has the twentieth gap',
      facts: { checkins: [...round(2, () => 600), ...round(3, (i) => 600 + (i % 2))] },
      signals: [ids(3)],
      eligible: 22,
    },
    {
      name: 'visits of five to fifty minutes, ten even gaps only, once a day at the same minute, and reports in a row: honest',
      facts: {
        checkins: [
          ...round(2, (i) => 300 * ((i * 7) % 10) + 311),
          ...round(3, (i) => 300 * ((i * 3) % 10) + 297),
          ...round(4, () => 600, { requirement_code: 'R2' }),
          ...[2, 3, 4, 5, 6].map((day) => checkin(`w${day}`, 'P2', `2026-03-0${day} 08:30:01`)),
        ],
        reports: [0, 1, 2].map((i) => report(`r${i}`, 'P1', `2026-03-02 1${i}:00:01`)),
      },
      signals: [],
      eligible: 41,
    },
    {
      name: 'clocks of whole minutes, a clerk, an automatic record: not judged',
      facts: {
        checkins: [
          ...Array.from({ length: 5 }, (_, i) =>
            checkin(`m${i}`, 'P1', `2026-03-02 09:1${i}:00`, { source: 'minutes' }),
          ),
          checkin('c', 'P1', '2026-03-02 09:12:31', { created_by: 'P9' }),
          checkin('a', 'P1', '2026-03-02 09:22:31', { method: 'auto' }),
        ],
      },
      signals: [],
      eligible: 0,
      abstained: { 'clock-too-coarse': 5, 'entered-by-other': 1, 'automatic-record': 1 },
    },
  ],
};
