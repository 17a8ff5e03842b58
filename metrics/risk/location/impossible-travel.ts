import type { Detector } from '../../definition.ts';
import { checkin } from '../../example-rows.ts';
import { asEvents, COARSE_CLOCK_S, clockPrecision, judgedOneByOne } from '../sql.ts';

const at = 'ifNull(e.captured_at, e.claimed_at)';
const exactness = 'if(e.captured_at IS NULL, greatest(e.precision_s, p.claimed_s), p.captured_s)';
const lat = 'ifNull(e.lat, 0)';
const lon = 'ifNull(e.lon, 0)';

const reason = `multiIf(abs(${lat}) < 0.01 AND abs(${lon}) < 0.01, 'no-coordinates', e.coordinate_decimals < {decimals_min:Float64}, 'coordinates-too-coarse',
      ${exactness} >= ${COARSE_CLOCK_S}, 'clock-too-coarse', toDate(${at}) != e.day
        OR e.captured_at IS NULL AND ifNull(dateDiff('second', e.claimed_at, e.uploaded_at) > 60 * {entry_minutes:Float64}, 0), 'clocks-disagree',
      e.created_by != '' AND e.created_by != e.cadre_code, 'entered-by-other', '')`;

/** (…, at = device clock, else claimed; exactness in seconds; reason). The fix of no satellite is 0, 0: no coordinates. */
const fixes = (where: string) => `
  SELECT e.source AS source, e.external_id AS external_id, e.requirement_code AS requirement, e.cadre_code AS cadre, e.day AS day,
    ${at} AS at, ${exactness} AS exactness, ${lat} AS lat, ${lon} AS lon, ifNull(e.accuracy_m, {unknown_accuracy_m:Float64}) AS accuracy,
    ${reason} AS reason
  FROM checkins e LEFT ANY JOIN ${clockPrecision('checkins', ['claimed', 'captured'])} p ON p.source = e.source
  WHERE ${where}`;

const days = '{days:Array(Date)}';
const withEve = `e.day IN (arrayDistinct(arrayConcat(${days}, arrayMap(d -> d - 1, ${days}))))`;

const moves = `
  SELECT *, greatest(greatCircleDistance(before.2, before.1, lon, lat) - before.3 - accuracy, 0) AS metres,
    greatest(60, dateDiff('second', before.4, at) + if(exactness > 1, exactness, 0) + if(before.5 > 1, before.5, 0)) AS seconds,
    metres / seconds * 3.6 AS kmh
  FROM (
    SELECT *, row_number() OVER went AS number,
      lagInFrame((lat, lon, accuracy, at, toUInt32(exactness), toString(source), external_id, day)) OVER went AS before
    FROM (${fixes(withEve)}) WHERE reason = ''
    WINDOW went AS (PARTITION BY cadre ORDER BY at, source, external_id ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW))
  WHERE number > 1 AND before.8 >= day - 1`;

const town = { lat: 30.547645, lon: 104.063236, accuracy_m: 15 };
/** About 30 km to the north. */
const hills = { lat: 30.817645, lon: 104.063236, accuracy_m: 20 };

