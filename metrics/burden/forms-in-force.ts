import type { Indicator } from '../definition.ts';
import { county, report, requirement } from '../example-rows.ts';
import { REQUIREMENT_ROW, REQUIREMENTS_IN_FORCE } from './in-force.ts';

export const formsInForce: Indicator = {
  id: 'forms-in-force',
  kind: 'burden',
  version: 1,
  terms: { zh: '在用报表数', en: 'Forms in force' },
  question: { zh: '现在有多少张报表要基层填?', en: 'How many forms are there to fill in?' },
  formula: {
    zh: '期末仍有效的报表类要求个数(生效日、失效日之内;没有写明的视为有效)',
    en: 'Requirements of kind report in force at the end of the period (within valid_from and valid_to; without dates in force)',
  },
  limits: {
    zh: '以登记的要求为准,群里临时要的表不在内。名录只写明填报层级,不写明具体单位:村级、网格级的报表也算到乡镇;只发给个别乡镇的报表在其他乡镇会多算。',
    en: 'Only registered requirements; forms asked for in chat groups are not among them. The directory names the level that must answer, not the units: forms for villages and grids count for their township, and one sent to a few townships is counted for all.',
  },
  references: [
    {
      source: 'Domain note B01; 168 forms in force in one township, Yongchuan 2022 (Xinhua Chongqing 2024-04-08)',
      grade: 'V',
    },
  ],
  unit: { zh: '张', en: 'forms' },
  better: 'lower',
  aggregate: 'sum',
  evidence: 'rows',
  stock: true,
  minimumN: 1,
  events: `SELECT ${REQUIREMENT_ROW}, 1. AS numerator, 1. AS denominator, '' AS label, 1. AS low, 1. AS high
    FROM (${REQUIREMENTS_IN_FORCE}) WHERE asks = 'report'`,
  examples: [
    {
      name: 'one without dates, one that ends on the last day; not one that ended, one to come, nor a check-in',
      days: ['2026-03-02', '2026-03-31'],
      facts: {
        ...county({ T1: ['P1'], T2: ['P2'] }),
        requirements: [
          requirement('R1', 'report'),
          requirement('R2', 'report', { valid_from: '2026-01-01', valid_to: '2026-03-31' }),
          requirement('R3', 'report', { valid_to: '2026-03-30' }),
          requirement('R4', 'report', { valid_from: '2026-04-01' }),
          requirement('R5', 'checkin'),
        ],
      },
      value: 2,
    },
    {
      name: 'a form for the county counts too, for the county',
      days: ['2026-03-31'],
      facts: {
        ...county({ T1: ['P1'] }),
        requirements: [requirement('R1', 'report', { target_level: 'county' })],
      },
      value: 1,
    },
    {
      name: 'without registered requirements it cannot be said, whatever was reported',
      facts: { reports: [report('r', 'P1', '2026-03-02 09:12:31')] },
      value: null,
    },
  ],
};
