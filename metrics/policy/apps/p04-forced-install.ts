import type { PolicyRule } from '../../definition.ts';
import { requirement } from '../../example-rows.ts';
import { eachRequirement, SCORED, scores } from '../sql.ts';

const NAMED = `match(concat(r.name, ' ', r.target), '下载|安装|注册率|关注.*公众号')`;

export const forcedInstall: PolicyRule = {
  id: 'P04',
  kind: 'policy',
  version: 1,
  terms: { zh: '不得强制下载、考核安装率', en: 'No forced download, no assessment of install rates' },
  question: {
    zh: '有没有要求把下载、安装、注册、关注的数量作为任务或考核?',
    en: 'Is downloading, installing, registering or following demanded or assessed?',
  },
  formula: {
    zh: '要求的指标为安装率、注册数、关注数 → 违反;名称或目标写有“下载、安装、注册率、关注…公众号”且排名或计分 → 违反',
    en: 'A requirement that scores install rate, registrations or followers: breach; one whose name or target speaks of downloading, installing, registration rate or following an account, and is ranked or scored: breach',
  },
  limits: {
    zh: '只看要求的名称、目标与指标,任务的文字不在数据中。“设备安装”之类会被名称误中,所以另须排名或计分。',
    en: 'Reads name, target and metric of requirements; the text of tasks is not in the data. Names like "installing equipment" match too, so ranking or a score is demanded besides.',
  },
  clauses: [
    { instrument: 'S5', at: '(三)', status: 'V' },
    { instrument: 'S1', at: '防止强制使用', status: 'V' },
  ],
  severity: 'R',
  exemption: null,
  subjectType: 'requirement',
  grain: 'current',
  validFrom: '2023-12-18',
  parameters: {},
  needs: ['requirements'],
  predicate: eachRequirement({
    outside: `NOT (${scores('install_rate', 'registration_count', 'follow_count')} OR ${NAMED})`,
    unknown: [
      [
        `NOT ${scores('install_rate', 'registration_count', 'follow_count')} AND r.ranked IS NULL AND r.scoring_weight IS NULL`,
        'ranking-unknown',
      ],
    ],
    breach: `(${scores('install_rate', 'registration_count', 'follow_count')} OR ifNull(r.ranked, 0) = 1 OR ${SCORED})`,
  }),
  examples: [
    {
      name: 'by metric, by name when ranked, by name alone not, and unknown ranking',
      facts: {
        requirements: [
          requirement('A', 'task', { metric: 'install_rate' }),
          requirement('B', 'task', { name: '反诈APP安装推广', ranked: 1, scoring_weight: 0 }),
          requirement('C', 'task', { name: '反诈APP安装推广', ranked: 0, scoring_weight: 0 }),
          requirement('D', 'task', { name: '关注本县公众号' }),
          requirement('E', 'report'),
        ],
      },
      rows: [
        { subject: 'A', period: 'current', verdict: 'breach', evidence: ['requirements A'] },
        { subject: 'B', period: 'current', verdict: 'breach', evidence: ['requirements B'] },
        { subject: 'C', period: 'current', verdict: 'ok' },
        { subject: 'D', period: 'current', verdict: 'cannot-judge', reason: 'ranking-unknown' },
        { subject: 'E', period: 'current', verdict: 'ok' },
      ],
    },
  ],
};
