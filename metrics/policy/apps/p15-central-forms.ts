import type { PolicyRule } from '../../definition.ts';
import { requirement } from '../../example-rows.ts';
import { system } from '../example-facts.ts';
import { FEATURES_UNKNOWN, LIVE_REQUIREMENTS, LIVE_SYSTEMS, proof, rank, said, verdicts } from '../sql.ts';

export const centralForms: PolicyRule = {
  id: 'P15',
  kind: 'policy',
  version: 1,
  terms: { zh: '中央应用填报不延伸到县及以下', en: 'Forms of central apps stop above the county' },
  question: {
    zh: '中央部门的应用有没有让县、乡、村填报?',
    en: 'Does an app of a central ministry make counties, townships or villages fill in forms?',
  },
  formula: {
    zh: '主管层级为中央、功能含表单,且其上有填报层级为县及以下的要求 → 违反;证据为这些要求',
    en: 'Owner at central level, forms among its functions, and requirements on it that the county or below must answer: breach; the evidence is those requirements',
  },
  limits: {
    zh: '条文只见转述。没有登记要求的应用不判违反。',
    en: 'The text is known by paraphrase only. An app without requirements in the directory is not called a breach.',
  },
  clauses: [{ instrument: 'S2', at: '五', status: 'P' }],
  severity: 'A',
  exemption: null,
  subjectType: 'system',
  grain: 'current',
  validFrom: '2024-08-06',
  parameters: {},
  needs: ['systems', 'requirements'],
  predicate: verdicts({
    subject: 's.code',
    department: 's.owner',
    judged: said({
      outside: `(notEmpty(s.features) AND NOT has(s.features, 'form'))`,
      unknown: [FEATURES_UNKNOWN, ['empty(q.facts) AND q.unknown > 0', 'target-level-unknown']],
      breach: 'notEmpty(q.facts)',
    }),
    observed: 'length(q.facts)',
    evidence: `if(empty(q.facts), [${proof('systems', 's.fact_id')}], q.facts)`,
    from: `(SELECT * FROM ${LIVE_SYSTEMS} s WHERE ${rank('s.owner_level')} = 7) s LEFT ANY JOIN (
      SELECT r.system_code AS code, countIf(${rank('r.target_level')} = 0) AS unknown,
        groupArrayIf(${proof('requirements', 'r.fact_id')}, ${rank('r.target_level')} BETWEEN 1 AND 4) AS facts
      FROM ${LIVE_REQUIREMENTS} r GROUP BY code) q ON q.code = s.code`,
  }),
  examples: [
    {
      name: 'villages fill in, cities fill in, level unknown, no forms, functions unknown',
      facts: {
        systems: [
          ...['A', 'B', 'C'].map((code) => system(code, { owner_level: 'central', features: ['form'] })),
          system('D', { owner_level: 'central', features: ['learning'] }),
          system('E', { owner_level: 'central' }),
          system('F', { owner_level: 'county', features: ['form'] }),
        ],
        requirements: [
          requirement('R1', 'report', { system_code: 'A', target_level: 'village' }),
          requirement('R2', 'report', { system_code: 'B', target_level: 'city' }),
          requirement('R3', 'report', { system_code: 'C' }),
        ],
      },
      rows: [
        { subject: 'A', period: 'current', verdict: 'breach', evidence: ['requirements R1'] },
        { subject: 'B', period: 'current', verdict: 'ok' },
        { subject: 'C', period: 'current', verdict: 'cannot-judge', reason: 'target-level-unknown' },
        { subject: 'D', period: 'current', verdict: 'ok' },
        { subject: 'E', period: 'current', verdict: 'cannot-judge', reason: 'features-unknown' },
      ],
    },
  ],
};
