import type { Detector } from '../../definition.ts';
import { task } from '../../example-rows.ts';
import { asEvents, COARSE_CLOCK_S, clockPrecision, countEligible } from '../sql.ts';

const closings = `
  SELECT t.source AS source, t.external_id AS external_id, t.requirement_code AS requirement, t.cadre_code AS cadre,
    t.org_unit_code AS org_unit, t.day AS day, t.issued_at AS at,
    dateDiff('second', t.issued_at, ifNull(t.due_at, t.issued_at)) AS lead,
    dateDiff('second', ifNull(t.completed_at, t.issued_at), ifNull(t.due_at, t.issued_at)) AS left_s,
    multiIf(t.due_at IS NULL, 'no-deadline', t.completed_at IS NULL, 'not-completed',
      greatest(p.completed_s, p.issued_s, t.precision_s) >= ${COARSE_CLOCK_S} OR p.due_s >= 86400, 'clock-too-coarse',
      lead < 3600 * {lead_hours_min:Float64}, 'lead-time-too-short', '') AS reason
  FROM tasks t LEFT ANY JOIN ${clockPrecision('tasks', ['issued', 'due', 'completed'])} p ON p.source = t.source
  WHERE t.day IN {days:Array(Date)}`;

const inWindow = `left_s BETWEEN 0 AND least(3600 * {window_hours:Float64}, lead * {window_share:Float64})`;

export const deadlineSpike: Detector = {
  id: 'deadline-spike',
  kind: 'risk',
  version: 1,
  family: 'timing',
  terms: { zh: '卡点集中完成', en: 'Closed at the last moment' },
  question: {
    zh: '任务是不是都挤在截止前最后一刻办结?',
    en: 'Are tasks closed in the last moments before their deadline?',
  },
  formula: {
    zh: '在截止前最后 2 小时之内(且不超过时限的 10%)办结的任务 → 标记;逾期办结的不标记',
    en: 'Tasks completed in the last 2 hours before the deadline (and within the last tenth of the time given): flagged; late ones are not',
  },
  limits: {
    zh: '单个任务卡点完成说明不了什么,看的是同一要求下的占比。任务本来就要到那时才能做(如当日数据)的会误报。时限不足 8 小时的不判断。首先应检查的是截止时间的设置。',
    en: 'One task closed late proves nothing; the share within a requirement does. Work that can only be done then (figures of the day) is flagged wrongly. Below 8 hours of lead time it is not judged. What to examine first is the deadline itself.',
  },
  references: [
    {
      source:
        'Liebman & Mahoney 2017, AER: spending in the last week of the year is 4.9 times the weekly average, and its projects are of lower quality; fabrication note M3',
      grade: 'V',
    },
    {
      source: 'Domain note R11 (last 2 hours before due); a tenth of the lead time and 8 hours: Henjian defaults',
      grade: 'M',
    },
  ],
  minimumN: 30,
  identity: false,
  null: {
    statement: {
      zh: '窗口约占五天时限的 2%,按文献中截止前 4.9 倍的集中度,诚实的县里约 10% 落在窗口内',
      en: 'Two hours are about 2 % of a five-day lead; with the 4.9-fold rush of the literature about 10 % fall into the window in an honest county',
    },
    honestRate: 0.1,
  },
  falsePositives: {
    zh: '当天才有数据的日报、月末结账;截止恰在下班前;节假日前集中办理。',
    en: 'Daily figures known only then, month-end closing, deadlines at the end of the working day, rush before holidays.',
  },
  excuses: ['outage', 'leave'],
  parameters: {
    window_hours: { value: 2, unit: 'h', meaning: { zh: '截止前的窗口', en: 'window before the deadline' } },
    window_share: {
      value: 0.1,
      unit: 'share',
      meaning: { zh: '窗口不超过时限的这一比例', en: 'the window is at most this share of the time given' },
    },
    lead_hours_min: {
      value: 8,
      unit: 'h',
      meaning: { zh: '时限短于此数的不判断', en: 'tasks with less time are not judged' },
    },
  },
  eligible: countEligible(`SELECT requirement, cadre, org_unit, day, reason FROM (${closings})`),
  signals: `
    SELECT requirement, cadre, org_unit, day, min(issued) AS at, 0.4 AS strength, toUInt32(count()) AS flagged,
      ${asEvents(`arraySort(groupArray(('tasks', source, external_id, day)))`)} AS events,
      concat('{"minutes_left":', toString(round(min(left_s) / 60, 1)), ',"lead_hours":', toString(round(min(lead) / 3600, 1)), '}') AS detail
    FROM (SELECT *, at AS issued FROM (${closings}) WHERE reason = '' AND ${inWindow})
    GROUP BY requirement, cadre, org_unit, day`,
  examples: [
    {
      name: 'two of three tasks of a week are closed in the last hour before Friday 18:00',
      facts: {
        tasks: [
          task('a', 'P1', '2026-03-02 09:12:31', '2026-03-06 18:00:00', { completed_at: '2026-03-06 17:41:07' }),
          task('b', 'P1', '2026-03-02 09:12:33', '2026-03-06 18:00:00', { completed_at: '2026-03-06 17:43:21' }),
          task('c', 'P1', '2026-03-02 09:12:35', '2026-03-06 18:00:00', { completed_at: '2026-03-04 10:12:21' }),
        ],
      },
      signals: [['a', 'b']],
      eligible: 3,
    },
    {
      name: 'two hours before the end of a nine-hour task are more than a tenth of it; a late completion is late, not a spike',
      facts: {
        tasks: [
          task('a', 'P1', '2026-03-02 09:00:31', '2026-03-02 18:00:31', { completed_at: '2026-03-02 16:20:07' }),
          task('b', 'P1', '2026-03-02 09:00:37', '2026-03-04 18:00:00', { completed_at: '2026-03-04 18:05:07' }),
        ],
      },
      signals: [],
      eligible: 2,
    },
    {
      name: 'no deadline, not completed, too little time, completion known only to the day: not judged',
      facts: {
        tasks: [
          task('a', 'P1', '2026-03-02 09:00:31', '', { completed_at: '2026-03-02 16:20:07' }),
          task('b', 'P1', '2026-03-02 09:00:37', '2026-03-04 18:00:00'),
          task('c', 'P1', '2026-03-02 15:00:37', '2026-03-02 18:00:00', { completed_at: '2026-03-02 17:50:07' }),
          ...[1, 2].map((i) =>
            task(`d${i}`, 'P1', `2026-03-02 15:00:3${i}`, '2026-03-05 18:00:00', {
              completed_at: '2026-03-05 00:00:00',
              source: 'daily',
            }),
          ),
        ],
      },
      signals: [],
      eligible: 0,
      abstained: { 'no-deadline': 1, 'not-completed': 1, 'lead-time-too-short': 1, 'clock-too-coarse': 2 },
    },
  ],
};
