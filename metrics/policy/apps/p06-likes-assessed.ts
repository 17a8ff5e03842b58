import type { PolicyRule } from '../../definition.ts';
import { requirement } from '../../example-rows.ts';
import { eachRequirement, SCORED, scores, WEIGHT_UNKNOWN } from '../sql.ts';

const LIKES = scores('likes', 'votes', 'reposts', 'study_minutes');

export const likesAssessed: PolicyRule = {
  id: 'P06',
  kind: 'policy',
  version: 1,
  terms: { zh: '不得以点赞转发学习时长计分', en: 'Likes, votes, reposts and study time are not scored' },
  question: {
    zh: '点赞、投票、转发、学习时长是否进了考核?',
    en: 'Do likes, votes, reposts or study time count in an assessment?',
  },
  formula: {
    zh: '要求的指标为点赞、投票、转发或学习时长,且考核分值大于 0 → 违反',
    en: 'A requirement that scores likes, votes, reposts or study minutes with a weight above 0: breach',
  },
  limits: {
    zh: '指标按编码和常用中文词识别,别的写法看不到。',
    en: 'Metrics are recognised by code and by usual Chinese words; other wordings are not seen.',
  },
  clauses: [{ instrument: 'S5', at: '(四)', status: 'V' }],
  severity: 'R',
  exemption: null,
  subjectType: 'requirement',
  grain: 'current',
  validFrom: '2026-01-25',
  parameters: {},
  needs: ['requirements'],
  predicate: eachRequirement({ outside: `NOT ${LIKES}`, unknown: [WEIGHT_UNKNOWN], breach: SCORED }),
  examples: [
    {
      name: 'scored, not scored, weight unknown, another metric',
      facts: {
        requirements: [
          requirement('A', 'task', { metric: 'reposts', scoring_weight: 2 }),
          requirement('B', 'task', { metric: '点赞数', scoring_weight: 0 }),
          requirement('C', 'task', { metric: 'study_minutes' }),
          requirement('D', 'task', { metric: 'outcome', scoring_weight: 9 }),
        ],
      },
      rows: [
        { subject: 'A', period: 'current', verdict: 'breach', evidence: ['requirements A'] },
        { subject: 'B', period: 'current', verdict: 'ok' },
        { subject: 'C', period: 'current', verdict: 'cannot-judge', reason: 'weight-unknown' },
        { subject: 'D', period: 'current', verdict: 'ok' },
      ],
    },
  ],
};
