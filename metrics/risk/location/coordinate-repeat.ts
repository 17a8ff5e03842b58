import type { Detector } from '../../definition.ts';
import { checkin } from '../../example-rows.ts';
import { asEvents, COARSE_CLOCK_S, clockPrecision, judgedOneByOne } from '../sql.ts';
import { unregistered } from './registered.ts';

const days = '{days:Array(Date)}';

/** Positions that do not come from a satellite fix repeat to the last digit by nature. */
const FIXED_METHODS = ['wifi', 'bluetooth', 'machine', 'kiosk', 'beacon', 'nfc', 'qr', 'auto'];

const lat6 = 'round(ifNull(e.lat, 0), 6)';
const lon6 = 'round(ifNull(e.lon, 0), 6)';

const reason = `multiIf(abs(${lat6}) < 0.01 AND abs(${lon6}) < 0.01, 'no-coordinates', e.coordinate_decimals < {decimals_min:Float64}, 'coordinates-too-coarse',
      lowerUTF8(e.method) IN (${FIXED_METHODS.map((method) => `'${method}'`).join(', ')}), 'not-a-satellite-fix',
      if(e.captured_at IS NULL, greatest(e.precision_s, p.claimed_s), p.captured_s) >= ${COARSE_CLOCK_S}, 'clock-too-coarse', '')`;

const fixes = (where: string) => `
  SELECT e.source AS source, e.external_id AS external_id, e.requirement_code AS requirement, e.cadre_code AS cadre, e.day AS day,
    ifNull(e.captured_at, e.claimed_at) AS at, ${lat6} AS lat6, ${lon6} AS lon6, e.coordinate_decimals AS decimals,
    ${reason} AS reason
  FROM checkins e LEFT ANY JOIN ${clockPrecision('checkins', ['claimed', 'captured'])} p ON p.source = e.source
  WHERE ${where}`;

const coordinates = `${lat6}, ${lon6}`;
/** One number is compared much faster than three columns; what it confuses is told apart afterwards. */
const point = `cityHash64(${coordinates})`;
const position = `cityHash64(${coordinates}, e.cadre_code)`;
const sinceLookback = `e.day BETWEEN arrayMin(${days}) - {lookback_days:Float64} AND arrayMax(${days})`;

/** Check-ins of people who were at the exact position of one of these days on another day too, from the look-back on. */
const sameFixes = `
  SELECT * FROM (${fixes(`${sinceLookback} AND ${position} IN (
    SELECT ${position} FROM checkins e WHERE ${sinceLookback}
    GROUP BY ALL HAVING min(e.day) < max(e.day) AND countIf(e.day IN ${days}) > 0)`)})
  WHERE reason = ''`;

/** How many people were at each position on each day, for the positions of these days. */
const crowds = `
  SELECT lat6, lon6, groupArray((day, users)) AS by_day
  FROM (
    SELECT ${lat6} AS lat6, ${lon6} AS lon6, e.day AS day, uniqExact(e.cadre_code) AS users
    FROM checkins e
    WHERE ${sinceLookback} AND ${point} IN (
      SELECT ${point} FROM checkins e WHERE e.day IN ${days} AND e.coordinate_decimals >= {decimals_min:Float64})
    GROUP BY lat6, lon6, day HAVING users > 1)
  GROUP BY lat6, lon6`;

/** One row per coordinate, cadre and day: the check-ins that are no cached fix, as (at, source, external_id, requirement). */
const daily = `
  SELECT lat6, lon6, cadre, day, min(decimals) AS exported, arraySort(groupArray((at, toString(source), external_id, toString(requirement)))) AS seen,
    arrayFilter((fix, i) -> i = 1 OR dateDiff('second', seen[i - 1].1, fix.1) > 60 * {cached_minutes:Float64}, seen, arrayEnumerate(seen)) AS kept
  FROM (${sameFixes}) GROUP BY lat6, lon6, cadre, day`;

const inLookback = `x -> x.1 BETWEEN today.1 - {lookback_days:Float64} AND today.1`;

const exact = { lat: 30.547645, lon: 104.063236 };
const wandering = (i: number) => ({ lat: 30.547645 + i * 0.000007, lon: 104.063236 - i * 0.000011 });

