import type { Indicator } from '../definition.ts';
import { checkin, report, requirement } from '../example-rows.ts';
import { ANSWERS } from './answers.ts';

export const photosDemanded: Indicator = {
  id: 'photos-demanded',
  kind: 'burden',
  version: 1,
  terms: { zh: '要求上传的照片数', en: 'Photos demanded' },
  question: { zh: '这些要求一共要基层拍了多少张照片?', en: 'How many photos did the requirements ask for?' },
  formula: {
    zh: '每次填报、打卡、任务按其要求的照片下限相加;只写明要照片、没写张数的按 1 张计,上限为实际附上的张数',
    en: 'Sum over reports, check-ins and tasks of the photos their requirement asks at least; where it asks for photos without a number, 1, and as upper limit those attached',
  },
  limits: {
    zh: '按要求计,不按实际上传计:多传的不算,少传的照算。要求里没写要照片、口头要的不在内。',
    en: 'Counts what is demanded, not what was sent: more photos do not count, fewer do not reduce it. Photos asked for by word of mouth are not known.',
  },
  references: [
    {
      source:
        'Rules on preventing formalism at the fingertips (2026), no unnecessary forced photos; domain note P07; 26 photos a month of one village (F63, weak)',
      grade: 'V',
    },
  ],
  unit: { zh: '张', en: 'photos' },
  better: 'lower',
  aggregate: 'sum',
  evidence: 'amounts',
  minimumN: 1,
  onlyWith: `SELECT 1 FROM requirements WHERE photos_min > 0 OR has(trace_kinds, 'photo')`,
  events: `SELECT a.kind AS kind, a.source AS source, a.external_id AS external_id, a.requirement AS requirement, a.cadre AS cadre,
      a.org_unit AS org_unit, a.day AS day, a.at AS at, toFloat64(q.demanded) AS numerator, 1. AS denominator, '' AS label,
      numerator AS low, if(q.stated, numerator, greatest(numerator, toFloat64(a.photos))) AS high
    FROM (${ANSWERS}) a
    INNER JOIN (SELECT code, photos_min > 0 AS stated, greatest(ifNull(photos_min, 0), toInt64(has(trace_kinds, 'photo'))) AS demanded
      FROM requirements) q ON q.code = a.requirement
    WHERE q.demanded > 0`,
  examples: [
    {
      name: 'three photos a check-in, whatever was attached; one where no number is given; none where none is asked',
      facts: {
        requirements: [
          requirement('R1', 'checkin', { photos_min: 3 }),
          requirement('R2', 'report', { trace_kinds: ['photo', 'gps'] }),
          requirement('R3', 'report'),
        ],
        checkins: [
          checkin('a', 'P1', '2026-03-02 09:12:31', { photos: ['p1'] }),
          checkin('b', 'P1', '2026-03-03 09:12:31'),
        ],
        reports: [
          report('c', 'P1', '2026-03-02 10:12:31', { requirement_code: 'R2', photos: ['p2', 'p3'] }),
          report('d', 'P1', '2026-03-02 11:12:31', { requirement_code: 'R3', photos: ['p4'] }),
        ],
      },
      value: 7,
    },
    {
      name: 'an unregistered requirement demands nothing that is known',
      facts: { reports: [report('c', 'P1', '2026-03-02 10:12:31', { photos: ['p2'] })] },
      value: null,
    },
  ],
};
