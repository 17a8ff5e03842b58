import type { Indicator } from '../definition.ts';
import { checkin, report, requirement } from '../example-rows.ts';

export const systemsPerCadre: Indicator = {
  id: 'systems-per-cadre',
  kind: 'burden',
  version: 1,
  terms: { zh: '人均使用系统数', en: 'Systems per cadre' },
  question: { zh: '一名干部一个月要用几个系统?', en: 'How many systems does a cadre have to use in a month?' },
  formula: {
    zh: '每人每月出现打卡、报送或任务的不同系统数,取平均;要求未登记系统的,以数据来源代替',
    en: 'Distinct systems in which a cadre checked in, reported or got a task in a month, averaged over cadre-months; the source stands in where a requirement names no system',
  },
  limits: {
    zh: '只看到留下记录的系统:装了但没用、只看不填的应用不在内。只计当月有记录的人。',
    en: 'Only systems that left a record: apps installed but unused, or only read, are not seen. Only cadres with a record in that month count.',
  },
  references: [
    {
      source:
        '7-8 work apps per cadre in a township of Xinchang 2018 (Zhejiang discipline commission); 14 government apps, Southern Weekly 2018-12-13; domain note B09',
      grade: 'V',
    },
  ],
  unit: { zh: '个', en: 'systems' },
  better: 'lower',
  aggregate: 'distinct-per-cadre',
  evidence: 'labels',
  minimumN: 1,
  events: `SELECT e.kind AS kind, e.source AS source, e.external_id AS external_id, e.requirement AS requirement, e.cadre AS cadre, e.org_unit AS org_unit,
      e.day AS day, e.at AS at, 1. AS numerator, 1. AS denominator, if(q.system_code = '', toString(e.source), q.system_code) AS label, 1. AS low, 1. AS high
    FROM (
      SELECT 'checkins' AS kind, source, external_id, requirement_code AS requirement, cadre_code AS cadre, '' AS org_unit, day, claimed_at AS at
      FROM checkins WHERE day IN {days:Array(Date)}
      UNION ALL
      SELECT 'reports', source, external_id, requirement_code, cadre_code, '', day, submitted_at FROM reports WHERE day IN {days:Array(Date)}
      UNION ALL
      SELECT 'tasks', source, external_id, requirement_code, cadre_code, org_unit_code, day, issued_at FROM tasks
      WHERE day IN {days:Array(Date)} AND cadre_code != '') e
    LEFT ANY JOIN requirements q ON q.code = e.requirement`,
  examples: [
    {
      name: 'one cadre uses two systems, another one: 1.5',
      facts: {
        requirements: [
          requirement('R1', 'checkin', { system_code: 'S1' }),
          requirement('R2', 'report', { system_code: 'S2' }),
          requirement('R3', 'report', { system_code: 'S2' }),
        ],
        checkins: [checkin('a', 'P1', '2026-03-02 09:12:31'), checkin('b', 'P1', '2026-03-03 09:12:31')],
        reports: [
          report('c', 'P1', '2026-03-04 09:12:31', { requirement_code: 'R2' }),
          report('d', 'P2', '2026-03-04 09:12:44', { requirement_code: 'R2' }),
          report('e', 'P2', '2026-03-04 09:19:44', { requirement_code: 'R3' }),
        ],
      },
      value: 1.5,
    },
    {
      name: 'without a registered system the source counts; two months of one cadre are two cadre-months',
      facts: {
        checkins: [
          checkin('a', 'P1', '2026-03-02 09:12:31'),
          checkin('b', 'P1', '2026-03-02 10:12:31', { source: 'other' }),
          checkin('c', 'P1', '2026-04-02 09:12:31'),
        ],
      },
      value: 1.5,
    },
  ],
};
