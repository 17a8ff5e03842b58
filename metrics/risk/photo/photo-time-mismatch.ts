import type { Detector } from '../../definition.ts';
import { checkin, report, requirement } from '../../example-rows.ts';
import { asEvents, clockPrecision, COARSE_CLOCK_S, countEligible } from '../sql.ts';
import { anyPhotoShown } from './photo-uses.ts';

/** Days before that show how a person's camera is set. */
const HABIT_DAYS = 30;
const days = '{days:Array(Date)}';
const around = `day >= arrayMin(${days}) - ${HABIT_DAYS} AND day <= arrayMax(${days})`;

/** Events with photos and the time they claim: (…, said, exactness in seconds, live = taken on the spot, periodic). */
const claims = `
  SELECT e.kind AS kind, e.source AS source, e.external_id AS external_id, e.requirement AS requirement, e.cadre AS cadre, e.day AS day, e.at AS at, e.said AS said,
    e.exactness AS exactness, e.photos AS photos, e.kind = 'checkins' AND has(q.trace_kinds, 'photo') AND has(q.trace_kinds, 'gps') AS live,
    e.kind = 'reports' AND q.frequency NOT IN ('', 'P1D', 'adhoc') AS periodic
  FROM (
    SELECT 'checkins' AS kind, c.source AS source, external_id, requirement_code AS requirement, cadre_code AS cadre, day, claimed_at AS at, claimed_at AS said,
      greatest(precision_s, claimed_s) AS exactness, photos
    FROM checkins c LEFT ANY JOIN ${clockPrecision('checkins', ['claimed'])} p ON p.source = c.source WHERE notEmpty(photos) AND ${around}
    UNION ALL
    SELECT 'reports', r.source, external_id, requirement_code, cadre_code, day, submitted_at, ifNull(claimed_at, submitted_at),
      if(claimed_at IS NULL, greatest(precision_s, submitted_s), claimed_s), photos
    FROM reports r LEFT ANY JOIN ${clockPrecision('reports', ['claimed', 'submitted'])} p ON p.source = r.source WHERE notEmpty(photos) AND ${around}) e
  LEFT ANY JOIN (SELECT code, trace_kinds, frequency FROM requirements) q ON q.code = e.requirement`;

/** Each photo with how far its clock is from the claim, and how far this person's camera usually is. */
const shots = `
  SELECT *, quantilesExactInclusive(0.25, 0.5, 0.75)(apart) OVER habit AS quartiles, count(apart) OVER habit AS shots
  FROM (
    SELECT * EXCEPT photos, taken IS NOT NULL AND NOT doubtful AS usable, if(usable, dateDiff('second', said, taken), NULL) AS apart
    FROM (SELECT *, arrayJoin(arrayDistinct(photos)) AS ref FROM (${claims})) u
    LEFT ANY JOIN (SELECT ref, captured_at AS taken, device AS camera, notEmpty(doubts) AS doubtful FROM photos
      WHERE ref IN (SELECT arrayJoin(photos) FROM (${claims}))) p ON p.ref = u.ref)
  WINDOW habit AS (PARTITION BY cadre, camera ORDER BY toUInt16(day) RANGE BETWEEN ${HABIT_DAYS} PRECEDING AND CURRENT ROW)`;

/** Events of these days: seconds between claim and the nearest photo, once a camera that is always off is put right. */
const judged = `
  SELECT kind, source, external_id, requirement, cadre, day, at, any(if(live, {live_minutes:Float64} / 60, {album_hours:Float64})) AS hours_allowed,
    assumeNotNull(minIf(abs(apart - if(shots >= {habit_shots:Float64} AND quartiles[3] - quartiles[1] <= 600, quartiles[2], 0)), usable)) / 3600 AS hours,
    assumeNotNull(argMinIf(taken, abs(apart), usable)) AS nearest,
    multiIf(max(usable) = 0, if(max(doubtful) = 1, 'photo-doubted', 'no-photo-time'), any(exactness) >= ${COARSE_CLOCK_S}, 'clock-too-coarse',
      any(periodic) = 1, 'periodic-report', '') AS reason
  FROM (${shots}) WHERE day IN ${days}
  GROUP BY kind, source, external_id, requirement, cadre, day, at`;

