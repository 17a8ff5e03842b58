import type { PolicyRule } from '../../definition.ts';
import { system } from '../example-facts.ts';
import { eachSystem, OWNER_LEVEL_UNKNOWN, rank } from '../sql.ts';

export const belowCountyApps: PolicyRule = {
  id: 'P13',
  kind: 'policy',
  version: 1,
  terms: { zh: '县级以下不建应用', en: 'Units below the county build no apps' },
  question: { zh: '乡镇、村有没有自建应用?', en: 'Did a township or village build an app?' },
  formula: {
    zh: '主管层级为乡镇或村,且 2026-01-25 及以后上线 → 违反',
    en: 'Owner at township or village level, launched on or after 2026-01-25: breach',
  },
  limits: {
    zh: '小程序、公众号是否算应用以目录登记为准。',
    en: 'Whether a mini program or account counts as an app is as the directory lists it.',
  },
  clauses: [{ instrument: 'S5', at: '第二条', status: 'V' }],
  severity: 'A',
  exemption: null,
  subjectType: 'system',
  grain: 'current',
  validFrom: '2026-01-25',
  parameters: {},
  needs: ['systems'],
  predicate: eachSystem({
    outside: `(${rank('s.owner_level')} > 3 OR ifNull(s.launched_on < '2026-01-25', 0))`,
    unknown: [OWNER_LEVEL_UNKNOWN, ['s.launched_on IS NULL', 'launch-unknown']],
    breach: '1',
  }),
  examples: [
    {
      name: 'a township app of 2026, an older one, one of the county, unknown level and unknown launch',
      facts: {
        systems: [
          system('A', { owner_level: 'township', launched_on: '2026-03-01' }),
          system('B', { owner_level: '乡镇', launched_on: '2024-03-01' }),
          system('C', { owner_level: 'county', launched_on: '2026-03-01' }),
          system('D', { launched_on: '2026-03-01' }),
          system('E', { owner_level: 'village' }),
        ],
      },
      rows: [
        { subject: 'A', period: 'current', verdict: 'breach', evidence: ['systems A'] },
        { subject: 'B', period: 'current', verdict: 'ok' },
        { subject: 'C', period: 'current', verdict: 'ok' },
        { subject: 'D', period: 'current', verdict: 'cannot-judge', reason: 'owner-level-unknown' },
        { subject: 'E', period: 'current', verdict: 'cannot-judge', reason: 'launch-unknown' },
      ],
    },
  ],
};
