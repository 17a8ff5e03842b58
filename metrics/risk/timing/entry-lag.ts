import type { Detector } from '../../definition.ts';
import { checkin, report, requirement } from '../../example-rows.ts';
import { asEvents, judgedOneByOne } from '../sql.ts';
import { lags, unclearLag } from './lags.ts';

const entered = lags('e.day IN {days:Array(Date)}');
const unusual = `lag > 3600 * {lag_hours:Float64} AND near = 0 OR lag < -3600 * {ahead_hours:Float64}`;

export const entryLag: Detector = {
  id: 'entry-lag',
  kind: 'risk',
  version: 2,
  family: 'timing',
  terms: { zh: '事后补录', en: 'Entered long after' },
  question: {
    zh: '记录是不是在声称发生的一天多以后才进系统的?',
    en: 'Did the record reach the system more than a day after it is said to have happened?',
  },
  formula: {
    zh: '服务器接收时间 − 声称时间 > 24 小时,且设备采集时间不在声称时间前后 30 分钟之内(没有设备采集时间亦同);或服务器在声称时间 1 小时以前就已收到(声称的是未来)→ 标记',
    en: 'Server clock minus claimed clock above 24 h, and no device clock within 30 minutes of the claimed time; or the server had it more than an hour before the claimed time (it claims the future): flagged',
  },
  limits: {
    zh: '晚录不等于假:没信号、先记纸上、规定周五统一上传都会晚录,设备当时确有采集的不标记。周报、月报等定期报表本来就在期后填,不判断。',
    en: 'Late is not untrue: no signal, paper first, or a rule to upload on Fridays make entries late; what the device captured in time is cleared. Weekly, monthly and other periodic reports are written after their period and are not judged.',
  },
  references: [
    {
      source: 'Fabrication note M1 (share above 24 h; offline capture clears the person); domain note R13',
      grade: 'V',
    },
    { source: 'DHIS2 documentation: reporting rate on time, days after the period', grade: 'V' },
    { source: '30 minutes: Henjian default, after note P3', grade: 'M' },
  ],
  minimumN: 20,
  identity: false,
  null: {
    statement: {
      zh: '诚实的县里约 5% 的记录因各种原因隔天才录入',
      en: 'In an honest county about 5 % of records are typed a day or more later, for all sorts of reasons',
    },
    honestRate: 0.05,
  },
  falsePositives: {
    zh: '断网、纸质先行、集中上传的规定、系统迁移导入;声称时间由系统按班次自动填写。',
    en: 'Outages, paper first, rules to upload together, imports from another system; claimed times filled in by the system from the roster.',
  },
  excuses: ['outage', 'leave', 'offline'],
  parameters: {
    lag_hours: {
      value: 24,
      unit: 'h',
      meaning: { zh: '晚于声称时间超过此数', en: 'later than the claimed time by more than this' },
    },
    ahead_hours: {
      value: 1,
      unit: 'h',
      meaning: {
        zh: '声称时间晚于服务器接收时间超过此数',
        en: 'claimed later than the server had it by more than this',
      },
    },
    capture_minutes: {
      value: 30,
      unit: 'min',
      meaning: {
        zh: '设备采集时间与声称时间相差不超过此数即予排除',
        en: 'cleared when the device clock is this close to the claimed time',
      },
    },
  },
  ...judgedOneByOne([
    { of: 'checkins', reason: unclearLag.checkins },
    { of: 'reports', only: 'e.claimed_at IS NOT NULL', reason: unclearLag.reports },
  ]),
  signals: `
    SELECT requirement, cadre, '' AS org_unit, day, min(happened) AS at, least(1., 0.4 + max(abs(late)) / 86400 / 30) AS strength, toUInt32(count()) AS flagged,
      ${asEvents('arraySort(groupArray((kind, source, external_id, day)))')} AS events,
      concat('{"longest_lag_hours":', toString(round(argMax(late, abs(late)) / 3600, 1)), ',"events":', toString(count()), '}') AS detail
    FROM (SELECT *, at AS happened, lag AS late FROM (${entered})
      WHERE reason = '' AND (${unusual}))
    GROUP BY requirement, cadre, day`,
  screen: `
    SELECT 1 FROM checkins WHERE day IN {days:Array(Date)} AND (dateDiff('second', claimed_at, uploaded_at) < -3600 * {ahead_hours:Float64}
      OR dateDiff('second', claimed_at, uploaded_at) > 3600 * {lag_hours:Float64}
        AND ifNull(abs(dateDiff('second', claimed_at, captured_at)) > 60 * {capture_minutes:Float64}, 1))
    UNION ALL
    SELECT 1 FROM reports WHERE day IN {days:Array(Date)}
      AND dateDiff('second', claimed_at, submitted_at) NOT BETWEEN -3600 * {ahead_hours:Float64} AND 3600 * {lag_hours:Float64}`,
  examples: [
    {
      name: 'two check-ins of Monday typed on Wednesday, and a daily report about the week before: three flagged in two signals',
      facts: {
        requirements: [requirement('R2', 'report', { frequency: 'P1D' })],
        checkins: [
          checkin('a', 'P1', '2026-03-02 09:12:31', { uploaded_at: '2026-03-04 19:20:11' }),
          checkin('b', 'P1', '2026-03-02 15:12:31', {
            uploaded_at: '2026-03-04 19:21:11',
            captured_at: '2026-03-04 19:21:07',
          }),
          checkin('prompt', 'P1', '2026-03-03 09:12:31', { uploaded_at: '2026-03-03 09:12:44' }),
        ],
        reports: [
          report('c', 'P1', '2026-03-09 17:02:31', { claimed_at: '2026-03-04 10:00:17', requirement_code: 'R2' }),
        ],
      },
      signals: [['a', 'b'], ['c']],
      eligible: 4,
    },
    {
      name: 'claimed for six in the evening, received at nine in the morning; half an hour ahead may be a roster',
      facts: {
        checkins: [
          checkin('future', 'P1', '2026-03-02 18:12:31', { uploaded_at: '2026-03-02 09:12:31' }),
          checkin('roster', 'P2', '2026-03-02 09:02:31', { uploaded_at: '2026-03-02 08:32:31' }),
        ],
      },
      signals: [['future']],
      eligible: 2,
    },
    {
      name: 'offline in the hills: uploaded three days later, but the device captured it when it happened',
      facts: {
        checkins: [
          checkin('a', 'P1', '2026-03-02 09:12:31', {
            captured_at: '2026-03-02 09:13:02',
            uploaded_at: '2026-03-05 08:20:11',
          }),
        ],
      },
      signals: [],
      eligible: 1,
    },
    {
      name: 'no server clock, a clock of whole days, a monthly report: not judged',
      facts: {
        requirements: [requirement('R2', 'report', { frequency: 'P1M' })],
        checkins: [
          checkin('a', 'P1', '2026-03-02 09:12:31'),
          ...[2, 3].map((day) =>
            checkin(`d${day}`, 'P2', `2026-03-0${day} 00:00:00`, {
              source: 'daily',
              uploaded_at: '2026-03-09 19:20:11',
            }),
          ),
        ],
        reports: [
          report('c', 'P1', '2026-03-09 17:02:31', { claimed_at: '2026-02-04 10:00:17', requirement_code: 'R2' }),
        ],
      },
      signals: [],
      eligible: 0,
      abstained: { 'no-upload-clock': 1, 'clock-too-coarse': 2, 'periodic-report': 1 },
    },
  ],
};
