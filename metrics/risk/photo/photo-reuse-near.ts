import type { Detector } from '../../definition.ts';
import { checkin } from '../../example-rows.ts';
import { earlierAlike } from '../earlier-alike.ts';
import { asEvents, countEligible } from '../sql.ts';
import { photoHash, positions, probes } from './photo-likeness.ts';
import { anyPhotoShown, photosOfTheseDays, photoUses } from './photo-uses.ts';

const number = (hash: string) => `reinterpretAsUInt256(unhex(${hash}))`;

/** Each new use of a photo with the earlier ones that may show the same, read once. */
const withCandidates = `
  SELECT c.later AS later, anyIf((s.kind, s.source, s.external_id, s.day), s.id = c.later) AS event,
    anyIf((s.requirement, s.cadre, s.at, s.sha256), s.id = c.later) AS use, anyIf(s.hash, s.id = c.later) AS own_hash,
    anyIf(s.turned, s.id = c.later) AS own_turned,
    groupArrayIf((s.at, (s.kind, s.source, s.external_id, s.day), s.cadre, s.hash, s.sha256), s.id != c.later) AS others
  FROM photo_sketches s
  INNER JOIN (SELECT later, arrayJoin(arrayPushBack(earlier, later)) AS id
    FROM (${earlierAlike({ table: 'photo_sketches', comparable: '1', probes, ofABand: 2 })})) c ON c.id = s.id
  WHERE s.day <= arrayMax({days:Array(Date)})
  GROUP BY later`;

/** (bits apart in the nearest position, earlier use); the nearest first, then the earliest. */
const confirmed = `
  SELECT event, use, hash, seen,
    arraySort(arrayFilter(one -> one.1 <= if(length(hash) = 64, {bits_256:Float64}, {bits_64:Float64}),
      arrayMap(one -> (arrayMin(arrayMap(position -> bitHammingDistance(${number('position')}, ${number('one.4')}), seen)), one.1, one.2, one.3, one.4),
        arrayFilter(one -> length(one.4) = length(hash) AND one.2 != event AND (one.5 = '' OR one.5 != use.4)
          AND (one.3 != use.2 OR dateDiff('second', one.1, use.3) > 60 * {retry_minutes:Float64}), others)))) AS alike
  FROM (SELECT event, use, others, own_hash AS hash, own_turned AS turned, ${positions} AS seen FROM (${withCandidates}))
  WHERE notEmpty(alike)`;

/** How many people had used the very same picture by a day. */
const users = `
  SELECT hash, since, sum(fresh) OVER (PARTITION BY hash ORDER BY since) AS people
  FROM (
    SELECT hash, since, count() AS fresh
    FROM (SELECT hash, cadre, min(day) AS since FROM photo_sketches
      WHERE day <= arrayMax({days:Array(Date)}) AND hash IN (SELECT hash FROM photo_sketches WHERE day IN {days:Array(Date)}) GROUP BY hash, cadre)
    GROUP BY hash, since)`;

/** The bridge of PDQ's documentation, sharpened much (12 bits), turned by 90 degrees (120 bits), and something else. */
const BRIDGE = 'f8f8f0cee0f4a84f06370a22038f63f0b36e2ed596621e1d33e6b39c4e9c9b22';
const SHARPENED = 'd0f8f1cec0f4a8470a370a32238f67f0b36e2ef597231e1d72a6a39c4e9c9b22';
const TURNED = '30a10efd71cc3d429013d48d0ffffc52e34e0e17ada952a9d29685211ea9e5af';
const OTHER = '8a3c5f10b7e29d4460f1c2a39b5e7d08c41f26ea8b7035d9e6127c4fa0938b5d';
const photo = (ref: string, phash256: string, more: Record<string, unknown> = {}) => ({
  ref,
  phash256,
  texture: 100,
  ...more,
});

