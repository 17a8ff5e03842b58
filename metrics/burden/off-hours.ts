import type { Indicator } from '../definition.ts';
import { checkin, report } from '../example-rows.ts';

const daytime = (n: number) =>
  Array.from({ length: n }, (_, i) => checkin(`d${i}`, 'P1', `2026-03-02 09:${10 + i}:31`));

export const offHours: Indicator = {
  id: 'off-hours',
  kind: 'burden',
  version: 1,
  terms: { zh: '非工作时间占比', en: 'Share outside working hours' },
  question: {
    zh: '打卡和填报有多少发生在下班后和休息日?',
    en: 'How much checking-in and reporting happens after work and on days off?',
  },
  formula: {
    zh: '工作日 08:30–18:00 以外(含休息日、法定节假日,调休上班日算工作日)的打卡与报送 ÷ 全部打卡与报送;打卡用设备采集时间,没有则用声称时间',
    en: 'Check-ins and reports outside 08:30-18:00 of workdays (moved workdays are workdays) over all; a check-in is timed by its device clock, else by its claimed time',
  },
  limits: {
    zh: '时间只记到小时或日的来源不计入。值班、防汛、入户等本来就在晚上的工作也会计入:它说的是负担,不是违规。要求提前到岗签到的考勤打卡会整体落在 08:30 之前,请按要求分开看。系统自动下发的任务不计。',
    en: 'Sources whose clock is known only to the hour or day are left out. Work that belongs in the evening (duty, floods, visits when people are home) counts too: this is burden, not wrongdoing. Attendance check-ins on arrival lie before 08:30 as a whole: look at it by requirement. Tasks, often issued by a machine, are not counted.',
  },
  references: [
    {
      source:
        'Domain note B08 and P27 (outside 08:30-18:00 workdays); holidays and moved workdays by the yearly notice of the State Council',
      grade: 'V',
    },
  ],
  unit: { zh: '占比', en: 'share' },
  better: 'lower',
  aggregate: 'ratio',
  evidence: 'rows',
  minimumN: 20,
  events: `SELECT kind, source, external_id, requirement, cadre, '' AS org_unit, e.day AS day, at,
      toFloat64(c.is_workday = 0 OR toHour(at) * 60 + toMinute(at) NOT BETWEEN 510 AND 1079) AS numerator, 1. AS denominator,
      multiIf(numerator = 0, '', c.is_workday = 0, 'day-off', toHour(at) < 12, 'before-work', 'after-work') AS label, numerator AS low, numerator AS high
    FROM (
      SELECT 'checkins' AS kind, e.source AS source, e.external_id AS external_id, e.requirement_code AS requirement, e.cadre_code AS cadre, e.day AS day,
        ifNull(e.captured_at, e.claimed_at) AS at,
        if(e.captured_at IS NULL, greatest(e.precision_s, p.claimed_s), p.captured_s) AS exactness
      FROM checkins e LEFT ANY JOIN (SELECT source, maxIf(precision_s, clock = 'claimed_at') AS claimed_s,
          maxIf(precision_s, clock = 'captured_at') AS captured_s
        FROM clock_precision WHERE kind = 'checkins' GROUP BY source) p ON p.source = e.source
      WHERE e.day IN {days:Array(Date)}
      UNION ALL
      SELECT 'reports', e.source, e.external_id, e.requirement_code, e.cadre_code, e.day, e.submitted_at,
        greatest(e.precision_s, p.submitted_s)
      FROM reports e LEFT ANY JOIN (SELECT source, maxIf(precision_s, clock = 'submitted_at') AS submitted_s
        FROM clock_precision WHERE kind = 'reports' GROUP BY source) p ON p.source = e.source
      WHERE e.day IN {days:Array(Date)}) e
    LEFT ANY JOIN calendar c ON c.day = toDate(e.at)
    WHERE exactness < 3600`,
  examples: [
    {
      name: 'an evening, a Saturday and a public holiday among twenty; a Saturday worked instead of a holiday is a workday',
      facts: {
        checkins: [
          ...daytime(15),
          checkin('evening', 'P1', '2026-03-02 21:15:09'),
          checkin('saturday', 'P1', '2026-03-07 10:15:09'),
          checkin('moved', 'P1', '2026-02-28 10:15:09'),
        ],
        reports: [report('labour-day', 'P1', '2026-05-01 10:15:09'), report('early', 'P1', '2026-03-03 08:29:59')],
      },
      value: 4 / 20,
    },
    {
      name: 'the device clock decides, not the claimed one; a clock that knows only hours says nothing',
      facts: {
        checkins: [
          ...daytime(19),
          checkin('late', 'P1', '2026-03-03 10:15:09', { captured_at: '2026-03-03 22:15:09' }),
          ...Array.from({ length: 5 }, (_, i) =>
            checkin(`h${i}`, 'P2', `2026-03-02 2${i % 4}:00:00`, { source: 'hourly' }),
          ),
        ],
      },
      value: 1 / 20,
      denominator: 20,
    },
    { name: 'too few events', facts: { checkins: daytime(5) }, value: null },
  ],
};
