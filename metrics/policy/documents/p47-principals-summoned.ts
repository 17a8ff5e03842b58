import type { PolicyRule } from '../../definition.ts';
import { unit } from '../example-facts.ts';
import { said, unitRank, verdicts } from '../sql.ts';
import { meetingExample } from './each-meeting.ts';

const PRINCIPAL = `splitByChar('|', a)[3] IN ('principal', '主要负责人', '正职')`;

export const principalsSummoned: PolicyRule = {
  id: 'P47',
  kind: 'policy',
  version: 1,
  terms: { zh: '少调基层主要负责人开会', en: 'Fewer grassroots principals are summoned' },
  question: {
    zh: '乡镇、村主要负责人被叫去开会的人次比去年多吗?',
    en: 'Were principals of townships and villages summoned more often than last year?',
  },
  formula: {
    zh: '组织单位一年内乡镇、村主要负责人参会人次 > 上年 → 违反;证据为有他们参加的会议',
    en: 'Attendances of township and village principals at the meetings of an organiser in a year > the year before: breach; the evidence is the meetings they attended',
  },
  limits: {
    zh: '条文只见转述。上年须从 1 月起完整,参会名单须登记职务层次;年度未完而未超过的不判合规。',
    en: 'The text is known by paraphrase only. The year before must be loaded from January on and attendees need their rank; a running year that has not exceeded it is not called compliant.',
  },
  clauses: [{ instrument: 'S2', at: '第5条 控制规模规格', status: 'P' }],
  severity: 'A',
  exemption: null,
  subjectType: 'issuer',
  grain: 'year',
  validFrom: '2024-08-06',
  parameters: {},
  needs: ['meetings', 'org_units'],
  predicate: verdicts({
    subject: 'y.organizer',
    unit: 'y.organizer',
    department: 'y.organizer',
    period: 'toString(y.yr)',
    judged: said({
      unknown: [
        ['y.listed = 0', 'attendees-unknown'],
        [`y.start > toDate(concat(toString(y.yr - 1), '-01-31'))`, 'previous-year-incomplete'],
        [`y.n <= p.n AND {data_to:Date} < toDate(concat(toString(y.yr), '-12-31'))`, 'year-running'],
      ],
      breach: 'y.n > p.n',
    }),
    observed: 'length(y.facts)',
    evidence: `arrayMap(x -> ('meetings', x.2, x.1, y.organizer), y.facts)`,
    detail: { attendances: 'y.n', previous: 'p.n' },
    from: `(SELECT organizer, yr, sum(k) AS n, sum(known) AS listed, groupArrayIf((d, f), k > 0) AS facts, (SELECT min(day) FROM meetings) AS start FROM (
        SELECT m.organizer_org_unit_code AS organizer, toYear(m.day) AS yr, any(m.day) AS d, m.fact_id AS f, countIf(m.a != '') AS known,
          countIf(${PRINCIPAL} AND ${unitRank('u.level')} IN (2, 3)) AS k
        FROM (SELECT *, arrayJoin(if(empty(attendees), [''], attendees)) AS a FROM meetings) m
        LEFT ANY JOIN (SELECT code, level FROM org_units) u ON u.code = splitByChar('|', m.a)[1] GROUP BY organizer, yr, f) GROUP BY organizer, yr) y
      LEFT ANY JOIN (SELECT organizer_org_unit_code AS organizer, toYear(day) + 1 AS yr, sum(arrayCount(a -> ${PRINCIPAL}
          AND has((SELECT groupArray(code) FROM org_units WHERE ${unitRank('level')} IN (2, 3)), splitByChar('|', a)[1]), attendees)) AS n
        FROM meetings GROUP BY organizer, yr) p ON p.organizer = y.organizer AND p.yr = y.yr`,
  }),
  examples: [
    {
      name: 'three attendances after one, one after one, a list without names',
      dataTo: '2026-12-31',
      facts: {
        org_units: [unit('C', 'county'), unit('T1', 'township', 'C'), unit('V1', 'village', 'T1')],
        meetings: [
          meetingExample('A', '2025-01-10 09:00', '', { attendees: ['T1|P1|principal'] }),
          meetingExample('B', '2026-01-10 09:00', '', {
            attendees: ['T1|P1|principal', 'V1|P2|principal', 'C|P9|principal'],
          }),
          meetingExample('C', '2026-02-10 09:00', '', { attendees: ['T1|P1|principal', 'T1|P3|staff'] }),
          meetingExample('D', '2025-03-10 09:00', '', {
            organizer_org_unit_code: 'D2',
            attendees: ['T1|P1|principal'],
          }),
          meetingExample('E', '2026-03-10 09:00', '', {
            organizer_org_unit_code: 'D2',
            attendees: ['T1|P1|principal'],
          }),
          meetingExample('F', '2026-03-10 09:00', '', { organizer_org_unit_code: 'D3' }),
        ],
      },
      rows: [
        { subject: 'D1', period: '2026', verdict: 'breach', evidence: ['meetings B', 'meetings C'] },
        { subject: 'D2', period: '2026', verdict: 'ok' },
        { subject: 'D3', period: '2026', verdict: 'cannot-judge', reason: 'attendees-unknown' },
        ...['D1', 'D2'].map((subject) => ({
          subject,
          period: '2025',
          verdict: 'cannot-judge' as const,
          reason: 'previous-year-incomplete',
        })),
      ],
    },
  ],
};
