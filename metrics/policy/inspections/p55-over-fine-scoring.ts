import type { PolicyRule } from '../../definition.ts';
import { inspection } from '../example-facts.ts';
import { month, proof, said, unset, valueOf, verdicts } from '../sql.ts';

export const overFineScoring: PolicyRule = {
  id: 'P55',
  kind: 'policy',
  version: 1,
  terms: { zh: '不搞千分制、排名通报', en: 'No thousand-point schemes and ranking bulletins' },
  question: { zh: '督查考核打分是不是过细、要不要排名?', en: 'Is the scoring over-fine, and are ranks published?' },
  formula: {
    zh: '督查总分不低于 1000,或公布排名 → 违反',
    en: 'A total score of 1,000 or more, or a published ranking: breach',
  },
  limits: {
    zh: '条文只见评论文章。总分与是否公布排名都没有登记的无法判断。',
    en: 'The text is known from commentary only. Where neither total nor ranking is recorded nothing can be said.',
  },
  clauses: [{ instrument: 'S2', at: '第8条 改进方式方法', status: 'P' }],
  severity: 'A',
  exemption: null,
  subjectType: 'inspection',
  grain: 'month',
  validFrom: '2024-08-06',
  parameters: {
    score_min: {
      value: 1000,
      unit: 'points',
      origin: 'clause',
      meaning: { zh: '总分达到此数即为千分制', en: 'a total from here on is a thousand-point scheme' },
    },
  },
  needs: ['inspections'],
  predicate: verdicts({
    subject: 'i.code',
    unit: 'i.org_unit_code',
    department: 'i.organizer',
    period: month('i.starts_on'),
    judged: said({
      unknown: [
        unset('score_min'),
        [
          `ifNull(i.total_score >= ${valueOf('score_min')}, 0) = 0 AND ifNull(i.ranking_published, 0) = 0 AND (i.total_score IS NULL OR i.ranking_published IS NULL)`,
          'scoring-unknown',
        ],
      ],
      breach: `(ifNull(i.total_score >= ${valueOf('score_min')}, 0) OR ifNull(i.ranking_published, 0) = 1)`,
    }),
    evidence: `[${proof('inspections', 'i.fact_id', 'i.org_unit_code')}]`,
    from: 'inspections i',
  }),
  examples: [
    {
      name: 'a thousand points, a published ranking, neither, unknown',
      facts: {
        inspections: [
          inspection('A', '2026-03-02', { total_score: 1000 }),
          inspection('B', '2026-03-02', { total_score: 100, ranking_published: 1 }),
          inspection('C', '2026-03-02', { total_score: 100, ranking_published: 0 }),
          inspection('D', '2026-03-02'),
        ],
      },
      rows: [
        { subject: 'A', period: '2026-03', verdict: 'breach', evidence: ['inspections A|T1'] },
        { subject: 'B', period: '2026-03', verdict: 'breach', evidence: ['inspections B|T1'] },
        { subject: 'C', period: '2026-03', verdict: 'ok' },
        { subject: 'D', period: '2026-03', verdict: 'cannot-judge', reason: 'scoring-unknown' },
      ],
    },
  ],
};
