import type { PolicyRule } from '../../definition.ts';
import { requirement } from '../../example-rows.ts';
import { eachRequirement } from '../sql.ts';

export const periodicReports: PolicyRule = {
  id: 'P32',
  kind: 'policy',
  version: 1,
  terms: { zh: '清单外不得要日报周报月报', en: 'No daily, weekly or monthly reports off the catalogue' },
  question: { zh: '哪些日报、周报、月报不在清单内?', en: 'Which periodic reports are off the catalogue?' },
  formula: {
    zh: '报表类要求频次为日、周或月,且无清单编号 → 违反',
    en: 'A report requirement, daily, weekly or monthly, without a catalogue number: breach',
  },
  limits: {
    zh: '河南某区的规定,别处需先启用。没有登记频次的要求无法判断。',
    en: 'A rule of a Henan district; elsewhere it must be switched on. A requirement without a frequency cannot be judged.',
  },
  clauses: [{ instrument: 'S8', at: '河南某区十六条', status: 'V' }],
  severity: 'A',
  exemption: null,
  ruleSet: 'henan-sixteen',
  subjectType: 'requirement',
  grain: 'current',
  validFrom: '2019-01-01',
  parameters: {},
  needs: ['requirements'],
  predicate: eachRequirement({
    outside: `(r.kind != 'report' OR r.catalogue_no != '')`,
    unknown: [[`r.frequency = ''`, 'frequency-unknown']],
    breach: `r.frequency IN ('P1D', 'P1W', 'P1M')`,
  }),
  examples: [
    {
      name: 'weekly off the catalogue, weekly on it, quarterly, unknown',
      facts: {
        requirements: [
          requirement('A', 'report', { frequency: 'P1W' }),
          requirement('B', 'report', { frequency: 'P1W', catalogue_no: 'LL-1' }),
          requirement('C', 'report', { frequency: 'P3M' }),
          requirement('D', 'report'),
        ],
      },
      rows: [
        { subject: 'A', period: 'current', verdict: 'breach', evidence: ['requirements A'] },
        { subject: 'B', period: 'current', verdict: 'ok' },
        { subject: 'C', period: 'current', verdict: 'ok' },
        { subject: 'D', period: 'current', verdict: 'cannot-judge', reason: 'frequency-unknown' },
      ],
    },
  ],
};
