import type { PolicyRule } from '../../definition.ts';
import { datedProof, inMonths, month, said, verdicts } from '../sql.ts';

const DOCUMENT = { issuer_org_unit_code: 'D1', issued_on: '2026-03-02' };

export const reportBack: PolicyRule = {
  id: 'P33',
  kind: 'policy',
  version: 1,
  terms: { zh: '文件一般不要求报送落实情况', en: 'Documents ask for no report on compliance' },
  question: {
    zh: '哪些文件要求报送贯彻落实情况或出台配套文件?',
    en: 'Which documents demand a report on compliance or supporting documents?',
  },
  formula: {
    zh: '文件要求报送贯彻落实情况,或要求出台配套文件 → 违反(“一般不”,属提示)',
    en: 'A document that demands a report on compliance or supporting documents: breach ("generally not", an amber rule)',
  },
  limits: {
    zh: '两栏都没有登记的文件无法判断。',
    en: 'A document for which neither column is recorded cannot be judged.',
  },
  clauses: [{ instrument: 'S2', at: '第3条 加强评估审查', status: 'V' }],
  severity: 'A',
  exemption: null,
  subjectType: 'document',
  grain: 'month',
  validFrom: '2024-08-06',
  parameters: {},
  needs: ['documents'],
  predicate: verdicts({
    subject: 'd.code',
    unit: 'd.issuer_org_unit_code',
    department: 'd.issuer_org_unit_code',
    period: month('d.day'),
    judged: said({
      unknown: [
        [
          'ifNull(d.requires_report_back, 0) + ifNull(d.requires_supporting_doc, 0) = 0 AND (d.requires_report_back IS NULL OR d.requires_supporting_doc IS NULL)',
          'content-unknown',
        ],
      ],
      breach: '(ifNull(d.requires_report_back, 0) = 1 OR ifNull(d.requires_supporting_doc, 0) = 1)',
    }),
    evidence: `[${datedProof('documents', 'd.fact_id', 'd.day', 'd.issuer_org_unit_code')}]`,
    from: `(SELECT * FROM documents WHERE ${inMonths('day')}) d`,
  }),
  examples: [
    {
      name: 'asks back, asks nothing, nobody wrote down whether it does',
      facts: {
        documents: [
          { code: 'A', ...DOCUMENT, requires_report_back: 1 },
          { code: 'B', ...DOCUMENT, requires_report_back: 0, requires_supporting_doc: 1 },
          { code: 'C', ...DOCUMENT, requires_report_back: 0, requires_supporting_doc: 0 },
          { code: 'D', ...DOCUMENT },
        ],
      },
      rows: [
        { subject: 'A', period: '2026-03', verdict: 'breach', evidence: ['documents A'] },
        { subject: 'B', period: '2026-03', verdict: 'breach', evidence: ['documents B'] },
        { subject: 'C', period: '2026-03', verdict: 'ok' },
        { subject: 'D', period: '2026-03', verdict: 'cannot-judge', reason: 'content-unknown' },
      ],
    },
  ],
};
