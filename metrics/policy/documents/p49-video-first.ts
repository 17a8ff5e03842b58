import type { PolicyRule } from '../../definition.ts';
import { said, unset, valueOf, verdicts } from '../sql.ts';
import { meetingExample } from './each-meeting.ts';

export const videoFirst: PolicyRule = {
  id: 'P49',
  kind: 'policy',
  version: 1,
  terms: { zh: '优先开电视电话会议', en: 'Video meetings first' },
  question: { zh: '会议有多少开成了视频会?', en: 'What share of meetings were held by video?' },
  formula: {
    zh: '组织单位一年内视频会议占比 < 下限 → 违反;证据为现场会议',
    en: 'Share of video meetings of an organiser in a year < minimum: breach; the evidence is the meetings on site',
  },
  limits: {
    zh: '条文只见转述,没有数,下限由改革办设定,设定前无法判断。',
    en: 'The text is known by paraphrase only and gives no number: the reform office sets the minimum, and until then nothing can be judged.',
  },
  clauses: [{ instrument: 'S2', at: '第6条 提升质量效率', status: 'P' }],
  severity: 'I',
  exemption: null,
  subjectType: 'issuer',
  grain: 'year',
  validFrom: '2024-08-06',
  parameters: {
    video_share_min: {
      value: null,
      unit: 'share',
      origin: 'clause',
      meaning: { zh: '视频会议占比下限', en: 'least share of video meetings' },
    },
  },
  needs: ['meetings'],
  predicate: verdicts({
    subject: 'y.organizer',
    unit: 'y.organizer',
    department: 'y.organizer',
    period: 'toString(y.yr)',
    judged: said({
      unknown: [unset('video_share_min'), ['y.known = 0', 'mode-unknown']],
      breach: `y.video < ${valueOf('video_share_min')} * y.known`,
    }),
    observed: 'length(y.facts)',
    evidence: `arrayMap(x -> ('meetings', x.2, x.1, y.organizer), y.facts)`,
    detail: { share: 'round(if(y.known > 0, y.video / y.known, 0), 4)', meetings: 'y.known' },
    from: `(SELECT organizer_org_unit_code AS organizer, toYear(day) AS yr, countIf(mode = 'video') AS video, countIf(mode != '') AS known,
        groupArrayIf((day, fact_id), mode = 'onsite') AS facts FROM meetings GROUP BY organizer, yr) y`,
  }),
  examples: [
    {
      name: 'with half demanded: one of three, one of two, mode unknown',
      parameters: { video_share_min: 0.5 },
      facts: {
        meetings: [
          meetingExample('A', '2026-03-02 09:00', '', { mode: 'video' }),
          meetingExample('B', '2026-03-03 09:00', '', { mode: 'onsite' }),
          meetingExample('C', '2026-03-04 09:00', '', { mode: 'onsite' }),
          meetingExample('D', '2026-03-02 09:00', '', { organizer_org_unit_code: 'D2', mode: 'video' }),
          meetingExample('E', '2026-03-02 09:00', '', { organizer_org_unit_code: 'D2', mode: 'onsite' }),
          meetingExample('F', '2026-03-02 09:00', '', { organizer_org_unit_code: 'D3' }),
        ],
      },
      rows: [
        { subject: 'D1', period: '2026', verdict: 'breach', evidence: ['meetings B', 'meetings C'] },
        { subject: 'D2', period: '2026', verdict: 'ok' },
        { subject: 'D3', period: '2026', verdict: 'cannot-judge', reason: 'mode-unknown' },
      ],
    },
    {
      name: 'no number was set',
      facts: { meetings: [meetingExample('A', '2026-03-02 09:00', '', { mode: 'onsite' })] },
      rows: [{ subject: 'D1', period: '2026', verdict: 'cannot-judge', reason: 'parameter-not-set' }],
    },
  ],
};
