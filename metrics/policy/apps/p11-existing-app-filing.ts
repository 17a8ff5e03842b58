import type { PolicyRule } from '../../definition.ts';
import { system } from '../example-facts.ts';
import { eachSystem, FILED, FILING_UNKNOWN } from '../sql.ts';
import { FILING_FROM, FILING_UNTIL } from './filing-days.ts';

export const existingAppFiling: PolicyRule = {
  id: 'P11',
  kind: 'policy',
  version: 1,
  terms: { zh: '存量应用六个月内补备案', en: 'Existing apps are filed within six months' },
  question: {
    zh: '办法施行前已上线的应用到期备案了吗?',
    en: 'Is an app from before the measures on file by the deadline?',
  },
  formula: {
    zh: '2026-01-25 前上线,今天已过 2026-07-25,备案状态不是已备案 → 违反',
    en: 'Launched before 2026-01-25, today after 2026-07-25, and not filed: breach',
  },
  limits: {
    zh: '“六个月”的截止日按办法印发日推算;目录需保持最新。',
    en: 'The end of the six months is counted from the day of issue; the directory must be kept up to date.',
  },
  clauses: [{ instrument: 'S5', at: '本办法施行前已上线的', status: 'V' }],
  severity: 'R',
  exemption: null,
  subjectType: 'system',
  grain: 'current',
  validFrom: '2026-01-25',
  parameters: {},
  needs: ['systems'],
  predicate: eachSystem({
    outside: `(${FILED} OR ifNull(s.launched_on >= '${FILING_FROM}', 0) OR {today:Date} <= '${FILING_UNTIL}')`,
    unknown: [['s.launched_on IS NULL', 'launch-unknown'], FILING_UNKNOWN],
    breach: '1',
  }),
  examples: [
    {
      name: 'after the deadline',
      facts: {
        systems: [
          system('A', { launched_on: '2020-02-01', filing_status: '未备案' }),
          system('B', { launched_on: '2020-02-01', filing_status: 'filed' }),
          system('C', { launched_on: '2020-02-01' }),
          system('D', { launched_on: '2026-02-01', filing_status: 'none' }),
          system('E', { filing_status: 'none' }),
        ],
      },
      rows: [
        { subject: 'A', period: 'current', verdict: 'breach', evidence: ['systems A'] },
        { subject: 'B', period: 'current', verdict: 'ok' },
        { subject: 'C', period: 'current', verdict: 'cannot-judge', reason: 'filing-unknown' },
        { subject: 'D', period: 'current', verdict: 'ok' },
        { subject: 'E', period: 'current', verdict: 'cannot-judge', reason: 'launch-unknown' },
      ],
    },
    {
      name: 'on the last day there is still time',
      today: '2026-07-25',
      facts: { systems: [system('A', { launched_on: '2020-02-01', filing_status: '未备案' })] },
      rows: [{ subject: 'A', period: 'current', verdict: 'ok' }],
    },
  ],
};
