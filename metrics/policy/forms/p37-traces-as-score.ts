import type { PolicyRule } from '../../definition.ts';
import { requirement } from '../../example-rows.ts';
import { eachRequirement, SCORED, scores, WEIGHT_UNKNOWN } from '../sql.ts';

const TRACES = scores('meeting_held', 'doc_issued', 'photo_count', 'study_notes');

export const tracesAsScore: PolicyRule = {
  id: 'P37',
  kind: 'policy',
  version: 1,
  terms: { zh: '不以开会发文照片笔记评判工作', en: 'Meetings, papers, photos and notes are no measure of work' },
  question: {
    zh: '有没有把是否开会、发文、拍照、记笔记当作评判依据?',
    en: 'Is work judged by meetings held, documents issued, photos taken or notes made?',
  },
  formula: {
    zh: '要求的指标为开会、发文、照片数或学习笔记,且考核分值大于 0 → 违反',
    en: 'A requirement that scores meetings held, documents issued, photos or study notes with a weight above 0: breach',
  },
  limits: {
    zh: '指标按编码和常用中文词识别,别的写法看不到。',
    en: 'Metrics are recognised by code and by usual Chinese words; other wordings are not seen.',
  },
  clauses: [{ instrument: 'S2', at: '第8条 改进方式方法', status: 'V' }],
  severity: 'R',
  exemption: null,
  subjectType: 'requirement',
  grain: 'current',
  validFrom: '2024-08-06',
  parameters: {},
  needs: ['requirements'],
  predicate: eachRequirement({ outside: `NOT ${TRACES}`, unknown: [WEIGHT_UNKNOWN], breach: SCORED }),
  examples: [
    {
      name: 'photos scored, photos counted without a score, weight unknown, something else scored',
      facts: {
        requirements: [
          requirement('A', 'checkin', { metric: '照片张数', scoring_weight: 10 }),
          requirement('B', 'checkin', { metric: 'photo_count', scoring_weight: 0 }),
          requirement('C', 'report', { metric: 'study_notes' }),
          requirement('D', 'report', { metric: '走访户数', scoring_weight: 6 }),
        ],
      },
      rows: [
        { subject: 'A', period: 'current', verdict: 'breach', evidence: ['requirements A'] },
        { subject: 'B', period: 'current', verdict: 'ok' },
        { subject: 'C', period: 'current', verdict: 'cannot-judge', reason: 'weight-unknown' },
        { subject: 'D', period: 'current', verdict: 'ok' },
      ],
    },
  ],
};
