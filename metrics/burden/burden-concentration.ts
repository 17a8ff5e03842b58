import type { Indicator } from '../definition.ts';
import { report } from '../example-rows.ts';
import { FILLING_EVENTS } from './filling-events.ts';
import { TIME_MODEL_REFERENCES } from './time-model.ts';

const hours = (list: readonly number[]) =>
  list.map((value, i) => report(`r${i}`, `P${i}`, `2026-03-02 09:${10 + i}:31`, { active_edit_s: value * 3600 }));

export const burdenConcentration: Indicator = {
  id: 'burden-concentration',
  kind: 'burden',
  version: 1,
  terms: { zh: '负担集中度', en: 'Concentration of burden' },
  question: { zh: '填报负担是大家均摊,还是压在少数人身上?', en: 'Is the filling shared, or does it rest on a few?' },
  formula: {
    zh: '各干部填报用时的基尼系数(0 = 人人相同)',
    en: 'Gini coefficient of filling hours over cadres (0 = all the same)',
  },
  limits: {
    zh: '只包括有记录的干部;没有任何记录的人不在分母里,所以真实的集中程度只会更高。人少时不稳,少于 10 人不判断。岗位不同,负担本来就不同。',
    en: 'Only cadres with a record: those without any are not in it, so the true concentration can only be higher. Unstable for few people: below 10 it is not judged. Different posts rightly carry different loads.',
  },
  references: [
    {
      source:
        'Gini 1912; population form sum((2i-n-1)x)/(n sum x), checked against R package ineq (vector s11); domain note B16',
      grade: 'C',
    },
    ...TIME_MODEL_REFERENCES,
  ],
  unit: { zh: '基尼系数', en: 'Gini coefficient' },
  better: 'lower',
  aggregate: 'gini',
  evidence: 'amounts',
  minimumN: 10,
  events: `SELECT kind, source, external_id, requirement, cadre, org_unit, day, at, seconds / 3600 AS numerator, 1. AS denominator, label,
      numerator / factor AS low, numerator * factor AS high
    FROM (${FILLING_EVENTS}) WHERE cadre != ''`,
  examples: [
    { name: 'ten cadres with the same hours', facts: { reports: hours([2, 2, 2, 2, 2, 2, 2, 2, 2, 2]) }, value: 0 },
    {
      name: 'one to ten hours',
      facts: { reports: hours([10, 1, 2, 9, 3, 8, 4, 7, 5, 6]) },
      value: 0.3,
    },
    { name: 'nine cadres are too few', facts: { reports: hours([1, 2, 3, 4, 5, 6, 7, 8, 9]) }, value: null },
  ],
};
