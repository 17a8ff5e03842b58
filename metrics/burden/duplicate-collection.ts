import type { Indicator } from '../definition.ts';
import { county, report, requirement } from '../example-rows.ts';
import { normalLabelSql } from './field-names.ts';

/** What the labels of a report without registered fields ask for (see field-names.ts). */
const NAMES = '(SELECT mapFromArrays(groupArray(label), groupArray(field)) FROM field_names)';
const writtenKeys = `arrayMap(l -> if(mapContains(${NAMES}, l), ${NAMES}[l], concat('label:', l)), arrayMap(k -> ${normalLabelSql('k')}, JSONExtractKeys(r.\`values\`)))`;

/** Reports from the start of each touched month to the last touched day, with the fields they ask and the unit that was asked. */
const ASKS = `
  SELECT r.source AS source, r.external_id AS external_id, r.requirement_code AS requirement, r.cadre_code AS cadre, r.day AS day, r.submitted_at AS at,
    if(u.unit = '', toString(r.cadre_code), u.unit) AS unit, toStartOfMonth(r.day) AS month,
    arraySort(arrayDistinct(if(notEmpty(q.asked), q.asked, ${writtenKeys}))) AS keys
  FROM reports r
  LEFT ANY JOIN (SELECT requirement AS code, groupUniqArray(field) AS asked FROM requirement_fields GROUP BY code) q ON q.code = r.requirement_code
  LEFT ANY JOIN cadre_units u ON u.cadre_code = r.cadre_code
  WHERE toStartOfMonth(r.day) IN (SELECT toStartOfMonth(arrayJoin({days:Array(Date)}))) AND r.day <= arrayMax({days:Array(Date)})
    AND notEmpty(keys)`;

/** When each requirement first asked its fields of a unit in a month. */
const FIRST_ASKS = `SELECT unit, month, requirement, keys, min(at) AS first_at FROM (${ASKS}) GROUP BY unit, month, requirement, keys`;

const household = ['人口|household.members', '收入|household.income'];

