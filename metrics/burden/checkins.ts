import type { Indicator } from '../definition.ts';
import { checkin, report } from '../example-rows.ts';

export const checkins: Indicator = {
  id: 'checkins',
  kind: 'burden',
  version: 1,
  terms: { zh: '打卡次数', en: 'Check-ins' },
  question: { zh: '基层一共打了多少次卡?', en: 'How often did people have to check in?' },
  formula: { zh: '打卡签到记录条数之和', en: 'Number of check-in records' },
  limits: {
    zh: '只计入导入的打卡系统。同一次走访在两个系统各打一次卡,计两次:这正是负担所在。',
    en: 'Only the systems that were loaded. One visit checked in twice, in two systems, counts twice: that is the burden.',
  },
  references: [
    {
      source: 'Rules on preventing formalism at the fingertips (2026), article on forced check-ins; domain note P01',
      grade: 'V',
    },
  ],
  unit: { zh: '次', en: 'check-ins' },
  better: 'lower',
  aggregate: 'sum',
  evidence: 'rows',
  minimumN: 1,
  events: `SELECT 'checkins' AS kind, source, external_id, requirement_code AS requirement, cadre_code AS cadre, '' AS org_unit, day,
      claimed_at AS at, 1. AS numerator, 1. AS denominator, '' AS label, 1. AS low, 1. AS high
    FROM checkins WHERE day IN {days:Array(Date)}`,
  examples: [
    {
      name: 'two check-ins in two systems are two',
      facts: {
        checkins: [
          checkin('a', 'P1', '2026-03-02 09:12:31'),
          checkin('b', 'P1', '2026-03-02 09:13:05', { source: 'other' }),
        ],
      },
      value: 2,
    },
    { name: 'a report is none', facts: { reports: [report('r', 'P1', '2026-03-02 09:12:31')] }, value: null },
  ],
};
