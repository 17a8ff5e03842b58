import type { Indicator } from '../definition.ts';

const group = (code: string, more: Record<string, unknown>) => ({
  code,
  owner_org_unit_code: 'C',
  name: code,
  ...more,
});

export const groupMessages: Indicator = {
  id: 'group-messages',
  kind: 'burden',
  version: 1,
  terms: { zh: '工作群日消息数', en: 'Messages a day in work groups' },
  question: { zh: '各工作群一天要刷出多少条消息?', en: 'How many messages a day come through the work groups?' },
  formula: {
    zh: '期末未解散的工作群,登记的日均消息数之和',
    en: 'Sum of the registered messages per day over groups not dissolved at the end of the period',
  },
  limits: {
    zh: '按建群单位归属:一个群有哪些成员,登记里没有,不能算到每个人头上。日均消息数是登记时的数,不随日子变化。没有登记消息数的群不计。',
    en: 'By the unit that owns the group: who is in it is not registered, so it cannot be counted per person. Messages per day are those at registration. Groups without the figure are left out.',
  },
  references: [
    {
      source:
        'Domain note B10; 200 to 300 messages a day even after merging groups (F65, Guilin Daily 2026-02-05), 809 groups in 51 units (F39)',
      grade: 'V',
    },
  ],
  unit: { zh: '条/日', en: 'messages per day' },
  better: 'lower',
  aggregate: 'sum',
  evidence: 'amounts',
  stock: true,
  subject: 'system',
  minimumN: 1,
  events: `SELECT 'work_groups' AS kind, '' AS source, fact AS external_id, system AS requirement, '' AS cadre, unit AS org_unit, on_day AS day,
      toDateTime64(on_day, 3, 'Asia/Shanghai') AS at, messages AS numerator, 1. AS denominator, '' AS label, numerator AS low, numerator AS high
    FROM (SELECT toString(fact_id) AS fact, system_code AS system, owner_org_unit_code AS unit, assumeNotNull(msgs_per_day) AS messages,
        arrayJoin({days:Array(Date)}) AS on_day
      FROM work_groups
      WHERE msgs_per_day IS NOT NULL AND ifNull(created_on, on_day) <= on_day AND (dissolved_on IS NULL OR dissolved_on > on_day))`,
  examples: [
    {
      name: 'two groups of 120 and 80 a day; one dissolved that day, one made later and one without the figure are not in it',
      days: ['2026-03-02', '2026-03-31'],
      facts: {
        work_groups: [
          group('G1', { msgs_per_day: 120 }),
          group('G2', { msgs_per_day: 80, created_on: '2026-03-31', dissolved_on: '2026-04-01' }),
          group('G3', { msgs_per_day: 500, dissolved_on: '2026-03-31' }),
          group('G4', { msgs_per_day: 500, created_on: '2026-04-01' }),
          group('G5', { members: 300 }),
        ],
      },
      value: 200,
    },
    {
      name: 'a group without its figure cannot be judged',
      days: ['2026-03-31'],
      facts: { work_groups: [group('G5', { members: 300 })] },
      value: null,
    },
  ],
};
