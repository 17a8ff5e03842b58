/** Meetings judged one by one in the month they began. */
import { datedProof, inMonths, month, said, verdicts, type Judgement, type Shape } from '../sql.ts';

export const eachMeeting = (
  judgement: Judgement,
  detail?: Shape['detail'],
  rows = `SELECT * FROM meetings WHERE ${inMonths('day')}`,
): string =>
  verdicts({
    subject: 'm.code',
    unit: 'm.organizer_org_unit_code',
    department: 'm.organizer_org_unit_code',
    period: month('m.day'),
    judged: said(judgement),
    evidence: `[${datedProof('meetings', 'm.fact_id', 'm.day', 'm.organizer_org_unit_code')}]`,
    ...(detail ? { detail } : {}),
    from: `(${rows}) m`,
  });

export const meetingExample = (
  code: string,
  from: string,
  to: string,
  more: Record<string, unknown> = {},
): Record<string, unknown> => ({
  code,
  organizer_org_unit_code: 'D1',
  starts_at: `${from.replace(' ', 'T')}:00+08:00`,
  ...(to === '' ? {} : { ends_at: `${to.replace(' ', 'T')}:00+08:00` }),
  ...more,
});
