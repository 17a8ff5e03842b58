import type { PolicyRule } from '../../definition.ts';
import { requirement } from '../../example-rows.ts';
import { eachRequirement, SCORED, WEIGHT_UNKNOWN } from '../sql.ts';

export const screenshotsAsWork: PolicyRule = {
  id: 'P35',
  kind: 'policy',
  version: 1,
  terms: { zh: '不得以截图录屏代替实绩评价', en: 'Screenshots and videos do not replace judging the work' },
  question: { zh: '哪些考核只看截图或视频?', en: 'Which assessments look at screenshots or videos only?' },
  formula: {
    zh: '要求的留痕方式只有截图或视频,考核分值大于 0,指标不是成效 → 违反',
    en: 'A requirement whose only traces are screenshots or videos, with a weight above 0 and a metric other than outcome: breach',
  },
  limits: {
    zh: '湖北 2019 的文字读过,中央两份文件凭记忆。',
    en: 'The Hubei 2019 wording was read; the two central texts are from memory.',
  },
  clauses: [
    { instrument: 'S8', at: '湖北 2019', status: 'V' },
    { instrument: 'S3', at: '', status: 'M' },
    { instrument: 'S7', at: '', status: 'M' },
  ],
  severity: 'R',
  exemption: null,
  subjectType: 'requirement',
  grain: 'current',
  validFrom: '2019-03-01',
  parameters: {},
  needs: ['requirements'],
  predicate: eachRequirement({
    outside: `(notEmpty(r.trace_kinds) AND NOT hasAll(['screenshot', 'video'], r.trace_kinds) OR r.metric = 'outcome')`,
    unknown: [['empty(r.trace_kinds)', 'traces-unknown'], WEIGHT_UNKNOWN],
    breach: SCORED,
  }),
  examples: [
    {
      name: 'scored screenshots, a video beside a form, unscored, outcome, unknown traces',
      facts: {
        requirements: [
          requirement('A', 'report', { trace_kinds: ['screenshot'], scoring_weight: 3 }),
          requirement('B', 'report', { trace_kinds: ['video', 'form'], scoring_weight: 3 }),
          requirement('C', 'report', { trace_kinds: ['video'], scoring_weight: 0 }),
          requirement('D', 'report', { trace_kinds: ['video'], scoring_weight: 3, metric: 'outcome' }),
          requirement('E', 'report', { scoring_weight: 3 }),
        ],
      },
      rows: [
        { subject: 'A', period: 'current', verdict: 'breach', evidence: ['requirements A'] },
        ...['B', 'C', 'D'].map((subject) => ({ subject, period: 'current', verdict: 'ok' as const })),
        { subject: 'E', period: 'current', verdict: 'cannot-judge', reason: 'traces-unknown' },
      ],
    },
  ],
};
