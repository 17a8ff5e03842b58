import type { Detector } from '../../definition.ts';
import { checkin, county } from '../../example-rows.ts';
import { asEvents, countEligible } from '../sql.ts';

const seen = `ifNull(e.captured_at, ifNull(e.uploaded_at, e.claimed_at))`;

/** Registered duty points of a requirement, as (latitude, longitude, radius, code), for the cadres of a unit ('' = all). */
const sites = `
  SELECT s.requirement_code AS requirement, u.code AS unit, groupArray((s.lat, s.lon, s.radius_m, s.code)) AS points
  FROM (SELECT code, arrayJoin(path) AS owner FROM unit_paths) u INNER JOIN places s ON s.org_unit_code = u.owner
  WHERE s.requirement_code != '' GROUP BY requirement, unit`;
const commonSites = `
  SELECT requirement_code AS requirement, groupArray((lat, lon, radius_m, code)) AS points
  FROM places WHERE requirement_code != '' AND org_unit_code = '' GROUP BY requirement`;

/** (…, metres beyond the nearest point that counts, reason before it is known whether the requirement binds to its points). */
const measured = `
  SELECT e.source AS source, e.external_id AS external_id, e.requirement_code AS requirement, e.cadre_code AS cadre, e.day AS day, e.claimed_at AS at,
    ifNull(e.lat, 0) AS north, ifNull(e.lon, 0) AS east, arrayConcat(own.points, common.points) AS points, e.place != '' AS names_place,
    arrayFilter(p -> p.4 = e.place, points) AS named, notEmpty(named) AS exactly,
    arrayMin(arrayMap(p -> greatCircleDistance(p.2, p.1, east, north) - p.3, if(exactly, named, points))) AS distance,
    distance - ifNull(e.accuracy_m, {unknown_accuracy_m:Float64}) AS beyond,
    multiIf(empty(points), 'no-registered-place', abs(north) < 0.01 AND abs(east) < 0.01, 'no-coordinates',
      e.coordinate_decimals < {decimals_min:Float64}, 'coordinates-too-coarse',
      abs(dateDiff('second', e.claimed_at, ${seen})) > 60 * {capture_minutes:Float64}, 'clocks-disagree',
      e.created_by != '' AND e.created_by != e.cadre_code, 'entered-by-other', '') AS unclear
  FROM checkins e LEFT ANY JOIN cadre_units c ON c.cadre_code = e.cadre_code
  LEFT ANY JOIN (${sites}) own ON own.requirement = e.requirement_code AND own.unit = c.unit
  LEFT ANY JOIN (${commonSites}) common ON common.requirement = e.requirement_code
  WHERE e.day IN {days:Array(Date)}`;

/** A requirement may ask for rounds as well as for its points: those who name no place, or a free one, are bound when enough stand at one. */
const bound = `
  SELECT *, if(unclear = '' AND NOT exactly
      AND avgIf(distance <= 0, unclear = '' AND NOT exactly) OVER (PARTITION BY requirement, day, names_place) < {bound_share:Float64},
    'not-bound-to-places', unclear) AS reason
  FROM (${measured})`;

const POST = { code: 'post', lat: 30.6, lon: 104.1, radius_m: 100, requirement_code: 'R1', org_unit_code: 'T1' };
const townships = county({ T1: ['P1', 'P2', 'P3'], T2: ['P4'] });
const atPost = { lat: 30.60012, lon: 104.10011, accuracy_m: 20 };
/** 1.1 km to the north of the post. */
const away = { lat: 30.61, lon: 104.10001, accuracy_m: 20 };

