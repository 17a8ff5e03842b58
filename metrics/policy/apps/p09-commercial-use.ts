import type { PolicyRule } from '../../definition.ts';
import { system } from '../example-facts.ts';
import { eachSystem, FEATURES_UNKNOWN } from '../sql.ts';

export const commercialUse: PolicyRule = {
  id: 'P09',
  kind: 'policy',
  version: 1,
  terms: { zh: '不得借应用从事经营活动', en: 'No business through a government app' },
  question: { zh: '政务应用里有没有经营功能?', en: 'Does a government app carry commerce?' },
  formula: { zh: '系统功能含经营(commerce)→ 违反', en: 'A system with commerce among its functions: breach' },
  limits: {
    zh: '只看登记的功能;广告、导流不登记就看不到。',
    en: 'Listed functions only; advertising and referrals that nobody lists are not seen.',
  },
  clauses: [{ instrument: 'S5', at: '(五)', status: 'V' }],
  severity: 'R',
  exemption: null,
  subjectType: 'system',
  grain: 'current',
  validFrom: '2026-01-25',
  parameters: {},
  needs: ['systems'],
  predicate: eachSystem({ unknown: [FEATURES_UNKNOWN], breach: `has(s.features, 'commerce')` }),
  examples: [
    {
      name: 'a shop, a form, no functions listed, and a shop already shut down',
      facts: {
        systems: [
          system('A', { features: ['form', 'commerce'] }),
          system('B', { features: ['form'] }),
          system('C'),
          system('D', { features: ['commerce'], retired_on: '2026-03-01' }),
        ],
      },
      rows: [
        { subject: 'A', period: 'current', verdict: 'breach', evidence: ['systems A'] },
        { subject: 'B', period: 'current', verdict: 'ok' },
        { subject: 'C', period: 'current', verdict: 'cannot-judge', reason: 'features-unknown' },
      ],
    },
  ],
};
