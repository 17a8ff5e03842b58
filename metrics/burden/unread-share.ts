import type { Indicator } from '../definition.ts';
import { checkin, report } from '../example-rows.ts';

const DAYS_TO_READ = 30;
const JUDGED_DAY = '2026-04-01';

const reports = (n: number, more: Record<string, unknown>, prefix: string) =>
  Array.from({ length: n }, (_, i) => report(`${prefix}${i}`, 'P1', `2026-03-02 09:${10 + i}:31`, more));

export const unreadShare: Indicator = {
  id: 'unread-share',
  kind: 'burden',
  version: 1,
  terms: { zh: '无人阅看占比', en: 'Unread share' },
  question: { zh: '报上去的材料,有多少根本没人看?', en: 'How much of what is handed in is never read?' },
  formula: {
    zh: `提交后 ${DAYS_TO_READ} 天内既未被阅看也未被退回的报表 ÷ 满 ${DAYS_TO_READ} 天的全部报表;计在期满之日`,
    en: `Reports neither read nor returned within ${DAYS_TO_READ} days, over all whose ${DAYS_TO_READ} days are over; counted on the day these end`,
  },
  limits: {
    zh: '只看会记录阅看时间的来源。点开不等于看过;导出后线下看的算没看。报表一个月后才进入统计。',
    en: 'Only sources that record when a report is read. Opened is not read, and read offline after an export counts as unread. A report enters the figure a month after it was handed in.',
  },
  references: [{ source: 'Domain note B15 (reports without a reading after 30 days)', grade: 'V' }],
  unit: { zh: '占比', en: 'share' },
  better: 'lower',
  aggregate: 'ratio',
  evidence: 'rows',
  everyDay: true,
  minimumN: 10,
  onlyWith: `SELECT 1 FROM clock_precision WHERE kind = 'reports' AND clock = 'read_at'`,
  events: `SELECT 'reports' AS kind, source, external_id, requirement, cadre, '' AS org_unit, judged_on AS day, at, toFloat64(unread) AS numerator,
      1. AS denominator, '' AS label, numerator AS low, numerator AS high
    FROM (SELECT source, external_id, requirement_code AS requirement, cadre_code AS cadre, addDays(day, ${DAYS_TO_READ}) AS judged_on, submitted_at AS at,
        ifNull(least(ifNull(read_at, returned_at), ifNull(returned_at, read_at)) > addDays(submitted_at, ${DAYS_TO_READ}), 1) AS unread
      FROM reports WHERE day IN (SELECT subtractDays(arrayJoin({days:Array(Date)}), ${DAYS_TO_READ}))
        AND source IN (SELECT source FROM clock_precision WHERE kind = 'reports' AND clock = 'read_at'))`,
  alsoAffects: `SELECT addDays(arrayJoin({days:Array(Date)}), ${DAYS_TO_READ}) AS day`,
  examples: [
    {
      name: 'of twelve, six were read in time, two returned, one read too late, three never',
      days: [JUDGED_DAY],
      facts: {
        reports: [
          ...reports(6, { read_at: '2026-03-05T09:00:00+08:00' }, 'read'),
          ...reports(2, { returned_at: '2026-03-05T09:00:00+08:00' }, 'returned'),
          ...reports(1, { read_at: '2026-04-05T09:00:00+08:00' }, 'late'),
          ...reports(3, {}, 'never'),
        ],
      },
      value: 4 / 12,
      numerator: 4,
      denominator: 12,
    },
    {
      name: 'a source that records no reading says nothing, and thirty days are not over',
      days: [JUDGED_DAY],
      facts: {
        reports: [
          ...reports(12, { source: 'paper' }, 'p'),
          report('new', 'P1', '2026-03-20 09:00:31', { read_at: '2026-03-21T09:00:00+08:00' }),
        ],
        checkins: [checkin('a', 'P1', '2026-04-10 09:00:31')],
      },
      value: null,
    },
  ],
};
