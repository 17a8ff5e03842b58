import type { Detector } from '../../definition.ts';
import { checkin } from '../../example-rows.ts';
import { asEvents, COARSE_CLOCK_S, clockPrecision, judgedOneByOne } from '../sql.ts';

/** The clock nearest to the fix: a position belongs to the moment at which the device took it. */
const seen = `ifNull(e.captured_at, ifNull(e.uploaded_at, e.claimed_at))`;
const atTheTime = `abs(dateDiff('second', e.claimed_at, ${seen})) <= 60 * {capture_minutes:Float64}`;
const moment = `if(${atTheTime}, ifNull(e.captured_at, e.claimed_at), e.claimed_at)`;
const exactness = `if(${atTheTime} AND e.captured_at IS NOT NULL, p.captured_s, greatest(e.precision_s, p.claimed_s))`;
const fixed = `(${atTheTime} AND e.coordinate_decimals >= {decimals_min:Float64} AND (abs(ifNull(e.lat, 0)) >= 0.01 OR abs(ifNull(e.lon, 0)) >= 0.01))`;

const reason = `multiIf(${exactness} >= ${COARSE_CLOCK_S}, 'clock-too-coarse',
      NOT ${fixed} AND e.place NOT IN (SELECT code FROM places), if(${atTheTime}, 'no-coordinates', 'clocks-disagree'),
      toDate(${moment}) != e.day, 'clocks-disagree', e.created_by != '' AND e.created_by != e.cadre_code, 'entered-by-other', '')`;

/**
 * Where each person is said to have been, and when: the position of the fix where it was taken at the claimed time, else the
 * registered place that the record names. (…, at, exactness in seconds, lat, lon, tolerance in metres, reason).
 */
const presences = `
  SELECT e.source AS source, e.external_id AS external_id, e.requirement_code AS requirement, e.cadre_code AS cadre, e.day AS day,
    ${fixed} AS fixed, ${moment} AS at, ${exactness} AS exactness,
    if(fixed, ifNull(e.lat, 0), s.point.1) AS lat, if(fixed, ifNull(e.lon, 0), s.point.2) AS lon,
    if(fixed, ifNull(e.accuracy_m, {unknown_accuracy_m:Float64}), s.point.3) AS tolerance,
    ${reason} AS reason
  FROM checkins e LEFT ANY JOIN ${clockPrecision('checkins', ['claimed', 'captured'])} p ON p.source = e.source
  LEFT ANY JOIN (SELECT code AS place, (lat, lon, radius_m) AS point FROM places) s ON s.place = e.place
  WHERE e.day IN {days:Array(Date)}`;

/** Each with the one before it on the same day; the clocks' exactness is given to the person. */
const pairs = `
  SELECT *, greatest(greatCircleDistance(before.2, before.1, lon, lat) - before.3 - tolerance, 0) AS metres,
    dateDiff('second', before.4, at) AS apart, apart + if(exactness > 1, exactness, 0) + if(before.5 > 1, before.5, 0) AS seconds
  FROM (
    SELECT *, row_number() OVER there AS number,
      lagInFrame((lat, lon, tolerance, at, toUInt32(exactness), toString(source), external_id)) OVER there AS before
    FROM (${presences}) WHERE reason = ''
    WINDOW there AS (PARTITION BY cadre, day ORDER BY at, source, external_id ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW))
  WHERE number > 1`;

const town = { lat: 30.547645, lon: 104.063236, accuracy_m: 15 };
/** Some 3.3 km to the north. */
const village = { lat: 30.577645, lon: 104.063236, accuracy_m: 20 };

