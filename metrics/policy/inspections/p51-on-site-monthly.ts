import type { PolicyRule } from '../../definition.ts';
import { inspection, unit } from '../example-facts.ts';
import { rank, said, unset, valueOf, verdicts } from '../sql.ts';

/** Months of the year that the data reach. */
const MONTHS = `if(y.yr = toYear({data_to:Date}), toMonth({data_to:Date}), 12)`;

const central = (code: string, day: string, more: Record<string, unknown> = {}) =>
  inspection(code, day, { on_site: 1, organizer_level: 'central', ...more });

export const onSiteMonthly: PolicyRule = {
  id: 'P51',
  kind: 'policy',
  version: 1,
  terms: { zh: '中央部门每月赴一省实地督查次数', en: 'On-site inspections of a province per month' },
  question: {
    zh: '中央部门平均每月到本省实地督查几次?',
    en: 'How often a month do central departments inspect the province on site?',
  },
  formula: {
    zh: '一年内中央部门实地督查项数(安全生产、自然灾害应急除外)÷ 月数 > 规定次数 → 违反;证据为这些督查',
    en: 'On-site inspections by central departments in a year, emergencies of work safety and natural disasters apart, per month > the number laid down: breach; the evidence is these inspections',
  },
  limits: {
    zh: '所见各版本都没有写出次数(“不超过规定次数”),本系统不填,由改革办查到后设定,设定前无法判断。月数算到数据所到之月。',
    en: 'No copy we saw gives the number ("not more than laid down"), so none is filled in here: the reform office sets it once known, and until then nothing can be judged. Months are counted up to the last one the data reach.',
  },
  clauses: [{ instrument: 'S2', at: '第7条 严格计划和备案管理', status: 'P' }],
  severity: 'A',
  exemption: { zh: '安全生产、自然灾害应急', en: 'emergencies of work safety and natural disasters' },
  subjectType: 'unit',
  grain: 'year',
  validFrom: '2024-08-06',
  parameters: {
    monthly_max: {
      value: null,
      unit: 'count',
      origin: 'clause',
      meaning: { zh: '平均每月次数上限', en: 'most inspections a month on average' },
    },
  },
  needs: ['inspections'],
  predicate: verdicts({
    subject: 'y.top',
    unit: 'y.top',
    department: `''`,
    period: 'toString(y.yr)',
    judged: said({
      unknown: [unset('monthly_max'), ['y.n = 0', 'organizer-level-unknown']],
      breach: `y.n > ${valueOf('monthly_max')} * ${MONTHS}`,
    }),
    observed: 'length(y.facts)',
    evidence: 'y.facts',
    detail: { per_month: `round(y.n / ${MONTHS}, 3)` },
    from: `(SELECT if(u.code = '', i.org_unit_code, u.path[1]) AS top, toYear(i.starts_on) AS yr,
        uniqExactIf(i.code, ${rank('i.organizer_level')} = 7) AS n,
        groupArrayIf(('inspections', i.fact_id, toDate(0), i.org_unit_code), ${rank('i.organizer_level')} = 7) AS facts
      FROM inspections i LEFT ANY JOIN unit_paths u ON u.code = i.org_unit_code
      WHERE ifNull(i.on_site, 0) = 1 AND ifNull(i.emergency, 0) = 0 AND ${rank('i.organizer_level')} IN (0, 7) GROUP BY top, yr) y`,
  }),
  examples: [
    {
      name: 'no copy of the text gives the number',
      facts: { inspections: [central('A', '2026-03-02')] },
      rows: [{ subject: 'T1', period: '2026', verdict: 'cannot-judge', reason: 'parameter-not-set' }],
    },
    {
      name: 'with one a month: three in February, emergencies apart; one in a whole year',
      parameters: { monthly_max: 1 },
      dataTo: '2026-02-20',
      facts: {
        org_units: [unit('P', 'province'), unit('T1', 'township', 'P'), unit('T2', 'township', 'P')],
        inspections: [
          central('A', '2026-01-02'),
          central('B', '2026-01-12'),
          central('C', '2026-02-02', { org_unit_code: 'T2' }),
          central('D', '2026-02-03', { emergency: 1 }),
          central('E', '2025-02-03'),
        ],
      },
      rows: [
        {
          subject: 'P',
          period: '2026',
          verdict: 'breach',
          evidence: ['inspections A|T1', 'inspections B|T1', 'inspections C|T2'],
        },
        { subject: 'P', period: '2025', verdict: 'ok' },
      ],
    },
  ],
};
