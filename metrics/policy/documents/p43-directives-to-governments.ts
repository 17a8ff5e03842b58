import type { PolicyRule } from '../../definition.ts';
import { unit } from '../example-facts.ts';
import { datedProof, inMonths, month, said, unitRank, verdicts } from '../sql.ts';

const DOCUMENT = { issuer_org_unit_code: 'D1', issued_on: '2026-03-02' };

export const directivesToGovernments: PolicyRule = {
  id: 'P43',
  kind: 'policy',
  version: 1,
  terms: { zh: '部门不得向下级党委政府发指令性公文', en: 'Departments send no directives to lower governments' },
  question: {
    zh: '部门、议事协调机构有没有直接给乡镇下指令?',
    en: 'Do departments or coordination bodies send directives straight to lower governments?',
  },
  formula: {
    zh: '发文单位为部门或议事协调机构,内容为指令性,主送单位中有层级更低的党委政府 → 违反',
    en: 'Issued by a department or coordination body, directive, with an addressee of a lower level: breach',
  },
  limits: {
    zh: '主送单位按单位目录的层级比较;比发文单位低的乡镇、县一律按党委政府算。',
    en: 'Addressees are compared by their level in the directory; a township or county below the issuer counts as a government.',
  },
  clauses: [{ instrument: 'S2', at: '第1条', status: 'V' }],
  severity: 'R',
  exemption: null,
  subjectType: 'document',
  grain: 'month',
  validFrom: '2024-08-06',
  parameters: {},
  needs: ['documents', 'org_units'],
  predicate: verdicts({
    subject: 'd.code',
    unit: 'd.issuer',
    department: 'd.issuer',
    period: month('d.day'),
    judged: said({
      outside: `(d.issuer_kind IN ('party_committee', 'government') OR ifNull(d.directive, 1) = 0)`,
      unknown: [
        [`d.issuer_kind = ''`, 'issuer-kind-unknown'],
        ['d.directive IS NULL', 'directive-unknown'],
        ['NOT d.lower AND (d.own = 0 OR d.unknown > 0 OR d.addressees = 0)', 'addressee-unknown'],
      ],
      breach: 'd.lower',
    }),
    evidence: `[${datedProof('documents', 'd.fact', 'd.day', 'd.issuer')}]`,
    from: `(SELECT e.code AS code, any(e.issuer_org_unit_code) AS issuer, any(e.day) AS day, any(e.fact_id) AS fact, any(e.issuer_kind) AS issuer_kind, any(e.directive) AS directive,
        any(${unitRank('i.level')}) AS own, countIf(e.to != '') AS addressees, countIf(e.to != '' AND u.code = '') AS unknown,
        countIf(${unitRank('u.level')} IN (3, 4) AND ${unitRank('u.level')} < ${unitRank('i.level')}) > 0 AS lower
      FROM (SELECT *, arrayJoin(if(empty(addressee_org_unit_codes), [''], addressee_org_unit_codes)) AS to FROM documents WHERE ${inMonths('day')}) e
      LEFT ANY JOIN (SELECT code, level FROM org_units) u ON u.code = e.to
      LEFT ANY JOIN (SELECT code, level FROM org_units) i ON i.code = e.issuer_org_unit_code GROUP BY e.code) d`,
  }),
  examples: [
    {
      name: 'a department orders townships, a government may, a department writes to its equals, unknown',
      facts: {
        org_units: [
          unit('C', 'county'),
          unit('D1', 'county', 'C'),
          unit('D2', 'county', 'C'),
          unit('T1', 'township', 'C'),
        ],
        documents: [
          { code: 'A', ...DOCUMENT, issuer_kind: 'department', directive: 1, addressee_org_unit_codes: ['T1', 'D2'] },
          { code: 'B', ...DOCUMENT, issuer_kind: 'government', directive: 1, addressee_org_unit_codes: ['T1'] },
          { code: 'C', ...DOCUMENT, issuer_kind: 'department', directive: 1, addressee_org_unit_codes: ['D2'] },
          { code: 'D', ...DOCUMENT, issuer_kind: 'department', directive: 0, addressee_org_unit_codes: ['T1'] },
          { code: 'E', ...DOCUMENT, issuer_kind: 'department', directive: 1 },
          { code: 'F', ...DOCUMENT, directive: 1, addressee_org_unit_codes: ['T1'] },
        ],
      },
      rows: [
        { subject: 'A', period: '2026-03', verdict: 'breach', evidence: ['documents A'] },
        ...['B', 'C', 'D'].map((subject) => ({ subject, period: '2026-03', verdict: 'ok' as const })),
        { subject: 'E', period: '2026-03', verdict: 'cannot-judge', reason: 'addressee-unknown' },
        { subject: 'F', period: '2026-03', verdict: 'cannot-judge', reason: 'issuer-kind-unknown' },
      ],
    },
  ],
};
