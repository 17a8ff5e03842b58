import type { Indicator } from '../definition.ts';
import { county, requirement } from '../example-rows.ts';
import { REQUIREMENT_ROW, REQUIREMENTS_IN_FORCE } from './in-force.ts';

/** Functions of a system that help whoever uses it, as the directory names them. */
const SUPPORTING = [
  'feedback',
  'learning',
  'prefill',
  'autofill',
  'data_sharing',
  '反馈',
  '学习',
  '培训',
  '预填',
  '自动填充',
  '数据共享',
];
const ANY_SUPPORT = `hasAny(arrayMap(f -> lowerUTF8(f), features), [${SUPPORTING.map((name) => `'${name}'`).join(', ')}])`;

/** Ways to write that nothing is given. */
const NONE = `'', '无', '没有', '暂无', 'none', '-'`;

export const assessmentToSupport: Indicator = {
  id: 'assessment-to-support',
  kind: 'burden',
  version: 1,
  terms: { zh: '只考核不赋能占比', en: 'Assessed without support' },
  question: {
    zh: '计分、排名的要求里,有多少没有给基层任何支持?',
    en: 'How many of the scored or ranked requirements come without any support?',
  },
  formula: {
    zh: '期末有效、计分或排名的要求(按要求 × 单位)中,没有写明支持保障、承载系统没有反馈、学习、预填、数据共享功能、且该单位也没有在用的该系统设备的个数 ÷ 全部计分或排名的个数',
    en: 'Of the scored or ranked requirements in force at the end of the period (requirement x unit), those that state no support given, whose system offers no feedback, learning, prefilling or data sharing and of which the unit has no equipment in use, over all',
  },
  limits: {
    zh: '只看名录里写明的支持、系统功能和资产:没有登记的培训、经费、下派人手看不到,因此是上限。写明了、有功能,不等于给到位、好用。',
    en: 'Only support, functions and equipment in the directory: training, money or staff that nobody registered are not seen, so read it as an upper limit. What is stated or exists need not help.',
  },
  references: [
    {
      source:
        'Seed essay, Guojia Zhili: assessment without support (重考核轻赋能); admission control that asks for the support given, Jingmen (domain note P39)',
      grade: 'V',
    },
  ],
  unit: { zh: '占比', en: 'share' },
  better: 'lower',
  aggregate: 'ratio',
  evidence: 'rows',
  stock: true,
  minimumN: 1,
  events: `SELECT ${REQUIREMENT_ROW}, toFloat64(NOT (trimBoth(support) NOT IN (${NONE}) OR system IN (SELECT code FROM systems WHERE ${ANY_SUPPORT})
        OR (org_unit, system) IN (SELECT u.township, toString(a.system_code) FROM assets a INNER JOIN unit_paths u ON u.code = a.org_unit_code
          WHERE a.active_days > 0 AND a.system_code != ''))) AS numerator,
      1. AS denominator, org_unit AS label, numerator AS low, numerator AS high
    FROM (${REQUIREMENTS_IN_FORCE}) WHERE scored`,
  examples: [
    {
      name: 'four scored requirements in two townships: one whose system gives feedback, one with equipment in one township only, one that sends staff, one that gives nothing',
      days: ['2026-03-31'],
      facts: {
        ...county({ T1: ['P1'], T2: ['P2'] }),
        systems: [
          { code: 'S1', name: 'S1', features: ['checkin', 'feedback'] },
          { code: 'S2', name: 'S2', features: ['checkin', 'rank'] },
        ],
        assets: [
          { code: 'A1', org_unit_code: 'T1', system_code: 'S2', active_days: 20 },
          { code: 'A2', org_unit_code: 'T2', system_code: 'S2', active_days: 0 },
        ],
        requirements: [
          requirement('R1', 'checkin', { system_code: 'S1', scoring_weight: 5 }),
          requirement('R2', 'report', { system_code: 'S2', ranked: true }),
          requirement('R3', 'report', { system_code: 'S2' }),
          requirement('R4', 'report', { scoring_weight: 2, support_given: '每村配一名网格员' }),
          requirement('R5', 'report', { scoring_weight: 2, support_given: '无' }),
        ],
      },
      value: 3 / 8,
      numerator: 3,
      denominator: 8,
    },
    {
      name: 'nothing is scored or ranked: there is nothing to judge',
      days: ['2026-03-31'],
      facts: { ...county({ T1: ['P1'] }), requirements: [requirement('R3', 'report')] },
      value: null,
    },
  ],
};
