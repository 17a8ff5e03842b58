import type { PolicyRule } from '../../definition.ts';
import { requirement } from '../../example-rows.ts';
import { LIVE_REQUIREMENTS, proof, said, verdicts } from '../sql.ts';

export const dutyList: PolicyRule = {
  id: 'P57',
  kind: 'policy',
  version: 1,
  terms: { zh: '要求须对应履职事项清单', en: 'Demands follow the duty list' },
  question: {
    zh: '哪些要求在清单之外,或属于已收回的事项?',
    en: 'Which demands are off the list, or recalled and still pushed down?',
  },
  formula: {
    zh: '履职清单类别为“上级部门收回”→ 违反(红线);为“清单之外”→ 违反(提示)',
    en: 'Duty list kind "recalled": breach, a red line; "off the list": breach, amber',
  },
  limits: {
    zh: '类别由目录登记;没有登记的无法判断。清单原文见过全国汇总,各地清单以本地为准。',
    en: 'The kind is what the directory says; without one nothing can be said. National totals of the lists were read; the lists themselves are local.',
  },
  clauses: [
    { instrument: 'S6', at: '', status: 'V' },
    { instrument: 'S2', at: '六', status: 'P' },
  ],
  severity: 'R',
  exemption: null,
  subjectType: 'requirement',
  grain: 'current',
  validFrom: '2024-02-01',
  parameters: {},
  needs: ['requirements'],
  predicate: verdicts({
    subject: 'r.code',
    department: 'r.issuer',
    severity: `if(r.duty_list_kind = 'none', 'A', '')`,
    judged: said({
      unknown: [[`r.duty_list_kind = ''`, 'duty-list-unknown']],
      breach: `r.duty_list_kind IN ('withdrawn', 'none')`,
    }),
    evidence: `[${proof('requirements', 'r.fact_id')}]`,
    from: `${LIVE_REQUIREMENTS} r`,
  }),
  examples: [
    {
      name: 'recalled, off the list, basic, cooperative, unknown, out of force',
      facts: {
        requirements: [
          requirement('A', 'task', { duty_list_kind: 'withdrawn' }),
          requirement('B', 'task', { duty_list_kind: 'none' }),
          requirement('C', 'task', { duty_list_kind: 'basic' }),
          requirement('D', 'task', { duty_list_kind: 'cooperative' }),
          requirement('E', 'task'),
          requirement('F', 'task', { duty_list_kind: 'none', valid_to: '2026-01-01' }),
        ],
      },
      rows: [
        { subject: 'A', period: 'current', verdict: 'breach', evidence: ['requirements A'] },
        { subject: 'B', period: 'current', verdict: 'breach', severity: 'A', evidence: ['requirements B'] },
        { subject: 'C', period: 'current', verdict: 'ok' },
        { subject: 'D', period: 'current', verdict: 'ok' },
        { subject: 'E', period: 'current', verdict: 'cannot-judge', reason: 'duty-list-unknown' },
      ],
    },
  ],
};
