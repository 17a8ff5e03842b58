import type { Detector } from '../../definition.ts';
import { county, report } from '../../example-rows.ts';
import { asEvents, countEligible } from '../sql.ts';

/** People of one day whose variety enters the comparison: bounds memory, keeps the median. */
const PER_DAY = 40;

/**
 * Every {records} reports of a person under a requirement, counted from the start of the quarter, are one run: it finishes on the
 * day of the last of them. (requirement, cadre, finished, members, fields): members newest first; fields with the entropy of
 * their answers in bits, where a field left out of some of the reports counts as one more answer, and the usual answer.
 */
const runs = `
  SELECT requirement, cadre, max(came) AS finished, arrayReverseSort(groupArray((at, source, external_id, came))) AS members,
    arrayMap((f, e, k, u) -> (f, k / {records:Float64} AS filled, filled * e - filled * log2(filled) - if(filled < 1, (1 - filled) * log2(1 - filled), 0), u),
      mapKeys(entropyMap(answers) AS entropies), mapValues(entropies), mapValues(countMap(answers)), mapValues(anyHeavyMap(answers))) AS fields
  FROM (
    SELECT requirement_code AS requirement, cadre_code AS cadre, day AS came, submitted_at AS at, source, external_id, toStartOfQuarter(day) AS quarter,
      CAST(arrayMap(p -> (cityHash64(p.1), cityHash64(p.2)), JSONExtractKeysAndValuesRaw(\`values\`)), 'Map(UInt64, UInt64)') AS answers,
      intDiv(row_number() OVER (PARTITION BY requirement_code, cadre_code, toStartOfQuarter(day) ORDER BY submitted_at, source, external_id) - 1,
        toUInt32({records:Float64})) AS run
    FROM reports
    WHERE values_count > 0 AND day >= toStartOfQuarter(arrayMin({days:Array(Date)})) AND day <= arrayMax({days:Array(Date)})
      AND requirement_code IN (SELECT requirement_code FROM reports WHERE day IN {days:Array(Date)} AND values_count > 0))
  GROUP BY requirement, cadre, quarter, run HAVING count() = {records:Float64}`;

/**
 * What is usual among the people, by each day of the quarter: the median of their entropies; whoever finished several runs counts
 * once, with their mean. Where most keep to an answer of their own, and not to the same, the median has gone blind: there the upper
 * quartile counts, which those give who still vary. It must say more than a median: what a village has (residents, houses) stays as
 * it is honestly, and a correction now and then gives the uppermost quarter about 0.9 bit.
 */
const typical = `
  SELECT requirement, field, finished, length(seen.1) AS people, arrayMap((total, k) -> total / k, seen.2, seen.3) AS means,
    arrayReduce('quantileExactInclusive(0.5)', means) AS half,
    arrayReduce('quantileExactInclusive(0.75)', means) AS quarter,
    if(half < {bits_min:Float64} AND quarter >= {quartile_bits_min:Float64} AND 2 * arrayMax(uses.2) <= arraySum(uses.2), quarter, half) AS middle
  FROM (
    SELECT requirement, field, finished, sumMap(arrayMap(s -> s.1, sample), arrayMap(s -> s.2, sample), arrayMap(s -> 1, sample)) OVER so_far AS seen,
      sumMap(arrayMap(s -> s.3, sample), arrayMap(s -> 1, sample)) OVER so_far AS uses
    FROM (
      SELECT requirement, field, finished, groupArraySorted(${PER_DAY})((person, mean, own)) AS sample
      FROM (
        SELECT requirement, one.1 AS field, finished, cityHash64(cadre) AS person, avg(one.3) AS mean, min(one.4) AS own
        FROM (${runs}) ARRAY JOIN fields AS one GROUP BY requirement, field, finished, person)
      GROUP BY requirement, field, finished)
    WINDOW so_far AS (PARTITION BY requirement, field, toStartOfQuarter(finished) ORDER BY finished))`;

const judged = `
  SELECT requirement, cadre, day, any(chain) AS members, count() AS fields_seen, countIf(people >= {people_min:Float64}) AS compared,
    countIf(telling) AS fields_judged, countIf(telling AND bits < {entropy_share:Float64} * middle) AS fields_alike,
    avgIf(bits / middle, telling) AS variety, fields_alike >= {fields_share:Float64} * fields_judged AS hit,
    multiIf(fields_seen < {fields_min:Float64}, 'too-few-fields', compared < {fields_min:Float64}, 'too-few-peers',
      fields_judged < {fields_min:Float64}, 'too-few-choices', '') AS reason
  FROM (
    SELECT o.requirement AS requirement, o.cadre AS cadre, o.finished AS day, o.chain AS chain, o.one.3 AS bits, t.people AS people, t.middle AS middle,
      people >= {people_min:Float64} AND middle >= {bits_min:Float64} AS telling
    FROM (
      SELECT requirement, cadre, finished, members AS chain, one, one.1 AS field
      FROM (${runs}) ARRAY JOIN fields AS one WHERE finished IN {days:Array(Date)}) o
    LEFT ANY JOIN (${typical}) t ON t.requirement = o.requirement AND t.field = o.field AND t.finished = o.finished)
  GROUP BY requirement, cadre, day, chain[1]`;

