import type { Detector } from '../../definition.ts';
import { county, report } from '../../example-rows.ts';
import { asEvents, countEligible } from '../sql.ts';
import { cadresByDay, laterDays, repeatedKeys, repeatedReports, type RepeatedContent } from './repeated-content.ts';

/**
 * What the values of a record can say at most, in bits, from the record alone: 1.66 (half of log2 10, because real counts
 * crowd) for each significant digit of a number, 8 for a free text of ten characters or more, nothing for zeros, blanks,
 * dates and the short words of choice fields.
 */
const bits = `arraySum(value -> multiIf(
    match(value, '^"?-?0*[1-9][0-9]*(\\\\.[0-9]+)?"?$'),
      1.66 * length(replaceRegexpAll(replaceRegexpAll(value, '[^0-9]', ''), '^0+|0+$', '')),
    match(value, '^"?[0-9]{4}[-/年.]'), 0.,
    lengthUTF8(value) >= 12, 8., 0.), arrayMap(pair -> pair.2, JSONExtractKeysAndValuesRaw(\`values\`)))`;

const content: RepeatedContent = {
  key: 'values_key',
  comparable: 'values_count >= {fields_min:Float64}',
  atLeast: '2',
  byPeriod: true,
};

/**
 * (requirement, since, repeated, followed): by the day `since`, how many reports followed an earlier one of their cadre, and how
 * many of those said exactly what the cadre had said before. A requirement whose facts stand still is asked too often; its
 * repetitions from period to period prove nothing. Within one period nothing can stand still: two records are then two households.
 */
const standingStill = `
  SELECT requirement, since, sum(reports - contents) OVER so_far AS repeated, sum(reports - people) OVER so_far AS followed
  FROM (
    SELECT requirement, seen.1 AS since, sum(seen.2) AS reports, sum(seen.3) AS contents, sum(seen.4) AS people
    FROM (
      SELECT requirement, cadre, arrayJoin(arrayConcat(groupArray((first_day, 0, 1, 0)), [(min(first_day), 0, 0, 1)], groupArrayArray(days))) AS seen
      FROM (
        SELECT requirement_code AS requirement, cadre_code AS cadre, values_key, min(day) AS first_day, groupArray((day, 1, 0, 0)) AS days
        FROM reports
        WHERE day <= arrayMax({days:Array(Date)}) AND ${content.comparable}
          AND requirement_code IN (SELECT requirement FROM (${repeatedKeys(content)}))
        GROUP BY requirement, cadre, values_key)
      GROUP BY requirement, cadre)
    GROUP BY requirement, since)
  WINDOW so_far AS (PARTITION BY requirement ORDER BY since)`;

const informative = `SELECT source, external_id FROM reports
  WHERE day IN {days:Array(Date)} AND ${content.comparable} AND ${bits} >= {bits_min:Float64}`;

const townships = county({ T1: ['P1', 'P2', 'P3'], T2: ['P4', 'P5'] });
const NAMES = ['人口', '劳动力', '工资', '经营', '转移', '耕地', '医疗', '住房', '用水', '用电'];
const household = (seed: number) =>
  Object.fromEntries(NAMES.map((name, i) => [name, 11 + ((seed * 7919 + i * 104729) % 887)]));
const quiet = Object.fromEntries(NAMES.map((name) => [name, 0]));

