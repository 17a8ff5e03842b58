import type { Detector } from '../../definition.ts';
import { checkin } from '../../example-rows.ts';
import { asEvents, COARSE_CLOCK_S, clockPrecision, judgedOneByOne } from '../sql.ts';
import { unregistered } from './registered.ts';

const days = '{days:Array(Date)}';
/** Some 330 m: neighbours are looked for within a cell; who stands near its edge is put into the next one as well. */
const CELL = 0.003;
/** Of those around a person so many are compared; in a crowd these are enough to find two that come again and again. */
const MOST_AROUND = 40;

const at = 'ifNull(e.captured_at, e.claimed_at)';

const reason = `multiIf(abs(ifNull(e.lat, 0)) < 0.01 AND abs(ifNull(e.lon, 0)) < 0.01, 'no-coordinates',
      e.coordinate_decimals < {decimals_min:Float64}, 'coordinates-too-coarse', e.place = '', 'no-claimed-place',
      if(e.captured_at IS NULL, greatest(e.precision_s, p.claimed_s), p.captured_s) >= ${COARSE_CLOCK_S}, 'clock-too-coarse',
      toDate(${at}) != e.day, 'clocks-disagree', e.device_id IN (SELECT device_id FROM shared_devices), 'registered-shared-device', '')`;

const fixes = (where: string) => `
  SELECT e.source AS source, e.external_id AS external_id, e.requirement_code AS requirement, e.cadre_code AS cadre, e.day AS day,
    ${at} AS at, ifNull(e.lat, 0) AS north, ifNull(e.lon, 0) AS east, e.place AS claimed_place,
    ${reason} AS reason
  FROM checkins e LEFT ANY JOIN ${clockPrecision('checkins', ['claimed', 'captured'])} p ON p.source = e.source
  WHERE ${where}`;

const corners = [-1, 1].flatMap((n) =>
  [-1, 1].map(
    (s) =>
      `(toInt32(floor((north + ${n} * {metres_max:Float64} / 110000) / ${CELL})), toInt32(floor((east + ${s} * {metres_max:Float64} / (111000 * cos(radians(north)))) / ${CELL})))`,
  ),
);
const here = `(toInt32(floor(north / ${CELL})), toInt32(floor(east / ${CELL})))`;
const sliding =
  'RANGE BETWEEN toUInt32(60 * {window_minutes:Float64}) PRECEDING AND toUInt32(60 * {window_minutes:Float64}) FOLLOWING';

/** Each check-in with the others of these people around it at the time: (cadre, place claimed, source, external_id). */
const around = (where: string) => `
  SELECT * EXCEPT near, arraySort(arrayMap(x -> (x.1, x.2, x.3, x.4),
      arrayFilter(x -> x.1 != cadre AND greatCircleDistance(x.6, x.5, east, north) <= {metres_max:Float64}, near))) AS others
  FROM (
    SELECT *, groupUniqArray(${MOST_AROUND})((cadre, claimed_place, toString(source), external_id, north, east))
        OVER (PARTITION BY day, cell ORDER BY moment ${sliding}) AS near
    FROM (
      SELECT *, toUnixTimestamp(at) AS moment, arrayJoin(arrayDistinct([${corners.join(', ')}])) AS cell
      FROM (${unregistered(`SELECT * FROM (${fixes(where)}) WHERE reason = ''`, 'north', 'east')})))
  WHERE cell = ${here}`;

/** The bin and the one after it: who lie within a bin's width of each other share one. */
const bins = (value: string) => `[toInt32(floor(${value})), toInt32(floor(${value})) + 1]`;

const isBurst = `length(people) >= {persons_min:Float64} - 1 AND arrayExists(o -> o.2 != claimed_place, others)`;

/** Everybody in a burst on these days. */
const gathered = `
  SELECT arrayJoin(arrayPushBack(people, cadre)) FROM (SELECT *, arrayDistinct(arrayMap(o -> o.1, others)) AS people FROM (${around(`e.day IN ${days}`)}))
  WHERE ${isBurst}`;

/** One row per person and day, for those: whom they stood with (`met`), and the check-ins of these days that are in a burst. */
const meetings = `
  SELECT cadre, day, groupUniqArrayArray(people) AS met,
    groupArrayIf((requirement, at, toString(source), external_id, others, people), day IN ${days} AND ${isBurst}) AS found
  FROM (SELECT *, arrayDistinct(arrayMap(o -> o.1, others)) AS people FROM (${around(`e.day BETWEEN arrayMin(${days}) - toUInt16({lookback_days:Float64} - 1)
    AND arrayMax(${days}) AND e.place != '' AND e.cadre_code IN (${gathered})`)}))
  GROUP BY cadre, day`;

