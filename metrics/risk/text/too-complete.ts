import type { Detector } from '../../definition.ts';
import { county, report, task } from '../../example-rows.ts';
import { asEvents } from '../sql.ts';

/** Records of a run that are shown as its proof, the newest. */
const SHOWN = 100;

/** A field that counts problems or hidden dangers, and one with a number above zero in it. */
const PROBLEM_FIELD = String.raw`(问题|隐患)[^"]{0,12}"\\s*:`;
const PROBLEM_COUNTED = String.raw`${PROBLEM_FIELD}\\s*"?0*[1-9]`;

const inQuarter = `day >= toStartOfQuarter(arrayMin({days:Array(Date)})) AND day <= arrayMax({days:Array(Date)})
    AND requirement_code IN (SELECT requirement_code FROM reports WHERE day IN {days:Array(Date)} UNION ALL SELECT requirement_code FROM tasks WHERE day IN {days:Array(Date)})`;

/**
 * Reports and finished tasks with a deadline, by township; `problem`: with a problem in it, returned, late. A report that is asked for
 * problems is judged by its answer: that some of them are returned would hide that they never tell any.
 */
const records = `
  SELECT 'reports' AS kind, r.source AS source, r.external_id AS external_id, r.requirement_code AS requirement, u.township AS unit, r.day AS day,
    r.submitted_at AS at,
    multiIf(match(r.\`values\`, '${PROBLEM_COUNTED}'), 1, match(r.\`values\`, '${PROBLEM_FIELD}'), 0, r.returned_at IS NOT NULL) AS problem
  FROM reports r LEFT ANY JOIN cadre_units u ON u.cadre_code = r.cadre_code WHERE ${inQuarter}
  UNION ALL
  SELECT 'tasks', t.source, t.external_id, t.requirement_code, if(t.org_unit_code = '', c.township, p.township) AS unit, t.day, t.issued_at,
    ifNull(t.completed_at > t.due_at, 0)
  FROM tasks t LEFT ANY JOIN cadre_units c ON c.cadre_code = t.cadre_code LEFT ANY JOIN unit_paths p ON p.code = t.org_unit_code
  WHERE t.completed_at IS NOT NULL AND t.due_at IS NOT NULL AND ${inQuarter}`;

/**
 * (requirement, unit, day, n, place, needed, …): records of the unit that day and since the start of the quarter, and how many in
 * a row without a problem the others would show once in a thousand times. Each `needed`-th record ends a stretch that is judged.
 * `clean_from` = place of the last record of the last day with a problem. `told_n`: records so far of the units that have told of a
 * problem; those that never do would make their silence the standard.
 */
const judged = `
  SELECT *, told_n - if(own_x > 0, place, 0) AS others_n, (all_x - own_x) / greatest(others_n, 1) AS peer_share,
    toInt64(ceil(log({chance:Float64}) / log(1 - least(greatest(peer_share, {problems_min:Float64}), 0.9)))) AS needed,
    intDiv(place, needed) - intDiv(place - n, needed) AS stretches,
    greatest(0, intDiv(place, needed) - greatest(intDiv(place - n, needed), intDiv(clean_from + needed - 1, needed))) AS flagged_n,
    multiIf(all_x > own_x AND others_n < {others_min:Float64}, 'too-few-peers', peer_share < {problems_min:Float64}, 'nothing-to-report', '') AS reason
  FROM (
    SELECT *, sum(multiIf(own_x = 0, 0, own_x = x, place, n)) OVER everybody AS told_n, max(if(x > 0, place, 0)) OVER own AS clean_from, max(if(x > 0, day, toStartOfQuarter(day) - 1)) OVER own AS clean_after
    FROM (
      SELECT requirement, unit, day, n, x, sum(n) OVER own AS place, sum(x) OVER own AS own_x, sum(x) OVER everybody AS all_x
      FROM (
        SELECT requirement, unit, day, toInt64(count()) AS n, toInt64(countIf(problem)) AS x FROM (${records})
        WHERE unit != '' GROUP BY requirement, unit, day)
      WINDOW own AS (PARTITION BY requirement, unit, toStartOfQuarter(day) ORDER BY day), everybody AS (PARTITION BY requirement, toStartOfQuarter(day) ORDER BY day))
    WINDOW own AS (PARTITION BY requirement, unit, toStartOfQuarter(day) ORDER BY day), everybody AS (PARTITION BY requirement, toStartOfQuarter(day) ORDER BY day))
  WHERE day IN {days:Array(Date)}`;

