import type { PolicyRule } from '../../definition.ts';
import { requirement } from '../../example-rows.ts';
import { eachRequirement } from '../sql.ts';

export const formCatalogue: PolicyRule = {
  id: 'P29',
  kind: 'policy',
  version: 1,
  terms: { zh: '报表须在清单内或一事一报', en: 'Forms are on the catalogue or filed one by one' },
  question: { zh: '哪些报表既不在清单也没有备案?', en: 'Which forms are neither on the catalogue nor filed?' },
  formula: {
    zh: '报表类要求既无清单编号也无一事一报备案号 → 违反',
    en: 'A report requirement with neither a catalogue number nor a case-by-case filing number: breach',
  },
  limits: {
    zh: '贵州、江西的规定,别处需先启用。目录里没有一个清单编号时,说明没有导入清单,无法判断。',
    en: 'A rule of Guizhou and Jiangxi; elsewhere it must be switched on. Where no requirement has a number the catalogue was not loaded: cannot judge.',
  },
  clauses: [
    { instrument: 'S8', at: '江西(清单 + 一事一报)、贵州(未经批准的报表台账一律停止填报)', status: 'V' },
    { instrument: 'S2', at: '三', status: 'P' },
  ],
  severity: 'R',
  exemption: { zh: '一事一报、事后补报', en: 'forms filed case by case, also afterwards' },
  ruleSet: 'form-catalogue',
  subjectType: 'requirement',
  grain: 'current',
  validFrom: '2024-09-24',
  parameters: {},
  needs: ['requirements'],
  predicate: eachRequirement({
    outside: `(r.kind != 'report' OR r.catalogue_no != '' OR r.ad_hoc_filing_no != '')`,
    unknown: [
      [
        `(SELECT count() FROM requirements WHERE catalogue_no != '' OR ad_hoc_filing_no != '') = 0`,
        'catalogue-not-loaded',
      ],
    ],
    breach: '1',
  }),
  examples: [
    {
      name: 'off the catalogue, on it, filed for one occasion, a check-in',
      facts: {
        requirements: [
          requirement('A', 'report'),
          requirement('B', 'report', { catalogue_no: 'LL-001' }),
          requirement('C', 'report', { ad_hoc_filing_no: 'YSYB-3' }),
          requirement('D', 'checkin'),
        ],
      },
      rows: [
        { subject: 'A', period: 'current', verdict: 'breach', evidence: ['requirements A'] },
        ...['B', 'C', 'D'].map((subject) => ({ subject, period: 'current', verdict: 'ok' as const })),
      ],
    },
    {
      name: 'a directory without any number says nothing about a catalogue',
      facts: { requirements: [requirement('A', 'report')] },
      rows: [{ subject: 'A', period: 'current', verdict: 'cannot-judge', reason: 'catalogue-not-loaded' }],
    },
  ],
};