export const photoReuseNear: Detector = {
  id: 'photo-reuse-near',
  kind: 'risk',
  version: 2,
  family: 'photo',
  terms: { zh: '近似照片重复使用', en: 'Nearly the same photo used again' },
  question: {
    zh: '以前的照片是否改了尺寸、压缩、翻转后,又当作另一次工作的证明?',
    en: 'Was an earlier picture resized, recompressed or mirrored and handed in as proof of other work?',
  },
  formula: {
    zh: '感知哈希与更早一次使用的照片相差不超过 31 位(256 位 PDQ,同时比较镜像和旋转后的 8 种方位)或 4 位(只有 64 位哈希时),且文件不同,不是同一次记录,也不是同一人 10 分钟之内 → 标记后一次。纹理不足(PDQ 质量低于 50)的不比较',
    en: 'A perceptual hash at most 31 bits (256-bit PDQ, mirrored and turned positions compared too) or 4 bits (where there are only 64) from that of an earlier photo in another file, in another record and not by the same person within 10 minutes: the later one is flagged. Pictures without texture (PDQ quality below 50) are not compared',
  },
  limits: {
    zh: '认不出不等于没有:裁掉 5% 或歪斜 4 度,PDQ 只认得出 9% 和 54%;翻拍照片大多认不出;加水印条会增加距离。每天在同一位置拍同一场景,照片本来就像。只有 64 位哈希时不比较镜像,距离放宽就不可靠,因此只用很严的 4 位。距离接近 31 位时分段可能漏掉约六分之一。镜像、旋转后的真实照片,512 像素的 77 份中 73 份在 31 位以内,缩到 256 像素的只有 39 份,128 像素的 63 份:PDQ 的取样偏离格子正中。被 30 人以上使用的图片不标记。',
    en: 'A miss proves nothing: of pictures cropped by 5 % or tilted by 4 degrees PDQ recognises 9 % and 54 %, of photos of photos hardly any; a watermark band adds distance. The same scene photographed from the same spot every day is alike honestly. With 64 bits mirrored pictures are not seen, and a wider distance would be unreliable, hence a strict 4 bits. Close to 31 bits banding may miss one in six. Of 77 mirrored and turned photographs of 512 pixels 73 were within 31 bits, of those reduced to 256 pixels only 39, to 128 pixels 63: PDQ samples beside the middle of its cells. Pictures used by 30 people or more are not flagged.',
  },
  references: [
    {
      source: 'Meta ThreatExchange, PDQ: distance 31 of 256, quality 49 and below dropped, dihedral hashes',
      grade: 'V',
    },
    {
      source:
        'Thorn perception benchmark: recall of PDQ at 99.99 % precision 77 %; by transform: JPEG 99.9, crop 9.0, rotation by 4 degrees 54.5',
      grade: 'V',
    },
    {
      source: 'imagededup benchmark: 64-bit pHash at distance 10 has precision 0.34 on transformed pictures',
      grade: 'V',
    },
    { source: 'Fabrication note P2; 4 of 64 bits, 10 minutes, 30 people: Henjian defaults', grade: 'M' },
  ],
  minimumN: 20,
  identity: true,
  null: {
    statement: {
      zh: '诚实的县里由固定机位、同一门口天天拍造成,按 0.5% 计',
      en: 'In an honest county fixed positions, the same doorway every day, make what is taken as 0.5 %',
    },
    honestRate: 0.005,
  },
  falsePositives: {
    zh: '固定机位或同一门口;拍的是表格、文件、屏幕;黑暗或单调的画面;同一场会议的两张相邻照片分报两个任务。',
    en: 'Fixed positions, the same doorway, pictures of forms, documents and screens, dark or plain scenes, two shots of one meeting filed under two tasks.',
  },
  excuses: ['outage'],
  parameters: {
    bits_256: {
      value: 31,
      unit: 'bits',
      meaning: { zh: '256 位哈希允许不同的位数', en: 'bits of a 256-bit hash that may differ' },
    },
    bits_64: {
      value: 4,
      unit: 'bits',
      meaning: { zh: '64 位哈希允许不同的位数(最多 4)', en: 'bits of a 64-bit hash that may differ (4 at most)' },
    },
    retry_minutes: {
      value: 10,
      unit: 'min',
      meaning: {
        zh: '同一人在此时间内的相似照片不算重复使用',
        en: 'similar photos of one person within this time are not a reuse',
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
    SELECT requirement, cadre, '' AS org_unit, day, multiIf(max(p.clear) = 1, '', max(p.hash) != '', 'no-texture', 'no-photo-likeness') AS reason
    FROM (${photoUses('day IN {days:Array(Date)}')}) u
    LEFT ANY JOIN (SELECT ref, hash, hash != '' AND clear AS clear FROM (SELECT ref, ${photoHash} FROM photos WHERE ref IN (${photosOfTheseDays}))) p ON p.ref = u.ref
    GROUP BY kind, source, external_id, requirement, cadre, day`),
  signals: `
    SELECT toString(use.1) AS requirement, toString(use.2) AS cadre, '' AS org_unit, event.4 AS day, use.3 AS at,
      if(alike[1].1 * 256 <= 10 * 4 * length(hash), 1., 0.8) AS strength, toUInt32(1) AS flagged,
      ${asEvents('[event, alike[1].3]')} AS events,
      concat('{"distance":', toString(alike[1].1), ',"of_bits":', toString(4 * length(hash)), ',"turned":',
        if(alike[1].1 < bitHammingDistance(${number('hash')}, ${number('alike[1].5')}), 'true', 'false'), ',"same_person":', if(alike[1].4 = use.2, 'true', 'false'),
        ',"days_since_first":', toString(dateDiff('day', alike[1].3.4, event.4)), '}') AS detail
    FROM (SELECT *, event.4 AS on FROM (${confirmed})) e
    ASOF LEFT JOIN (${users}) w ON w.hash = e.hash AND e.on >= w.since
    WHERE w.people < {placeholder_people:Float64}
    ORDER BY alike[1].1, e.hash LIMIT 1 BY event`,
  alsoAffects: `
    SELECT DISTINCT day FROM photo_sketches WHERE day > arrayMin({days:Array(Date)})
      AND arrayExists(band -> band IN (SELECT arrayJoin(bands) FROM photo_sketches WHERE day IN {days:Array(Date)}), arrayConcat(bands, ${probes}))`,
  examples: [
    {
      name: 'a picture comes again sharpened by the same person, and turned by a colleague; another scene is another scene',
      facts: {
        photos: [photo('bridge', BRIDGE), photo('sharp', SHARPENED), photo('turned', TURNED), photo('other', OTHER)],
        checkins: [
          checkin('monday', 'P1', '2026-03-02 09:12:31', { photos: ['bridge'] }),
          checkin('wednesday', 'P1', '2026-03-04 09:14:01', { photos: ['sharp'] }),
          checkin('colleague', 'P2', '2026-03-05 10:02:17', { photos: ['turned'] }),
          checkin('other', 'P2', '2026-03-06 10:02:17', { photos: ['other'] }),
        ],
      },
      signals: [
        ['wednesday', 'monday'],
        ['colleague', 'monday'],
      ],
      eligible: 4,
    },
    {
      name: '64 bits: 3 bits apart is the same picture, 5 bits is not known; shots in a row, the same file and a default image are not its business',
      facts: {
        photos: [
          { ref: 'a', phash64: '9fee256239984d71' },
          { ref: 'near', phash64: '9fee256239984d76' },
          { ref: 'five', phash64: '1fef256339994c71' },
          photo('burst1', BRIDGE),
          photo('burst2', SHARPENED),
          photo('file1', OTHER, { sha256: 'ab'.repeat(32) }),
          photo('file2', OTHER, { sha256: 'ab'.repeat(32) }),
        ],
        checkins: [
          checkin('a', 'P1', '2026-03-02 09:12:31', { photos: ['a'] }),
          checkin('near', 'P1', '2026-03-03 09:12:31', { photos: ['near'] }),
          checkin('five', 'P1', '2026-03-04 09:12:31', { photos: ['five'] }),
          checkin('burst1', 'P2', '2026-03-02 09:12:31', { photos: ['burst1'] }),
          checkin('burst2', 'P2', '2026-03-02 09:16:31', { photos: ['burst2'] }),
          checkin('file1', 'P3', '2026-03-02 09:12:31', { photos: ['file1'] }),
          checkin('file2', 'P3', '2026-03-03 09:16:31', { photos: ['file2'] }),
        ],
      },
      signals: [['near', 'a']],
      eligible: 7,
    },
    {
      name: 'a re-encoded picture that thirty people use is a default image',
      facts: {
        photos: [photo('default', BRIDGE), photo('shrunk', SHARPENED)],
        checkins: [
          checkin('first', 'P0', '2026-03-01 09:12:31', { photos: ['default'] }),
          ...Array.from({ length: 31 }, (_, i) =>
            checkin(`d${i}`, `Q${i}`, `2026-03-03 10:${10 + i}:31`, { photos: ['shrunk'] }),
          ),
        ],
      },
      signals: [],
      eligible: 32,
    },
    {
      name: 'no hash, no texture, a blank picture: not compared',
      facts: {
        photos: [
          { ref: 'none', sha256: 'ab'.repeat(32) },
          photo('dark', BRIDGE, { texture: 12 }),
          { ref: 'blank', phash64: '0000000000000001' },
        ],
        checkins: [
          checkin('a', 'P1', '2026-03-02 09:12:31', { photos: ['none'] }),
          checkin('b', 'P1', '2026-03-03 09:12:31', { photos: ['dark'] }),
          checkin('c', 'P1', '2026-03-04 09:12:31', { photos: ['blank'] }),
          checkin('d', 'P1', '2026-03-05 09:12:31', { photos: ['dark'] }),
        ],
      },
      signals: [],
      eligible: 0,
      abstained: { 'no-photo-likeness': 1, 'no-texture': 3 },
    },
  ],
};
