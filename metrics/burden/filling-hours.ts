import type { Indicator } from '../definition.ts';
import { checkin, report, requirement, task } from '../example-rows.ts';
import { FILLING_EVENTS } from './filling-events.ts';
import { TIME_MODEL_REFERENCES } from './time-model.ts';

export const fillingHours: Indicator = {
  id: 'filling-hours',
  kind: 'burden',
  version: 1,
  terms: { zh: '填报用时', en: 'Filling hours' },
  question: {
    zh: '满足这些要求,花在填报和打卡操作上的时间有多少?',
    en: 'How many hours does it take to satisfy the requirements at the screen?',
  },
  formula: {
    zh: '有编辑时长记录的按记录;没有的按要求方估计的单次用时;再没有的按用时模型(默认 字段数×20秒 + 照片数×45秒 + 正文字数×1.5秒;打卡 60秒 + 照片 + 备注);任务按记录的用时',
    en: 'Logged editing time; else the issuer’s own estimate; else the time model (as delivered 20 s a field + 45 s a photo + 1.5 s a character; check-in 60 s + photos + note); tasks by their logged minutes',
  },
  limits: {
    zh: '模型估计的部分误差可达一倍(默认),上下限已给出,并注明“估算”。路途与入户时间不计。任务只在其要求不以报表、打卡方式完成时计入。编辑时长可能包含打开后搁置的时间。',
    en: 'The modelled part may be off by a factor of two as delivered; the range is given and it is marked as modelled. Travel and the visit itself are not counted. A task counts only where its requirement is not answered by reports or check-ins. Logged editing time may include a form left open.',
  },
  references: TIME_MODEL_REFERENCES,
  unit: { zh: '小时', en: 'hours' },
  better: 'lower',
  aggregate: 'sum',
  evidence: 'amounts',
  minimumN: 1,
  perCadre: true,
  events: `SELECT kind, source, external_id, requirement, cadre, org_unit, day, at, seconds / 3600 AS numerator, 1. AS denominator, label,
      numerator / factor AS low, numerator * factor AS high
    FROM (${FILLING_EVENTS})`,
  examples: [
    {
      name: 'logged editing time is taken as it is',
      facts: {
        reports: [
          report('a', 'P1', '2026-03-02 09:12:31', { active_edit_s: 900 }),
          report('b', 'P2', '2026-03-02 10:00:05', { active_edit_s: 2700 }),
        ],
      },
      value: 1,
    },
    {
      name: 'without a log: the estimate of the issuer, else the time model; a check-in with a photo takes 105 s',
      facts: {
        requirements: [
          requirement('R1', 'report', { minutes_estimate: 30 }),
          requirement('R2', 'report', { fields: ['户数|household.count', '人数|person.count'] }),
        ],
        reports: [
          report('a', 'P1', '2026-03-02 09:12:31'),
          report('b', 'P1', '2026-03-02 09:50:31', { requirement_code: 'R2', photos: ['p1'] }),
        ],
        checkins: [checkin('c', 'P1', '2026-03-02 10:02:03', { photos: ['p2'], requirement_code: 'R3' })],
      },
      value: (1800 + 2 * 20 + 45 + 60 + 45) / 3600,
    },
    {
      name: 'minutes of a task count unless its requirement is answered by reports',
      facts: {
        requirements: [requirement('R1', 'task'), requirement('R2', 'report')],
        tasks: [
          task('t1', 'P1', '2026-03-02 09:12:31', '2026-03-03 09:00:00', { minutes: 90 }),
          task('t2', 'P1', '2026-03-02 09:14:31', '2026-03-03 09:00:00', { minutes: 500, requirement_code: 'R2' }),
        ],
      },
      value: 1.5,
    },
  ],
};
