import type { Detector } from '../../definition.ts';
import { at, checkin, county } from '../../example-rows.ts';
import { asEvents, countEligible } from '../sql.ts';
import { lags } from './lags.ts';

const days = '{days:Array(Date)}';
/** From the notice on, at most so many days: a notice of a year ahead is no run-up. */
const WINDOW_DAYS = 14;
const ORDINARY_DAYS = 28;
const day = (n: number, parameter = '') => `toUInt16(${n}${parameter})`;

/** The run-ups that can touch records of these days, by cadre: (requirement or '', from, until, code, known). */
const runUps = `
  SELECT c.cadre_code AS inspected, any(c.township) AS township,
    arraySort(groupArray((toUnixTimestamp(greatest(ifNull(i.announced_at, toDateTime64(0, 3)), toDateTime64(i.starts_on - ${WINDOW_DAYS}, 3, 'Asia/Shanghai'))),
      toUnixTimestamp(toDateTime64(i.starts_on, 3, 'Asia/Shanghai')), i.requirement_code, i.code, i.announced_at IS NOT NULL))) AS windows
  FROM (SELECT cadre_code, township, arrayJoin(path) AS code FROM cadre_units) c INNER JOIN inspections i ON i.org_unit_code = c.code
  WHERE i.starts_on > arrayMin(${days}) - ${day(WINDOW_DAYS)} AND i.starts_on <= arrayMax(${days}) + ${day(WINDOW_DAYS, ' + {reach_days:Float64} + ' + ORDINARY_DAYS)}
  GROUP BY inspected`;

/** Records of inspected people: `ups` = the run-ups that concern it, `hit` = the one in which the server got it. */
const records = (where: string) => `
  SELECT *, toUnixTimestamp(at) + lag AS got, arrayFilter(w -> w.3 IN ('', requirement), windows) AS ups,
    arrayFirst(w -> got >= w.1 AND got < w.2, ups) AS hit,
    multiIf(reason != '', reason, hit.5 = 0, 'inspection-not-announced', lag > 86400 * {reach_days:Float64}, 'imported-later', '') AS unclear
  FROM (SELECT l.*, u.township AS township, u.windows AS windows FROM (${lags(where)}) l INNER JOIN (${runUps}) u ON u.inspected = l.cadre)
  WHERE notEmpty(ups)`;

/** Received in a run-up; or, where the clocks do not say when, of the days of one. */
const inRunUp = `(reason = '' AND hit.4 != '' OR reason != '' AND arrayExists(w -> toUnixTimestamp(at) >= w.1 AND toUnixTimestamp(at) < w.2, ups))`;
const isBackfill = `(near = 0 AND lag > 86400 * {lag_days:Float64})`;

/** Everything a run-up of these days is compared with, of the requirements with anything late on them: mostly none. */
const span = `e.day BETWEEN arrayMin(${days}) - ${day(2 * WINDOW_DAYS + ORDINARY_DAYS, ' + {reach_days:Float64}')} AND arrayMax(${days}) + ${day(WINDOW_DAYS, ' + {reach_days:Float64}')}`;
const late = (kind: string, entered: string) =>
  `SELECT requirement_code FROM ${kind} WHERE day IN ${days} AND dateDiff('second', claimed_at, ${entered}) > 86400 * {lag_days:Float64}`;
const ofSuspects = `e.requirement_code IN (${late('checkins', 'uploaded_at')} UNION ALL ${late('reports', 'submitted_at')})`;

const wilson = (x: string, n: string, sign: '-' | '+') => {
  const z = '{confidence_z:Float64}';
  return `if(${n} = 0, ${sign === '-' ? 0 : 1}, (${x} + ${z} * ${z} / 2 ${sign} ${z} * sqrt(${x} * (${n} - ${x}) / ${n} + ${z} * ${z} / 4)) / (${n} + ${z} * ${z}))`;
};

/**
 * Per requirement, township and inspection: how many of the records of the run-up (n), and of the four weeks before it (n0),
 * are back-filled (x, x0); kept where Newcombe's interval of the difference of shares (hybrid score, method 10) lies above 0.
 */
const contrasts = `
  SELECT requirement, x / n AS share, if(n0 = 0, 0, x0 / n0) AS otherwise, arrayJoin(found) AS one
  FROM (
    SELECT requirement, township, up.4 AS inspection, countIf(inside) AS n, countIf(inside AND back) AS x, countIf(NOT inside) AS n0, countIf(NOT inside AND back) AS x0,
      groupArrayIf((kind, toString(source), external_id, cadre, day, at, lag), inside AND back AND day IN ${days}) AS found
    FROM (
      SELECT *, ${isBackfill} AS back, arrayJoin(arrayFilter(w -> got >= w.1 - 86400 * ${ORDINARY_DAYS} AND got < w.2, ups)) AS up, got >= up.1 AS inside
      FROM (${records(`${span} AND ${ofSuspects}`)}) WHERE reason = '' AND lag <= 86400 * {reach_days:Float64})
    GROUP BY requirement, township, inspection)
  WHERE n >= {window_events_min:Float64} AND notEmpty(found)
    AND share - otherwise > sqrt(pow(share - ${wilson('x', 'n', '-')}, 2) + pow(${wilson('x0', 'n0', '+')} - otherwise, 2))
  LIMIT 1 BY one.1, one.2, one.3`;

