import type { Detector } from '../../definition.ts';
import { checkin } from '../../example-rows.ts';
import { asEvents, countEligible } from '../sql.ts';
import { anyPhotoShown } from './photo-uses.ts';

/** Check-ins of these days with photos: kilometres between their fix and the nearest place a photo was taken at. */
const judged = `
  SELECT source, external_id, requirement, cadre, day, at, minIf(metres, placed) / 1000 AS kilometres,
    multiIf(max(placed) = 0, if(max(doubtful) = 1, 'photo-doubted', 'no-photo-place'), any(reason_of_fix)) AS reason
  FROM (
    SELECT c.source AS source, external_id, requirement_code AS requirement, cadre_code AS cadre, day, claimed_at AS at, doubtful,
      p.north IS NOT NULL AND (abs(p.north) >= 0.01 OR abs(p.east) >= 0.01) AND NOT doubtful AS placed,
      greatest(0, greatCircleDistance(ifNull(p.east, 0), ifNull(p.north, 0), ifNull(c.lon, 0), ifNull(c.lat, 0)) - ifNull(accuracy_m, {unknown_accuracy_m:Float64})) AS metres,
      multiIf(abs(ifNull(c.lat, 0)) < 0.01 AND abs(ifNull(c.lon, 0)) < 0.01, 'no-coordinates', coordinate_decimals < {decimals_min:Float64}, 'coordinates-too-coarse',
        created_by != '' AND created_by != cadre_code, 'entered-by-other', '') AS reason_of_fix
    FROM (SELECT *, arrayJoin(photos) AS shown FROM checkins WHERE day IN {days:Array(Date)} AND notEmpty(photos)) c
    LEFT ANY JOIN (SELECT ref, lat AS north, lon AS east, notEmpty(doubts) AS doubtful FROM photos
      WHERE ref IN (SELECT arrayJoin(photos) FROM checkins WHERE day IN {days:Array(Date)})) p ON p.ref = c.shown)
  GROUP BY source, external_id, requirement, cadre, day, at`;

const here = { lat: 30.600123, lon: 104.100456, accuracy_m: 20 };
const photo = (ref: string, lat: number, lon: number, more: Record<string, unknown> = {}) => ({
  ref,
  lat,
  lon,
  ...more,
});

