import type { Indicator } from '../definition.ts';
import { at } from '../example-rows.ts';
import { MEETING_EVENTS } from './meeting-events.ts';

const meeting = (code: string, from: string, to: string | null, attendees: readonly string[]) => ({
  code,
  organizer_org_unit_code: 'D1',
  starts_at: at(from),
  ends_at: to === null ? null : at(to),
  attendees,
});

export const meetingHours: Indicator = {
  id: 'meeting-hours',
  kind: 'burden',
  version: 1,
  terms: { zh: '会议工时', en: 'Meeting hours' },
  question: { zh: '开会一共占用了多少人时?', en: 'How many person-hours go into meetings?' },
  formula: {
    zh: '每场会议时长 × 参会人次;跨天的会每天最多计 8 小时;没有参会名单的只按组织单位 1 人计',
    en: 'Length of each meeting x attendances; at most 8 hours for each day it touches; without a list of attendees one person of the organiser',
  },
  limits: {
    zh: '没有名单的会议只是下限。参会写到单位、没写到人的,一条算一人。路上的时间不计。没有结束时间的会议不计。视频会各分会场的人,名单里没有就算不到。',
    en: 'Meetings without a list give a lower limit only. An entry that names a unit but no person counts as one person. Travel is not counted, meetings without an end are left out, and people at other sites of a video meeting count only when they are listed.',
  },
  references: [
    {
      source:
        'Several provisions on rectifying formalism (2024), meetings of at most half a day, with groups 1.5 days; domain note B14, P46',
      grade: 'V',
    },
  ],
  unit: { zh: '人时', en: 'person-hours' },
  better: 'lower',
  aggregate: 'sum',
  evidence: 'amounts',
  subject: 'issuer',
  minimumN: 1,
  events: `SELECT 'meetings' AS kind, '' AS source, fact AS external_id, organizer AS requirement, cadre, org_unit, day, at, toFloat64(hours) AS numerator,
      1. AS denominator, if(listed, '', 'no-list') AS label, numerator AS low, numerator AS high
    FROM (${MEETING_EVENTS})`,
  examples: [
    {
      name: 'two hours with three people; a day and a half with one: 4 + 4 is not enough, 8 a day is the most; one without a list',
      facts: {
        meetings: [
          meeting('M1', '2026-03-02 09:00:00', '2026-03-02 11:00:00', ['T1|P1|principal', 'T2|P2|staff', 'T2||staff']),
          meeting('M2', '2026-03-03 09:00:00', '2026-03-04 12:00:00', ['T1|P1|deputy']),
          meeting('M3', '2026-03-05 09:00:00', '2026-03-05 09:30:00', []),
        ],
      },
      value: 6 + 16 + 0.5,
    },
    {
      name: 'a meeting without an end has no length',
      facts: { meetings: [meeting('M1', '2026-03-02 09:00:00', null, ['T1|P1|principal'])] },
      value: null,
    },
  ],
};
