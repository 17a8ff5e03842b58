import type { PolicyRule } from '../../definition.ts';
import { system } from '../example-facts.ts';
import { LIVE_SYSTEMS, proof, rank, said, unset, valueOf, verdicts } from '../sql.ts';

export const oneMinistryApp: PolicyRule = {
  id: 'P14',
  kind: 'policy',
  version: 1,
  terms: { zh: '中央部门面向基层应用不超过一个', en: 'One grassroots app per central ministry' },
  question: {
    zh: '一个中央部门面向基层干部的应用有几个?',
    en: 'How many apps for grassroots cadres does a central ministry run?',
  },
  formula: {
    zh: '同一中央部门在用的、面向基层工作人员的应用多于 1 个 → 违反',
    en: 'More than one app in use for grassroots staff by the same central ministry: breach',
  },
  limits: {
    zh: '条文只见转述。服务对象未登记的应用算不准,无法判断。',
    en: 'The text is known by paraphrase only. Apps whose audience is not listed make the count unsure: cannot judge.',
  },
  clauses: [{ instrument: 'S2', at: '五', status: 'P' }],
  severity: 'A',
  exemption: null,
  subjectType: 'issuer',
  grain: 'current',
  validFrom: '2024-08-06',
  parameters: {
    apps_max: {
      value: 1,
      unit: 'count',
      origin: 'clause',
      meaning: { zh: '每个部门的应用数上限', en: 'most apps per ministry' },
    },
  },
  needs: ['systems'],
  predicate: verdicts({
    subject: 'o.owner',
    department: 'o.owner',
    judged: said({
      unknown: [
        unset('apps_max'),
        [`o.inside <= ${valueOf('apps_max')} AND o.inside + o.unknown > ${valueOf('apps_max')}`, 'audience-unknown'],
      ],
      breach: `o.inside > ${valueOf('apps_max')}`,
    }),
    observed: 'o.inside',
    evidence: 'o.facts',
    from: `(SELECT s.owner AS owner, countIf(s.audience = 'grassroots_internal') AS inside, countIf(s.audience = '') AS unknown,
        groupArrayIf(${proof('systems', 's.fact_id')}, s.audience = 'grassroots_internal') AS facts
      FROM ${LIVE_SYSTEMS} s WHERE ${rank('s.owner_level')} = 7 GROUP BY owner) o`,
  }),
  examples: [
    {
      name: 'two apps, one app and a public one, one app and one of unknown audience; a county may have many',
      facts: {
        systems: [
          ...['A', 'B'].map((code) => system(code, { owner_level: 'central', audience: 'grassroots_internal' })),
          system('C', { owner: 'D2', owner_level: 'central', audience: 'grassroots_internal' }),
          system('D', { owner: 'D2', owner_level: 'central', audience: 'public' }),
          system('E', { owner: 'D3', owner_level: '中央', audience: 'grassroots_internal' }),
          system('F', { owner: 'D3', owner_level: '中央' }),
          ...['G', 'H'].map((code) =>
            system(code, { owner: 'D4', owner_level: 'county', audience: 'grassroots_internal' }),
          ),
        ],
      },
      rows: [
        { subject: 'D1', period: 'current', verdict: 'breach', evidence: ['systems A', 'systems B'] },
        { subject: 'D2', period: 'current', verdict: 'ok' },
        { subject: 'D3', period: 'current', verdict: 'cannot-judge', reason: 'audience-unknown' },
      ],
    },
  ],
};
