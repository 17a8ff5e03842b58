import type { PolicyRule } from '../../definition.ts';
import { county } from '../../example-rows.ts';
import { inspection } from '../example-facts.ts';
import { month, proof, said, unset, valueOf, verdicts } from '../sql.ts';

export const repeatInspection: PolicyRule = {
  id: 'P56',
  kind: 'policy',
  version: 1,
  terms: { zh: '同类督查应当合并', en: 'Like inspections are merged' },
  question: { zh: '同一乡镇同一事项短期内查了几次?', en: 'Was the same township inspected twice on the same matter?' },
  formula: {
    zh: '同一乡镇、同一事项,与上一次督查(不同编码)开始日相距不超过 30 天 → 违反;证据为前后两次',
    en: 'The same township and matter, at most 30 days after the start of another inspection: breach; the evidence is both',
  },
  limits: {
    zh: '事项按文字相同比较,换个说法看不出;事项未填的无法判断。30 天为本系统取值。',
    en: 'Matters are compared as text: another wording is not seen, and without a matter nothing can be said. The 30 days are ours.',
  },
  clauses: [
    { instrument: 'S2', at: '第7条 同类事项应当合并', status: 'V' },
    { instrument: 'S8', at: '河南某区十六条', status: 'V' },
  ],
  severity: 'A',
  exemption: { zh: '应急', en: 'emergencies' },
  subjectType: 'inspection',
  grain: 'month',
  validFrom: '2024-08-06',
  parameters: {
    days: {
      value: 30,
      unit: 'd',
      origin: 'design',
      meaning: { zh: '多少天内算重复', en: 'days within which it is a repeat' },
    },
  },
  needs: ['inspections'],
  predicate: verdicts({
    subject: 'i.code',
    unit: 'i.township',
    department: 'i.organizer',
    period: month('i.starts_on'),
    judged: said({
      unknown: [unset('days'), [`i.matter = ''`, 'matter-unknown']],
      breach: `(i.before_code != '' AND i.before_code != i.code AND dateDiff('day', i.before_day, i.starts_on) <= ${valueOf('days')})`,
    }),
    observed: '2',
    evidence: `if(i.before_code != '' AND i.before_code != i.code AND dateDiff('day', i.before_day, i.starts_on) <= ${valueOf('days')},
      [${proof('inspections', 'i.before_fact', 'i.township')}, ${proof('inspections', 'i.fact_id', 'i.township')}], [${proof('inspections', 'i.fact_id', 'i.township')}])`,
    from: `(SELECT *, lagInFrame(code, 1, '') OVER w AS before_code, lagInFrame(starts_on, 1, toDate(0)) OVER w AS before_day, lagInFrame(fact_id, 1, toUInt64(0)) OVER w AS before_fact
      FROM (SELECT e.code AS code, e.organizer AS organizer, e.matter AS matter, e.starts_on AS starts_on, e.fact_id AS fact_id,
          if(u.code = '', e.org_unit_code, u.township) AS township
        FROM inspections e LEFT ANY JOIN unit_paths u ON u.code = e.org_unit_code WHERE ifNull(e.emergency, 0) = 0)
      WINDOW w AS (PARTITION BY township, matter ORDER BY starts_on, code ROWS BETWEEN 1 PRECEDING AND CURRENT ROW)) i`,
  }),
  examples: [
    {
      name: 'again after twenty days, again after two months, another matter, a village of the same township, no matter',
      facts: {
        ...county({ T1: ['P1'], T2: ['P2'] }),
        inspections: [
          inspection('A', '2026-03-02'),
          inspection('B', '2026-03-22'),
          inspection('C', '2026-05-22'),
          inspection('D', '2026-03-22', { matter: 'M2' }),
          inspection('E', '2026-03-22', { org_unit_code: 'T2' }),
          inspection('F', '2026-03-22', { matter: '' }),
        ],
      },
      rows: [
        { subject: 'A', period: '2026-03', verdict: 'ok' },
        { subject: 'B', period: '2026-03', verdict: 'breach', evidence: ['inspections A|T1', 'inspections B|T1'] },
        { subject: 'C', period: '2026-05', verdict: 'ok' },
        { subject: 'D', period: '2026-03', verdict: 'ok' },
        { subject: 'E', period: '2026-03', verdict: 'ok' },
        { subject: 'F', period: '2026-03', verdict: 'cannot-judge', reason: 'matter-unknown' },
      ],
    },
  ],
};