const two = (n: number) => String(n).padStart(2, '0');
const inspection = (code: string, starts_on: string, announced_at: string) => ({
  code,
  org_unit_code: 'T1',
  starts_on,
  announced_at: announced_at === '' ? '' : at(announced_at),
});
const prompt = (prefix: string, days: readonly number[]) =>
  days.map((d, i) => {
    const time = `2026-03-${two(d)} 09:${two(i % 60)}:07`;
    return checkin(`${prefix}${i}`, `P${i % 4}`, time, { uploaded_at: time });
  });
/** Records of early March that the server gets on the eve of the inspection of the 24th. */
const backfilled = Array.from({ length: 12 }, (_, i) =>
  checkin(`back${i}`, `P${i % 4}`, `2026-03-${two(3 + (i % 6))} 10:${two(i)}:07`, {
    uploaded_at: `2026-03-23 19:${two(i)}:11`,
  }),
);
const spread = (from: number, to: number, n: number) =>
  Array.from({ length: n }, (_, i) => from + (i % (to - from + 1)));
const people = county({ T1: ['P0', 'P1', 'P2', 'P3'], T2: ['Q1'] });

export const preInspectionBackfill: Detector = {
  id: 'pre-inspection-backfill',
  kind: 'risk',
  version: 1,
  family: 'timing',
  terms: { zh: '迎检补录', en: 'Back-filled before an inspection' },
  question: {
    zh: '检查通知之后、检查开始之前,是不是在补一周以前的记录?',
    en: 'Between the notice and the start of an inspection, are records of more than a week ago filled in?',
  },
  formula: {
    zh: '检查通知之后、开始之前(最多 14 天)服务器收到的记录中,晚于声称时间 7 天以上的占比,减去此前 4 周的同一占比;同一要求、同一乡镇收到 30 条以上且差值的 95% 置信区间(Newcombe)在零以上 → 标记其中晚 7 天以上的记录',
    en: 'Among the records received between the notice and the start of an inspection (14 days at most), the share of those more than 7 days late, minus the same share in the four weeks before. Where 30 or more of a requirement and township were received and the 95 % interval of the difference (Newcombe) lies above zero: those more than 7 days late are flagged',
  },
  limits: {
    zh: '需要检查的通知时间和开始日期。平时就晚录的单位差值不大,不会被标记,见“事后补录”。设备当时确有采集的不算补录。临时检查(当天通知)没有迎检期。',
    en: 'Needs the time of notice and the first day of the inspection. A unit that is always late shows no difference and is not flagged here; see entered long after. What the device captured in time is no back-fill. Inspections announced on the day have no run-up.',
  },
  references: [
    {
      source:
        'Fabrication note M4: share with a lag above 7 days between notice and start, minus the same share in ordinary weeks',
      grade: 'C',
    },
    {
      source: 'Newcombe 1998, Statistics in Medicine 17: interval of a difference of proportions, method 10',
      grade: 'V',
    },
    { source: '14 days, 4 weeks, 31 days: Henjian defaults', grade: 'M' },
  ],
  minimumN: 30,
  identity: false,
  null: {
    statement: {
      zh: '诚实的县里,检查前后晚录的比例与平时一样;偶然的差异按 3% 计',
      en: 'In an honest county as much is entered late before inspections as otherwise; chance differences are taken as 3 %',
    },
    honestRate: 0.03,
  },
  falsePositives: {
    zh: '检查前恰逢系统恢复、集中导入纸质台账;通知时间登记错误。',
    en: 'A system that came back, or paper registers imported, just before the inspection; a wrong time of notice.',
  },
  excuses: ['outage', 'disaster', 'leave'],
  parameters: {
    lag_days: {
      value: 7,
      unit: 'days',
      meaning: { zh: '晚于声称时间超过此数', en: 'later than the claimed time by more' },
    },
    reach_days: {
      value: 31,
      unit: 'days',
      meaning: { zh: '晚录超过此天数的不判断', en: 'entries later than this are not judged' },
    },
    window_events_min: {
      value: 30,
      unit: 'events',
      meaning: { zh: '迎检期内至少收到多少条', en: 'fewest records received in the run-up' },
    },
    capture_minutes: {
      value: 30,
      unit: 'min',
      meaning: {
        zh: '设备采集时间与声称时间相差不超过此数即予排除',
        en: 'cleared when the device clock is this close to the claimed time',
      },
    },
    confidence_z: {
      value: 1.96,
      unit: 'z',
      meaning: { zh: '置信区间的标准正态分位数(95%)', en: 'normal quantile of the interval (95 %)' },
    },
  },
  onlyWith: 'SELECT 1 FROM inspections',
  eligible: countEligible(
    `SELECT requirement, cadre, '' AS org_unit, day, unclear AS reason FROM (
      SELECT requirement, cadre, day, unclear FROM (${records(`e.day IN ${days}`)}) WHERE ${inRunUp})`,
  ),
  signals: `
    SELECT requirement, cadre, '' AS org_unit, day, min(happened) AS at, least(0.9, 0.5 + max(share) / 2) AS strength, toUInt32(count()) AS flagged,
      ${asEvents('arraySort(groupArray((kind, toString(source), external_id, day)))')} AS events,
      concat('{"longest_lag_hours":', toString(round(max(late_s) / 3600, 1)), ',"share_before_inspection":', toString(round(max(share), 3)),
        ',"share_otherwise":', toString(round(max(otherwise), 3)), '}') AS detail
    FROM (SELECT requirement, share, otherwise, one.1 AS kind, one.2 AS source, one.3 AS external_id, one.4 AS cadre, one.5 AS day,
      one.6 AS happened, one.7 AS late_s FROM (${contrasts}))
    GROUP BY requirement, cadre, day`,
  reachesBack: true,
  alsoAffects: `
    SELECT DISTINCT day FROM (${records(`${span} AND e.requirement_code IN (
      SELECT requirement_code FROM checkins WHERE day IN ${days} UNION ALL SELECT requirement_code FROM reports WHERE day IN ${days})`)})
    WHERE reason = '' AND hit.2 > toUnixTimestamp(toDateTime(arrayMin(${days}), 'Asia/Shanghai')) AND ${isBackfill}`,
  examples: [
    {
      name: 'twelve records of early March among forty received after the notice, none such in the weeks before: flagged',
      facts: {
        ...people,
        inspections: [inspection('I1', '2026-03-24', '2026-03-20 10:00:00')],
        checkins: [
          ...backfilled,
          ...prompt('ordinary', spread(3, 18, 60)),
          ...prompt(
            'window',
            [...spread(21, 23, 27), 20].map((d) => (d === 20 ? 21 : d)),
          ),
          checkin('elsewhere', 'Q1', '2026-03-04 10:00:07', { uploaded_at: '2026-03-23 19:00:11' }),
        ],
      },
      signals: backfilled.map((row) => [String(row['external_id'])]),
      eligible: 40,
    },
    {
      name: 'as many come late in every other week, and what the device captured in time is no back-fill: honest',
      facts: {
        ...people,
        inspections: [inspection('I1', '2026-03-24', '2026-03-20 10:00:00')],
        checkins: [
          ...backfilled,
          ...prompt('window', spread(21, 23, 28)),
          ...prompt('ordinary', spread(3, 18, 28)),
          ...Array.from({ length: 12 }, (_, i) =>
            checkin(`usual${i}`, `P${i % 4}`, `2026-03-0${2 + (i % 3)} 11:${two(i)}:07`, {
              uploaded_at: `2026-03-${two(14 + (i % 4))} 19:${two(i)}:11`,
            }),
          ),
          checkin('offline', 'P1', '2026-03-05 09:12:31', {
            captured_at: '2026-03-05 09:12:41',
            uploaded_at: '2026-03-22 09:12:31',
          }),
        ],
      },
      signals: [],
      eligible: 41,
    },
    {
      name: 'no notice, no server clock, whole hours, months later: not judged',
      facts: {
        ...people,
        inspections: [
          inspection('I1', '2026-03-24', '2026-03-16 10:00:00'),
          { ...inspection('I2', '2026-03-24', ''), org_unit_code: 'T2' },
        ],
        checkins: [
          checkin('n', 'Q1', '2026-03-15 09:12:31', { uploaded_at: '2026-03-23 19:00:11' }),
          checkin('u', 'P1', '2026-03-20 09:12:31'),
          ...[9, 10].map((hour) =>
            checkin(`h${hour}`, 'P1', `2026-03-20 ${two(hour)}:00:00`, {
              source: 'hourly',
              uploaded_at: '2026-03-22 09:12:31',
            }),
          ),
          checkin('i', 'P1', '2026-02-17 09:12:31', { uploaded_at: '2026-03-22 09:12:31' }),
        ],
      },
      signals: [],
      eligible: 0,
      abstained: {
        'inspection-not-announced': 1,
        'no-upload-clock': 1,
        'clock-too-coarse': 2,
        'imported-later': 1,
      },
    },
  ],
};
