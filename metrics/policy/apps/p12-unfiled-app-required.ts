import type { PolicyRule } from '../../definition.ts';
import { requirement } from '../../example-rows.ts';
import { system } from '../example-facts.ts';
import { eachRequirement, FILED, FILING_UNKNOWN } from '../sql.ts';

export const unfiledAppRequired: PolicyRule = {
  id: 'P12',
  kind: 'policy',
  version: 1,
  terms: { zh: '不得要求使用未备案应用', en: 'Nobody may be made to use an unfiled app' },
  question: { zh: '要求所用的系统备案了吗?', en: 'Is the system a requirement runs on filed?' },
  formula: {
    zh: '要求的承载系统备案状态不是已备案 → 违反',
    en: 'The system that carries the requirement is not filed: breach',
  },
  limits: {
    zh: '未写明系统的要求不在此列;写明的系统不在目录里则无法判断。',
    en: 'Requirements that name no system are outside; a named system missing from the directory cannot be judged.',
  },
  clauses: [
    { instrument: 'S5b', at: '禁止要求使用未经备案的应用', status: 'V' },
    { instrument: 'S5', at: '备案', status: 'V' },
  ],
  severity: 'R',
  exemption: null,
  subjectType: 'requirement',
  grain: 'current',
  validFrom: '2026-01-25',
  parameters: {},
  needs: ['requirements', 'systems'],
  predicate: eachRequirement(
    {
      outside: `(r.system_code = '' OR ${FILED})`,
      unknown: [[`s.code = ''`, 'system-not-in-directory'], FILING_UNKNOWN],
      breach: '1',
    },
    undefined,
    'LEFT ANY JOIN systems s ON s.code = r.system_code',
  ),
  examples: [
    {
      name: 'unfiled, filed, no system, unknown system, unknown status',
      facts: {
        systems: [system('U', { filing_status: 'none' }), system('F', { filing_status: 'filed' }), system('Q')],
        requirements: [
          requirement('A', 'report', { system_code: 'U' }),
          requirement('B', 'report', { system_code: 'F' }),
          requirement('C', 'report'),
          requirement('D', 'report', { system_code: 'X' }),
          requirement('E', 'report', { system_code: 'Q' }),
        ],
      },
      rows: [
        { subject: 'A', period: 'current', verdict: 'breach', evidence: ['requirements A'] },
        { subject: 'B', period: 'current', verdict: 'ok' },
        { subject: 'C', period: 'current', verdict: 'ok' },
        { subject: 'D', period: 'current', verdict: 'cannot-judge', reason: 'system-not-in-directory' },
        { subject: 'E', period: 'current', verdict: 'cannot-judge', reason: 'filing-unknown' },
      ],
    },
  ],
};
