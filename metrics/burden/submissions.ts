import type { Indicator } from '../definition.ts';
import { report } from '../example-rows.ts';

export const submissions: Indicator = {
  id: 'submissions',
  kind: 'burden',
  version: 1,
  terms: { zh: '填报次数', en: 'Submissions' },
  question: { zh: '基层一共报送了多少次表格和材料?', en: 'How many times was a form or report handed in?' },
  formula: { zh: '报表与日志的提交条数之和', en: 'Number of submitted reports' },
  limits: {
    zh: '只计入有系统记录的报送;微信、QQ、纸质报送看不到。退回重报按原记录的更正处理,不重复计数。',
    en: 'Only what a system recorded: reports by messenger or on paper are not seen. A corrected report is an amendment and counts once.',
  },
  references: [
    {
      source: 'Yongchuan, Chongqing: 168 forms and 1,377 submissions a year in one town, Xinhua Chongqing 2024-04-08',
      grade: 'V',
    },
  ],
  unit: { zh: '次', en: 'submissions' },
  better: 'lower',
  aggregate: 'sum',
  evidence: 'rows',
  minimumN: 1,
  events: `SELECT 'reports' AS kind, source, external_id, requirement_code AS requirement, cadre_code AS cadre, '' AS org_unit, day,
      submitted_at AS at, 1. AS numerator, 1. AS denominator, '' AS label, 1. AS low, 1. AS high
    FROM reports WHERE day IN {days:Array(Date)}`,
  examples: [
    {
      name: 'three reports are three submissions',
      facts: {
        reports: [
          report('a', 'P1', '2026-03-02 09:12:31'),
          report('b', 'P1', '2026-03-02 16:40:05', { requirement_code: 'R2' }),
          report('c', 'P2', '2026-03-03 10:00:47'),
        ],
      },
      value: 3,
    },
    {
      name: 'check-ins and tasks are none',
      facts: {
        checkins: [{ source: 'app', external_id: 'x', cadre_code: 'P1', claimed_at: '2026-03-02T09:12:31+08:00' }],
      },
      value: null,
    },
  ],
};