const people = ['P1', 'P2', 'P3', 'P4', 'P5', 'P6', 'P7', 'P8'];
const township = county({ T1: people });
/** 20 reports, five a day; `values` of the n-th. */
const diary = (person: string, values: (n: number) => Record<string, unknown>, requirement_code = 'R1') =>
  Array.from({ length: 20 }, (_, n) =>
    report(`${requirement_code}${person}-${n}`, person, `2026-03-0${2 + Math.floor(n / 5)} 1${n % 5}:12:31`, {
      values: values(n),
      requirement_code,
    }),
  );
/** Entropies over 20 reports: log2 4 = 2, log2 5 = 2.32, log2 2 = 1, and 0 for the village, which never changes. */
const varied = (n: number) => ({
  走访户数: n % 4,
  天气: ['晴', '阴', '雨', '雪', '雾'][n % 5],
  是否留言: n % 2,
  村: '甲',
});
const others = people.slice(1).flatMap((person) => diary(person, varied));

export const lowVariability: Detector = {
  id: 'low-variability',
  kind: 'risk',
  version: 2,
  family: 'text',
  terms: { zh: '填报内容少变化', en: 'Answers without variety' },
  question: {
    zh: '一个人一份份的填报,是不是几乎填同样的内容,而别人的有变化?',
    en: 'Do a person’s reports keep giving the same answers where those of others vary?',
  },
  formula: {
    zh: '同一人同一要求,自季度初起每 20 份填报为一组,在第 20 份提交时判断一次:逐字段算 20 个答案的信息熵,与本季度至当日已满 20 份者(含本人,不少于 8 人)的中位数相比;中位数低于 0.8 比特、上四分位数不低于 1.6 比特、而各人最常填的答案又不相同(没有一个答案是半数以上的人最常填的)的字段,改与上四分位数相比;用来比的数不低于 0.8 比特的字段才算,不少于 3 个;其中半数以上字段的熵不到它的一半 → 标记该组(第 20 份,其余 19 份为佐证)。空着的答案也算一种答案',
    en: 'Every 20 reports of a person under a requirement, counted from the start of the quarter, are judged once, with the 20th: the entropy of the 20 answers of each field against the median of all (8 people or more, that person included) who finished 20 reports in the quarter so far. Where that is below 0.8 bit although the upper quartile is 1.6 bits or more and people’s usual answers differ (none is that of more than half of them), the upper quartile stands for it. Only fields where it is 0.8 bit or more count, 3 or more of them; where at least half lie below half of it, the run is flagged (its 20th report; the other 19 prove it). A blank is an answer too',
  },
  limits: {
    zh: '一季度不足 20 份的不判断,满 20 份之后余下的也不判断。情况真的没有变化的村也会这样,每天照计划办同样几件事的人也会。四分之三以上的人都照抄、多数人照抄同一个答案、或多数人照抄而题目只有两三个选项时,看不见。编数的人若每次随手改一改,也看不见。每日每字段至多取 40 人作比较。',
    en: 'Fewer than 20 reports in a quarter are not judged, nor is what remains after the last 20. Villages where nothing changes look like this, and people whose plan is the same each day. It is blind where more than three in four copy, where most copy the same answer or the questions have two or three answers only, and to inventors who change figures each time. At most 40 people of a field and day enter the comparison.',
  },
  references: [
    { source: 'World Bank RISSK: entropy of a person’s answers below half the peers’ median, with more than five times as many observations as options; fabrication note R3', grade: 'V' },
    { source: 'Curran 2016 and the R package careless: straight-lining and within-person variability', grade: 'V' },
    { source: 'The upper quartile where the median is blind: Henjian, after the limit RISSK states (the majority must be honest)', grade: 'M' },
    { source: 'Runs of 20, medians of 0.8 bit, quartiles of 1.6, half of 3 or more fields, 8 people: Henjian defaults', grade: 'M' },
  ], // prettier-ignore
  minimumN: 10,
  identity: false,
  null: {
    statement: {
      zh: '比较用的数恰为 0.8 比特的是非题,偶然不到一半的概率约 3%,三个里有两个约 0.2%;情况齐整的村按 3% 计',
      en: 'A yes or no with a median of just 0.8 bit falls below half by chance in 3 %, two of three such fields in 0.2 %; uniform villages are taken as 3 %',
    },
    honestRate: 0.03,
  },
  falsePositives: {
    zh: '辖区小而情况齐整、淡季无事可记、岗位只管其中一类事项。',
    en: 'A small and uniform village, quiet seasons, a post that deals with one kind of case only.',
  },
  excuses: [],
  parameters: {
    records: {
      value: 20,
      unit: 'reports',
      meaning: { zh: '多少份填报为一组', en: 'reports that are judged together' },
    },
    people_min: {
      value: 8,
      unit: 'persons',
      meaning: { zh: '可比的人少于此数不判断', en: 'with fewer people to compare it is not judged' },
    },
    fields_min: {
      value: 3,
      unit: 'fields',
      meaning: { zh: '可判断的字段少于此数不判断', en: 'with fewer fields that can tell it is not judged' },
    },
    bits_min: {
      value: 0.8,
      unit: 'bit',
      meaning: {
        zh: '众人的熵(用来比的数)低于此数的字段不算',
        en: 'fields in which what is usual is below this do not count',
      },
    },
    quartile_bits_min: {
      value: 1.6,
      unit: 'bit',
      meaning: {
        zh: '中位数过低时,上四分位数不低于此数才用来比',
        en: 'where the median is too low, the upper quartile stands for it from this on',
      },
    },
    entropy_share: {
      value: 0.5,
      unit: 'share',
      meaning: {
        zh: '熵不到用来比的数的这一比例,视为变化过少',
        en: 'below this share of what is usual a field varies too little',
      },
    },
    fields_share: {
      value: 0.5,
      unit: 'share',
      meaning: { zh: '变化过少的字段达到这一比例', en: 'share of the fields that must vary too little' },
    },
  },
  eligible: countEligible(`SELECT requirement, cadre, '' AS org_unit, day, reason FROM (${judged})`),
  signals: `
    SELECT requirement, cadre, '' AS org_unit, day, members[1].1 AS at, 0.4 AS strength, toUInt32(1) AS flagged,
      ${asEvents(`arrayMap(m -> ('reports', m.2, m.3, m.4), members)`)} AS events,
      concat('{"records":', toString(length(members)), ',"fields_judged":', toString(fields_judged), ',"fields_alike":', toString(fields_alike),
        ',"entropy_share":', toString(round(variety, 2)), '}') AS detail
    FROM (${judged}) WHERE reason = '' AND hit`,
  alsoAffects: `
    SELECT DISTINCT day FROM reports
    WHERE day > arrayMin({days:Array(Date)}) AND toStartOfQuarter(day) <= toStartOfQuarter(arrayMax({days:Array(Date)})) AND values_count > 0
      AND requirement_code IN (SELECT requirement_code FROM reports WHERE day IN {days:Array(Date)})`,
  examples: [
    {
      name: 'one of eight gives the same answers 20 times in two of three fields that vary',
      facts: {
        ...township,
        reports: [...others, ...diary('P1', (n) => ({ ...varied(n), 走访户数: 3, 天气: n === 7 ? '阴' : '晴' }))],
      },
      signals: [diary('P1', varied).map((row) => String(row['external_id']))],
      eligible: 8,
    },
    {
      name: 'one field alike, one with just half the variety (blanks are answers), and a twenty-first report that waits',
      facts: {
        ...township,
        reports: [
          ...others,
          // Every other count left out, the rest 3: two answers, 1 bit, which is not below half of 2.
          ...diary('P1', (n) => ({
            ...varied(n),
            ...(n % 2 === 0 ? { 走访户数: 3 } : { 走访户数: undefined }),
            天气: '晴',
          })),
          report('last', 'P1', '2026-03-06 10:12:31', { values: { 走访户数: 3 } }),
        ],
      },
      signals: [],
      eligible: 8,
    },
    {
      name: 'six of nine tick answers of their own day after day: the three who vary are the standard, and not the six',
      facts: {
        ...county({ T1: [...people, 'P9'] }),
        reports: [...people, 'P9'].flatMap((person, i) =>
          diary(
            person,
            i < 6
              ? () => ({ 走访户数: i, 谈话次数: 5 - i, 天气: ['晴', '阴', '雨', '雪', '雾'][i % 5], 村: '甲' })
              : (n) => ({ ...varied(n), 谈话次数: 5 - (n % 5) }),
          ),
        ),
      },
      signals: people.slice(0, 6).map((person) => diary(person, varied).map((row) => String(row['external_id']))),
      eligible: 9,
    },
    {
      name: 'what nine villages have stays as it is, and four people correct a figure now and then: nothing is usual that one could fall short of',
      facts: {
        ...county({ T1: [...people, 'P9'] }),
        reports: [...people, 'P9'].flatMap((person, i) =>
          diary(person, (n) => {
            const correction = i < 4 && n % 6 === 0 ? n : 0;
            return {
              户数: 200 + 9 * i + correction,
              常住人口: 600 + 31 * i + correction,
              流动人口: 15 + i + correction,
            };
          }),
        ),
      },
      signals: [],
      eligible: 0,
      abstained: { 'too-few-choices': 9 },
    },
    {
      name: 'everybody’s answers stand still, two fields only, nobody to compare with: not judged',
      facts: {
        ...township,
        reports: [
          ...people.flatMap((person) => diary(person, (n) => ({ ...varied(n), 走访户数: 3 }))),
          ...diary('P1', (n) => ({ 走访户数: n, 天气: '晴' }), 'R2'),
          ...diary('P1', () => ({ 走访户数: 3, 天气: '晴', 是否留言: 0 }), 'R3'),
        ],
      },
      signals: [],
      eligible: 0,
      abstained: { 'too-few-choices': 8, 'too-few-fields': 1, 'too-few-peers': 1 },
    },
  ],
};
