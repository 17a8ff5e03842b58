/**
 * Hours of meetings, one row for everyone who attends; a meeting without a list counts once, for its organiser: a lower limit.
 * Columns: fact (its number), organizer, cadre, org_unit, day, at, hours, listed. Meetings without an end are left out. Of each
 * day that it touches a meeting takes 8 hours at most: nights between two days of a meeting are no meeting.
 */
export const MEETING_EVENTS = `
  SELECT fact, organizer, splitByChar('|', attendee)[2] AS cadre, if(splitByChar('|', attendee)[1] = '' AND cadre = '', organizer, splitByChar('|', attendee)[1]) AS org_unit,
    day, starts_at AS at, least(dateDiff('minute', starts_at, ends) / 60, toFloat64(8 * (dateDiff('day', starts_at, ends) + 1))) AS hours, attendee != '' AS listed
  FROM (SELECT toString(fact_id) AS fact, organizer_org_unit_code AS organizer, day, starts_at, assumeNotNull(ends_at) AS ends,
      arrayJoin(if(empty(attendees), [''], attendees)) AS attendee
    FROM meetings WHERE day IN {days:Array(Date)} AND ends_at > starts_at)`;
