import type { Detector } from '../../definition.ts';
import { checkin } from '../../example-rows.ts';
import { asEvents, clockPrecision, judgedOneByOne } from '../sql.ts';

const days = '{days:Array(Date)}';

const reason = `multiIf(e.captured_at IS NULL, 'no-device-clock', e.uploaded_at IS NULL, 'no-upload-clock',
      greatest(p.captured_s, p.uploaded_s) > 60, 'clock-too-coarse',
      e.device_id IN (SELECT device_id FROM shared_devices), 'registered-shared-device', '')`;

/** (…, captured and uploaded in seconds, reason). */
const stamps = (where: string) => `
  SELECT e.source AS source, e.external_id AS external_id, e.requirement_code AS requirement, e.cadre_code AS cadre, e.day AS day,
    e.claimed_at AS at, e.device_id AS device, toUnixTimestamp(ifNull(e.captured_at, e.claimed_at)) AS captured,
    toUnixTimestamp(ifNull(e.uploaded_at, e.claimed_at)) AS uploaded,
    ${reason} AS reason
  FROM checkins e LEFT ANY JOIN ${clockPrecision('checkins', ['captured', 'uploaded'])} p ON p.source = e.source
  WHERE ${where}`;

const waited = 'toUInt32(3600 * {contact_hours:Float64})';
const late = `uploaded > captured + ${waited} AND uploaded <= captured + 86400 * {reach_days:Float64}`;
const inReach = `e.day BETWEEN arrayMin(${days}) AND arrayMax(${days}) + {reach_days:Float64} + 1`;

/**
 * Entries of devices with a late upload on these days. `contact` = the newest device time that the server had already got from
 * the device through the same app (another’s queue may still wait), hours before this upload, while the device was in contact and its clock was right; and which record gave it.
 */
const streams = `
  SELECT *, maxIf((toInt64(captured), toString(source), external_id, day), online) OVER (PARTITION BY device, source ORDER BY uploaded
      RANGE BETWEEN toUInt32(86400 * {reach_days:Float64}) PRECEDING AND ${waited} PRECEDING) AS contact
  FROM (
    SELECT *, abs(toInt64(uploaded) - toInt64(captured)) <= {jump_seconds:Float64} AS online
    FROM (${stamps(`${inReach} AND e.device_id != '' AND e.device_id IN (
      SELECT device_id FROM checkins WHERE day IN ${days} AND dateDiff('second', captured_at, uploaded_at) > 3600 * {contact_hours:Float64})`)})
    WHERE reason = '')`;

/** Both kinds, with `jump` in seconds: ahead of the server, or back behind what the server had already got. */
const jumps = `
  SELECT source, external_id, requirement, cadre, day, at, toInt64(captured) - toInt64(uploaded) AS jump, 'ahead' AS kind,
    emptyArrayString() AS proof, day AS proof_day
  FROM (${stamps(`e.day IN ${days}`)}) WHERE reason = '' AND jump > 60 * {ahead_minutes:Float64}
  UNION ALL
  SELECT source, external_id, requirement, cadre, day, at, contact.1 - captured AS jump, 'back' AS kind, [contact.2, contact.3] AS proof, contact.4 AS proof_day
  FROM (${streams}) WHERE day IN ${days} AND ${late} AND jump > {jump_seconds:Float64} AND contact.1 > captured`;

const online = (id: string, time: string, more: Record<string, unknown> = {}) =>
  checkin(id, 'P1', time, { captured_at: time, uploaded_at: time, device_id: 'D1', ...more });

