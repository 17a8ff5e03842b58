import type { PolicyRule } from '../../definition.ts';
import { requirement } from '../../example-rows.ts';
import { LIVE_REQUIREMENTS, proof, said, unset, valueOf, verdicts } from '../sql.ts';

/** Traces that an app leaves by itself; a form, a text or an outcome is something else. */
const ONLY_TRACES = `(notEmpty(r.trace_kinds) AND hasAll(['photo', 'gps', 'screenshot', 'video', 'track', 'login'], r.trace_kinds))`;

export const onlineAssessment: PolicyRule = {
  id: 'P08',
  kind: 'policy',
  version: 1,
  terms: { zh: '应用不得成为日常考核的主要载体', en: 'An app is not the main carrier of assessment' },
  question: {
    zh: '某部门在某系统上的考核分有多少只由应用内痕迹算出?',
    en: 'How much of a department’s score on a system rests on traces in the app alone?',
  },
  formula: {
    zh: '按下发单位与系统:只凭照片、定位、截图、视频、轨迹、登录的要求分值之和 ÷ 全部分值之和 > 阈值 → 违反;证据为这些要求',
    en: 'By issuer and system: weight of requirements proved only by photos, positions, screenshots, videos, tracks or logins / all weight > threshold: breach; the evidence is those requirements',
  },
  limits: {
    zh: '50% 为本系统自定,条款只说“不得作为载体”。没有分值的部门不判断。',
    en: 'Half is our own threshold: the clause says only that the app may not be the carrier. Departments without weights are not judged.',
  },
  clauses: [
    { instrument: 'S5', at: '(四)', status: 'V' },
    { instrument: 'S1', at: '不得作为工作考核日常化、督导检查线上化的载体', status: 'V' },
  ],
  severity: 'A',
  exemption: null,
  subjectType: 'issuer',
  grain: 'current',
  validFrom: '2023-12-18',
  parameters: {
    trace_share: {
      value: 0.5,
      unit: 'share',
      origin: 'design',
      meaning: { zh: '只凭痕迹的分值份额上限', en: 'largest share of weight that rests on traces alone' },
    },
  },
  needs: ['requirements'],
  predicate: verdicts({
    subject: `concat(i.issuer, '|', i.system)`,
    department: 'i.issuer',
    judged: said({
      unknown: [unset('trace_share'), ['i.known = 0', 'weight-unknown'], ['i.total = 0', 'nothing-scored']],
      breach: `i.traced > ${valueOf('trace_share')} * i.total`,
    }),
    observed: 'length(i.facts)',
    evidence: `if(i.total > 0 AND i.traced > ${valueOf('trace_share')} * i.total, i.facts, i.every)`,
    detail: { share: 'round(if(i.total > 0, i.traced / i.total, 0), 4)' },
    from: `(SELECT r.issuer AS issuer, r.system_code AS system, count(r.scoring_weight) AS known, sum(ifNull(r.scoring_weight, 0)) AS total,
        sumIf(ifNull(r.scoring_weight, 0), ${ONLY_TRACES}) AS traced,
        groupArrayIf(${proof('requirements', 'r.fact_id')}, ${ONLY_TRACES} AND ifNull(r.scoring_weight, 0) > 0) AS facts,
        groupArray(${proof('requirements', 'r.fact_id')}) AS every
      FROM ${LIVE_REQUIREMENTS} r WHERE r.system_code != '' GROUP BY issuer, system) i`,
  }),
  examples: [
    {
      name: 'eight of ten points by photo alone, four of ten, no weights known, nothing scored',
      facts: {
        requirements: [
          requirement('A1', 'checkin', { system_code: 'S', trace_kinds: ['gps', 'photo'], scoring_weight: 8 }),
          requirement('A2', 'report', { system_code: 'S', trace_kinds: ['form'], scoring_weight: 2 }),
          requirement('B1', 'checkin', { issuer: 'D2', system_code: 'S', trace_kinds: ['gps'], scoring_weight: 4 }),
          requirement('B2', 'report', { issuer: 'D2', system_code: 'S', trace_kinds: ['text'], scoring_weight: 6 }),
          requirement('C1', 'checkin', { issuer: 'D3', system_code: 'S', trace_kinds: ['gps'] }),
          requirement('D1', 'checkin', { issuer: 'D4', system_code: 'S', trace_kinds: ['gps'], scoring_weight: 0 }),
        ],
      },
      rows: [
        { subject: 'D1|S', period: 'current', verdict: 'breach', evidence: ['requirements A1'] },
        { subject: 'D2|S', period: 'current', verdict: 'ok' },
        { subject: 'D3|S', period: 'current', verdict: 'cannot-judge', reason: 'weight-unknown' },
        { subject: 'D4|S', period: 'current', verdict: 'cannot-judge', reason: 'nothing-scored' },
      ],
    },
  ],
};
