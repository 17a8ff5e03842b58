import type { Detector } from '../../definition.ts';
import { checkin, report } from '../../example-rows.ts';
import { asEvents, countEligible } from '../sql.ts';
import { anyPhotoShown, photosOfTheseDays as ofTheseDays, photoUses } from './photo-uses.ts';

/** Every reference to a picture (by content) that these days show. */
const samePictures = `SELECT ref, sha256 FROM photos
  WHERE sha256 != '' AND sha256 IN (SELECT sha256 FROM photos WHERE ref IN (${ofTheseDays}))`;

/** Uses of a picture that has at least two, up to the last of these days. */
const repeatedUses = `
  SELECT sha256, use.1 AS kind, use.2 AS source, use.3 AS external_id, use.4 AS requirement, use.5 AS cadre, use.6 AS day, use.7 AS at
  FROM (
    SELECT p.sha256 AS sha256, arrayJoin(uses) AS use, groupUniqArray((u.kind, u.source, u.external_id, u.requirement, u.cadre, u.day, u.at)) AS uses
    FROM (${photoUses('day <= arrayMax({days:Array(Date)})')}) u INNER JOIN (${samePictures}) p ON p.ref = u.ref
    GROUP BY p.sha256 HAVING length(uses) > 1)`;

const photo = (ref: string, sha256: string) => ({ ref, sha256: sha256.repeat(64).slice(0, 64) });

