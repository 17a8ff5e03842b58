import type { Indicator } from '../definition.ts';
import { county, task } from '../example-rows.ts';

const passedOn = (id: string, cadre: string, issued: string, parent: string) =>
  task(id, cadre, issued, '2026-03-31 18:00:00', { parent_external_id: parent });
const TOUCHED = `SELECT source, parent_external_id FROM tasks WHERE parent_external_id != '' AND day IN {days:Array(Date)}`;
const OF_TOUCHED = `parent_external_id != '' AND (source, parent_external_id) IN (${TOUCHED})`;

export const cascadeAmplification: Indicator = {
  id: 'cascade-amplification',
  kind: 'burden',
  version: 1,
  terms: { zh: '层层加码倍数', en: 'Cascade amplification' },
  question: {
    zh: '一项任务往下转一层,变成几项?',
    en: 'Passed down one level, how many tasks does one task become?',
  },
  formula: {
    zh: '有上级任务的下转任务数 ÷ 被下转的上级任务数(计在上级任务承办单位名下;上级任务在第一次下转的当日计一次)',
    en: 'Tasks that name a parent over the parents that were passed on (counted where the parent was assigned; a parent counts once, on the day it was first passed on)',
  },
  limits: {
    zh: '只看写明上级任务编号的任务;口头或群里的转派看不到。按人数派发的任务,倍数高是分工,不是加码;请与任务内容一起看。上级任务未导入时,计在下级单位名下。',
    en: 'Only tasks that name their parent; what is passed on by word of mouth or in groups is not seen. Work shared out among people is division of labour, not amplification: look at what is asked. Where the parent was not loaded it is counted where the child is.',
  },
  references: [{ source: 'Domain note B12 (tasks at level n+1 per task at level n)', grade: 'V' }],
  unit: { zh: '倍', en: 'tasks per task' },
  better: 'lower',
  aggregate: 'ratio',
  evidence: 'rows',
  minimumN: 5,
  events: `SELECT 'tasks' AS kind, c.source AS source, c.external_id AS external_id, c.requirement AS requirement,
      if(p.external_id = '', c.cadre, p.cadre_code) AS cadre, if(p.external_id = '', c.unit, p.org_unit_code) AS org_unit, c.on_day AS day, c.at AS at,
      1. AS numerator, toFloat64(c.position = 1) AS denominator, '' AS label, 1. AS low, 1. AS high
    FROM (
      SELECT toString(source) AS source, external_id, toString(requirement_code) AS requirement, toString(cadre_code) AS cadre, toString(org_unit_code) AS unit,
        parent_external_id AS parent, issued_at AS at, day AS on_day,
        row_number() OVER (PARTITION BY source, parent_external_id ORDER BY issued_at, external_id) AS position
      FROM tasks WHERE day <= arrayMax({days:Array(Date)}) AND ${OF_TOUCHED}) c
    LEFT ANY JOIN (SELECT source, external_id, toString(cadre_code) AS cadre_code, toString(org_unit_code) AS org_unit_code FROM tasks
      WHERE (source, external_id) IN (${TOUCHED})) p ON p.source = c.source AND p.external_id = c.parent
    WHERE c.on_day IN {days:Array(Date)}`,
  alsoAffects: `SELECT DISTINCT day FROM tasks WHERE parent_external_id != '' AND day > arrayMin({days:Array(Date)})
    AND ((source, parent_external_id) IN (${TOUCHED})
      OR (source, parent_external_id) IN (SELECT source, external_id FROM tasks WHERE day IN {days:Array(Date)}))`,
  examples: [
    {
      name: 'one task becomes four, another two the next day: six of two',
      facts: {
        ...county({ T1: ['P0', 'P1'], T2: ['P2'] }),
        tasks: [
          task('up1', 'P0', '2026-03-02 09:00:00', '2026-03-31 18:00:00'),
          task('up2', 'P0', '2026-03-02 09:00:00', '2026-03-31 18:00:00'),
          ...[1, 2, 3].map((i) => passedOn(`a${i}`, 'P1', `2026-03-02 10:0${i}:00`, 'up1')),
          passedOn('a4', 'P2', '2026-03-03 10:00:00', 'up1'),
          passedOn('b1', 'P1', '2026-03-03 10:00:00', 'up2'),
          passedOn('b2', 'P2', '2026-03-03 11:00:00', 'up2'),
        ],
      },
      value: 3,
      numerator: 6,
      denominator: 2,
    },
    {
      name: 'four tasks passed on are too few, and tasks without a parent are none',
      facts: {
        tasks: [
          ...[1, 2, 3, 4].map((i) => passedOn(`a${i}`, 'P1', `2026-03-02 10:0${i}:00`, 'elsewhere')),
          task('own', 'P1', '2026-03-02 09:00:00', '2026-03-31 18:00:00'),
        ],
      },
      value: null,
    },
  ],
};
