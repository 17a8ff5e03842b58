import type { PolicyRule } from '../../definition.ts';
import { said, unset, valueOf, verdicts } from '../sql.ts';

const meeting = (code: string, day: string, more: Record<string, unknown> = {}) => ({
  code,
  organizer_org_unit_code: 'D1',
  starts_at: `${day}T09:00:00+08:00`,
  ...more,
});

export const comprehensiveMeetings: PolicyRule = {
  id: 'P44',
  kind: 'policy',
  version: 1,
  terms: { zh: '系统性综合会议每年不超过一次', en: 'One comprehensive meeting of a line a year' },
  question: { zh: '一个系统一年开了几次综合性会议?', en: 'How many comprehensive meetings did a line hold in a year?' },
  formula: {
    zh: '同一组织单位一年内综合性会议多于 1 次 → 违反;证据为第一次之后的各次',
    en: 'More than one comprehensive meeting of an organiser in a year: breach; the evidence is those after the first',
  },
  limits: {
    zh: '以组织单位代表“系统”。性质未注明的会议可能是综合性的,可能超限时无法判断。',
    en: 'The organiser stands for the line. Meetings of unknown scope may be comprehensive: where they could exceed the limit nothing can be said.',
  },
  clauses: [{ instrument: 'S2', at: '第4条 严控会议数量', status: 'V' }],
  severity: 'A',
  exemption: null,
  subjectType: 'issuer',
  grain: 'year',
  validFrom: '2024-08-06',
  parameters: {
    meetings_max: {
      value: 1,
      unit: 'count',
      origin: 'clause',
      meaning: { zh: '每年综合性会议次数上限', en: 'most comprehensive meetings a year' },
    },
  },
  needs: ['meetings'],
  predicate: verdicts({
    subject: 'y.organizer',
    unit: 'y.organizer',
    department: 'y.organizer',
    period: 'toString(y.yr)',
    judged: said({
      unknown: [
        unset('meetings_max'),
        [
          `length(y.list) <= ${valueOf('meetings_max')} AND length(y.list) + y.unknown > ${valueOf('meetings_max')}`,
          'scope-unknown',
        ],
      ],
      breach: `length(y.list) > ${valueOf('meetings_max')}`,
    }),
    observed: `greatest(toInt64(length(y.list)) - toInt64(${valueOf('meetings_max')}), 0)`,
    evidence: `arrayMap(x -> ('meetings', x.3, x.2, y.organizer), arraySlice(y.list, toInt64(${valueOf('meetings_max')}) + 1))`,
    detail: { meetings: 'length(y.list)' },
    from: `(SELECT organizer_org_unit_code AS organizer, toYear(day) AS yr, countIf(scope = '') AS unknown,
        arraySort(groupArrayIf((starts_at, day, fact_id), scope = 'comprehensive')) AS list FROM meetings GROUP BY organizer, yr) y`,
  }),
  examples: [
    {
      name: 'two a year, one and a special one, one and one of unknown scope',
      facts: {
        meetings: [
          meeting('A', '2026-01-10', { scope: 'comprehensive' }),
          meeting('B', '2026-07-10', { scope: 'comprehensive' }),
          meeting('C', '2026-01-10', { organizer_org_unit_code: 'D2', scope: 'comprehensive' }),
          meeting('D', '2026-07-10', { organizer_org_unit_code: 'D2', scope: 'special' }),
          meeting('E', '2026-01-10', { organizer_org_unit_code: 'D3', scope: 'comprehensive' }),
          meeting('F', '2026-07-10', { organizer_org_unit_code: 'D3' }),
        ],
      },
      rows: [
        { subject: 'D1', period: '2026', verdict: 'breach', evidence: ['meetings B'] },
        { subject: 'D2', period: '2026', verdict: 'ok' },
        { subject: 'D3', period: '2026', verdict: 'cannot-judge', reason: 'scope-unknown' },
      ],
    },
  ],
};