const photo = (ref: string, time: string, more: Record<string, unknown> = {}) => ({
  ref,
  captured_at: `${time.replace(' ', 'T')}+08:00`,
  device: 'P40',
  ...more,
});
const live = requirement('R1', 'checkin', { trace_kinds: ['photo', 'gps'] });

export const photoTimeMismatch: Detector = {
  id: 'photo-time-mismatch',
  kind: 'risk',
  version: 1,
  family: 'photo',
  terms: { zh: '照片时间不符', en: 'Photo of another time' },
  question: {
    zh: '照片是在声称的那个时间拍的吗?',
    en: 'Was the photo taken at the time that is claimed?',
  },
  formula: {
    zh: '|照片拍摄时间 − 声称时间| 大于容差 → 标记。要求同时有照片和定位的打卡容差 30 分钟,其他 24 小时;一次有几张照片的,取最接近的一张。同一人同一相机近 30 天的偏差整齐一致(至少 5 张、四分位距不超过 10 分钟)的,先减去其中位数',
    en: '|time taken − time claimed| above the tolerance: flagged. 30 minutes for check-ins whose requirement demands photo and position, 24 hours otherwise; of several photos the nearest counts. Where one person’s camera is off by the same time over 30 days (5 photos or more, quartiles within 10 minutes), that is put right first',
  },
  limits: {
    zh: '拍摄时间来自照片自带信息,微信等软件转发后会丢失:丢失的不判断,也不算疑点。时间可以在手机上改。拍完不马上打卡的会超过 30 分钟。周报、月报等定期报表不判断。',
    en: 'The time comes from the picture file; messengers strip it: such photos are not judged and are no sign of anything. A phone clock can be set. Who checks in well after taking the picture exceeds the 30 minutes. Weekly, monthly and other periodic reports are not judged.',
  },
  references: [
    {
      source:
        'Fabrication note P3 (30 minutes for live photos, 24 hours otherwise; median offset of the device subtracted first)',
      grade: 'M',
    },
    {
      source:
        'Ministry of Rural Development, India, NMMS letter of 8 July 2025: morning and afternoon photos do not match',
      grade: 'V',
    },
  ],
  minimumN: 20,
  identity: true,
  null: {
    statement: {
      zh: '诚实的县里由手机时钟不准、先拍后报、从相册补选造成,约 2%',
      en: 'In an honest county wrong phone clocks, pictures taken well before the check-in and picks from the album make about 2 %',
    },
    honestRate: 0.02,
  },
  falsePositives: {
    zh: '手机时钟或时区设错而照片太少看不出规律;整改前的照片;规定允许从相册选取。',
    en: 'A phone clock or time zone set wrong with too few photos to see it, pictures of the state before a repair, rules that allow the album.',
  },
  excuses: ['outage', 'offline'],
  parameters: {
    live_minutes: {
      value: 30,
      unit: 'min',
      meaning: { zh: '现场拍照的打卡允许的差距', en: 'difference allowed for check-ins with a photo on the spot' },
    },
    album_hours: {
      value: 24,
      unit: 'h',
      meaning: { zh: '其他情况允许的差距', en: 'difference allowed otherwise' },
    },
    habit_shots: {
      value: 5,
      unit: 'photos',
      meaning: {
        zh: '看出相机时钟固定偏差所需的照片数',
        en: 'photos from which on a constant error of a camera clock is put right',
      },
    },
  },
  onlyWith: anyPhotoShown,
  eligible: countEligible(`SELECT requirement, cadre, '' AS org_unit, day, reason FROM (${judged})`),
  signals: `
    SELECT requirement, cadre, '' AS org_unit, day, at, least(1., 0.4 + hours / 48) AS strength, toUInt32(1) AS flagged,
      ${asEvents('[(kind, source, external_id, day)]')} AS events,
      concat('{"hours_apart":', toString(round(hours, 1)), ',"hours_allowed":', toString(hours_allowed), ',"taken_at":', toJSONString(formatDateTime(nearest, '%F %T', 'Asia/Shanghai')), '}') AS detail
    FROM (${judged}) WHERE reason = '' AND hours > hours_allowed`,
  alsoAffects: `SELECT DISTINCT arrayJoin(arrayMap(step -> d.day + step, range(1, ${HABIT_DAYS + 1}))) AS day
    FROM (SELECT DISTINCT day FROM (SELECT day, photos FROM checkins UNION ALL SELECT day, photos FROM reports) WHERE day IN ${days} AND notEmpty(photos)) d
    WHERE day IN (SELECT day FROM checkins UNION DISTINCT SELECT day FROM reports)`,
  examples: [
    {
      name: 'a photo of the week before, and one taken an hour after the check-in on the spot: both flagged',
      facts: {
        requirements: [live],
        photos: [
          photo('old', '2026-02-24 09:00:10'),
          photo('late', '2026-03-03 10:15:00'),
          photo('new', '2026-03-04 09:00:00'),
        ],
        checkins: [
          checkin('a', 'P1', '2026-03-02 09:12:31', { photos: ['old'] }),
          checkin('b', 'P2', '2026-03-03 09:14:01', { photos: ['late'] }),
          checkin('c', 'P3', '2026-03-04 09:02:17', { photos: ['new'] }),
        ],
      },
      signals: [['a'], ['b']],
      eligible: 3,
    },
    {
      name: 'honest: a camera two hours slow all along; the picture of the leak before beside that of the repair; a report of the next day',
      facts: {
        requirements: [live],
        photos: [
          ...[2, 3, 4, 5, 6, 9].map((day) => photo(`slow${day}`, `2026-03-0${day} 07:1${day}:00`)),
          photo('before', '2026-02-20 10:00:00'),
          photo('after', '2026-03-04 15:00:20'),
          photo('evening', '2026-03-04 15:00:20'),
        ],
        checkins: [
          // Until there are five, their distance cannot be told from a fake: the fifth is the first to be judged fairly.
          ...[2, 3, 4, 5].map((day) =>
            checkin(`s${day}`, 'P1', `2026-03-0${day} 09:1${day}:31`, {
              photos: [`slow${day}`],
              requirement_code: 'R2',
            }),
          ),
          ...[6, 9].map((day) => checkin(`s${day}`, 'P1', `2026-03-0${day} 09:1${day}:31`, { photos: [`slow${day}`] })),
          checkin('repair', 'P2', '2026-03-04 15:02:31', { photos: ['before', 'after'] }),
        ],
        reports: [report('daily', 'P2', '2026-03-05 09:00:11', { photos: ['evening'], requirement_code: 'R3' })],
      },
      signals: [],
      eligible: 8,
    },
    {
      name: 'no time in the picture, doubts about it, a clock of whole days, a monthly report: not judged',
      facts: {
        requirements: [live, requirement('R2', 'report', { frequency: 'P1M' })],
        photos: [
          { ref: 'stripped' },
          photo('doubted', '2026-02-24 09:00:10', { doubts: ['clock'] }),
          photo('old', '2026-02-24 09:00:10'),
        ],
        checkins: [
          checkin('a', 'P1', '2026-03-02 09:12:31', { photos: ['stripped'] }),
          checkin('b', 'P1', '2026-03-03 09:12:31', { photos: ['doubted'] }),
          checkin('c', 'P2', '2026-03-03 00:00:00', { photos: ['old'], source: 'daily' }),
          checkin('d', 'P2', '2026-03-04 00:00:00', { photos: ['old'], source: 'daily' }),
        ],
        reports: [report('month', 'P1', '2026-03-05 09:00:11', { photos: ['old'], requirement_code: 'R2' })],
      },
      signals: [],
      eligible: 0,
      abstained: { 'no-photo-time': 1, 'photo-doubted': 1, 'clock-too-coarse': 2, 'periodic-report': 1 },
    },
  ],
};
