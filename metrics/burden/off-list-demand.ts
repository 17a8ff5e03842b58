import type { Indicator } from '../definition.ts';
import { checkin, report, requirement, task } from '../example-rows.ts';
import { ANSWERS } from './answers.ts';

const LISTS = ['basic', 'cooperative', 'withdrawn', 'none'] as const;

export const offListDemand: Indicator = {
  id: 'off-list-demand',
  kind: 'burden',
  version: 1,
  terms: { zh: '清单外要求占比', en: 'Demand outside the duty lists' },
  question: {
    zh: '基层做的这些事,有多少不在履职清单里,或早该由上级收回?',
    en: 'How much of what is demanded is on no duty list, or was to be taken back by higher levels?',
  },
  formula: {
    zh: '对“清单外”(none)和“上级收回”(withdrawn)要求的填报、打卡、任务次数 ÷ 清单类别已登记的全部次数',
    en: 'Reports, check-ins and tasks for requirements that are on no list (none) or recalled (withdrawn), over all whose list is registered',
  },
  limits: {
    zh: '按次数,不按用时。没有登记清单类别的要求不计入,登记不全时不代表全部。清单内的事也可能要得太多。',
    en: 'By number, not by time. Requirements without a registered list are left out: where few are registered it does not stand for all. What is on the list can still be asked too often.',
  },
  references: [
    {
      source:
        'Opinions on duty lists of townships (2024): basic, cooperative and recalled items; domain note B11, F41 (117 + 99 + 124 items on average, Xinhua 2025)',
      grade: 'V',
    },
  ],
  unit: { zh: '占比', en: 'share' },
  better: 'lower',
  aggregate: 'ratio',
  evidence: 'rows',
  minimumN: 10,
  onlyWith: `SELECT 1 FROM requirements WHERE duty_list_kind != ''`,
  events: `SELECT a.kind AS kind, a.source AS source, a.external_id AS external_id, a.requirement AS requirement, a.cadre AS cadre,
      a.org_unit AS org_unit, a.day AS day, a.at AS at, toFloat64(q.duty_list_kind IN ('none', 'withdrawn')) AS numerator, 1. AS denominator,
      toString(q.duty_list_kind) AS label, numerator AS low, numerator AS high
    FROM (${ANSWERS}) a INNER JOIN (SELECT code, duty_list_kind FROM requirements WHERE duty_list_kind != '') q ON q.code = a.requirement`,
  examples: [
    {
      name: 'four of twelve: two check-ins on no list, two tasks that were recalled; unregistered ones do not count',
      facts: {
        requirements: [
          ...LISTS.map((kind) =>
            requirement(kind, kind === 'withdrawn' ? 'task' : 'checkin', { duty_list_kind: kind }),
          ),
          requirement('unknown', 'report'),
        ],
        checkins: [
          ...Array.from({ length: 8 }, (_, i) =>
            checkin(`c${i}`, 'P1', `2026-03-02 09:1${i}:31`, { requirement_code: i % 2 ? 'basic' : 'cooperative' }),
          ),
          checkin('n1', 'P1', '2026-03-02 10:10:31', { requirement_code: 'none' }),
          checkin('n2', 'P1', '2026-03-02 10:11:31', { requirement_code: 'none' }),
        ],
        tasks: ['w1', 'w2'].map((id) =>
          task(id, 'P1', '2026-03-02 10:10:31', '2026-03-03 10:10:31', { requirement_code: 'withdrawn' }),
        ),
        reports: [report('u', 'P1', '2026-03-02 11:10:31', { requirement_code: 'unknown' })],
      },
      value: 4 / 12,
      numerator: 4,
      denominator: 12,
    },
    {
      name: 'without registered lists it cannot be said',
      facts: {
        requirements: [requirement('R1', 'checkin')],
        checkins: Array.from({ length: 12 }, (_, i) => checkin(`c${i}`, 'P1', `2026-03-02 09:${10 + i}:31`)),
      },
      value: null,
    },
  ],
};
