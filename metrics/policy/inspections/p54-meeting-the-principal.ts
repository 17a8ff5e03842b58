import type { PolicyRule } from '../../definition.ts';
import { inspection } from '../example-facts.ts';
import { said, unset, valueOf, verdicts } from '../sql.ts';

export const meetingThePrincipal: PolicyRule = {
  id: 'P54',
  kind: 'policy',
  version: 1,
  terms: { zh: '督查不必次次见主要负责人', en: 'Inspections do not always ask for the principal' },
  question: {
    zh: '督查要求主要负责人陪同、汇报的占多少?',
    en: 'How often do inspections demand to meet the principal leader?',
  },
  formula: {
    zh: '组织单位一年内见了主要负责人的督查占比 > 上限 → 违反;证据为这些督查',
    en: 'Share of inspections of an organiser in a year that met the principal > limit: breach; the evidence is these inspections',
  },
  limits: {
    zh: '条款没有数,上限由改革办设定,设定前无法判断。',
    en: 'The clause gives no number: the reform office sets the limit, and until then nothing can be judged.',
  },
  clauses: [{ instrument: 'S2', at: '第8条 改进方式方法', status: 'V' }],
  severity: 'A',
  exemption: null,
  subjectType: 'issuer',
  grain: 'year',
  validFrom: '2024-08-06',
  parameters: {
    share_max: {
      value: null,
      unit: 'share',
      origin: 'clause',
      meaning: { zh: '见主要负责人的督查占比上限', en: 'largest share of inspections that meet the principal' },
    },
  },
  needs: ['inspections'],
  predicate: verdicts({
    subject: 'y.organizer',
    department: 'y.organizer',
    period: 'toString(y.yr)',
    judged: said({
      unknown: [unset('share_max'), ['y.known = 0', 'meeting-unknown']],
      breach: `length(y.facts) > ${valueOf('share_max')} * y.known`,
    }),
    observed: 'length(y.facts)',
    evidence: 'y.facts',
    detail: { share: 'round(if(y.known > 0, length(y.facts) / y.known, 0), 4)', inspections: 'y.known' },
    from: `(SELECT i.organizer AS organizer, toYear(i.starts_on) AS yr, count(i.met_principal) AS known,
        groupArrayIf(('inspections', i.fact_id, toDate(0), i.org_unit_code), ifNull(i.met_principal, 0) = 1) AS facts
      FROM inspections i GROUP BY organizer, yr) y`,
  }),
  examples: [
    {
      name: 'with half allowed: two of three, one of two, unknown',
      parameters: { share_max: 0.5 },
      facts: {
        inspections: [
          inspection('A', '2026-03-02', { met_principal: 1 }),
          inspection('B', '2026-03-02', { met_principal: 1 }),
          inspection('C', '2026-03-02', { met_principal: 0 }),
          inspection('D', '2026-03-02', { organizer: 'D2', met_principal: 1 }),
          inspection('E', '2026-03-02', { organizer: 'D2', met_principal: 0 }),
          inspection('F', '2026-03-02', { organizer: 'D3' }),
        ],
      },
      rows: [
        { subject: 'D1', period: '2026', verdict: 'breach', evidence: ['inspections A|T1', 'inspections B|T1'] },
        { subject: 'D2', period: '2026', verdict: 'ok' },
        { subject: 'D3', period: '2026', verdict: 'cannot-judge', reason: 'meeting-unknown' },
      ],
    },
    {
      name: 'no number was set',
      facts: { inspections: [inspection('A', '2026-03-02', { met_principal: 1 })] },
      rows: [{ subject: 'D1', period: '2026', verdict: 'cannot-judge', reason: 'parameter-not-set' }],
    },
  ],
};