export const recordRepeat: Detector = {
  id: 'record-repeat',
  kind: 'risk',
  version: 2,
  family: 'text',
  terms: { zh: '整条记录雷同', en: 'Record repeated whole' },
  question: {
    zh: '一份有许多数字的表,是否与以前的一份一字不差?',
    en: 'Is a form with many figures identical to an earlier one in every field?',
  },
  formula: {
    zh: '同一要求下,8 个以上字段、信息量不少于 20 比特的整组填报值,与更早一份完全相同 → 标记后一份;本来就不变的表(三成以上的后续填报与本人以前某一份相同)不据此标记本人跨期的重复,同一所属期内的重复仍然标记;多单位三成以上填报人共用的整组值除外',
    en: 'A record of 8 or more fields worth at least 20 bits that equals an earlier record of the same requirement: the later is flagged. One’s own repetition of another period does not count where the requirement stands still (30 % of follow-ups equal an earlier report of their cadre), but that of the same period does; nor does a set of values that 30 % of the cadres in three or more units share',
  },
  limits: {
    zh: '字段少、取值少、零多的表偶然相同很正常,不判断。改动一个字段就认不出。信息量由单条记录的有效数字估计,是上限近似,不是实测熵。',
    en: 'Forms with few fields, few values or many zeros coincide by chance and are not judged. One changed field escapes it. The bits are estimated from the significant digits of the record alone: an approximation, not a measured entropy.',
  },
  references: [
    {
      source:
        'Slomczynski, Powalko & Krauze 2017, Survey Research Methods: 5,893 non-unique records in 1,721 surveys, 162 of them hold most',
      grade: 'V',
    },
    {
      source: 'Fabrication note R1: at least 8 fields and 20 bits; bits per digit and 30 %: Henjian defaults',
      grade: 'M',
    },
  ],
  minimumN: 20,
  identity: true,
  null: {
    statement: {
      zh: '20 比特以上的记录偶然全同的概率不到百万分之一;双击提交、补报同一户按 0.5% 计',
      en: 'Records of 20 bits coincide less than once in a million by chance; double submissions and the same household filed again are taken as 0.5 %',
    },
    honestRate: 0.005,
  },
  falsePositives: {
    zh: '同一户在两个月里确实没有任何变化;提交后又补交同一份;系统预填上期数据。',
    en: 'A household that truly did not change; the same form handed in twice; forms prefilled with last month’s values.',
  },
  excuses: [],
  parameters: {
    fields_min: {
      value: 8,
      unit: 'fields',
      meaning: { zh: '少于此数的字段不判断', en: 'records with fewer fields are not judged' },
    },
    bits_min: {
      value: 20,
      unit: 'bit',
      meaning: { zh: '信息量低于此数的记录不判断', en: 'records worth fewer bits are not judged' },
    },
    still_share: {
      value: 0.3,
      unit: 'share',
      meaning: {
        zh: '后续填报与本人以前某一份相同的比例达到此数,视为本来不变的表',
        en: 'a requirement whose follow-ups are unchanged in this share stands still',
      },
    },
    template_share: {
      value: 0.3,
      unit: 'share',
      meaning: {
        zh: '填报人中使用同一组值的比例达到此数,视为默认值',
        en: 'a set of values used by this share of the cadres is a default',
      },
    },
    template_units: {
      value: 3,
      unit: 'units',
      meaning: { zh: '且来自不少于此数的单位', en: 'and in at least so many units' },
    },
  },
  eligible: countEligible(`
    SELECT requirement_code AS requirement, cadre_code AS cadre, '' AS org_unit, day,
      multiIf(values_count < {fields_min:Float64}, 'too-few-fields', ${bits} < {bits_min:Float64}, 'too-little-information', '') AS reason
    FROM reports WHERE day IN {days:Array(Date)} AND values_count > 0`),
  signals: `
    SELECT e.requirement AS requirement, e.cadre AS cadre, '' AS org_unit, e.day AS day, e.at AS at, 1. AS strength, toUInt32(1) AS flagged,
      ${asEvents('[(e.kind, e.source, e.external_id, e.day), e.first_event]')} AS events,
      concat('{"copy":', toString(e.place), ',"people":', toString(e.users), ',"same_person":', if(e.others = 0, 'true', 'false'), '}') AS detail
    FROM (${repeatedReports(content)}) e
    ASOF LEFT JOIN (${cadresByDay(content)}) c ON c.requirement = e.requirement AND e.day >= c.since
    ASOF LEFT JOIN (${standingStill}) s ON s.requirement = e.requirement AND e.day >= s.since
    WHERE e.day IN {days:Array(Date)} AND e.place > 1
      AND (e.others > 0 OR e.period != '' AND e.in_period > 1 OR s.repeated < {still_share:Float64} * s.followed)
      AND NOT (e.user_units >= {template_units:Float64} AND e.users >= {template_share:Float64} * c.cadres)
      AND (e.source, e.external_id) IN (${informative})`,
  alsoAffects: laterDays(content),
  examples: [
    {
      name: 'last month’s household is filed again by the same cadre, and by a colleague',
      facts: {
        ...townships,
        reports: [
          ...[1, 2, 3, 4, 5, 6].map((n) =>
            report(`h${n}`, 'P1', `2026-03-0${n + 1} 17:10:31`, { values: household(n) }),
          ),
          ...[11, 12, 13].map((n) => report(`h${n}`, 'P2', `2026-03-${n} 17:10:31`, { values: household(n) })),
          report('again', 'P1', '2026-04-02 17:10:31', { values: household(2) }),
          report('colleague', 'P2', '2026-04-03 17:10:31', { values: household(3) }),
        ],
      },
      signals: [
        ['again', 'h2'],
        ['colleague', 'h3'],
      ],
      eligible: 11,
    },
    {
      name: 'a form whose facts stand still is repeated honestly by everybody',
      facts: {
        ...townships,
        reports: ['P1', 'P2', 'P3', 'P4', 'P5'].flatMap((cadre, i) =>
          [2, 3, 4].map((month) =>
            report(`${cadre}-${month}`, cadre, `2026-0${month}-2${i} 17:10:31`, { values: household(i) }),
          ),
        ),
      },
      signals: [],
      eligible: 15,
    },
    {
      name: 'where nearly everybody repeats, the same household twice in one month still counts; that of last month again does not',
      facts: {
        ...townships,
        reports: ['P1', 'P2', 'P3', 'P4', 'P5'].flatMap((cadre, i) =>
          [2, 3].flatMap((month) =>
            [1, 2].map((n) =>
              report(`${cadre}-${month}-${n}`, cadre, `2026-0${month}-1${i} 1${n}:10:31`, {
                period: `2026-0${month}`,
                values: household(i),
              }),
            ),
          ),
        ),
      },
      signals: ['P1', 'P2', 'P3', 'P4', 'P5'].flatMap((cadre) => [
        [`${cadre}-2-2`, `${cadre}-2-1`],
        [`${cadre}-3-2`, `${cadre}-2-1`],
      ]),
      eligible: 20,
    },
    {
      name: 'zeros and few fields coincide by chance: not judged',
      facts: {
        ...townships,
        reports: [
          ...['P1', 'P2'].map((cadre, i) => report(`z${i}`, cadre, `2026-03-02 17:1${i}:31`, { values: quiet })),
          ...['P1', 'P2'].map((cadre, i) =>
            report(`f${i}`, cadre, `2026-03-02 18:1${i}:31`, { values: { 户数: 31, 人数: 116 } }),
          ),
        ],
      },
      signals: [],
      eligible: 0,
      abstained: { 'too-few-fields': 2, 'too-little-information': 2 },
    },
  ],
};
