import type { PolicyRule } from '../../definition.ts';
import { requirement } from '../../example-rows.ts';
import { eachRequirement } from '../sql.ts';

export const taskAdmission: PolicyRule = {
  id: 'P39',
  kind: 'policy',
  version: 1,
  terms: { zh: '下派任务须说明职责与支持', en: 'A new demand states duties and support' },
  question: {
    zh: '下派时说清部门自己做什么、基层做什么、给什么支持了吗?',
    en: 'Does a demand say what the department does itself, what the grassroots does, and with what support?',
  },
  formula: {
    zh: '要求没有写全部门职责、基层职责、支持保障三项 → 违反',
    en: 'A requirement that lacks the department’s own duty, the duty of the grassroots, or the support given: breach',
  },
  limits: {
    zh: '荆门任务准入的做法,别处需先启用。三栏在整个目录里都没有时,说明没有登记,无法判断。',
    en: 'The admission of tasks in Jingmen; elsewhere it must be switched on. Where nobody wrote any of the three, they were not recorded: cannot judge.',
  },
  clauses: [{ instrument: 'S8', at: '荆门平台准入', status: 'V' }],
  severity: 'I',
  exemption: null,
  ruleSet: 'jingmen',
  subjectType: 'requirement',
  grain: 'current',
  validFrom: '2024-01-01',
  parameters: {},
  needs: ['requirements'],
  predicate: eachRequirement({
    unknown: [
      [
        `(SELECT countIf(own_duty != '' OR grassroots_duty != '' OR support_given != '') FROM requirements) = 0`,
        'statement-not-loaded',
      ],
    ],
    breach: `(r.own_duty = '' OR r.grassroots_duty = '' OR r.support_given = '')`,
  }),
  examples: [
    {
      name: 'no support stated, all stated',
      facts: {
        requirements: [
          requirement('A', 'task', { own_duty: '核验', grassroots_duty: '走访' }),
          requirement('B', 'task', { own_duty: '核验', grassroots_duty: '走访', support_given: '经费' }),
        ],
      },
      rows: [
        { subject: 'A', period: 'current', verdict: 'breach', evidence: ['requirements A'] },
        { subject: 'B', period: 'current', verdict: 'ok' },
      ],
    },
    {
      name: 'nobody recorded any of it',
      facts: { requirements: [requirement('A', 'task')] },
      rows: [{ subject: 'A', period: 'current', verdict: 'cannot-judge', reason: 'statement-not-loaded' }],
    },
  ],
};
