import type { PolicyRule } from '../../definition.ts';
import { datedProof, inMonths, month, said, verdicts } from '../sql.ts';

const DOCUMENT = { issuer_org_unit_code: 'D1', issued_on: '2026-03-02' };

export const disguisedDocuments: PolicyRule = {
  id: 'P42',
  kind: 'policy',
  version: 1,
  terms: { zh: '不得以白头件便笺规避发文', en: 'No directives dressed up as memos' },
  question: { zh: '有没有用便笺、函件下达指令?', en: 'Are directives issued as memos or letters?' },
  formula: {
    zh: '文种为便笺或函,且内容为指令性 → 违反',
    en: 'A memo or letter with directive content: breach',
  },
  limits: {
    zh: '是否指令性以导出方登记为准;合并多文的看不出。',
    en: 'Whether it is directive is what the exporter recorded; several documents merged into one are not seen.',
  },
  clauses: [{ instrument: 'S2', at: '第1条', status: 'V' }],
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
      outside: `(d.doc_type NOT IN ('memo', 'letter', '') OR ifNull(d.directive, 1) = 0)`,
      unknown: [
        [`d.doc_type = ''`, 'document-type-unknown'],
        ['d.directive IS NULL', 'directive-unknown'],
      ],
      breach: '1',
    }),
    evidence: `[${datedProof('documents', 'd.fact_id', 'd.day', 'd.issuer_org_unit_code')}]`,
    from: `(SELECT * FROM documents WHERE ${inMonths('day')}) d`,
  }),
  examples: [
    {
      name: 'a directive memo, a plain letter, a directive document of the right form, unknown',
      facts: {
        documents: [
          { code: 'A', ...DOCUMENT, doc_type: 'memo', directive: 1 },
          { code: 'B', ...DOCUMENT, doc_type: 'letter', directive: 0 },
          { code: 'C', ...DOCUMENT, doc_type: 'red_head', directive: 1 },
          { code: 'D', ...DOCUMENT, doc_type: 'letter' },
        ],
      },
      rows: [
        { subject: 'A', period: '2026-03', verdict: 'breach', evidence: ['documents A'] },
        { subject: 'B', period: '2026-03', verdict: 'ok' },
        { subject: 'C', period: '2026-03', verdict: 'ok' },
        { subject: 'D', period: '2026-03', verdict: 'cannot-judge', reason: 'directive-unknown' },
      ],
    },
  ],
};