export const clockRollback: Detector = {
  id: 'clock-rollback',
  kind: 'risk',
  version: 2,
  family: 'timing',
  terms: { zh: '手机时间被拨动', en: 'Device clock set back or ahead' },
  question: {
    zh: '手机的时间是不是被拨回去(或拨到未来)再打的卡?',
    en: 'Was the clock of the phone set back, or ahead, before checking in?',
  },
  formula: {
    zh: '设备采集时间比服务器接收时间还晚 5 分钟以上;或同一设备此前已通过同一应用在线上传过更新的记录(当时设备时间与服务器相差不超过 180 秒),2 小时之后却又上传了一条设备时间比它早 180 秒以上的记录 → 标记',
    en: 'The device clock lies more than 5 minutes after the server’s; or the device had already been in contact through the same app (its clock within 180 s of the server’s) and, 2 hours or more later, sends a record whose device time lies more than 180 s before that contact: flagged',
  },
  limits: {
    zh: '只有断网时拨表、且之后一次性上传的看不出来。由人自己挑选何时上传的应用,其积压的记录会被误标。没有设备时间或服务器时间、时间只记到分以上、登记共用设备的不判断。',
    en: 'A clock set back while offline, everything sent at once afterwards, escapes it. In apps whose users choose what to send and when, waiting records are flagged wrongly. Without a device or a server clock, with clocks coarser than a minute, and on registered shared devices it is not judged.',
  },
  references: [
    {
      source:
        'Fabrication note M8: negative jumps of device time above 180 s within a device stream (World Bank RISSK, time_changed); device time more than 5 minutes after the server’s',
      grade: 'V',
    },
    { source: '2 hours of contact (an offline queue empties sooner), 31 days: Henjian defaults', grade: 'M' },
  ],
  minimumN: 20,
  identity: true,
  null: {
    statement: {
      zh: '诚实的县里由时钟不准、重启后未校时、积压后补传造成,约 0.5%',
      en: 'In an honest county wrong clocks, phones restarted without network, and stuck uploads make about 0.5 %',
    },
    honestRate: 0.005,
  },
  falsePositives: {
    zh: '手机时钟长期不准或时区设错;没电重启后未联网校时;单条记录上传失败后隔几小时才重试。',
    en: 'A phone whose clock is always wrong or in another time zone; a restart without network; one record whose upload failed and is retried hours later.',
  },
  excuses: ['outage', 'shared-device', 'offline'],
  disproves: ['offline'],
  parameters: {
    ahead_minutes: {
      value: 5,
      unit: 'min',
      meaning: { zh: '设备时间晚于服务器超过此数', en: 'device time after the server’s by more than this' },
    },
    jump_seconds: {
      value: 180,
      unit: 's',
      meaning: { zh: '小于此数的时间差不计', en: 'smaller differences between clocks are ignored' },
    },
    contact_hours: {
      value: 2,
      unit: 'h',
      meaning: {
        zh: '联网之后这么久才上传的,不再视为离线积压',
        en: 'so long after a contact a record is no longer one of an offline queue',
      },
    },
    reach_days: { value: 31, unit: 'days', meaning: { zh: '最多追溯的天数', en: 'days looked back' } },
  },
  ...judgedOneByOne([{ of: 'checkins', reason }]),
  signals: `
    SELECT requirement, cadre, '' AS org_unit, day, min(claimed) AS at, 0.8 AS strength, toUInt32(count()) AS flagged,
      ${asEvents(`arrayConcat(arraySort(groupArray(('checkins', toString(source), external_id, day))),
        arraySlice(arraySort(groupUniqArrayIf(('checkins', proof[1], proof[2], proof_day), notEmpty(proof))), 1, 5))`)} AS events,
      concat(if(kind = 'back', '{"back_minutes":', '{"ahead_minutes":'), toString(round(max(jump) / 60)), '}') AS detail
    FROM (SELECT *, at AS claimed FROM (${jumps}))
    GROUP BY requirement, cadre, day, kind`,
  screen: `
    SELECT 1 FROM checkins WHERE day IN ${days} AND (dateDiff('second', uploaded_at, captured_at) > 60 * {ahead_minutes:Float64}
      OR dateDiff('second', captured_at, uploaded_at) > 3600 * {contact_hours:Float64})`,
  reachesBack: true,
  alsoAffects: `
    SELECT DISTINCT day FROM checkins
    WHERE day BETWEEN arrayMin(${days}) - {reach_days:Float64} - 1 AND arrayMax(${days})
      AND uploaded_at >= toDateTime(arrayMin(${days}), 'Asia/Shanghai') AND dateDiff('second', captured_at, uploaded_at) > 3600 * {contact_hours:Float64}
      AND device_id IN (SELECT device_id FROM checkins WHERE day IN ${days} AND device_id != '')`,
  examples: [
    {
      name: 'online at noon, then at eight in the evening a record of nine in the morning; and one that the server had before it was made',
      facts: {
        checkins: [
          online('noon', '2026-03-02 12:12:31'),
          online('back', '2026-03-02 09:01:12', { uploaded_at: '2026-03-02 20:03:12' }),
          online('ahead', '2026-03-03 18:00:31', { uploaded_at: '2026-03-03 17:41:12', device_id: 'D2' }),
        ],
      },
      signals: [['back', 'noon'], ['ahead']],
      eligible: 3,
    },
    {
      name: 'set back by two days, seen from the contact of the day between',
      facts: {
        checkins: [
          online('contact', '2026-03-03 12:12:31'),
          online('back', '2026-03-02 09:01:12', { uploaded_at: '2026-03-04 20:03:12' }),
        ],
      },
      signals: [['back', 'contact']],
      eligible: 2,
    },
    {
      name: 'a day without signal sent in the evening, a slow upload overtaken by the next, a clock two minutes ahead: honest',
      facts: {
        checkins: [
          ...['08:31:12', '12:01:44', '16:20:05'].map((time, i) =>
            online(`off${i}`, `2026-03-02 ${time}`, { uploaded_at: `2026-03-02 19:00:0${i}` }),
          ),
          online('evening', '2026-03-02 19:05:31'),
          online('slow', '2026-03-03 09:01:12', { uploaded_at: '2026-03-03 10:30:12' }),
          online('next', '2026-03-03 09:20:12'),
          online('fast-clock', '2026-03-03 17:43:12', { uploaded_at: '2026-03-03 17:41:12' }),
        ],
      },
      signals: [],
      eligible: 7,
    },
    {
      name: 'no device clock, no server clock, a clock of whole hours, a registered tablet: not judged',
      facts: {
        devices: [{ device_id: 'TAB', shared: 1 }],
        checkins: [
          online('n', '2026-03-02 09:12:31', { captured_at: '' }),
          online('u', '2026-03-02 09:12:31', { uploaded_at: '' }),
          ...[9, 12].map((hour) =>
            online(`h${hour}`, `2026-03-02 ${String(hour).padStart(2, '0')}:00:00`, { source: 'hourly' }),
          ),
          online('t', '2026-03-02 18:12:31', { uploaded_at: '2026-03-02 17:12:31', device_id: 'TAB' }),
        ],
      },
      signals: [],
      eligible: 0,
      abstained: {
        'no-device-clock': 1,
        'no-upload-clock': 1,
        'clock-too-coarse': 2,
        'registered-shared-device': 1,
      },
    },
  ],
};