export const coordinateRepeat: Detector = {
  id: 'coordinate-repeat',
  kind: 'risk',
  version: 2,
  family: 'location',
  terms: { zh: '坐标分毫不差', en: 'Coordinates repeated exactly' },
  question: {
    zh: '不同日子的定位,是否精确到同一个 0.1 米?',
    en: 'Are positions of different days the same to a tenth of a metre?',
  },
  formula: {
    zh: '同一人 31 天内在 2 天以上、3 次以上打卡的经纬度到 6 位小数(导出只有 5 位时须 5 次以上)完全相同(15 分钟内的连续定位只算一次)→ 从第二天起标记;登记点位范围内、同日 5 人以上共用的坐标除外',
    en: 'Latitude and longitude of one person equal to 6 decimals in 3 or more check-ins (to 5, where no more are exported, in 5 or more) on 2 or more days within 31 days (fixes within 15 minutes count once): flagged from the second day on, unless it lies in a registered place or 5 or more people share it in a day',
  },
  limits: {
    zh: '坐标导出不足 5 位小数的不判断。应用把位置吸附到未登记的点位上会误报:把点位登记进来即可消除。多人共用同一个伪造坐标会被当作吸附点位而漏掉。头两次只作佐证,不标记:一个月只用三四次同一坐标的人,多半记录不被标记(在生成的县里约六成),但所在单元格仍会显出。无线、蓝牙、考勤机定位不判断。',
    en: 'Below 5 exported decimals it is not judged. An app that snaps to an unregistered point is flagged wrongly until the point is registered. A false coordinate shared by many looks like such a point and is missed. The first two uses only prove, they are not flagged: of people who use a coordinate three or four times a month most records are not (six in ten in generated counties), though their cell still stands out. Wi-Fi, Bluetooth and terminals are not judged.',
  },
  references: [
    {
      source:
        'Fabrication note L2: two honest fixes (5 m) fall into one cell of 1e-6 degree with probability 3.9e-5, of 1e-5 with 0.39 %, of 1e-4 with 39 %',
      grade: 'C',
    },
    { source: '31 days, 15 minutes, 5 people: Henjian defaults', grade: 'M' },
  ],
  minimumN: 20,
  identity: true,
  null: {
    statement: {
      zh: '真实卫星定位几乎不会重复;由未登记的吸附点、缓存定位造成,约 1%',
      en: 'True satellite fixes hardly ever repeat; unregistered snapping and cached fixes make about 1 %',
    },
    honestRate: 0.01,
  },
  falsePositives: {
    zh: '应用吸附到未登记点位;定位服务长时间返回缓存;固定终端未注明方式。',
    en: 'Snapping to unregistered points, positioning services that return a cached fix for long, fixed terminals without a stated method.',
  },
  excuses: [],
  parameters: {
    decimals_min: {
      value: 5,
      unit: 'decimals',
      meaning: { zh: '导出坐标的小数位少于此数不判断', en: 'fewer exported decimals are not judged' },
    },
    events_min: { value: 3, unit: 'events', meaning: { zh: '至少几次', en: 'fewest check-ins' } },
    events_more_at_5: {
      value: 2,
      unit: 'events',
      meaning: { zh: '坐标只有 5 位小数时另需的次数', en: 'so many more where only 5 decimals are exported' },
    },
    days_min: { value: 2, unit: 'days', meaning: { zh: '至少几天', en: 'fewest days' } },
    lookback_days: { value: 31, unit: 'days', meaning: { zh: '向前看的天数', en: 'days looked back' } },
    cached_minutes: {
      value: 15,
      unit: 'min',
      meaning: { zh: '此时间内的相同定位视为缓存', en: 'equal fixes within this time are one cached fix' },
    },
    crowd: {
      value: 5,
      unit: 'persons',
      meaning: {
        zh: '同一天共用同一坐标的人数达到此数,视为应用吸附点位',
        en: 'so many people at one coordinate in a day: a point the app snaps to',
      },
    },
  },
  ...judgedOneByOne([{ of: 'checkins', reason }]),
  signals: `
    SELECT requirement, cadre, '' AS org_unit, day, min(fix.1) AS at, least(1., 0.5 + any(times) / 20) AS strength, toUInt32(count()) AS flagged,
      ${asEvents(`arrayConcat(arraySort(groupArray(('checkins', fix.2, fix.3, day))), any(earlier))`)} AS events,
      concat('{"lat":', toString(any(lat6)), ',"lon":', toString(any(lon6)), ',"times":', toString(any(times)), ',"days":', toString(any(on_days)), '}') AS detail
    FROM (
      SELECT lat6, lon6, cadre, today.1 AS day, times, on_days, earlier, arrayJoin(today.2) AS fix, fix.4 AS requirement
      FROM (${unregistered(
        `
        SELECT p.lat6 AS lat6, p.lon6 AS lon6, p.cadre AS cadre, arrayJoin(arrayFilter(x -> x.1 IN ${days}, p.by_day)) AS today,
          arrayFilter(${inLookback}, p.by_day) AS past, length(past) AS on_days, arraySum(x -> length(x.2), past) AS times,
          if(arrayMin(x -> x.3, past) < 6, {events_more_at_5:Float64}, 0) AS more,
          arrayMax(arrayMap(x -> x.2, arrayFilter(${inLookback}, c.by_day))) AS crowd,
          arrayMap(x -> ('checkins', x.2[1].2, x.2[1].3, x.1), arraySlice(arrayFilter(x -> x.1 < today.1, past), 1, 5)) AS earlier
        FROM (SELECT lat6, lon6, cadre, arraySort(groupArray((day, kept, exported))) AS by_day FROM (${daily}) GROUP BY lat6, lon6, cadre HAVING length(by_day) > 1) p
        LEFT JOIN (${crowds}) c ON c.lat6 = p.lat6 AND c.lon6 = p.lon6
        WHERE on_days >= {days_min:Float64} AND times >= {events_min:Float64} + more AND notEmpty(earlier) AND crowd < {crowd:Float64}`,
        'lat6',
        'lon6',
      )}))
    GROUP BY requirement, cadre, day, lat6, lon6`,
  alsoAffects: `
    SELECT DISTINCT day FROM (${fixes(`e.day > arrayMin(${days}) AND e.day <= arrayMax(${days}) + {lookback_days:Float64}`)})
    WHERE reason = '' AND (lat6, lon6) IN (SELECT lat6, lon6 FROM (${fixes(`e.day IN ${days}`)}) WHERE reason = '')`,
  examples: [
    {
      name: 'the same spot to six decimals on three days: the second and third day are flagged once there are three check-ins',
      facts: {
        checkins: [
          checkin('a', 'P1', '2026-03-02 09:12:31', exact),
          checkin('b', 'P1', '2026-03-03 09:16:31', exact),
          checkin('c', 'P1', '2026-03-04 09:18:31', exact),
          checkin('d', 'P1', '2026-03-04 15:18:31', { ...exact, requirement_code: 'R2' }),
          checkin('x', 'P1', '2026-03-05 09:18:31', wandering(1)),
        ],
      },
      signals: [
        ['c', 'a', 'b'],
        ['d', 'a', 'b'],
      ],
      eligible: 5,
    },
    {
      name: 'five decimals coincide by chance now and then: from the fifth check-in on they are flagged',
      facts: {
        checkins: [
          ...[2, 3, 4, 5, 6].map((day) =>
            checkin(`f${day}`, 'P1', `2026-03-0${day} 09:12:31`, { lat: 30.54764, lon: 104.06323 }),
          ),
          ...[2, 3, 4, 5].map((day) =>
            checkin(`g${day}`, 'P2', `2026-03-0${day} 09:12:31`, { lat: 30.64764, lon: 104.16323 }),
          ),
        ],
      },
      signals: [['f6', 'f2', 'f3', 'f4', 'f5']],
      eligible: 9,
    },
    {
      name: 'honest fixes wander; a cached fix within minutes, a registered place and a point shared by five people repeat honestly',
      facts: {
        places: [{ code: 'office', lat: 30.6, lon: 104.1, radius_m: 100 }],
        checkins: [
          ...Array.from({ length: 4 }, (_, i) => checkin(`w${i}`, 'P1', `2026-03-0${i + 2} 09:12:31`, wandering(i))),
          ...Array.from({ length: 3 }, (_, i) => checkin(`m${i}`, 'P2', `2026-03-02 09:1${i * 2}:31`, exact)),
          checkin('m3', 'P2', '2026-03-03 09:12:31', exact),
          ...Array.from({ length: 4 }, (_, i) =>
            checkin(`o${i}`, 'P3', `2026-03-0${i + 2} 08:25:31`, { lat: 30.600123, lon: 104.100123 }),
          ),
          ...['A', 'B', 'C', 'D', 'E'].flatMap((person, p) =>
            [2, 3, 4].map((day) =>
              checkin(`${person}${day}`, person, `2026-03-0${day} 08:2${p}:31`, { lat: 30.700123, lon: 104.200123 }),
            ),
          ),
        ],
      },
      signals: [],
      eligible: 27,
    },
    {
      name: 'four decimals, no position, Wi-Fi, whole hours: not judged',
      facts: {
        checkins: [2, 3, 4].flatMap((day) => [
          checkin(`f${day}`, 'P1', `2026-03-0${day} 09:12:31`, { lat: 30.5476, lon: 104.0632 }),
          checkin(`n${day}`, 'P1', `2026-03-0${day} 10:12:31`, { lat: 0, lon: 0 }),
          checkin(`w${day}`, 'P1', `2026-03-0${day} 11:12:31`, { ...exact, method: 'WiFi' }),
          checkin(`h${day}`, 'P2', `2026-03-0${day} 09:00:00`, { ...exact, source: 'hourly' }),
        ]),
      },
      signals: [],
      eligible: 0,
      abstained: { 'coordinates-too-coarse': 3, 'no-coordinates': 3, 'not-a-satellite-fix': 3, 'clock-too-coarse': 3 },
    },
  ],
};