const townships = county({ T1: ['P1', 'P2'], T2: ['P3'], T3: ['P4'] });
type Row = Record<string, unknown>;
const reports = (id: string, person: string, day: number, n: number, more: (i: number) => Row = () => ({})) =>
  Array.from({ length: n }, (_, i) =>
    report(`${id}${i}`, person, `2026-03-0${day} ${10 + Math.floor(i / 50)}:${10 + (i % 50)}:31`, more(i)),
  );
const returned = { returned_at: '2026-03-09T09:00:00+08:00' };
const noProblem = { values: { 走访户数: 12, 发现问题数: 0 } };
/** Twenty of a hundred returned: of 31 in a row none would be with 0.8^31 = 0.00099. */
const others = reports('o', 'P3', 2, 100, (i) => (i % 5 === 0 ? returned : noProblem));
const ids = (rows: readonly Row[]) => rows.map((row) => String(row['external_id']));
const clean = [reports('a', 'P1', 2, 20, () => noProblem), reports('b', 'P2', 3, 50)].flat();

export const tooComplete: Detector = {
  id: 'too-complete',
  kind: 'risk',
  version: 2,
  family: 'text',
  terms: { zh: '完美得不合常情', en: 'Too good to be true' },
  question: {
    zh: '别处总有退回、逾期和问题,这里是不是一连几十上百份一点问题也没有?',
    en: 'Others have returned reports, late tasks and problems: does this unit show none, dozens or hundreds of times in a row?',
  },
  formula: {
    zh: '本季度至当日,同一要求下报过问题的其他乡镇的记录里有问题的比例为 p(名称含“问题”“隐患”的字段数值大于 0 的填报;没有这类字段而被退回的填报;逾期办结的任务);一个乡镇连续 n 份没有问题的概率为 (1-p)^n。自季度初起每满 n=ln(0.001)÷ln(1-p) 份判断一次,这 n 份及以上都没有问题 → 标记第 n 份。这些乡镇的记录不足 100 份,或 p 不到 1% 的不判断',
    en: 'p is the share of records with a problem in the other townships that have had any under the requirement in the quarter so far (reports with a number above 0 in a field that counts problems or hidden dangers, by its Chinese name; reports without such a field that were returned; tasks completed late). A township shows n in a row without any with probability (1 - p)^n. Counted from the start of the quarter, each time n = ln 0.001 / ln(1 - p) records are full it is judged once: flagged (its last record) when these n or more had no problem. Not judged below 100 records of these, or where p is below 1 %',
  },
  limits: {
    zh: '只说明太顺,不说明造假:考核若惩罚报问题,瞒下问题是最省事的。真的小而平静的乡镇会被标记。同一天内有问题的,当天全部不算连续。有没有问题本来就只在某些乡镇(山洪、矿山)的,其余乡镇会被标记。谁都不报问题时看不见;只要有几个乡镇在报,多数不报也看得见。正文里写的问题不看,未办结的任务不算。要求 p 足够大、份数足够多:p=5% 时要 135 份。佐证只列最近 100 份。',
    en: 'It shows that all went smoothly, not that anything was invented: where reporting problems is punished, leaving them out is easiest. A truly quiet township is flagged. On a day with a problem none of its records count as a stretch. Where only some townships can have the problem (floods, mines), the others are flagged. It is blind where nobody reports any; where a few do, it sees that most do not. Problems written in the text are not seen, open tasks do not count. It needs many records: 135 at p = 5 %. Only the last 100 records are shown as proof.',
  },
  references: [
    { source: 'Fabrication note R4: binomial (1 - p)^n < 0.001; at p = 5 % n is 135', grade: 'C' },
    { source: 'Central statistical monitoring of clinical trials: extreme compliance, no missing or queried data; a practitioner’s default', grade: 'V' },
    { source: 'What counts as a problem, 100 records, 1 %, comparison within the quarter with townships that report problems: Henjian defaults', grade: 'M' },
  ], // prettier-ignore
  minimumN: 3,
  identity: false,
  null: {
    statement: {
      zh: '乡镇之间若无差别,按算法千分之一;各地松紧不同,按 3% 计',
      en: 'One in a thousand by arithmetic were all townships alike; they are not, so 3 % is taken',
    },
    honestRate: 0.03,
  },
  falsePositives: {
    zh: '真的平静的小乡镇、问题只会出在别处、审核人从不退回的乡镇、问题另用系统上报。',
    en: 'A small quiet township, problems that only others can have, a reviewer who never returns anything, problems reported in another system.',
  },
  excuses: [],
  parameters: {
    chance: {
      value: 0.001,
      unit: 'share',
      meaning: { zh: '这样顺利的偶然概率低于此数', en: 'chance of so smooth a stretch' },
    },
    problems_min: {
      value: 0.01,
      unit: 'share',
      meaning: {
        zh: '报过问题的其他乡镇里,有问题的比例低于此数不判断',
        en: 'where fewer of the others’ records have a problem it is not judged',
      },
    },
    others_min: {
      value: 100,
      unit: 'events',
      meaning: {
        zh: '报过问题的其他乡镇的记录少于此数不判断',
        en: 'with fewer records of the others that had a problem it is not judged',
      },
    },
  },
  eligible: `
    SELECT requirement, '' AS cadre, unit AS org_unit, day, toUInt64(if(reason = '', stretches, 0)) AS eligible,
      toUInt64(if(reason = '', 0, n)) AS abstained, reason
    FROM (${judged}) WHERE reason != '' OR stretches > 0`,
  signals: `
    SELECT j.requirement AS requirement, '' AS cadre, j.unit AS org_unit, j.day AS day, max(r.at) AS at, 0.3 AS strength, toUInt32(any(j.flagged_n)) AS flagged,
      ${asEvents(`arrayMap(m -> (m.2, m.3, m.4, m.5), groupArraySorted(${SHOWN})((-toUnixTimestamp64Milli(r.at), r.kind, r.source, r.external_id, r.day)))`)} AS events,
      concat('{"without_problem":', toString(any(j.place - j.clean_from)), ',"peer_share":', toString(round(any(j.peer_share), 3)), '}') AS detail
    FROM (${records}) r INNER JOIN (SELECT * FROM (${judged}) WHERE reason = '' AND flagged_n > 0) j ON j.requirement = r.requirement AND j.unit = r.unit
    WHERE r.day > j.clean_after AND r.day <= j.day
    GROUP BY j.requirement, j.unit, j.day`,
  alsoAffects: `
    SELECT DISTINCT day FROM (SELECT day, requirement_code FROM reports UNION ALL SELECT day, requirement_code FROM tasks)
    WHERE day > arrayMin({days:Array(Date)}) AND toStartOfQuarter(day) <= toStartOfQuarter(arrayMax({days:Array(Date)}))
      AND requirement_code IN (SELECT requirement_code FROM reports WHERE day IN {days:Array(Date)} UNION ALL SELECT requirement_code FROM tasks WHERE day IN {days:Array(Date)})`,
  examples: [
    {
      name: 'a fifth of the others’ reports are returned; 70 in a row of one township are not: each 31 are a stretch',
      facts: { ...townships, reports: [...others, ...clean] },
      signals: [ids(clean)],
      // Two stretches end on the second day, at the 31st and the 62nd; the others have too few to be compared with.
      eligible: 2,
      abstained: { 'nothing-to-report': 100 },
    },
    {
      name: 'most townships are silent: they are held against the one that is not, 31 in a row and not the 55 that all together would ask for',
      facts: {
        ...townships,
        reports: [
          ...others,
          ...reports('d', 'P4', 2, 70, () => noProblem),
          ...reports('a', 'P1', 3, 31, () => noProblem),
        ],
      },
      signals: [ids(reports('d', 'P4', 2, 70)), ids(reports('a', 'P1', 3, 31))],
      eligible: 3,
      abstained: { 'nothing-to-report': 100 },
    },
    {
      name: 'one returned, a counted problem, a late task in each stretch: honest',
      facts: {
        ...townships,
        reports: [
          ...others,
          ...reports('a', 'P1', 2, 31, (i) => (i === 9 ? returned : noProblem)),
          ...reports('b', 'P2', 3, 31, (i) => ({ values: { 发现问题数: i === 30 ? 2 : 0 } })),
        ],
        tasks: Array.from({ length: 31 }, (_, i) =>
          task(`t${i}`, i % 2 === 0 ? 'P1' : '', `2026-03-04 10:${10 + i}:31`, '2026-03-05 18:00:00', {
            org_unit_code: i % 2 === 0 ? '' : 'T1',
            completed_at: i === 4 ? '2026-03-05 18:40:00' : '2026-03-05 17:10:00',
          }),
        ),
      },
      signals: [],
      eligible: 3,
      abstained: { 'too-few-peers': 100 },
    },
    {
      name: 'hardly a problem anywhere, nobody to compare with: not judged',
      facts: {
        ...townships,
        reports: [
          ...reports('a', 'P1', 2, 40),
          ...reports('o', 'P3', 2, 100),
          ...reports('q', 'P4', 2, 100),
          ...reports('r', 'P1', 3, 5, () => ({ requirement_code: 'R2' })),
        ],
      },
      signals: [],
      eligible: 0,
      abstained: { 'nothing-to-report': 245 },
    },
  ],
};
