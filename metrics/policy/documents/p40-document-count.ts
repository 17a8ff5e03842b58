import type { PolicyRule } from '../../definition.ts';
import { said, verdicts } from '../sql.ts';

const year = (issued: number, count: number, more: Record<string, unknown> = {}, issuer = 'D1') =>
  Array.from({ length: count }, (_, at) => ({
    code: `${issuer}-${issued}-${at + 1}`,
    issuer_org_unit_code: issuer,
    issued_on: `${issued}-01-${String(at + 2).padStart(2, '0')}`,
    ...more,
  }));

export const documentCount: PolicyRule = {
  id: 'P40',
  kind: 'policy',
  version: 1,
  terms: { zh: '年度发文只减不增', en: 'The yearly number of documents does not rise' },
  question: { zh: '今年的发文比去年多吗?', en: 'Were more documents issued than last year?' },
  formula: {
    zh: '发文单位当年件数 > 上年件数 → 违反,多出的各件为证据;多出的文件没有一件有书面说明的,按红线计',
    en: 'Documents of an issuer in a year > those of the year before: breach, with the documents beyond that number as evidence; a red line where not one of these has a written explanation on file',
  },
  limits: {
    zh: '上年数据须从 1 月起完整;年度未完而尚未超过的不判合规。只数导入的文件。',
    en: 'The year before must be loaded from January on; a year still running that has not exceeded it yet is not called compliant. Only loaded documents count.',
  },
  clauses: [{ instrument: 'S2', at: '第1条', status: 'V' }],
  severity: 'A',
  exemption: null,
  subjectType: 'issuer',
  grain: 'year',
  validFrom: '2024-08-06',
  parameters: {},
  needs: ['documents'],
  predicate: verdicts({
    subject: 'y.issuer',
    unit: 'y.issuer',
    department: 'y.issuer',
    period: 'toString(y.yr)',
    judged: said({
      unknown: [
        ["y.start > toDate(concat(toString(y.yr - 1), '-01-31'))", 'previous-year-incomplete'],
        [`length(y.list) <= p.n AND {data_to:Date} < toDate(concat(toString(y.yr), '-12-31'))`, 'year-running'],
      ],
      breach: 'length(y.list) > p.n',
    }),
    severity: `if(arrayExists(x -> x.3 != '', arraySlice(y.list, p.n + 1)), '', 'R')`,
    observed: 'greatest(toInt64(length(y.list)) - toInt64(p.n), 0)',
    evidence: `arrayMap(x -> ('documents', x.2, x.1, y.issuer), arraySlice(y.list, p.n + 1))`,
    detail: { documents: 'length(y.list)', previous: 'p.n' },
    from: `(SELECT issuer_org_unit_code AS issuer, toYear(day) AS yr, arraySort(groupArray((day, fact_id, explanation_code))) AS list,
        (SELECT min(day) FROM documents) AS start FROM documents GROUP BY issuer, yr) y
      LEFT ANY JOIN (SELECT issuer_org_unit_code AS issuer, toYear(day) + 1 AS yr, count() AS n FROM documents GROUP BY issuer, yr) p
        ON p.issuer = y.issuer AND p.yr = y.yr`,
  }),
  examples: [
    {
      name: 'one more than the year before without an explanation, one more with one, one fewer',
      dataTo: '2026-12-31',
      facts: {
        documents: [
          ...year(2025, 2),
          ...year(2026, 3),
          ...year(2025, 1, {}, 'D2'),
          ...year(2026, 2, { explanation_code: 'SM-1' }, 'D2'),
          ...year(2025, 2, {}, 'D3'),
          ...year(2026, 1, {}, 'D3'),
        ],
      },
      rows: [
        { subject: 'D1', period: '2026', verdict: 'breach', severity: 'R', evidence: ['documents D1-2026-3'] },
        { subject: 'D2', period: '2026', verdict: 'breach', evidence: ['documents D2-2026-2'] },
        { subject: 'D3', period: '2026', verdict: 'ok' },
        ...['D1', 'D2', 'D3'].map((subject) => ({
          subject,
          period: '2025',
          verdict: 'cannot-judge' as const,
          reason: 'previous-year-incomplete',
        })),
      ],
    },
    {
      name: 'a year that is still running may yet exceed the one before',
      dataTo: '2026-06-30',
      facts: { documents: [...year(2025, 2), ...year(2026, 1)] },
      rows: [
        { subject: 'D1', period: '2026', verdict: 'cannot-judge', reason: 'year-running' },
        { subject: 'D1', period: '2025', verdict: 'cannot-judge', reason: 'previous-year-incomplete' },
      ],
    },
  ],
};
