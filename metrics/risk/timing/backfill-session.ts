import type { Detector } from '../../definition.ts';
import { checkin, report } from '../../example-rows.ts';
import { asEvents, judgedOneByOne } from '../sql.ts';
import { enteredAfter, entries, unclearEntry } from './entries.ts';

/** A minute is the largest gap of a session, so clocks must show minutes. */
const SESSION_CLOCK_S = 60;

const late = `dateDiff('second', at, entered)`;
const inReach = `reason = '' AND ${late} <= 86400 * {reach_days:Float64}`;
const isBackdated = `${late} > 3600 * {lag_hours:Float64}`;

const importedLater = (kind: 'checkins' | 'reports') =>
  `if(${enteredAfter(kind)} > 86400 * {reach_days:Float64}, 'imported-later', '')`;
const reasons = unclearEntry(SESSION_CLOCK_S, {
  checkins: importedLater('checkins'),
  reports: importedLater('reports'),
});

const days = '{days:Array(Date)}';
const near = `e.day BETWEEN arrayMin(${days}) - {reach_days:Float64} - 1 AND arrayMax(${days}) + {reach_days:Float64} + 1`;

/** People with a backdated entry on these days. */
const suspects = `SELECT cadre FROM (${entries(`e.day IN ${days}`, SESSION_CLOCK_S)}) WHERE ${inReach} AND ${isBackdated}`;

/** Their entries, numbered by session: a gap of more than gap_seconds begins a new one. */
const sessions = `
  SELECT *, sum(begins) OVER (PARTITION BY cadre ORDER BY entered, source, external_id ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS session
  FROM (
    SELECT *, number = 1 OR dateDiff('second', before, entered) > {gap_seconds:Float64} AS begins
    FROM (
      SELECT *, row_number() OVER typed AS number, lagInFrame(entered) OVER typed AS before
      FROM (${entries(near, SESSION_CLOCK_S)})
      WHERE cadre IN (${suspects}) AND ${inReach}
      WINDOW typed AS (PARTITION BY cadre ORDER BY entered, source, external_id ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)))`;

/** When records were entered, whatever is known of the clocks. */
const typed = (where: string) => `
  SELECT day, cadre_code AS cadre, claimed_at AS at, assumeNotNull(ifNull(captured_at, uploaded_at)) AS entered FROM checkins
  WHERE ${where} AND (captured_at IS NOT NULL OR uploaded_at IS NOT NULL)
  UNION ALL
  SELECT day, cadre_code, assumeNotNull(claimed_at), submitted_at FROM reports WHERE ${where} AND claimed_at IS NOT NULL`;

const session = (days: readonly number[], evening: string, seconds: number, captured: boolean) =>
  days.map((day, i) => {
    const second = 11 + i * seconds;
    const clock = `${evening}:${String(20 + Math.floor(second / 60)).padStart(2, '0')}:${String(second % 60).padStart(2, '0')}`;
    return checkin(`b${day}`, 'P1', `2026-03-${String(day).padStart(2, '0')} 09:1${i}:37`, {
      uploaded_at: clock,
      ...(captured ? { captured_at: clock } : {}),
    });
  });

