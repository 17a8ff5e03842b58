import type { PolicyRule } from '../../definition.ts';
import { requirement } from '../../example-rows.ts';
import { eachRequirement, SCORED, scores, WEIGHT_UNKNOWN } from '../sql.ts';

const PUBLICITY = scores('leader_instruction', 'media_article', 'experience_note');

export const publicityAsScore: PolicyRule = {
  id: 'P38',
  kind: 'policy',
  version: 1,
  terms: { zh: '批示、报道、经验材料不作考核内容', en: 'Instructions, articles and experience notes are not assessed' },
  question: {
    zh: '有没有把领导批示、媒体稿件、经验材料列入考核?',
    en: 'Do leaders’ instructions, media articles or experience notes count in an assessment?',
  },
  formula: {
    zh: '要求的指标为领导批示、媒体稿件或经验材料,且考核分值大于 0 或参与排名 → 违反',
    en: 'A requirement that scores instructions, media articles or experience notes with a weight above 0 or a ranking: breach',
  },
  limits: {
    zh: '指标按编码和常用中文词识别,别的写法看不到。',
    en: 'Metrics are recognised by code and by usual Chinese words; other wordings are not seen.',
  },
  clauses: [{ instrument: 'S2', at: '第8条 改进方式方法', status: 'V' }],
  severity: 'R',
  exemption: null,
  subjectType: 'requirement',
  grain: 'current',
  validFrom: '2024-08-06',
  parameters: {},
  needs: ['requirements'],
  predicate: eachRequirement({
    outside: `NOT ${PUBLICITY}`,
    unknown: [[`ifNull(r.ranked, 0) = 0 AND ${WEIGHT_UNKNOWN[0]}`, WEIGHT_UNKNOWN[1]]],
    breach: `(ifNull(r.ranked, 0) = 1 OR ${SCORED})`,
  }),
  examples: [
    {
      name: 'articles scored, instructions ranked, counted only, weight unknown',
      facts: {
        requirements: [
          requirement('A', 'report', { metric: 'media_article', scoring_weight: 2 }),
          requirement('B', 'report', { metric: '领导批示', ranked: 1 }),
          requirement('C', 'report', { metric: 'experience_note', scoring_weight: 0 }),
          requirement('D', 'report', { metric: 'experience_note' }),
        ],
      },
      rows: [
        { subject: 'A', period: 'current', verdict: 'breach', evidence: ['requirements A'] },
        { subject: 'B', period: 'current', verdict: 'breach', evidence: ['requirements B'] },
        { subject: 'C', period: 'current', verdict: 'ok' },
        { subject: 'D', period: 'current', verdict: 'cannot-judge', reason: 'weight-unknown' },
      ],
    },
  ],
};
