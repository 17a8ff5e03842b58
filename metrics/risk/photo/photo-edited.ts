import type { Detector } from '../../definition.ts';
import { checkin, requirement } from '../../example-rows.ts';
import { asEvents, countEligible } from '../sql.ts';
import { anyPhotoShown, photosOfTheseDays, photoUses } from './photo-uses.ts';

/** Programs that change pictures, as they sign them. Watermark cameras are not among them: many duties prescribe one. */
const EDITORS =
  'photoshop|lightroom|snapseed|picsart|gimp|paint\\\\.net|canva|meitu|美图|醒图|xingtu|facetune|pixelmator|coreldraw|affinity photo|acdsee|photodirector|inshot';

/** Screens of phones as shorter x longer side; those of 16:9 are left out, because messengers shrink camera pictures to them. */
const SCREENS = [
  '720x1520', '720x1560', '720x1600', '720x1612', '750x1624', '828x1792', '1080x2160', '1080x2220', '1080x2240', '1080x2246',
  '1080x2248', '1080x2280', '1080x2310', '1080x2312', '1080x2316', '1080x2340', '1080x2376', '1080x2388', '1080x2400',
  '1080x2408', '1080x2412', '1080x2460', '1125x2436', '1170x2532', '1176x2400', '1179x2556', '1200x2640', '1200x2664',
  '1200x2670', '1206x2622', '1212x2616', '1216x2640', '1220x2656', '1220x2712', '1224x2700', '1228x2700', '1240x2772',
  '1242x2688', '1256x2760', '1260x2720', '1260x2800', '1264x2780', '1284x2778', '1290x2796', '1320x2868', '1344x2772',
  '1440x2880', '1440x2960', '1440x3040', '1440x3088', '1440x3120', '1440x3200',
].map((size) => `'${size}'`); // prettier-ignore

const judged = `
  SELECT kind, source, external_id, requirement, cadre, day, at, max(screen) AS screenshot, anyIf(software, edited) AS editor,
    multiIf(max(known) = 0, 'no-photo-details', any(requirement IN (SELECT code FROM requirements WHERE has(trace_kinds, 'screenshot'))), 'screenshot-demanded', '') AS reason
  FROM (
    SELECT u.*, p.software AS software, match(lowerUTF8(p.software), '${EDITORS}') AS edited, p.software != '' OR ifNull(p.width, 0) > 0 AS known,
      match(lowerUTF8(p.software), 'screenshot|screen capture|截屏|截图') OR (p.device = '' AND p.captured_at IS NULL
        AND concat(toString(least(p.width, p.height)), 'x', toString(greatest(p.width, p.height))) IN (${SCREENS.join(', ')})) AS screen
    FROM (${photoUses('day IN {days:Array(Date)}')}) u
    LEFT ANY JOIN (SELECT ref, software, device, captured_at, width, height FROM photos WHERE ref IN (${photosOfTheseDays})) p ON p.ref = u.ref)
  GROUP BY kind, source, external_id, requirement, cadre, day, at`;

const camera = { device: 'P40', captured_at: '2026-03-02T09:10:00+08:00', width: 3000, height: 4000 };