export const photoPlaceMismatch: Detector = {
  id: 'photo-place-mismatch',
  kind: 'risk',
  version: 1,
  family: 'photo',
  terms: { zh: '照片地点不符', en: 'Photo of another place' },
  question: { zh: '照片是在打卡的地方拍的吗?', en: 'Was the photo taken where the check-in was made?' },
  formula: {
    zh: '照片自带的坐标与打卡坐标的球面距离,减去定位误差后超过 1 公里 → 标记;一次有几张照片的,取最近的一张',
    en: 'Great-circle distance between the position in the picture and that of the check-in, less the accuracy of the fix, above 1 km: flagged; of several photos the nearest counts',
  },
  limits: {
    zh: '照片坐标常被软件去掉:没有的不判断,也不算疑点。手机可能把上一次的定位写进照片。1 公里以内看不出,因此坐标系弄错(偏移 100 至 700 米)不会被标记。补录的打卡不判断。',
    en: 'Software often strips the position: such photos are not judged and are no sign of anything. A phone may write its last fix into the picture. Within 1 km nothing is seen, so that a wrong coordinate system (100 to 700 m off) is not flagged. Check-ins typed by others are not judged.',
  },
  references: [
    { source: 'Fabrication note P4 (1 km beyond the accuracies; coordinates converted to WGS-84 first)', grade: 'M' },
    { source: '3 decimals, 200 m where no accuracy is given: Henjian defaults', grade: 'M' },
  ],
  minimumN: 20,
  identity: true,
  null: {
    statement: {
      zh: '诚实的县里由手机沿用旧定位、先拍后走造成,约 1%',
      en: 'In an honest county a phone’s old fix, or a picture taken before moving on, makes about 1 %',
    },
    honestRate: 0.01,
  },
  falsePositives: {
    zh: '手机写入了上一次的定位;在路上拍好,到了点位才打卡;打卡用的是基站定位。',
    en: 'A phone that wrote an older fix, a picture taken on the way and the check-in made on arrival, base-station fixes of the check-in.',
  },
  excuses: ['outage', 'offline'],
  parameters: {
    metres_max: {
      value: 1000,
      unit: 'm',
      meaning: { zh: '扣除定位误差后允许的距离', en: 'distance allowed beyond the accuracy' },
    },
    decimals_min: {
      value: 3,
      unit: 'decimals',
      meaning: {
        zh: '打卡坐标小数位少于此数不判断',
        en: 'check-ins whose coordinates have fewer decimals are not judged',
      },
    },
    unknown_accuracy_m: {
      value: 200,
      unit: 'm',
      meaning: { zh: '未给出定位误差时的假定值', en: 'accuracy assumed where none is given' },
    },
  },
  onlyWith: anyPhotoShown,
  eligible: countEligible(`SELECT requirement, cadre, '' AS org_unit, day, reason FROM (${judged})`),
  signals: `
    SELECT requirement, cadre, '' AS org_unit, day, at, least(1., 0.4 + kilometres / 20) AS strength, toUInt32(1) AS flagged,
      ${asEvents(`[('checkins', toString(source), external_id, day)]`)} AS events, concat('{"kilometres":', toString(round(kilometres, 2)), '}') AS detail
    FROM (${judged}) WHERE reason = '' AND kilometres * 1000 > {metres_max:Float64}`,
  examples: [
    {
      name: 'the picture was taken 11 km to the north; a second one beside the check-in would clear it',
      facts: {
        photos: [photo('far', 30.7, 104.1), photo('near', 30.601, 104.1)],
        checkins: [
          checkin('a', 'P1', '2026-03-02 09:12:31', { ...here, photos: ['far'] }),
          checkin('b', 'P2', '2026-03-02 09:12:31', { ...here, photos: ['far', 'near'] }),
        ],
      },
      signals: [['a']],
      eligible: 2,
    },
    {
      name: 'a shifted coordinate system and an inaccurate fix are honest',
      facts: {
        photos: [photo('shifted', 30.6025, 104.1045), photo('tower', 30.615, 104.1)],
        checkins: [
          checkin('a', 'P1', '2026-03-02 09:12:31', { ...here, photos: ['shifted'] }),
          checkin('b', 'P2', '2026-03-02 09:12:31', { ...here, accuracy_m: 1500, photos: ['tower'] }),
        ],
      },
      signals: [],
      eligible: 2,
    },
    {
      name: 'no position in the picture, doubts, null island, two decimals, typed by another: not judged',
      facts: {
        photos: [
          { ref: 'stripped' },
          photo('doubted', 30.7, 104.1, { doubts: ['place'] }),
          photo('null', 0, 0),
          photo('far', 30.7, 104.1),
        ],
        checkins: [
          checkin('a', 'P1', '2026-03-02 09:12:31', { ...here, photos: ['stripped'] }),
          checkin('b', 'P1', '2026-03-02 10:12:31', { ...here, photos: ['doubted'] }),
          checkin('c', 'P1', '2026-03-02 11:12:31', { ...here, photos: ['null'] }),
          checkin('d', 'P1', '2026-03-02 12:12:31', { photos: ['far'] }),
          checkin('e', 'P1', '2026-03-02 13:12:31', { ...here, lat: 30.6, lon: 104.1, photos: ['far'] }),
          checkin('f', 'P1', '2026-03-02 14:12:31', { ...here, created_by: 'P2', photos: ['far'] }),
        ],
      },
      signals: [],
      eligible: 0,
      abstained: {
        'no-photo-place': 2,
        'photo-doubted': 1,
        'no-coordinates': 1,
        'coordinates-too-coarse': 1,
        'entered-by-other': 1,
      },
    },
  ],
};
