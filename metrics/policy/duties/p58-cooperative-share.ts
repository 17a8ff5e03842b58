import type { PolicyRule } from '../../definition.ts';
import { requirement } from '../../example-rows.ts';
import { LIVE_REQUIREMENTS, proof, rank, said, unset, valueOf, verdicts } from '../sql.ts';

const BELOW = `${rank('r.target_level')} BETWEEN 1 AND 3`;

export const cooperativeShare: PolicyRule = {
  id: 'P58',
  kind: 'policy',
  version: 1,
  terms: { zh: '配合事项不得由乡镇承担主责', en: 'In cooperative matters the township does not carry the main load' },
  question: {
    zh: '配合履职事项的考核分有多少压在乡镇?',
    en: 'How much of the score of cooperative matters lies on the township?',
  },
  formula: {
    zh: '下发单位的配合履职事项中,填报层级为乡镇及以下的分值 ÷ 全部分值 > 50% → 违反;证据为这些要求',
    en: 'Of the cooperative matters of an issuer: weight on the township and below / all weight > 50 %: breach; the evidence is those requirements',
  },
  limits: {
    zh: '条文只见转述,50% 为本系统取值。目录里没有部门自己承担的部分(县级及以上的要求)时,比不出主次,无法判断。',
    en: 'The text is known by paraphrase only, and half is our own reading. Where the directory holds no part of the department itself (requirements at county level or above), nothing can be compared: cannot judge.',
  },
  clauses: [{ instrument: 'S6', at: '主次责任', status: 'P' }],
  severity: 'A',
  exemption: null,
  subjectType: 'issuer',
  grain: 'current',
  validFrom: '2024-02-01',
  parameters: {
    share_max: {
      value: 0.5,
      unit: 'share',
      origin: 'design',
      meaning: { zh: '乡镇承担分值份额上限', en: 'largest share of weight on the township' },
    },
  },
  needs: ['requirements'],
  predicate: verdicts({
    subject: 'i.issuer',
    department: 'i.issuer',
    judged: said({
      unknown: [
        unset('share_max'),
        ['i.known = 0', 'weight-unknown'],
        ['i.own = 0', 'own-share-unknown'],
        ['i.total = 0', 'nothing-scored'],
      ],
      breach: `i.below > ${valueOf('share_max')} * i.total`,
    }),
    observed: 'length(i.facts)',
    evidence: 'i.facts',
    detail: { share: 'round(if(i.total > 0, i.below / i.total, 0), 4)' },
    from: `(SELECT r.issuer AS issuer, count(r.scoring_weight) AS known, countIf(${rank('r.target_level')} >= 4) AS own,
        sum(ifNull(r.scoring_weight, 0)) AS total, sumIf(ifNull(r.scoring_weight, 0), ${BELOW}) AS below,
        groupArrayIf(${proof('requirements', 'r.fact_id')}, ${BELOW} AND ifNull(r.scoring_weight, 0) > 0) AS facts
      FROM ${LIVE_REQUIREMENTS} r WHERE r.duty_list_kind = 'cooperative' GROUP BY issuer) i`,
  }),
  examples: [
    {
      name: 'seven of ten points on the township, three of ten, no part of the department, no weights',
      facts: {
        requirements: [
          ['A1', 'D1', 'township', 7],
          ['A2', 'D1', 'county', 3],
          ['B1', 'D2', 'village', 3],
          ['B2', 'D2', 'county', 7],
          ['C1', 'D3', 'township', 5],
          ['D1', 'D4', 'township', null],
        ].map(([code, issuer, target_level, scoring_weight]) =>
          requirement(String(code), 'task', { issuer, target_level, scoring_weight, duty_list_kind: 'cooperative' }),
        ),
      },
      rows: [
        { subject: 'D1', period: 'current', verdict: 'breach', evidence: ['requirements A1'] },
        { subject: 'D2', period: 'current', verdict: 'ok' },
        { subject: 'D3', period: 'current', verdict: 'cannot-judge', reason: 'own-share-unknown' },
        { subject: 'D4', period: 'current', verdict: 'cannot-judge', reason: 'weight-unknown' },
      ],
    },
  ],
};