export const offSite: Detector = {
  id: 'off-site',
  kind: 'risk',
  version: 1,
  family: 'location',
  terms: { zh: '不在登记点位', en: 'Off site' },
  question: { zh: '打卡时人在不在应到的点位?', en: 'Was the person at the registered duty point?' },
  formula: {
    zh: '与本要求、本单位最近的登记点位(写明点位编码的以该点位为准)的距离,减去点位半径和定位误差后超过 200 米 → 标记',
    en: 'Distance to the nearest registered place of the requirement and the unit (to the one named, where its code is given), less its radius and the accuracy of the fix, above 200 m: flagged',
  },
  limits: {
    zh: '没有登记点位的要求不判断。要求既有点位又有巡访的,当天在点位上的不足三成即视为不以点位为准,不判断;因此几乎人人都不到点位时反而看不见,请看位置族的其他检测。补录的记录其定位是录入时的位置,不判断。不依赖时间,时间只记到日的也判断。',
    en: 'Requirements without registered places are not judged, nor are those that also ask for rounds: where less than 30 % of a day’s check-ins stand at a place they are not bound to it. So it is blind where hardly anybody goes there any more; see the other location detectors. The fix of an entry typed later shows where it was typed and is not judged. No clock is needed otherwise.',
  },
  references: [
    { source: 'Fabrication note L7: outside the duty point by more than the accuracy plus 200 m', grade: 'C' },
    { source: '30 %, 30 minutes, 4 decimals: Henjian defaults', grade: 'M' },
  ],
  minimumN: 20,
  identity: false,
  null: {
    statement: {
      zh: '诚实的县里由点位登记不准、临时换点、室内定位漂移造成,约 3%',
      en: 'In an honest county inexact registration, a post moved for the day and indoor drift make about 3 %',
    },
    honestRate: 0.03,
  },
  falsePositives: {
    zh: '点位坐标登记有误或坐标系登记错误;当天换了地点;点位半径定得太小;室内用基站定位。',
    en: 'A place registered with wrong coordinates or in another coordinate system, a post moved for the day, a radius set too small, base-station fixes indoors.',
  },
  excuses: ['outage', 'leave', 'shared-device'],
  parameters: {
    metres_max: {
      value: 200,
      unit: 'm',
      meaning: { zh: '扣除半径和误差后允许的距离', en: 'distance allowed beyond radius and accuracy' },
    },
    bound_share: {
      value: 0.3,
      unit: 'share',
      meaning: {
        zh: '当天在点位上的比例低于此数,视为不以点位为准',
        en: 'a requirement binds to its places when this share of the day’s check-ins is at one',
      },
    },
    capture_minutes: {
      value: 30,
      unit: 'min',
      meaning: {
        zh: '定位时间与声称时间相差超过此数的不判断',
        en: 'fixes taken further from the claimed time are not judged',
      },
    },
    decimals_min: {
      value: 4,
      unit: 'decimals',
      meaning: { zh: '坐标小数位少于此数不判断', en: 'coordinates with fewer decimals are not judged' },
    },
    unknown_accuracy_m: {
      value: 200,
      unit: 'm',
      meaning: { zh: '未给出定位误差时的假定值', en: 'accuracy assumed where none is given' },
    },
  },
  eligible: countEligible(`SELECT requirement, cadre, '' AS org_unit, day, reason FROM (${bound})`),
  signals: `
    SELECT requirement, cadre, '' AS org_unit, day, min(claimed) AS at, least(1., 0.4 + max(beyond) / 10000) AS strength, toUInt32(count()) AS flagged,
      ${asEvents(`arraySort(groupArray(('checkins', toString(source), external_id, day)))`)} AS events,
      concat('{"farthest_km":', toString(round(max(beyond) / 1000, 2)), ',"events":', toString(count()), '}') AS detail
    FROM (SELECT *, at AS claimed FROM (${bound}) WHERE reason = '' AND beyond > {metres_max:Float64})
    GROUP BY requirement, cadre, day`,
  screen: `SELECT 1 FROM places`,
  examples: [
    {
      name: 'two at the post, one a kilometre away; the entry that names the post by its code is measured against it',
      facts: {
        ...townships,
        places: [POST, { ...POST, code: 'other', lat: 30.61 }],
        checkins: [
          checkin('a', 'P1', '2026-03-02 09:12:31', atPost),
          checkin('b', 'P2', '2026-03-02 09:12:31', atPost),
          checkin('c', 'P3', '2026-03-02 09:12:31', { ...atPost, lat: 30.62 }),
          checkin('d', 'P3', '2026-03-02 11:12:31', { ...away, place: 'post' }),
          checkin('e', 'P3', '2026-03-02 12:12:31', away),
        ],
      },
      signals: [['c', 'd']],
      eligible: 5,
    },
    {
      name: 'half as far is within the margin, a wild fix within its accuracy, and a place without a unit serves everybody',
      facts: {
        ...townships,
        places: [{ ...POST, org_unit_code: '' }],
        checkins: [
          checkin('a', 'P1', '2026-03-02 09:12:31', { ...atPost, lat: 30.602612 }),
          checkin('b', 'P2', '2026-03-02 09:12:31', { ...away, accuracy_m: 900 }),
          checkin('c', 'P4', '2026-03-02 09:12:31', atPost),
        ],
      },
      signals: [],
      eligible: 3,
    },
    {
      name: 'rounds that also belong to the requirement, another unit’s place, no coordinates, three decimals, typed later, a clerk: not judged',
      facts: {
        ...townships,
        places: [POST],
        checkins: [
          ...Array.from({ length: 4 }, (_, i) =>
            checkin(`r${i}`, 'P1', `2026-03-02 1${i}:12:31`, { lat: 30.63 + i * 0.01, lon: 104.10001 }),
          ),
          checkin('u', 'P4', '2026-03-02 09:12:31', away),
          checkin('n', 'P2', '2026-03-02 09:12:31'),
          checkin('t', 'P2', '2026-03-02 10:12:31', { lat: 30.612, lon: 104.112 }),
          checkin('l', 'P2', '2026-03-02 11:12:31', { ...away, captured_at: '2026-03-02 20:12:31' }),
          checkin('c', 'P2', '2026-03-02 12:12:31', { ...away, created_by: 'P9' }),
        ],
      },
      signals: [],
      eligible: 0,
      abstained: {
        'not-bound-to-places': 4,
        'no-registered-place': 1,
        'no-coordinates': 1,
        'coordinates-too-coarse': 1,
        'clocks-disagree': 1,
        'entered-by-other': 1,
      },
    },
  ],
};
