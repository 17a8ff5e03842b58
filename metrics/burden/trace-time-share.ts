import type { Indicator } from '../definition.ts';
import { checkin, report, requirement } from '../example-rows.ts';
import { FILLING_EVENTS } from './filling-events.ts';
import { TIME_MODEL_REFERENCES } from './time-model.ts';

export const traceTimeShare: Indicator = {
  id: 'trace-time-share',
  kind: 'burden',
  version: 1,
  terms: { zh: '留痕用时占比', en: 'Share of time spent on traces' },
  question: {
    zh: '填报时间里,有多大一部分只是为了证明“做过”?',
    en: 'How much of the filling time only proves that something was done?',
  },
  formula: {
    zh: '(打卡用时 + 报表中的照片用时 + 只要求照片/定位/截图/登录/视频/轨迹的报表全部用时)÷ 全部填报用时',
    en: '(check-ins + photo part of reports + whole reports whose requirement asks only for photo, gps, screenshot, login, video or track) / all filling hours',
  },
  limits: {
    zh: '照片、打卡用时来自时间模型;有编辑时长记录的报表,照片部分不超过该记录。一张照片也可能就是工作成果,本指标分不出来。',
    en: 'Photo and check-in time come from the time model; in a report with logged time the photo part is at most that time. A photo can be the result of the work: this cannot tell.',
  },
  references: [
    ...TIME_MODEL_REFERENCES,
    {
      source:
        'Rules on preventing formalism at the fingertips (2026), no unnecessary photo, video or track; domain note P07, P08',
      grade: 'V',
    },
  ],
  unit: { zh: '占比', en: 'share' },
  better: 'lower',
  aggregate: 'ratio',
  evidence: 'amounts',
  minimumN: 20,
  events: `SELECT kind, source, external_id, requirement, cadre, org_unit, day, at, trace_seconds / 3600 AS numerator, seconds / 3600 AS denominator,
      if(numerator > 0, label, '') AS label, numerator / factor AS low, numerator * factor AS high
    FROM (${FILLING_EVENTS})`,
  examples: [
    {
      name: 'ten check-ins of 60 s beside ten reports of 300 s with one photo each',
      facts: {
        checkins: Array.from({ length: 10 }, (_, i) => checkin(`c${i}`, 'P1', `2026-03-02 09:1${i}:31`)),
        reports: Array.from({ length: 10 }, (_, i) =>
          report(`r${i}`, 'P1', `2026-03-02 10:1${i}:31`, {
            active_edit_s: 300,
            photos: ['p'],
            requirement_code: 'R2',
          }),
        ),
      },
      value: (10 * 60 + 10 * 45) / (10 * 60 + 10 * 300),
    },
    {
      name: 'a report of which only a photo is asked is all trace',
      facts: {
        requirements: [
          requirement('R1', 'report', { trace_kinds: ['photo', 'gps'] }),
          requirement('R2', 'report', { trace_kinds: ['form'] }),
        ],
        reports: Array.from({ length: 20 }, (_, i) =>
          report(`r${i}`, 'P1', `2026-03-02 10:${10 + i}:31`, {
            active_edit_s: 100,
            requirement_code: i < 5 ? 'R1' : 'R2',
          }),
        ),
      },
      value: 0.25,
    },
    { name: 'too few events to judge', facts: { checkins: [checkin('c', 'P1', '2026-03-02 09:10:31')] }, value: null },
  ],
};
