import type { PolicyRule } from '../../definition.ts';
import { inMonths, unset, valueOf } from '../sql.ts';
import { eachMeeting, meetingExample } from './each-meeting.ts';

/** Half-days a meeting touches: mornings end at 13:00, afternoons begin at noon. */
const DAYS = `(dateDiff('day', starts_at, ifNull(ends_at, starts_at)) * 2 + (toHour(ifNull(ends_at, starts_at)) >= 13) - (toHour(starts_at) >= 12) + 1) / 2`;

export const meetingLength: PolicyRule = {
  id: 'P46',
  kind: 'policy',
  version: 1,
  terms: { zh: '会议时长上限', en: 'Length of meetings' },
  question: { zh: '会议开了多久?', en: 'How long did a meeting last?' },
  formula: {
    zh: '安排分组讨论的超过 1.5 天,其他会议超过 0.5 天 → 违反(按所占半天计)',
    en: 'Over 1.5 days with group discussion, over half a day otherwise: breach (counted in half-days touched)',
  },
  limits: {
    zh: '只知起止时间:中午跨过的按两个半天计。没有结束时间的无法判断;是否分组讨论未注明的,介于两个上限之间的无法判断。',
    en: 'Only start and end are known: a meeting across noon counts two half-days. Without an end nothing can be said, nor between the two limits where group discussion is not recorded.',
  },
  clauses: [{ instrument: 'S2', at: '第6条 提升质量效率', status: 'V' }],
  severity: 'A',
  exemption: null,
  subjectType: 'meeting',
  grain: 'month',
  validFrom: '2024-08-06',
  parameters: {
    discussion_days_max: {
      value: 1.5,
      unit: 'd',
      origin: 'clause',
      meaning: { zh: '安排分组讨论的会议天数上限', en: 'longest meeting with group discussion' },
    },
    days_max: {
      value: 0.5,
      unit: 'd',
      origin: 'clause',
      meaning: { zh: '其他会议天数上限', en: 'longest other meeting' },
    },
  },
  needs: ['meetings'],
  predicate: eachMeeting(
    {
      unknown: [
        unset('discussion_days_max'),
        unset('days_max'),
        ['m.ends_at IS NULL', 'length-unknown'],
        [
          `m.group_discussion IS NULL AND m.days > ${valueOf('days_max')} AND m.days <= ${valueOf('discussion_days_max')}`,
          'discussion-unknown',
        ],
      ],
      breach: `m.days > if(ifNull(m.group_discussion, 1) = 1, ${valueOf('discussion_days_max')}, ${valueOf('days_max')})`,
    },
    { days: 'm.days' },
    `SELECT *, ${DAYS} AS days FROM meetings WHERE ${inMonths('day')}`,
  ),
  examples: [
    {
      name: 'a whole day without discussion, a morning, two days with, a day and a half with, unknown',
      facts: {
        meetings: [
          meetingExample('A', '2026-03-02 09:00', '2026-03-02 17:00', { group_discussion: 0 }),
          meetingExample('B', '2026-03-02 09:00', '2026-03-02 12:00', { group_discussion: 0 }),
          meetingExample('C', '2026-03-02 09:00', '2026-03-03 17:00', { group_discussion: 1 }),
          meetingExample('D', '2026-03-02 09:00', '2026-03-03 11:30', { group_discussion: 1 }),
          meetingExample('E', '2026-03-02 09:00', '2026-03-02 17:00'),
          meetingExample('F', '2026-03-02 09:00', ''),
        ],
      },
      rows: [
        { subject: 'A', period: '2026-03', verdict: 'breach', evidence: ['meetings A'] },
        { subject: 'B', period: '2026-03', verdict: 'ok' },
        { subject: 'C', period: '2026-03', verdict: 'breach', evidence: ['meetings C'] },
        { subject: 'D', period: '2026-03', verdict: 'ok' },
        { subject: 'E', period: '2026-03', verdict: 'cannot-judge', reason: 'discussion-unknown' },
        { subject: 'F', period: '2026-03', verdict: 'cannot-judge', reason: 'length-unknown' },
      ],
    },
  ],
};