export const photoReuseExact: Detector = {
  id: 'photo-reuse-exact',
  kind: 'risk',
  version: 1,
  family: 'photo',
  terms: { zh: '照片重复使用', en: 'Same photo used again' },
  question: {
    zh: '同一张照片(文件完全相同)是否被当作另一次工作的证明?',
    en: 'Was the very same picture file handed in as proof of other work?',
  },
  formula: {
    zh: '照片内容摘要(SHA-256)与更早一次打卡或报表相同,且不是同一人在 10 分钟之内重传 → 标记后一次',
    en: 'SHA-256 of a photo equals that of an earlier check-in or report, unless the same person sent it within 10 minutes: the later one is flagged',
  },
  limits: {
    zh: '只认文件逐字节相同:改尺寸、重新压缩、加水印、截图都认不出。没有摘要的照片不判断。被 30 人以上使用的图片视为平台默认图或公用图,不标记。',
    en: 'Only byte-identical files: a resized, recompressed, watermarked or screenshot copy is not seen. Photos without a digest are not judged. A picture used by 30 or more people is taken for a default or shared image and not flagged.',
  },
  references: [
    {
      source:
        'Ministry of Rural Development, India, NMMS letter of 8 July 2025: same photo on several muster rolls; fabrication note P1',
      grade: 'V',
    },
    { source: '10 minutes, 30 people: Henjian defaults, not published standards', grade: 'M' },
  ],
  minimumN: 20,
  identity: true,
  null: {
    statement: {
      zh: '诚实的县里,同一文件被再次提交来自客户端重试、会议合影一图多报;按 0.5% 计',
      en: 'In an honest county the same file comes again through client retries and group pictures filed under several tasks; taken as 0.5 %',
    },
    honestRate: 0.005,
  },
  falsePositives: {
    zh: '一次会议的合影分别报给两个任务(这是重复要求,不是造假);客户端超过 10 分钟后重试;平台缩略图、空白图。',
    en: 'One meeting picture filed under two tasks (a duplicated requirement, not a fake); a client retry after more than 10 minutes; thumbnails or blank images of the platform.',
  },
  excuses: ['outage'],
  parameters: {
    retry_minutes: {
      value: 10,
      unit: 'min',
      meaning: {
        zh: '同一人在此时间内重传同一照片不算重复使用',
        en: 'the same person sending the same photo again within this time is a retry',
      },
    },
    placeholder_people: {
      value: 30,
      unit: 'persons',
      meaning: {
        zh: '使用人数达到此数的图片视为公用图',
        en: 'a picture used by so many people is a shared or default image',
      },
    },
  },
  onlyWith: anyPhotoShown,
  eligible: countEligible(`
    SELECT requirement, cadre, '' AS org_unit, day, if(max(ref IN (SELECT ref FROM photos WHERE sha256 != '' AND ref IN (${ofTheseDays}))) = 1, '', 'no-photo-hash') AS reason
    FROM (${photoUses('day IN {days:Array(Date)}')}) GROUP BY kind, source, external_id, requirement, cadre, day`),
  signals: `
    SELECT requirement, cadre, '' AS org_unit, day, at, 1. AS strength, toUInt32(1) AS flagged,
      ${asEvents('[(kind, source, external_id, day), first_event]')} AS events,
      concat('{"sha256":', toJSONString(sha256), ',"uses_so_far":', toString(uses_so_far), ',"people":', toString(people),
        ',"days_since_first":', toString(dateDiff('day', first_event.4, day)), ',"same_person":', if(first_cadre = cadre, 'true', 'false'), '}') AS detail
    FROM (
      SELECT *, sum(new_person) OVER (PARTITION BY sha256 ORDER BY day RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS people
      FROM (
        SELECT *,
          first_value((kind, source, external_id, day)) OVER uses AS first_event,
          first_value(cadre) OVER uses AS first_cadre, first_value(at) OVER uses AS first_at,
          row_number() OVER uses AS uses_so_far,
          row_number() OVER (PARTITION BY sha256, cadre ORDER BY at, source, external_id) = 1 AS new_person
        FROM (${repeatedUses})
        WINDOW uses AS (PARTITION BY sha256 ORDER BY at, source, external_id ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)))
    WHERE day IN {days:Array(Date)} AND uses_so_far > 1 AND people < {placeholder_people:Float64}
      AND (first_cadre != cadre OR dateDiff('second', first_at, at) > 60 * {retry_minutes:Float64})
    ORDER BY sha256 LIMIT 1 BY kind, source, external_id`,
  alsoAffects: `SELECT DISTINCT day FROM (${photoUses('day > arrayMin({days:Array(Date)})')}) WHERE ref IN (SELECT ref FROM (${samePictures}))`,
  examples: [
    {
      name: 'a photo of Monday is sent again on Wednesday and by a colleague: two later uses flagged',
      facts: {
        photos: [photo('p1', 'ab'), photo('p2', 'ab'), photo('p3', 'ab'), photo('p4', 'cd')],
        checkins: [
          checkin('monday', 'P1', '2026-03-02 09:12:31', { photos: ['p1'] }),
          checkin('wednesday', 'P1', '2026-03-04 09:14:01', { photos: ['p2'] }),
          checkin('other', 'P2', '2026-03-04 10:02:17', { photos: ['p4'] }),
        ],
        reports: [report('colleague', 'P2', '2026-03-05 17:20:09', { photos: ['p3'] })],
      },
      signals: [
        ['wednesday', 'monday'],
        ['colleague', 'monday'],
      ],
      eligible: 4,
    },
    {
      name: 'a retry eight minutes later, the same photo twice in one check-in, and a default image of thirty people are honest',
      facts: {
        photos: [photo('p1', 'ab'), photo('p2', 'ab'), photo('d', 'ef')],
        checkins: [
          checkin('first', 'P1', '2026-03-02 09:12:31', { photos: ['p1', 'p2'] }),
          checkin('retry', 'P1', '2026-03-02 09:20:31', { photos: ['p1'] }),
          ...Array.from({ length: 31 }, (_, i) =>
            checkin(`d${i}`, `Q${i}`, `2026-03-03 10:${10 + i}:31`, { photos: ['d'] }),
          ),
        ],
      },
      signals: [],
      eligible: 33,
    },
    {
      name: 'photos without a digest cannot be compared',
      facts: {
        photos: [{ ref: 'p1' }],
        checkins: [
          checkin('a', 'P1', '2026-03-02 09:12:31', { photos: ['p1'] }),
          checkin('b', 'P1', '2026-03-04 09:12:32', { photos: ['p1'] }),
        ],
      },
      signals: [],
      eligible: 0,
      abstained: { 'no-photo-hash': 2 },
    },
  ],
};
