import type { PolicyRule } from '../../definition.ts';
import { inspection } from '../example-facts.ts';
import { rank, said, unset, valueOf, verdicts } from '../sql.ts';

const COMPREHENSIVE = `i.kind IN ('comprehensive', '综合')`;

export const comprehensiveInspections: PolicyRule = {
  id: 'P50',
  kind: 'policy',
  version: 1,
  terms: { zh: '中央部门每年综合督查不超过一项', en: 'One comprehensive inspection of a ministry a year' },
  question: {
    zh: '一个中央部门一年开展了几项综合督查?',
    en: 'How many comprehensive inspections does a ministry run a year?',
  },
  formula: {
    zh: '同一中央部门一年内综合性督查多于 1 项(按编码)→ 违反;证据为第一项之后的各项',
    en: 'More than one comprehensive inspection (by code) of a central department in a year: breach; the evidence is those after the first',
  },
  limits: {
    zh: '“原则上”,故为提示。组织单位层级未登记的综合督查无法判断。同类是否合并看事项,不自动判断。',
    en: '"In principle", hence amber. Comprehensive inspections whose organiser has no level cannot be judged. Whether like ones were merged is not decided here.',
  },
  clauses: [{ instrument: 'S2', at: '第7条 严格计划和备案管理', status: 'V' }],
  severity: 'A',
  exemption: null,
  subjectType: 'issuer',
  grain: 'year',
  validFrom: '2024-08-06',
  parameters: {
    inspections_max: {
      value: 1,
      unit: 'count',
      origin: 'clause',
      meaning: { zh: '每年综合督查项数上限', en: 'most comprehensive inspections a year' },
    },
  },
  needs: ['inspections'],
  predicate: verdicts({
    subject: 'y.organizer',
    department: 'y.organizer',
    period: 'toString(y.yr)',
    judged: said({
      unknown: [unset('inspections_max'), ['y.level = 0', 'organizer-level-unknown']],
      breach: `length(y.list) > ${valueOf('inspections_max')}`,
    }),
    observed: `greatest(toInt64(length(y.list)) - toInt64(${valueOf('inspections_max')}), 0)`,
    evidence: `arrayMap(x -> ('inspections', x.2, toDate(0), x.3), arraySlice(y.list, toInt64(${valueOf('inspections_max')}) + 1))`,
    detail: { inspections: 'length(y.list)' },
    from: `(SELECT organizer, yr, any(lvl) AS level, arraySort(groupArray((start, fact, target))) AS list FROM (
        SELECT i.organizer AS organizer, toYear(i.starts_on) AS yr, i.code AS code, any(${rank('i.organizer_level')}) AS lvl, min(i.starts_on) AS start,
          argMin(i.fact_id, (i.starts_on, i.org_unit_code)) AS fact, argMin(i.org_unit_code, (i.starts_on, i.org_unit_code)) AS target
        FROM inspections i WHERE ${COMPREHENSIVE} AND ${rank('i.organizer_level')} IN (0, 7) GROUP BY organizer, yr, code) GROUP BY organizer, yr) y`,
  }),
  examples: [
    {
      name: 'two of a ministry, one in two units of another, one of unknown level, two of a county',
      facts: {
        inspections: [
          inspection('A', '2026-03-02', { kind: 'comprehensive', organizer_level: 'central' }),
          inspection('B', '2026-06-02', { kind: 'comprehensive', organizer_level: 'central' }),
          ...['T1', 'T2'].map((org_unit_code) =>
            inspection('C', '2026-03-02', { org_unit_code, organizer: 'D2', kind: '综合', organizer_level: 'central' }),
          ),
          inspection('D', '2026-03-02', { organizer: 'D3', kind: 'comprehensive' }),
          ...['E', 'F'].map((code) =>
            inspection(code, '2026-03-02', { organizer: 'D4', kind: 'comprehensive', organizer_level: 'county' }),
          ),
        ],
      },
      rows: [
        { subject: 'D1', period: '2026', verdict: 'breach', evidence: ['inspections B|T1'] },
        { subject: 'D2', period: '2026', verdict: 'ok' },
        { subject: 'D3', period: '2026', verdict: 'cannot-judge', reason: 'organizer-level-unknown' },
      ],
    },
  ],
};
