import type { PolicyRule } from '../../definition.ts';
import { unit } from '../example-facts.ts';
import { datedProof, inMonths, month, said, unitRank, verdicts } from '../sql.ts';

const LETTER = { issuer_org_unit_code: 'D1', issued_on: '2026-03-02', doc_type: 'responsibility_letter' };

export const responsibilityLetters: PolicyRule = {
  id: 'P59',
  kind: 'policy',
  version: 1,
  terms: { zh: '不得以责任状向乡镇转嫁责任', en: 'No responsibility letters pushed onto townships' },
  question: { zh: '部门有没有同乡镇签责任状?', en: 'Do departments have townships sign responsibility letters?' },
  formula: {
    zh: '文种为责任状,发文单位为部门或议事协调机构,主送单位中有乡镇或村 → 违反',
    en: 'A responsibility letter issued by a department or coordination body to a township or village: breach',
  },
  limits: {
    zh: '两份文件均凭记忆,用作法律依据前须核对。指标分解到乡镇而不叫责任状的看不到。',
    en: 'Both texts are from memory and must be checked before they are used as law. Targets passed down under another name are not seen.',
  },
  clauses: [
    { instrument: 'S2', at: '六', status: 'M' },
    { instrument: 'S3', at: '', status: 'M' },
  ],
  severity: 'R',
  exemption: null,
  subjectType: 'document',
  grain: 'month',
  validFrom: '2019-03-01',
  parameters: {},
  needs: ['documents', 'org_units'],
  predicate: verdicts({
    subject: 'd.code',
    unit: 'd.issuer',
    department: 'd.issuer',
    period: month('d.day'),
    judged: said({
      outside: `d.issuer_kind IN ('party_committee', 'government')`,
      unknown: [
        [`d.issuer_kind = ''`, 'issuer-kind-unknown'],
        ['NOT d.lower AND d.unknown > 0', 'addressee-unknown'],
      ],
      breach: 'd.lower',
    }),
    evidence: `[${datedProof('documents', 'd.fact', 'd.day', 'd.issuer')}]`,
    from: `(SELECT e.code AS code, any(e.issuer_org_unit_code) AS issuer, any(e.day) AS day, any(e.fact_id) AS fact, any(e.issuer_kind) AS issuer_kind,
        countIf(u.code = '') AS unknown, countIf(${unitRank('u.level')} BETWEEN 1 AND 3) > 0 AS lower
      FROM (SELECT *, arrayJoin(if(empty(addressee_org_unit_codes), [''], addressee_org_unit_codes)) AS to FROM documents
        WHERE ${inMonths('day')} AND doc_type = 'responsibility_letter') e
      LEFT ANY JOIN (SELECT code, level FROM org_units) u ON u.code = e.to GROUP BY e.code) d`,
  }),
  examples: [
    {
      name: 'a department to a township, a government to a township, a department to its equal, unknown',
      facts: {
        org_units: [unit('C', 'county'), unit('D2', 'county', 'C'), unit('T1', 'township', 'C')],
        documents: [
          { code: 'A', ...LETTER, issuer_kind: 'department', addressee_org_unit_codes: ['T1'] },
          { code: 'B', ...LETTER, issuer_kind: 'government', addressee_org_unit_codes: ['T1'] },
          { code: 'C', ...LETTER, issuer_kind: 'department', addressee_org_unit_codes: ['D2'] },
          { code: 'D', ...LETTER, issuer_kind: 'department' },
          { code: 'E', ...LETTER, addressee_org_unit_codes: ['T1'] },
          { code: 'F', ...LETTER, doc_type: 'notice', addressee_org_unit_codes: ['T1'] },
        ],
      },
      rows: [
        { subject: 'A', period: '2026-03', verdict: 'breach', evidence: ['documents A'] },
        { subject: 'B', period: '2026-03', verdict: 'ok' },
        { subject: 'C', period: '2026-03', verdict: 'ok' },
        { subject: 'D', period: '2026-03', verdict: 'cannot-judge', reason: 'addressee-unknown' },
        { subject: 'E', period: '2026-03', verdict: 'cannot-judge', reason: 'issuer-kind-unknown' },
      ],
    },
  ],
};