export const backfillSession: Detector = {
  id: 'backfill-session',
  kind: 'risk',
  version: 1,
  family: 'timing',
  terms: { zh: '集中补录', en: 'Back-filling session' },
  question: { zh: '好几天的记录,是不是一口气补进去的?', en: 'Were the records of several days typed in one go?' },
  formula: {
    zh: '同一人相邻录入间隔不超过 60 秒的一段里,有 5 条以上、声称日期 2 天以上 → 标记其中录入晚于声称时间 1 小时以上的记录。录入时间以设备采集时间为准,没有则用服务器接收时间',
    en: 'A run of entries by one person with gaps of at most 60 s that holds 5 or more records of 2 or more claimed days: those entered more than an hour after their claimed time are flagged. Entered = device clock, else server clock',
  },
  limits: {
    zh: '离线同步(集中上传、但采集时间分散)不算补录。设备时间可以被调,本规则相信它。代录人录入的、晚于 31 天补录的(多为历史数据导入)不判断。',
    en: 'An offline sync (uploaded together, captured apart) is not a session. Device clocks can be set back; this rule believes them. Entries typed by a clerk, or more than 31 days late (mostly imports), are not judged.',
  },
  references: [
    {
      source: 'Fabrication note M2: gaps of at most 60 s, 5 or more events, 2 or more claimed days; tested SQL S5',
      grade: 'C',
    },
    {
      source: 'Birnbaum et al. 2013, CHI: behavioural logs identify fabricated field data in 96 % (86 % when informed)',
      grade: 'V',
    },
  ],
  minimumN: 20,
  identity: true,
  null: {
    statement: {
      zh: '诚实的县里也有先记纸上、回来一起录的;按 2% 计',
      en: 'In an honest county too some note on paper and type later; taken as 2 %',
    },
    honestRate: 0.02,
  },
  falsePositives: {
    zh: '先纸质后录入的工作方式;断网多日;要求每周五集中上传;数据员替班组录入而未注明。',
    en: 'Paper first, typed later; days without network; a rule to upload on Fridays; a clerk who types for a team without saying so.',
  },
  excuses: ['outage', 'offline'],
  parameters: {
    gap_seconds: {
      value: 60,
      unit: 's',
      meaning: { zh: '一段之内相邻录入的最大间隔', en: 'largest gap within a session' },
    },
    events_min: { value: 5, unit: 'events', meaning: { zh: '一段至少多少条', en: 'fewest entries of a session' } },
    claimed_days_min: {
      value: 2,
      unit: 'days',
      meaning: { zh: '一段至少涉及多少个声称日期', en: 'fewest claimed days of a session' },
    },
    lag_hours: {
      value: 1,
      unit: 'h',
      meaning: {
        zh: '录入晚于声称时间超过此数才算补录',
        en: 'an entry is backdated when it is later than its claimed time by more',
      },
    },
    reach_days: {
      value: 31,
      unit: 'days',
      meaning: { zh: '补录超过此天数的不判断', en: 'entries later than this are not judged' },
    },
  },
  ...judgedOneByOne([
    { of: 'checkins', reason: reasons.checkins },
    { of: 'reports', only: 'e.claimed_at IS NOT NULL', reason: reasons.reports },
  ]),
  signals: `
    SELECT flagged_one.4 AS requirement, cadre, '' AS org_unit, flagged_one.5 AS day, min(flagged_one.6) AS at,
      least(1., 0.5 + length(any(members)) / 40) AS strength, toUInt32(count()) AS flagged,
      ${asEvents(`arrayConcat(arraySort(groupArray((flagged_one.1, flagged_one.2, flagged_one.3, flagged_one.5))),
        arraySlice(arrayFilter(m -> m NOT IN arrayMap(f -> (f.1, f.2, f.3, f.4), groupArray((flagged_one.1, flagged_one.2, flagged_one.3, flagged_one.5))), any(members)), 1, 20))`)} AS events,
      concat('{"entries":', toString(length(any(members))), ',"claimed_days":', toString(any(claimed_days)), ',"seconds":', toString(any(took)),
        ',"entered_at":', toJSONString(formatDateTime(any(started), '%FT%T+08:00', 'Asia/Shanghai')), '}') AS detail
    FROM (
      SELECT cadre, session, started, took, claimed_days, members, arrayJoin(arrayFilter(m -> m.7, rows)) AS flagged_one
      FROM (
        SELECT cadre, session, groupArray((kind, source, external_id, requirement, day, at, ${isBackdated})) AS rows,
          arraySort(groupArray((kind, source, external_id, day))) AS members,
          min(entered) AS started, dateDiff('second', min(entered), max(entered)) AS took, uniqExact(toDate(at)) AS claimed_days
        FROM (${sessions}) GROUP BY cadre, session
        HAVING count() >= {events_min:Float64} AND claimed_days >= {claimed_days_min:Float64}))
    WHERE flagged_one.5 IN ${days}
    GROUP BY cadre, session, requirement, day`,
  screen: `
    SELECT 1 FROM checkins WHERE day IN ${days}
      AND dateDiff('second', claimed_at, ifNull(captured_at, uploaded_at)) > 3600 * {lag_hours:Float64}
    UNION ALL
    SELECT 1 FROM reports WHERE day IN ${days} AND dateDiff('second', claimed_at, submitted_at) > 3600 * {lag_hours:Float64}`,
  reachesBack: true,
  alsoAffects: `
    SELECT DISTINCT day FROM (
      ${typed(`day BETWEEN arrayMin(${days}) - {reach_days:Float64} - 1 AND arrayMax(${days}) + {reach_days:Float64} + 1`)})
    WHERE dateDiff('second', at, entered) BETWEEN 3600 * {lag_hours:Float64} AND 86400 * {reach_days:Float64}
      AND (cadre, toDate(entered)) IN (
        SELECT cadre, arrayJoin([toDate(entered - 3600), toDate(entered + 3600)]) FROM (${typed(`day IN ${days}`)})
        WHERE dateDiff('second', at, entered) <= 86400 * {reach_days:Float64})`,
  examples: [
    {
      name: 'six days typed in three minutes on the evening before the inspection: six flagged, one signal a day',
      facts: {
        checkins: [
          ...session([2, 3, 4, 5, 6, 9], '2026-03-10 19', 31, true),
          checkin('live', 'P1', '2026-03-10 09:12:31', {
            captured_at: '2026-03-10 09:12:35',
            uploaded_at: '2026-03-10 09:12:41',
          }),
        ],
      },
      signals: [2, 3, 4, 5, 6, 9].map((day) => [
        `b${day}`,
        ...[2, 3, 4, 5, 6, 9].filter((other) => other !== day).map((other) => `b${other}`),
      ]),
      eligible: 7,
    },
    {
      name: 'reports of three claimed days in one session, without a device clock; the one claimed just now is a partner, not flagged',
      facts: {
        reports: [
          ...[2, 3, 3, 4].map((day, i) =>
            report(`r${i}`, 'P1', `2026-03-05 17:30:${10 + i * 12}`, { claimed_at: `2026-03-0${day} 1${i}:04:07` }),
          ),
          report('now', 'P1', '2026-03-05 17:31:09', { claimed_at: '2026-03-05 17:02:13' }),
        ],
      },
      signals: [['r0', 'r1', 'r2', 'r3', 'now']],
      eligible: 5,
    },
    {
      name: 'an offline sync: six days uploaded within three minutes but captured when they were claimed',
      facts: {
        checkins: session([2, 3, 4, 5, 6, 9], '2026-03-10 19', 31, false).map((row) => ({
          ...row,
          captured_at: String(row['claimed_at']).replace(':37+', ':41+'),
        })),
      },
      signals: [],
      eligible: 6,
    },
    {
      name: 'four entries are no session',
      facts: { checkins: session([2, 3, 4, 5], '2026-03-10 19', 31, true) },
      signals: [],
      eligible: 4,
    },
    {
      name: 'no second clock, a clock of whole hours, a clerk who types for others: not judged',
      facts: {
        checkins: [
          ...[2, 3, 4, 5, 6].map((day) => checkin(`n${day}`, 'P1', `2026-03-0${day} 09:12:31`)),
          ...[2, 3, 4, 5, 6].map((day) =>
            checkin(`h${day}`, 'P2', `2026-03-0${day} 09:00:00`, {
              source: 'hourly',
              uploaded_at: `2026-03-07 19:20:${10 + day}`,
            }),
          ),
          ...[2, 3, 4, 5, 6].map((day) =>
            checkin(`c${day}`, 'P3', `2026-03-0${day} 09:12:31`, {
              uploaded_at: `2026-03-07 19:20:${10 + day}`,
              created_by: 'P9',
            }),
          ),
        ],
      },
      signals: [],
      eligible: 0,
      abstained: { 'no-upload-clock': 5, 'clock-too-coarse': 5, 'entered-by-other': 5 },
    },
  ],
};
