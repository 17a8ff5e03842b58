import type { PolicyRule } from '../../definition.ts';
import { system } from '../example-facts.ts';
import { eachSystem, FILED, FILING_UNKNOWN } from '../sql.ts';
import { FILING_FROM } from './filing-days.ts';

export const filingBeforeLaunch: PolicyRule = {
  id: 'P10',
  kind: 'policy',
  version: 1,
  terms: { zh: '新应用先备案后上线', en: 'New apps are filed before launch' },
  question: { zh: '办法施行后上线的应用备案了吗?', en: 'Is an app launched since the measures on file?' },
  formula: {
    zh: '2026-01-25 及以后上线而备案状态不是已备案 → 违反',
    en: 'Launched on or after 2026-01-25 and not filed: breach',
  },
  limits: {
    zh: '看目录里的当前状态,上线之后才补备案的看不出来。',
    en: 'Reads the present state: a filing made up for after the launch does not show.',
  },
  clauses: [{ instrument: 'S5', at: '备案', status: 'V' }],
  severity: 'R',
  exemption: null,
  subjectType: 'system',
  grain: 'current',
  validFrom: '2026-01-25',
  parameters: {},
  needs: ['systems'],
  predicate: eachSystem({
    outside: `(${FILED} OR ifNull(s.launched_on < '${FILING_FROM}', 0))`,
    unknown: [['s.launched_on IS NULL', 'launch-unknown'], FILING_UNKNOWN],
    breach: '1',
  }),
  examples: [
    {
      name: 'launched unfiled, launched filed, launched earlier, day of launch unknown, status unknown',
      facts: {
        systems: [
          system('A', { launched_on: '2026-02-01', filing_status: 'pending' }),
          system('B', { launched_on: '2026-02-01', filing_status: '已备案' }),
          system('C', { launched_on: '2025-02-01', filing_status: 'none' }),
          system('D', { filing_status: 'none' }),
          system('E', { launched_on: '2026-02-01' }),
        ],
      },
      rows: [
        { subject: 'A', period: 'current', verdict: 'breach', evidence: ['systems A'] },
        { subject: 'B', period: 'current', verdict: 'ok' },
        { subject: 'C', period: 'current', verdict: 'ok' },
        { subject: 'D', period: 'current', verdict: 'cannot-judge', reason: 'launch-unknown' },
        { subject: 'E', period: 'current', verdict: 'cannot-judge', reason: 'filing-unknown' },
      ],
    },
  ],
};
