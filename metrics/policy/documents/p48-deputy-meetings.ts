import type { PolicyRule } from '../../definition.ts';
import { unit } from '../example-facts.ts';
import { inMonths, unitRank } from '../sql.ts';
import { eachMeeting, meetingExample } from './each-meeting.ts';

const DEPUTY = `(m.convener_rank = 'deputy' OR match(m.convener_rank, '副'))`;

export const deputyMeetings: PolicyRule = {
  id: 'P48',
  kind: 'policy',
  version: 1,
  terms: { zh: '副职召集的会不要求下级正职参加', en: 'A deputy’s meeting summons no lower principals' },
  question: { zh: '副职召集的会叫了下级主要负责人吗?', en: 'Did a deputy summon the principals of lower units?' },
  formula: {
    zh: '召集人为副职,参会名单中有层级更低单位的主要负责人 → 违反',
    en: 'Convened by a deputy with principals of lower units among the attendees: breach',
  },
  limits: {
    zh: '到会不一定是被要求到会。没有召集人职级或参会名单的无法判断。',
    en: 'Who came was not always made to come. Without the rank of the convener or a list of attendees nothing can be said.',
  },
  clauses: [{ instrument: 'S2', at: '第5条 控制规模规格', status: 'V' }],
  severity: 'A',
  exemption: null,
  subjectType: 'meeting',
  grain: 'month',
  validFrom: '2024-08-06',
  parameters: {},
  needs: ['meetings', 'org_units'],
  predicate: eachMeeting(
    {
      outside: `(m.convener_rank != '' AND NOT ${DEPUTY})`,
      unknown: [
        [`m.convener_rank = ''`, 'convener-unknown'],
        ['empty(m.attendees)', 'attendees-unknown'],
      ],
      breach: `m.principals > 0`,
    },
    { principals: 'm.principals' },
    `SELECT e.fact_id AS fact_id, any(e.code) AS code, any(e.organizer_org_unit_code) AS organizer_org_unit_code, any(e.day) AS day,
        any(e.convener_rank) AS convener_rank, any(e.attendees) AS attendees,
        countIf(splitByChar('|', e.one)[3] IN ('principal', '主要负责人', '正职') AND ${unitRank('u.level')} BETWEEN 1 AND ${unitRank('i.level')} - 1) AS principals
      FROM (SELECT *, arrayJoin(if(empty(attendees), [''], attendees)) AS one FROM meetings WHERE ${inMonths('day')}) e
      LEFT ANY JOIN (SELECT code, level FROM org_units) u ON u.code = splitByChar('|', e.one)[1]
      LEFT ANY JOIN (SELECT code, level FROM org_units) i ON i.code = e.organizer_org_unit_code GROUP BY e.fact_id`,
  ),
  examples: [
    {
      name: 'a deputy with a mayor of a township, with a clerk, a principal with a mayor, unknown',
      facts: {
        org_units: [unit('D1', 'county'), unit('D2', 'county'), unit('T1', 'township', 'D1')],
        meetings: [
          meetingExample('A', '2026-03-02 09:00', '', { convener_rank: 'deputy', attendees: ['T1|P1|principal'] }),
          meetingExample('B', '2026-03-02 09:00', '', {
            convener_rank: '副县长',
            attendees: ['T1|P2|staff', 'D2|P5|principal'],
          }),
          meetingExample('C', '2026-03-02 09:00', '', { convener_rank: 'principal', attendees: ['T1|P1|principal'] }),
          meetingExample('D', '2026-03-02 09:00', '', { attendees: ['T1|P1|principal'] }),
          meetingExample('E', '2026-03-02 09:00', '', { convener_rank: 'deputy' }),
        ],
      },
      rows: [
        { subject: 'A', period: '2026-03', verdict: 'breach', evidence: ['meetings A'] },
        { subject: 'B', period: '2026-03', verdict: 'ok' },
        { subject: 'C', period: '2026-03', verdict: 'ok' },
        { subject: 'D', period: '2026-03', verdict: 'cannot-judge', reason: 'convener-unknown' },
        { subject: 'E', period: '2026-03', verdict: 'cannot-judge', reason: 'attendees-unknown' },
      ],
    },
  ],
};
