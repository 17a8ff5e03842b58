import type { PolicyRule } from '../../definition.ts';
import { system } from '../example-facts.ts';
import { eachSystem, FEATURES_UNKNOWN } from '../sql.ts';

export const feedbackEntry: PolicyRule = {
  id: 'P20',
  kind: 'policy',
  version: 1,
  terms: { zh: '应有投诉建议入口', en: 'There is a way to complain' },
  question: { zh: '应用里能投诉、提建议吗?', en: 'Can users complain or suggest inside the app?' },
  formula: { zh: '系统功能不含意见反馈 → 违反', en: 'No feedback among the functions of a system: breach' },
  limits: {
    zh: '有入口不等于有人处理。',
    en: 'That there is an entry does not say that anybody reads it.',
  },
  clauses: [
    { instrument: 'S1', at: '强化组织保障', status: 'V' },
    { instrument: 'S5', at: '投诉建议', status: 'V' },
  ],
  severity: 'I',
  exemption: null,
  subjectType: 'system',
  grain: 'current',
  validFrom: '2023-12-18',
  parameters: {},
  needs: ['systems'],
  predicate: eachSystem({ unknown: [FEATURES_UNKNOWN], breach: `NOT has(s.features, 'feedback')` }),
  examples: [
    {
      name: 'with, without, unknown',
      facts: {
        systems: [system('A', { features: ['form'] }), system('B', { features: ['form', 'feedback'] }), system('C')],
      },
      rows: [
        { subject: 'A', period: 'current', verdict: 'breach', evidence: ['systems A'] },
        { subject: 'B', period: 'current', verdict: 'ok' },
        { subject: 'C', period: 'current', verdict: 'cannot-judge', reason: 'features-unknown' },
      ],
    },
  ],
};