export const duplicateCollection: Indicator = {
  id: 'duplicate-collection',
  kind: 'burden',
  version: 2,
  terms: { zh: '重复采集率', en: 'Duplicate collection' },
  question: {
    zh: '要填的内容里,有多少同一单位本月已经给别的要求报过?',
    en: 'How much of what is asked has the same unit already told another requirement this month?',
  },
  formula: {
    zh: '报表字段中,所问内容当月已被另一要求向同一单位要过的个数 ÷ 全部字段数。所问内容以语义键为准;没有的,用别的报表给同名或同义字段登记的语义键,再没有的用规范化后的字段名',
    en: 'Fields of reports that ask for what another requirement already asked of the same unit in the same month, over all fields. What a field asks for is its semantic key; else the key other forms give to the same label or a synonym; else the normalised label',
  },
  limits: {
    zh: '同一字段可能问的是不同的户或人,系统里看不出,因此是上限。字段未登记语义键时按字段名和同义词表比对,同名不同义会误算、表外的同义词会漏算;值一致而名称不同的字段见“可合并的报表”。先要的一方不算重复。',
    en: 'The same field may be asked about another household or person, which the logs do not show: read it as an upper bound. Without registered keys fields are matched by label and a list of synonyms, so that homonyms are counted and other synonyms missed; fields that differ in name but agree in value are found by the overlap of requirements. Whoever asks first is not the duplicate.',
  },
  references: [
    {
      source:
        'Rules on preventing formalism at the fingertips (2026), the same item is not to be reported twice; domain note P30, B05',
      grade: 'V',
    },
    {
      source: '11 disability-care forms of two departments with mostly identical fields, Phoenix Weekly 2025-04-05',
      grade: 'P',
    },
  ],
  unit: { zh: '占比', en: 'share' },
  better: 'lower',
  aggregate: 'ratio',
  evidence: 'amounts',
  minimumN: 10,
  events: `
    SELECT 'reports' AS kind, a.source AS source, a.external_id AS external_id, a.requirement AS requirement, a.cadre AS cadre, '' AS org_unit,
      a.day AS day, a.at AS at, toFloat64(arrayCount(t -> t < toUnixTimestamp64Milli(a.at), o.others)) AS numerator,
      toFloat64(length(a.keys)) AS denominator, '' AS label, numerator AS low, numerator AS high
    FROM (${ASKS}) a
    INNER JOIN (
      SELECT unit, month, requirement, keys, groupArray(earliest) AS others
      FROM (
        SELECT f.unit AS unit, f.month AS month, f.requirement AS requirement, f.keys AS keys,
          arrayMin(arrayPushBack(arrayMap(x -> x.2, arrayFilter(x -> x.1 != f.requirement, k.asked)), toInt64(9e15))) AS earliest
        FROM (SELECT unit, month, requirement, keys, arrayJoin(keys) AS key FROM (${FIRST_ASKS})) f
        INNER JOIN (
          SELECT unit, month, key, groupArray((requirement, toUnixTimestamp64Milli(first_at))) AS asked
          FROM (SELECT unit, month, requirement, first_at, arrayJoin(keys) AS key FROM (${FIRST_ASKS})) GROUP BY unit, month, key) k
          ON k.unit = f.unit AND k.month = f.month AND k.key = f.key)
      GROUP BY unit, month, requirement, keys) o
      ON o.unit = a.unit AND o.month = a.month AND o.requirement = a.requirement AND o.keys = a.keys
    WHERE a.day IN {days:Array(Date)}`,
  alsoAffects: `SELECT DISTINCT day FROM reports
    WHERE toStartOfMonth(day) IN (SELECT toStartOfMonth(day) FROM reports WHERE day IN {days:Array(Date)})
      AND day > (SELECT min(day) FROM reports WHERE day IN {days:Array(Date)})`,
  examples: [
    {
      name: 'the second form that asks the same two of three fields of the same village; the next month starts afresh',
      facts: {
        ...county({ T1: ['P1', 'P2'], T2: ['P3'] }),
        requirements: [
          requirement('R1', 'report', { fields: household }),
          requirement('R2', 'report', { fields: [...household, '住房|household.housing'] }),
        ],
        reports: [
          ...Array.from({ length: 5 }, (_, i) => report(`first${i}`, 'P1', `2026-03-02 09:1${i}:31`)),
          report('again', 'P2', '2026-03-10 09:12:31', { requirement_code: 'R2' }),
          report('elsewhere', 'P3', '2026-03-10 09:12:31', { requirement_code: 'R2' }),
          ...Array.from({ length: 3 }, (_, i) =>
            report(`april${i}`, 'P1', `2026-04-02 09:1${i}:31`, { requirement_code: 'R2' }),
          ),
        ],
      },
      value: 2 / 25,
      numerator: 2,
      denominator: 25,
    },
    {
      name: 'without registered fields the labels of the values are compared; repeating one’s own form is frequency, not duplication',
      facts: {
        ...county({ T1: ['P1'] }),
        reports: [
          ...Array.from({ length: 9 }, (_, i) =>
            report(`own${i}`, 'P1', `2026-03-0${i + 1} 09:12:31`, { values: { 户数: 3, '人 数': 9 } }),
          ),
          report('other', 'P1', '2026-03-20 09:12:31', { requirement_code: 'R2', values: { 人数: 9, 面积: 80 } }),
        ],
      },
      value: 1 / 20,
    },
    {
      name: 'a synonym, a unit in brackets and a key registered elsewhere are the same question',
      facts: {
        ...county({ T1: ['P1'] }),
        requirements: [
          requirement('R1', 'report', { fields: ['手机号|person.phone', '年收入(元)'] }),
          requirement('R2', 'report', { fields: ['联系电话', '家庭年收入', '备注'] }),
        ],
        reports: [
          ...Array.from({ length: 9 }, (_, i) => report(`own${i}`, 'P1', `2026-03-0${i + 1} 09:12:31`)),
          report('other', 'P1', '2026-03-20 09:12:31', { requirement_code: 'R2' }),
        ],
      },
      value: 2 / 21,
      numerator: 2,
      denominator: 21,
    },
    {
      name: 'nine reports are too few',
      facts: {
        reports: Array.from({ length: 9 }, (_, i) =>
          report(`own${i}`, 'P1', `2026-03-0${i + 1} 09:12:31`, { values: { 户数: 3 } }),
        ),
      },
      value: null,
    },
  ],
};
