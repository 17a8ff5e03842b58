import type { PolicyRule } from '../../definition.ts';
import { unset, valueOf } from '../sql.ts';
import { eachMeeting, meetingExample } from './each-meeting.ts';

export const speechLength: PolicyRule = {
  id: 'P45',
  kind: 'policy',
  version: 1,
  terms: { zh: '主要讲话不超过一小时', en: 'The main speech takes an hour at most' },
  question: { zh: '会上的主要讲话讲了多久?', en: 'How long did the main speech take?' },
  formula: { zh: '主要讲话超过 60 分钟 → 违反', en: 'A main speech over 60 minutes: breach' },
  limits: {
    zh: '时长以导出方登记为准,没有登记的无法判断。',
    en: 'The length is what the exporter recorded; where there is none nothing can be said.',
  },
  clauses: [{ instrument: 'S2', at: '第6条 提升质量效率', status: 'V' }],
  severity: 'A',
  exemption: null,
  subjectType: 'meeting',
  grain: 'month',
  validFrom: '2024-08-06',
  parameters: {
    speech_max: {
      value: 60,
      unit: 'min',
      origin: 'clause',
      meaning: { zh: '主要讲话时长上限', en: 'longest main speech' },
    },
  },
  needs: ['meetings'],
  predicate: eachMeeting(
    {
      unknown: [unset('speech_max'), ['m.main_speech_min IS NULL', 'length-unknown']],
      breach: `ifNull(m.main_speech_min > ${valueOf('speech_max')}, 0)`,
    },
    { minutes: 'ifNull(m.main_speech_min, 0)' },
  ),
  examples: [
    {
      name: 'an hour and a half, an hour, unknown',
      facts: {
        meetings: [
          meetingExample('A', '2026-03-02 09:00', '', { main_speech_min: 90 }),
          meetingExample('B', '2026-03-02 09:00', '', { main_speech_min: 60 }),
          meetingExample('C', '2026-03-02 09:00', ''),
        ],
      },
      rows: [
        { subject: 'A', period: '2026-03', verdict: 'breach', evidence: ['meetings A'] },
        { subject: 'B', period: '2026-03', verdict: 'ok' },
        { subject: 'C', period: '2026-03', verdict: 'cannot-judge', reason: 'length-unknown' },
      ],
    },
  ],
};