export const impossibleTravel: Detector = {
  id: 'impossible-travel',
  kind: 'risk',
  version: 2,
  family: 'location',
  terms: { zh: '不可能的移动', en: 'Impossible travel' },
  question: {
    zh: '两次打卡之间的距离,在这点时间里走得到吗?',
    en: 'Could the person have travelled that far between two check-ins?',
  },
  formula: {
    zh: '(两点球面距离 − 两点定位误差)÷ 时间差(至少 60 秒,时间只记到分的再放宽)> 120 公里/小时,且扣除误差后距离超过 1 公里 → 标记后一次',
    en: '(great-circle distance − both accuracies) / time between (at least 60 s, wider for clocks of whole minutes) above 120 km/h over more than 1 km: the later check-in is flagged',
  },
  limits: {
    zh: '以直线距离计,真实路程更长,因此宁可漏判。时间以设备采集时间为准,没有则用声称时间。代录、时间只记到小时、坐标少于 3 位小数、采集与声称不在同一天的、没有设备时间而事后 1 小时以上才收到的不判断。只与当天或前一天的上一次相比。',
    en: 'Straight-line distance, so that roads make it harder still: it errs towards missing. The device clock counts, else the claimed one. Typed by somebody else, clocks of whole hours, coordinates with fewer than 3 decimals, device times of another day, and entries without a device time received more than an hour later are not judged. Compared with the check-in before, of the same or the previous day.',
  },
  references: [
    {
      source:
        'Fabrication note L1 (120 km/h by road, certain above 250; accuracies subtracted, 60 s floor, below 1 km ignored); tested SQL S4',
      grade: 'C',
    },
    {
      source:
        'Rudong, Jiangsu 2019: river patrol tracks on a motorway, the phone lent to a contractor; domain note B2, R02',
      grade: 'V',
    },
    { source: 'ClickHouse greatCircleDistance (sphere); within 0.6 % of the WGS-84 geodesic', grade: 'C' },
  ],
  minimumN: 20,
  identity: true,
  null: {
    statement: {
      zh: '诚实的县里由基站定位漂移、借用手机等造成,约 0.3%',
      en: 'In an honest county base-station fixes and borrowed phones make about 0.3 %',
    },
    honestRate: 0.003,
  },
  falsePositives: {
    zh: '基站或无线网络定位误差未随记录给出;同事代打卡(那是另一条规则);两个系统坐标系登记错误。',
    en: 'Base-station or Wi-Fi fixes without their accuracy; a colleague clocking in (another rule); two systems with wrongly registered coordinate systems.',
  },
  excuses: ['leave'],
  parameters: {
    kmh_max: {
      value: 120,
      unit: 'km/h',
      meaning: { zh: '县域道路可信的最高速度', en: 'highest believable speed on county roads' },
    },
    kmh_certain: { value: 250, unit: 'km/h', meaning: { zh: '超过此速度可视为确定', en: 'beyond this it is certain' } },
    metres_min: {
      value: 1000,
      unit: 'm',
      meaning: { zh: '扣除误差后不足此距离不计', en: 'shorter distances (after accuracies) are ignored' },
    },
    decimals_min: {
      value: 3,
      unit: 'decimals',
      meaning: { zh: '坐标小数位少于此数不判断', en: 'coordinates with fewer decimals are not judged' },
    },
    entry_minutes: {
      value: 60,
      unit: 'min',
      meaning: {
        zh: '没有设备时间时,晚于声称时间超过此数才收到的,定位时间不明,不判断',
        en: 'without a device clock, what is received later than this after its claimed time has a fix of unknown time and is not judged',
      },
    },
    unknown_accuracy_m: {
      value: 200,
      unit: 'm',
      meaning: { zh: '未给出定位误差时的假定值', en: 'accuracy assumed where none is given' },
    },
  },
  ...judgedOneByOne([{ of: 'checkins', reason }]),
  signals: `
    SELECT requirement, cadre, '' AS org_unit, day, at, if(kmh >= {kmh_certain:Float64}, 1., 0.7) AS strength, toUInt32(1) AS flagged,
      ${asEvents(`[('checkins', toString(source), external_id, day), ('checkins', before.6, before.7, before.8)]`)} AS events,
      concat('{"km":', toString(round(metres / 1000, 2)), ',"seconds":', toString(toUInt32(seconds)), ',"kmh":', toString(round(kmh)), '}') AS detail
    FROM (${moves})
    WHERE day IN ${days} AND metres > {metres_min:Float64} AND kmh > {kmh_max:Float64}`,
  // Whoever moved too fast between two fixes did so on a part of the way, whichever other fixes lie between.
  screen: `
    SELECT 1 FROM (
      SELECT arraySort(groupArray((toUnixTimestamp(ifNull(e.captured_at, e.claimed_at)), ifNull(e.lat, 0), ifNull(e.lon, 0)))) AS went
      FROM checkins e WHERE ${withEve} AND (abs(e.lat) >= 0.01 OR abs(e.lon) >= 0.01) GROUP BY e.cadre_code)
    WHERE arrayExists((a, b) -> greatCircleDistance(a.3, a.2, b.3, b.2) * 3.6 > {kmh_max:Float64} * (b.1 - a.1), arrayPopBack(went), arrayPopFront(went))`,
  alsoAffects: `SELECT DISTINCT day FROM checkins
    WHERE day IN (arrayMap(d -> d + 1, ${days})) AND cadre_code IN (SELECT cadre_code FROM checkins WHERE day IN ${days})`,
  examples: [
    {
      name: '30 km in four minutes, twice; the second between two days',
      facts: {
        checkins: [
          checkin('a', 'P1', '2026-03-02 09:12:31', town),
          checkin('b', 'P1', '2026-03-02 09:16:31', hills),
          checkin('c', 'P1', '2026-03-02 23:58:31', hills),
          checkin('d', 'P1', '2026-03-03 00:03:31', { ...town, requirement_code: 'R2' }),
          checkin('other', 'P2', '2026-03-02 09:13:31', hills),
        ],
      },
      signals: [
        ['a', 'b'],
        ['c', 'd'],
      ],
      eligible: 5,
    },
    {
      name: 'an hour for 30 km, a wild fix with its accuracy, and a drift below a kilometre are honest',
      facts: {
        checkins: [
          checkin('a', 'P1', '2026-03-02 09:12:31', town),
          checkin('b', 'P1', '2026-03-02 10:12:31', hills),
          checkin('c', 'P2', '2026-03-02 09:12:31', town),
          checkin('d', 'P2', '2026-03-02 09:13:31', { lat: 30.567645, lon: 104.063236, accuracy_m: 1500 }),
          checkin('e', 'P3', '2026-03-02 09:12:31', town),
          checkin('f', 'P3', '2026-03-02 09:12:33', { lat: 30.555645, lon: 104.063236, accuracy_m: 15 }),
        ],
      },
      signals: [],
      eligible: 6,
    },
    {
      name: 'entered together in the evening: the device clock says where the phone was, so the claimed times are not compared',
      facts: {
        checkins: [
          checkin('a', 'P1', '2026-03-02 09:12:31', { ...town, captured_at: '2026-03-02 09:12:35' }),
          checkin('b', 'P1', '2026-03-02 09:16:31', { ...hills, captured_at: '2026-03-02 19:16:35' }),
          checkin('c', 'P1', '2026-03-02 10:16:31', { ...town, captured_at: '2026-03-05 19:16:35' }),
          checkin('late', 'P1', '2026-03-02 09:14:31', { ...hills, uploaded_at: '2026-03-02 19:16:35' }),
        ],
      },
      signals: [],
      eligible: 2,
      abstained: { 'clocks-disagree': 2 },
    },
    {
      name: 'no coordinates, null island, two decimals, whole hours, typed by another: not judged',
      facts: {
        checkins: [
          checkin('a', 'P1', '2026-03-02 09:12:31'),
          checkin('b', 'P1', '2026-03-02 09:13:31', { lat: 0, lon: 0 }),
          checkin('c', 'P1', '2026-03-02 09:14:31', { lat: 30.54, lon: 104.06 }),
          checkin('d', 'P2', '2026-03-02 09:00:00', { ...town, source: 'hourly' }),
          checkin('e', 'P2', '2026-03-02 09:00:00', { ...hills, source: 'hourly' }),
          checkin('f', 'P3', '2026-03-02 09:14:31', { ...town, created_by: 'P9' }),
        ],
      },
      signals: [],
      eligible: 0,
      abstained: { 'no-coordinates': 2, 'coordinates-too-coarse': 1, 'clock-too-coarse': 2, 'entered-by-other': 1 },
    },
  ],
};
