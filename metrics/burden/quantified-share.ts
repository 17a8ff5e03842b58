import type { Indicator } from '../definition.ts';
import { county, requirement } from '../example-rows.ts';
import { REQUIREMENT_ROW, REQUIREMENTS_IN_FORCE } from './in-force.ts';

/** A figure, a Chinese numeral with its measure word, or a percentage. */
const IN_NUMBERS =
  '[0-9０-９]|百分之|[一二三四五六七八九十百千万两]+ *(次|个|人|户|件|篇|张|分|天|小时|名|条|起|项|元|公里|遍|轮|场)|全覆盖|翻番';
/** What is scored is itself a count, rate or time. */
const COUNTED =
  '(?i)(^|_)(rate|count|number|minutes|hours|duration|points|likes|votes|reposts|rank)$|(率|数|次数|数量|时长|积分|排名)$';

export const quantifiedShare: Indicator = {
  id: 'quantified-share',
  kind: 'burden',
  version: 1,
  terms: { zh: '指标量化占比', en: 'Targets turned into numbers' },
  question: { zh: '考核的目标里,有多少被换成了数字?', en: 'How many of the targets have been turned into numbers?' },
  formula: {
    zh: '期末有效、写明目标值或考核指标的要求中,目标含数字(或百分比、全覆盖)或考核的就是次数、比率、时长的个数 ÷ 全部个数',
    en: 'Of the requirements in force at the end of the period that state a target or metric, those whose target holds a number (or percentage, full coverage) or whose metric is itself a count, rate or time, over all',
  },
  limits: {
    zh: '按文字判断。数字本身不是坏事:要看它是不是代替了事情本身。没写目标的要求不计入。不分大小,每个要求算一次。',
    en: 'Judged from the wording. A number is not bad by itself: the question is whether it stands in for the thing. Requirements that state no target are left out; each counts once, whatever its weight.',
  },
  references: [
    {
      source:
        'Several provisions on rectifying formalism (2024), item 8: meetings held, documents issued, photos and notes are no basis; domain note P37. Quota of 10 where 5 exist (F61)',
      grade: 'V',
    },
  ],
  unit: { zh: '占比', en: 'share' },
  better: 'lower',
  aggregate: 'ratio',
  evidence: 'rows',
  stock: true,
  minimumN: 3,
  events: `SELECT ${REQUIREMENT_ROW}, toFloat64(match(target, '${IN_NUMBERS}') OR match(metric, '${COUNTED}')) AS numerator, 1. AS denominator,
      '' AS label, numerator AS low, numerator AS high
    FROM (${REQUIREMENTS_IN_FORCE}) WHERE target != '' OR metric != ''`,
  examples: [
    {
      name: 'a number, a numeral with a measure word and a rate are numbers; a quality is none',
      days: ['2026-03-31'],
      facts: {
        ...county({ T1: ['P1'], T2: ['P2'] }),
        requirements: [
          requirement('R1', 'checkin', { target: '每月不少于3次' }),
          requirement('R2', 'report', { target: '每季两轮' }),
          requirement('R3', 'report', { metric: 'install_rate' }),
          requirement('R4', 'report', { target: '群众反映的问题得到解决', metric: 'outcome' }),
          requirement('R5', 'report'),
        ],
      },
      value: 3 / 4,
    },
    {
      name: 'two requirements with a target are too few',
      days: ['2026-03-31'],
      facts: {
        ...county({ T1: ['P1'] }),
        requirements: [
          requirement('R1', 'checkin', { target: '每月不少于3次' }),
          requirement('R2', 'checkin', { target: '每月不少于3次' }),
          requirement('R3', 'checkin'),
        ],
      },
      value: null,
    },
  ],
};
