import type { Indicator } from '../definition.ts';
import { county } from '../example-rows.ts';

const pilot = (code: string, org_unit_codes: readonly string[], starts_on: string, ends_on?: string) => ({
  code,
  name: code,
  org_unit_codes,
  starts_on,
  ...(ends_on === undefined ? {} : { ends_on }),
});

export const pilotOverlap: Indicator = {
  id: 'pilot-overlap',
  kind: 'burden',
  version: 1,
  terms: { zh: '试点重叠率', en: 'Overlap of pilots' },
  question: { zh: '试点是不是都压在同样几个乡镇?', en: 'Do the pilots pile up in the same few townships?' },
  formula: {
    zh: '期末进行中的试点(按试点 × 乡镇)里,该乡镇同时还有别的试点的个数 ÷ 全部个数;以县为单位的试点算到每个乡镇,村级的算到所在乡镇',
    en: 'Of the pilots running at the end of the period (pilot x township), those whose township is in another pilot too, over all; a pilot of the whole county counts for every township, one of a village for its township',
  },
  limits: {
    zh: '重叠的试点彼此影响,单独评估哪一个都不可靠。只看登记的试点。没有结束日的视为仍在进行。',
    en: 'Overlapping pilots influence one another, so that none can be estimated by itself. Only registered pilots; one without an end is taken as running.',
  },
  references: [
    { source: 'Seed essay, Guojia Zhili: transformation faster than resources, overlapping pilots', grade: 'V' },
  ],
  unit: { zh: '占比', en: 'share' },
  better: 'lower',
  aggregate: 'ratio',
  evidence: 'rows',
  stock: true,
  subject: 'issuer',
  minimumN: 1,
  events: `SELECT 'pilots' AS kind, '' AS source, any(fact) AS external_id, '' AS requirement, '' AS cadre, place AS org_unit, on_day AS day,
      toDateTime64(on_day, 3, 'Asia/Shanghai') AS at, toFloat64(max(others) > 1) AS numerator, 1. AS denominator, place AS label,
      numerator AS low, numerator AS high
    FROM (
      SELECT p.fact AS fact, p.pilot AS pilot, p.on_day AS on_day, if(u.place = '', p.asked, u.place) AS place,
        uniqExact(p.pilot) OVER (PARTITION BY p.on_day, place) AS others
      FROM (SELECT toString(fact_id) AS fact, code AS pilot, arrayJoin(org_unit_codes) AS asked, arrayJoin({days:Array(Date)}) AS on_day
        FROM pilots WHERE starts_on <= on_day AND ifNull(ends_on, on_day) >= on_day) p
      LEFT JOIN (SELECT DISTINCT arrayJoin(path) AS within, township AS place FROM unit_paths WHERE level IN ('township', 'village', 'grid')) u
        ON u.within = p.asked)
    GROUP BY pilot, place, on_day`,
  examples: [
    {
      name: 'one pilot in two townships, one in a village of the first: two of three overlap; one that ended does not count',
      days: ['2026-03-31'],
      facts: {
        org_units: [
          ...county({ T1: [], T2: [] }).org_units,
          { code: 'V1', name: 'V1', level: 'village', parent_code: 'T1' },
        ],
        pilots: [
          pilot('Z1', ['T1', 'T2'], '2026-01-01'),
          pilot('Z2', ['V1'], '2026-03-31', '2026-12-31'),
          pilot('Z3', ['T2'], '2025-01-01', '2026-03-30'),
        ],
      },
      value: 2 / 3,
      numerator: 2,
      denominator: 3,
    },
    {
      name: 'a pilot that starts its units one after another does not overlap with itself',
      days: ['2026-03-31'],
      facts: {
        ...county({ T1: [], T2: [] }),
        pilots: [pilot('Z1', ['T1'], '2026-01-01'), pilot('Z1', ['T1', 'T2'], '2026-02-01')],
      },
      value: 0,
    },
    {
      name: 'no pilot is running',
      days: ['2026-03-31'],
      facts: { ...county({ T1: [] }), pilots: [pilot('Z1', ['T1'], '2026-04-01')] },
      value: null,
    },
  ],
};
