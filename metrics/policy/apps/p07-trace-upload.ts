import type { PolicyRule } from '../../definition.ts';
import { requirement } from '../../example-rows.ts';
import { eachRequirement, SCORED, WEIGHT_UNKNOWN } from '../sql.ts';

export const traceUpload: PolicyRule = {
  id: 'P07',
  kind: 'policy',
  version: 1,
  terms: { zh: '不得强制上传工作照片、视频、轨迹', en: 'No forced upload of photos, videos and tracks' },
  question: {
    zh: '有没有把上传照片、视频、轨迹作为计分的必要条件?',
    en: 'Is uploading photos, videos or tracks a condition of the score?',
  },
  formula: {
    zh: '要求的留痕方式含照片、视频或轨迹,考核分值大于 0,必要性不是安全或执法 → 违反',
    en: 'A requirement whose traces include photo, video or track, with a weight above 0 and a necessity other than safety or law enforcement: breach',
  },
  limits: {
    zh: '必要性由下发单位填写,未填的按没有必要性判断。',
    en: 'The necessity is what the issuer wrote; none written counts as none.',
  },
  clauses: [
    { instrument: 'S5', at: '(四)', status: 'V' },
    { instrument: 'S1', at: '防止过度留痕', status: 'V' },
  ],
  severity: 'R',
  exemption: { zh: '确因安全或执法需要', en: 'needed for safety or law enforcement' },
  subjectType: 'requirement',
  grain: 'current',
  validFrom: '2023-12-18',
  parameters: {},
  needs: ['requirements'],
  predicate: eachRequirement({
    outside: `(NOT hasAny(r.trace_kinds, ['photo', 'video', 'track']) AND notEmpty(r.trace_kinds) OR r.necessity IN ('safety', 'law_enforcement', '安全', '执法'))`,
    unknown: [['empty(r.trace_kinds) AND ifNull(r.photos_min, 0) = 0', 'traces-unknown'], WEIGHT_UNKNOWN],
    breach: SCORED,
  }),
  examples: [
    {
      name: 'scored photos, photos without a score, safety, text only, unknown traces and unknown weight',
      facts: {
        requirements: [
          requirement('A', 'checkin', { trace_kinds: ['gps', 'photo'], scoring_weight: 5 }),
          requirement('B', 'checkin', { trace_kinds: ['photo'], scoring_weight: 0 }),
          requirement('C', 'checkin', { trace_kinds: ['track'], scoring_weight: 5, necessity: 'safety' }),
          requirement('D', 'report', { trace_kinds: ['text'], scoring_weight: 5 }),
          requirement('E', 'report', { scoring_weight: 5 }),
          requirement('F', 'report', { trace_kinds: ['video'] }),
        ],
      },
      rows: [
        { subject: 'A', period: 'current', verdict: 'breach', evidence: ['requirements A'] },
        ...['B', 'C', 'D'].map((subject) => ({ subject, period: 'current', verdict: 'ok' as const })),
        { subject: 'E', period: 'current', verdict: 'cannot-judge', reason: 'traces-unknown' },
        { subject: 'F', period: 'current', verdict: 'cannot-judge', reason: 'weight-unknown' },
      ],
    },
  ],
};
