import type { PolicyRule } from '../../definition.ts';
import { datedProof, inMonths, month, said, unset, valueOf, verdicts } from '../sql.ts';

const DOCUMENT = { issuer_org_unit_code: 'D1', issued_on: '2026-03-02' };
const limit = `if(d.scope = 'special', ${valueOf('special_max')}, ${valueOf('comprehensive_max')})`;

export const documentLength: PolicyRule = {
  id: 'P41',
  kind: 'policy',
  version: 1,
  terms: { zh: '文件篇幅上限', en: 'Length of documents' },
  question: { zh: '文件超过规定篇幅了吗?', en: 'Is a document longer than allowed?' },
  formula: {
    zh: '综合性文件超过 5000 字,或专项文件超过 4000 字 → 违反',
    en: 'A comprehensive document over 5,000 characters, or a special one over 4,000: breach',
  },
  limits: {
    zh: '未注明综合或专项的,超过 5000 字才判违反,4000 字以内为合规,其间无法判断。附件是否计入以导出方为准。',
    en: 'Where the scope is not recorded, over 5,000 is a breach and up to 4,000 is fine; between them nothing can be said. Whether annexes count is up to the exporter.',
  },
  clauses: [{ instrument: 'S2', at: '第2条', status: 'V' }],
  severity: 'A',
  exemption: null,
  subjectType: 'document',
  grain: 'month',
  validFrom: '2024-08-06',
  parameters: {
    comprehensive_max: {
      value: 5000,
      unit: 'characters',
      origin: 'clause',
      meaning: { zh: '综合性文件字数上限', en: 'most characters of a comprehensive document' },
    },
    special_max: {
      value: 4000,
      unit: 'characters',
      origin: 'clause',
      meaning: { zh: '专项文件字数上限', en: 'most characters of a special document' },
    },
  },
  needs: ['documents'],
  predicate: verdicts({
    subject: 'd.code',
    unit: 'd.issuer_org_unit_code',
    department: 'd.issuer_org_unit_code',
    period: month('d.day'),
    judged: said({
      unknown: [
        unset('comprehensive_max'),
        unset('special_max'),
        ['d.char_count IS NULL', 'length-unknown'],
        [
          `d.scope = '' AND d.char_count > ${valueOf('special_max')} AND d.char_count <= ${valueOf('comprehensive_max')}`,
          'scope-unknown',
        ],
      ],
      breach: `ifNull(d.char_count > ${limit}, 0)`,
    }),
    evidence: `[${datedProof('documents', 'd.fact_id', 'd.day', 'd.issuer_org_unit_code')}]`,
    detail: { characters: 'ifNull(d.char_count, 0)' },
    from: `(SELECT * FROM documents WHERE ${inMonths('day')}) d`,
  }),
  examples: [
    {
      name: 'both limits, a document of unknown scope between them, unknown length',
      facts: {
        documents: [
          { code: 'A', ...DOCUMENT, scope: 'comprehensive', char_count: 5001 },
          { code: 'B', ...DOCUMENT, scope: 'comprehensive', char_count: 5000 },
          { code: 'C', ...DOCUMENT, scope: 'special', char_count: 4500 },
          { code: 'D', ...DOCUMENT, char_count: 4500 },
          { code: 'E', ...DOCUMENT, scope: 'special' },
          { code: 'F', ...DOCUMENT, char_count: 6000 },
        ],
      },
      rows: [
        { subject: 'A', period: '2026-03', verdict: 'breach', evidence: ['documents A'] },
        { subject: 'B', period: '2026-03', verdict: 'ok' },
        { subject: 'C', period: '2026-03', verdict: 'breach', evidence: ['documents C'] },
        { subject: 'D', period: '2026-03', verdict: 'cannot-judge', reason: 'scope-unknown' },
        { subject: 'E', period: '2026-03', verdict: 'cannot-judge', reason: 'length-unknown' },
        { subject: 'F', period: '2026-03', verdict: 'breach', evidence: ['documents F'] },
      ],
    },
    {
      name: 'a stricter local limit',
      parameters: { special_max: 3000 },
      facts: { documents: [{ code: 'A', ...DOCUMENT, scope: 'special', char_count: 3500 }] },
      rows: [{ subject: 'A', period: '2026-03', verdict: 'breach', evidence: ['documents A'] }],
    },
  ],
};
