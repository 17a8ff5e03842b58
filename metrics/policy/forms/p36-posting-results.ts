import type { PolicyRule } from '../../definition.ts';
import { requirement } from '../../example-rows.ts';
import { eachRequirement } from '../sql.ts';

export const postingResults: PolicyRule = {
  id: 'P36',
  kind: 'policy',
  version: 1,
  terms: { zh: '不得即时打卡晒成绩', en: 'No checking in to show results' },
  question: {
    zh: '有没有要求即时打卡并公布名次?',
    en: 'Are cadres made to check in at once and shown in a ranking?',
  },
  formula: {
    zh: '打卡类要求,或留痕方式含截图,并且排名 → 违反',
    en: 'A check-in requirement, or one whose traces include screenshots, that is ranked: breach',
  },
  limits: {
    zh: '浙江 2019 的规定,别处需先启用。群里自发晒成绩看不到。',
    en: 'A rule of Zhejiang 2019; elsewhere it must be switched on. What people post on their own accord is not seen.',
  },
  clauses: [{ instrument: 'S8', at: '浙江 2019', status: 'V' }],
  severity: 'R',
  exemption: null,
  ruleSet: 'zhejiang-2019',
  subjectType: 'requirement',
  grain: 'current',
  validFrom: '2019-01-01',
  parameters: {},
  needs: ['requirements'],
  predicate: eachRequirement({
    outside: `(r.kind != 'checkin' AND NOT has(r.trace_kinds, 'screenshot'))`,
    unknown: [['r.ranked IS NULL', 'ranking-unknown']],
    breach: 'ifNull(r.ranked, 0) = 1',
  }),
  examples: [
    {
      name: 'ranked, not ranked, a form, unknown',
      facts: {
        requirements: [
          requirement('A', 'checkin', { ranked: 1 }),
          requirement('B', 'checkin', { ranked: 0 }),
          requirement('C', 'report', { ranked: 1 }),
          requirement('D', 'report', { trace_kinds: ['screenshot'] }),
        ],
      },
      rows: [
        { subject: 'A', period: 'current', verdict: 'breach', evidence: ['requirements A'] },
        { subject: 'B', period: 'current', verdict: 'ok' },
        { subject: 'C', period: 'current', verdict: 'ok' },
        { subject: 'D', period: 'current', verdict: 'cannot-judge', reason: 'ranking-unknown' },
      ],
    },
  ],
};