export const overlappingPresence: Detector = {
  id: 'overlapping-presence',
  kind: 'risk',
  version: 1,
  family: 'location',
  terms: { zh: '同时身在两处', en: 'In two places at once' },
  question: {
    zh: '同一个人在同一时刻,是否在两个地方都有记录?',
    en: 'Is one person recorded at two places at the same moment?',
  },
  formula: {
    zh: '同一人相隔不超过 60 秒(时间只记到分的再放宽)的两条记录,扣除定位误差和点位半径后仍相距 1 公里以上,且在此间隔内以 120 公里/小时也到不了 → 标记后一条。位置:定位与声称时间相差 30 分钟以内用定位,否则用记录中写明的登记点位',
    en: 'Two records of one person within 60 s (wider for clocks of whole minutes) that lie more than 1 km apart after accuracies and radii, too far for 120 km/h in the time between: the later is flagged. Position: the fix where it was taken within 30 minutes of the claimed time, else the registered place that the record names',
  },
  limits: {
    zh: '只看几乎同时的记录,相隔更久的由“不可能的移动”判断。补录的记录其定位是录入时的位置,不采用;没有写明登记点位的就不判断。代录、时间只记到小时的不判断。',
    en: 'Only records at nearly the same moment; those further apart are for impossible travel. The fix of an entry typed later shows where it was typed and is not used; without a registered place it is not judged. Typed by somebody else and clocks of whole hours are not judged.',
  },
  references: [
    { source: 'Fabrication note M9 (two events of one person in incompatible places at once) and L1', grade: 'C' },
    { source: '60 s, 30 minutes: Henjian defaults', grade: 'M' },
  ],
  minimumN: 20,
  identity: true,
  null: {
    statement: {
      zh: '一个人不能同时在两处;定位漂移未随记录给出误差的按 0.2% 计',
      en: 'Nobody is in two places at once; drifting fixes without their accuracy are taken as 0.2 %',
    },
    honestRate: 0.002,
  },
  falsePositives: {
    zh: '基站或无线网络定位没有给出误差;账号由家人或同事同时登录;登记点位的坐标有误。',
    en: 'Base-station fixes without their accuracy, an account used on two phones, a registered place with wrong coordinates.',
  },
  excuses: ['leave', 'outage', 'shared-device'],
  parameters: {
    together_seconds: {
      value: 60,
      unit: 's',
      meaning: { zh: '视为同时的最大间隔', en: 'largest gap taken as at once' },
    },
    kmh_max: {
      value: 120,
      unit: 'km/h',
      meaning: { zh: '县域道路可信的最高速度', en: 'highest believable speed on county roads' },
    },
    metres_min: {
      value: 1000,
      unit: 'm',
      meaning: { zh: '扣除误差后不足此距离不计', en: 'shorter distances (after accuracies) are ignored' },
    },
    capture_minutes: {
      value: 30,
      unit: 'min',
      meaning: {
        zh: '定位时间与声称时间相差不超过此数才采用定位',
        en: 'the fix counts when it was taken this close to the claimed time',
      },
    },
    decimals_min: {
      value: 3,
      unit: 'decimals',
      meaning: { zh: '坐标小数位少于此数不采用', en: 'coordinates with fewer decimals are not used' },
    },
    unknown_accuracy_m: {
      value: 200,
      unit: 'm',
      meaning: { zh: '未给出定位误差时的假定值', en: 'accuracy assumed where none is given' },
    },
  },
  ...judgedOneByOne([{ of: 'checkins', reason }]),
  signals: `
    SELECT requirement, cadre, '' AS org_unit, day, at, 0.9 AS strength, toUInt32(1) AS flagged,
      ${asEvents(`[('checkins', toString(source), external_id, day), ('checkins', before.6, before.7, day)]`)} AS events,
      concat('{"km":', toString(round(metres / 1000, 2)), ',"seconds":', toString(apart), '}') AS detail
    FROM (${pairs})
    WHERE apart <= {together_seconds:Float64} AND metres > {metres_min:Float64} AND metres / 1000 > {kmh_max:Float64} * seconds / 3600`,
  screen: `
    SELECT 1 FROM checkins e WHERE e.day IN {days:Array(Date)} GROUP BY e.cadre_code, e.day HAVING count() > 1 AND arrayExists(
      gap -> gap <= {together_seconds:Float64}, arrayPopFront(arrayDifference(arraySort(groupArray(toUnixTimestamp(${moment}))))))`,
  examples: [
    {
      name: 'two places 3.3 km apart within 20 seconds; and two registered places named in entries typed days later for the same minute',
      facts: {
        places: [
          { code: 'east', lat: 30.6, lon: 104.1, radius_m: 100 },
          { code: 'west', lat: 30.6, lon: 104.0, radius_m: 100 },
        ],
        checkins: [
          checkin('a', 'P1', '2026-03-02 09:12:31', town),
          checkin('b', 'P1', '2026-03-02 09:12:51', { ...village, requirement_code: 'R2' }),
          checkin('c', 'P2', '2026-03-02 09:12:31', { ...town, captured_at: '2026-03-05 19:12:35', place: 'east' }),
          checkin('d', 'P2', '2026-03-02 09:13:01', { ...town, captured_at: '2026-03-05 19:12:55', place: 'west' }),
        ],
      },
      signals: [
        ['b', 'a'],
        ['d', 'c'],
      ],
      eligible: 4,
    },
    {
      name: 'two phones on one desk, a wild fix with its accuracy, the same minute half an hour apart, another person: honest',
      facts: {
        checkins: [
          checkin('a', 'P1', '2026-03-02 09:12:31', town),
          checkin('b', 'P1', '2026-03-02 09:12:33', { ...town, lat: 30.547745 }),
          checkin('c', 'P2', '2026-03-02 09:12:31', town),
          checkin('d', 'P2', '2026-03-02 09:12:41', { ...village, accuracy_m: 3000 }),
          checkin('e', 'P3', '2026-03-02 09:12:31', town),
          checkin('f', 'P3', '2026-03-02 09:42:31', village),
          checkin('g', 'P4', '2026-03-02 09:12:31', village),
        ],
      },
      signals: [],
      eligible: 7,
    },
    {
      name: 'clocks of whole minutes: a kilometre and a half in the same minute can be a car',
      facts: {
        checkins: [0, 1, 2, 3].map((i) =>
          checkin(`m${i}`, 'P1', `2026-03-02 09:1${i >> 1}:00`, {
            ...town,
            lat: 30.547645 + (i % 2) * 0.0145,
            source: 'minutes',
          }),
        ),
      },
      signals: [],
      eligible: 4,
    },
    {
      name: 'typed later without a place, no coordinates, whole hours, a clerk: not judged',
      facts: {
        checkins: [
          checkin('a', 'P1', '2026-03-02 09:12:31', { ...town, captured_at: '2026-03-05 19:12:35' }),
          checkin('b', 'P1', '2026-03-02 09:12:33', { ...village, uploaded_at: '2026-03-05 19:12:55' }),
          checkin('c', 'P1', '2026-03-02 09:13:31'),
          checkin('d', 'P2', '2026-03-02 09:00:00', { ...town, source: 'hourly' }),
          checkin('e', 'P2', '2026-03-02 09:00:00', { ...village, source: 'hourly' }),
          checkin('f', 'P3', '2026-03-02 09:12:31', { ...village, created_by: 'P9' }),
        ],
      },
      signals: [],
      eligible: 0,
      abstained: { 'clocks-disagree': 2, 'no-coordinates': 1, 'clock-too-coarse': 2, 'entered-by-other': 1 },
    },
  ],
};