const spot = (metres: number) => ({ lat: 30.547645 + metres / 111195, lon: 104.063236, accuracy_m: 10 });
const group = (day: number, people: readonly string[], place: (person: string) => string, from = 0) =>
  people.map((person, i) =>
    checkin(`${person}${day}`, person, `2026-03-0${day} 09:1${i >> 1}:${20 + i}`, {
      ...spot(from + i * 4),
      place: place(person),
    }),
  );
const own = (person: string) => `${person}村`;

export const coLocationBurst: Detector = {
  id: 'co-location-burst',
  kind: 'risk',
  version: 1,
  family: 'location',
  terms: { zh: '多人同处同刻打卡', en: 'Co-location burst' },
  question: {
    zh: '本应在不同点位的几个人,是不是一再在同一处、同一刻打卡?',
    en: 'Do people who claim to be at different places check in at one spot and moment, again and again?',
  },
  formula: {
    zh: '3 人以上在 20 米、前后 2 分钟之内打卡而声称的点位不同,且其中至少 2 个同伴在 31 天内有 3 天以上都与本人这样同处 → 标记;登记点位范围内的除外',
    en: 'Check-ins of 3 or more people within 20 m and 2 minutes who claim different places, where at least 2 of the others stood so with the person on 3 or more days within 31: flagged, unless within a registered place',
  },
  limits: {
    zh: '没有写明点位的不判断:开会、集体走访、上班打卡本来就在一起。坐标不足 4 位小数、时间只记到小时、登记共用设备的不判断。定位漂移超过 20 米的会漏掉。',
    en: 'Without a claimed place it is not judged: meetings, joint visits and office starts bring people together honestly. Fewer than 4 decimals, clocks of whole hours and registered shared devices are not judged. Fixes that drift more than 20 m are missed.',
  },
  references: [
    {
      source:
        'Fabrication note L5: 3 persons, 20 m, 2 minutes, 3 days, different duty points; a sliding window, not bins',
      grade: 'C',
    },
    { source: '31 days, the same 2 companions: Henjian defaults', grade: 'M' },
  ],
  minimumN: 20,
  identity: false,
  null: {
    statement: {
      zh: '诚实的县里结伴而行、点位名称写法不同的约 2%',
      en: 'In an honest county teams that go together and name their places differently make about 2 %',
    },
    honestRate: 0.02,
  },
  falsePositives: {
    zh: '固定搭档一起走访;同一地点名称写法不一;集合出发时各自先打卡。',
    en: 'Teams that always go together, one place written in several ways, everybody checking in before they set out.',
  },
  excuses: ['inspection-day', 'shared-device', 'disaster'],
  parameters: {
    persons_min: { value: 3, unit: 'persons', meaning: { zh: '至少几人', en: 'fewest people' } },
    metres_max: { value: 20, unit: 'm', meaning: { zh: '相距不超过', en: 'largest distance' } },
    window_minutes: { value: 2, unit: 'min', meaning: { zh: '前后相差不超过', en: 'largest difference in time' } },
    days_min: { value: 3, unit: 'days', meaning: { zh: '至少几天', en: 'fewest days' } },
    lookback_days: { value: 31, unit: 'days', meaning: { zh: '向前看的天数', en: 'days looked back' } },
    decimals_min: {
      value: 4,
      unit: 'decimals',
      meaning: { zh: '坐标小数位少于此数不判断', en: 'coordinates with fewer decimals are not judged' },
    },
  },
  ...judgedOneByOne([{ of: 'checkins', reason }]),
  signals: `
    SELECT requirement, cadre, '' AS org_unit, day, min(taken) AS at, least(0.9, 0.4 + max(again) / 20) AS strength, toUInt32(count()) AS flagged,
      ${asEvents(`arrayConcat(arraySort(groupArray(('checkins', toString(source), external_id, day))),
        arrayMap(o -> ('checkins', o.3, o.4, day), arraySlice(arraySort(arrayDistinct(arrayFlatten(groupArray(others)))), 1, 10)))`)} AS events,
      concat('{"people":', toString(max(length(people)) + 1), ',"people_again":', toString(max(again)), '}') AS detail
    FROM (
      SELECT cadre, day, one.1 AS requirement, one.2 AS taken, one.3 AS source, one.4 AS external_id, one.5 AS others, one.6 AS people,
        arrayCount(p -> arrayCount(m -> has(m, p), company) >= {days_min:Float64}, people) AS again
      FROM (
        SELECT cadre, day, found, groupArray(met) OVER (PARTITION BY cadre ORDER BY toRelativeDayNum(day)
          RANGE BETWEEN toUInt32({lookback_days:Float64} - 1) PRECEDING AND CURRENT ROW) AS company
        FROM (${meetings}))
      ARRAY JOIN found AS one)
    WHERE again >= {persons_min:Float64} - 1
    GROUP BY requirement, cadre, day`,
  screen: `
    SELECT 1 FROM (
      SELECT e.day AS day, e.cadre_code AS cadre, e.place AS claimed_place, arrayJoin(${bins(`toUnixTimestamp(ifNull(e.captured_at, e.claimed_at)) / (120 * {window_minutes:Float64})`)}) AS moment,
        arrayJoin(${bins(`ifNull(e.lat, 0) / ${CELL}`)}) AS north, arrayJoin(${bins(`ifNull(e.lon, 0) / ${CELL}`)}) AS east
      FROM checkins e WHERE e.day IN ${days} AND e.place != '')
    GROUP BY day, moment, north, east HAVING uniqExact(cadre) >= {persons_min:Float64} AND uniqExact(claimed_place) > 1`,
  alsoAffects: `
    SELECT DISTINCT day FROM checkins
    WHERE day > arrayMin(${days}) AND day < arrayMax(${days}) + toUInt16({lookback_days:Float64}) AND place != ''
      AND cadre_code IN (SELECT cadre_code FROM checkins WHERE day IN ${days} AND place != '')`,
  examples: [
    {
      name: 'four people, each of another village, stand together on three days: flagged on the third; the pair that met once more is not a burst',
      facts: {
        checkins: [
          ...[2, 3, 4].flatMap((day) => group(day, ['A', 'B', 'C', 'D'], own)),
          ...group(5, ['A', 'B'], own),
          checkin('far', 'E', '2026-03-04 09:10:31', { ...spot(300), place: 'E村' }),
        ],
      },
      signals: ['A', 'B', 'C', 'D'].map((one) => [
        `${one}4`,
        ...['A', 'B', 'C', 'D'].filter((o) => o !== one).map((o) => `${o}4`),
      ]),
      eligible: 15,
    },
    {
      name: 'a team that names the place it visits, colleagues at a registered office, others every day, and minutes apart: honest',
      facts: {
        places: [{ code: 'office', lat: 30.6, lon: 104.1, radius_m: 100 }],
        checkins: [
          ...[2, 3, 4].flatMap((day) => group(day, ['A', 'B', 'C'], () => '幸福村')),
          ...[2, 3, 4].flatMap((day) =>
            ['O', 'P', 'Q'].map((person, i) =>
              checkin(`${person}${day}`, person, `2026-03-0${day} 08:25:1${i}`, {
                lat: 30.6001,
                lon: 104.1001,
                place: own(person),
              }),
            ),
          ),
          ...[2, 3, 4].flatMap((day) => group(day, [`S${day}`, `T${day}`, 'U'], own, 900)),
          ...[2, 3, 4].flatMap((day) =>
            ['X', 'Y', 'Z'].map((person, i) =>
              checkin(`${person}${day}`, person, `2026-03-0${day} 10:${i}5:31`, { ...spot(0), place: own(person) }),
            ),
          ),
        ],
      },
      signals: [],
      eligible: 36,
    },
    {
      name: 'no claimed place, no position, three decimals, whole hours, captured another day, a registered tablet: not judged',
      facts: {
        devices: [{ device_id: 'TAB', shared: 1 }],
        checkins: [
          checkin('p', 'A', '2026-03-02 09:10:31', spot(0)),
          checkin('n', 'A', '2026-03-02 09:12:31', { place: 'A村' }),
          checkin('d', 'A', '2026-03-02 09:14:31', { lat: 30.547, lon: 104.063, place: 'A村' }),
          checkin('h1', 'A', '2026-03-02 09:00:00', { ...spot(0), place: 'A村', source: 'hourly' }),
          checkin('h2', 'A', '2026-03-02 10:00:00', { ...spot(0), place: 'A村', source: 'hourly' }),
          checkin('c', 'A', '2026-03-02 09:18:31', { ...spot(0), place: 'A村', captured_at: '2026-03-04 09:18:31' }),
          checkin('t', 'A', '2026-03-02 09:19:31', { ...spot(0), place: 'A村', device_id: 'TAB' }),
        ],
      },
      signals: [],
      eligible: 0,
      abstained: {
        'no-claimed-place': 1,
        'no-coordinates': 1,
        'coordinates-too-coarse': 1,
        'clock-too-coarse': 2,
        'clocks-disagree': 1,
        'registered-shared-device': 1,
      },
    },
  ],
};