export const photoEdited: Detector = {
  id: 'photo-edited',
  kind: 'risk',
  version: 1,
  family: 'photo',
  terms: { zh: '照片经过修改或是截图', en: 'Edited photo or screenshot' },
  question: {
    zh: '作为现场证明的照片,是不是修图软件存的,或者是屏幕截图?',
    en: 'Is a photo given as proof of being there saved by an editing program, or a screenshot?',
  },
  formula: {
    zh: '照片的软件标签是修图软件,或者标签写明截屏,或者没有相机型号和拍摄时间而尺寸正好是手机屏幕 → 标记',
    en: 'The software tag names an editing program or a screenshot, or there is neither camera nor time and the size is exactly that of a phone screen: flagged',
  },
  limits: {
    zh: '只供人工查看,不能单独说明问题:裁剪、调亮也会留下修图标签;监控室、会议系统的截图可能正当。去掉标签的、翻拍屏幕和照片的认不出(翻拍识别的公开模型约 82% 准确,未采用)。要求本身就要截图的不判断。',
    en: 'For a human look only, it shows nothing alone: cropping and brightening leave an editor’s tag too, and screenshots of monitors or online meetings may be legitimate. Stripped tags and photos of photos are not seen (published models for the latter reach about 82 % and are not used). Requirements that ask for screenshots are not judged.',
  },
  references: [
    {
      source:
        'Fabrication note P5: screen size, no camera, software tag; review aid only, no weight until validated locally',
      grade: 'C',
    },
    { source: 'arXiv 2407.17170: recapture detection about 82 % accurate on varied data', grade: 'V' },
    { source: 'List of programs and screen sizes: Henjian, from makers’ data sheets', grade: 'M' },
  ],
  minimumN: 20,
  identity: false,
  null: {
    statement: {
      zh: '诚实的人也会裁剪、调亮照片,或者用截图说明情况,约 5%',
      en: 'Honest people crop and brighten pictures too, or show something by a screenshot: about 5 %',
    },
    honestRate: 0.05,
  },
  falsePositives: {
    zh: '裁剪、拼图、打码保护隐私;手机自带相册的编辑;线上会议、监控、系统页面的正当截图。',
    en: 'Cropping, collages, faces blurred for privacy, the editor of the phone’s own album, rightful screenshots of meetings, monitors or systems.',
  },
  excuses: [],
  parameters: {},
  onlyWith: anyPhotoShown,
  eligible: countEligible(`SELECT requirement, cadre, '' AS org_unit, day, reason FROM (${judged})`),
  signals: `
    SELECT requirement, cadre, '' AS org_unit, day, at, 0.3 AS strength, toUInt32(1) AS flagged, ${asEvents('[(kind, source, external_id, day)]')} AS events,
      concat('{"screenshot":', if(screenshot, 'true', 'false'), ',"editor":', toJSONString(editor), '}') AS detail
    FROM (${judged}) WHERE reason = '' AND (screenshot OR editor != '')`,
  examples: [
    {
      name: 'one picture saved by an editing program, one exactly as large as a phone screen without camera or time',
      facts: {
        photos: [
          { ref: 'plain', ...camera },
          { ref: 'edited', ...camera, software: 'Adobe Photoshop 25.0' },
          { ref: 'screen', width: 1080, height: 2400 },
        ],
        checkins: [
          checkin('a', 'P1', '2026-03-02 09:12:31', { photos: ['plain', 'edited'] }),
          checkin('b', 'P2', '2026-03-02 09:14:31', { photos: ['screen'] }),
          checkin('c', 'P3', '2026-03-02 09:16:31', { photos: ['plain'] }),
        ],
      },
      signals: [['a'], ['b']],
      eligible: 3,
    },
    {
      name: 'a picture that a messenger shrank to 1080 x 1920 and stripped, one signed by the camera’s own program, and one from a watermark camera are honest',
      facts: {
        photos: [
          { ref: 'shrunk', width: 1080, height: 1920 },
          { ref: 'maker', ...camera, software: 'HarmonyOS 4.0 P40' },
          { ref: 'watermark', ...camera, software: '今日水印相机' },
        ],
        checkins: ['shrunk', 'maker', 'watermark'].map((ref, i) =>
          checkin(ref, `P${i}`, '2026-03-02 09:12:31', { photos: [ref] }),
        ),
      },
      signals: [],
      eligible: 3,
    },
    {
      name: 'nothing known about the picture, a requirement that asks for screenshots: not judged',
      facts: {
        requirements: [requirement('R2', 'report', { trace_kinds: ['screenshot'] })],
        photos: [
          { ref: 'bare', sha256: 'ab'.repeat(32) },
          { ref: 'screen', width: 1080, height: 2400 },
        ],
        checkins: [
          checkin('a', 'P1', '2026-03-02 09:12:31', { photos: ['bare'] }),
          checkin('b', 'P1', '2026-03-02 09:13:31', { photos: ['screen'], requirement_code: 'R2' }),
        ],
      },
      signals: [],
      eligible: 0,
      abstained: { 'no-photo-details': 1, 'screenshot-demanded': 1 },
    },
  ],
};
