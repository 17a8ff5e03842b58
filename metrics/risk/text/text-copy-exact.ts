import type { Detector } from '../../definition.ts';
import { county, report, requirement } from '../../example-rows.ts';
import { asEvents, countEligible } from '../sql.ts';
import { cadresByDay, laterDays, repeatedKeys, repeatedReports, type RepeatedContent } from './repeated-content.ts';

const content: RepeatedContent = {
  key: 'text_key',
  comparable: 'text_chars >= {characters_min:Float64}',
  atLeast: '{copies_min:Float64}',
};

const plain = (text: string) => `replaceRegexpAll(normalizeUTF8NFKC(${text}), '[\\\\s\\\\pP\\\\pS]+', '')`;
/** The fixed pieces of a published template: what stands between its blanks and digits. */
const templatePieces = `arrayFilter(piece -> lengthUTF8(piece) >= 2, arrayMap(piece -> ${plain('piece')},
  splitByRegexp('_{2,}|…+|\\\\.{3,}|[×＿]+|[XxＸ]{2,}|\\\\{[^}]*\\\\}|[0-9０-９]+|（\\\\s*）|\\\\(\\\\s*\\\\)', template_text)))`;

/** Repeated texts that are hardly more than the requirement's own template. */
const onlyTemplate = `
  SELECT requirement, content FROM (
    SELECT r.requirement_code AS requirement, r.text_key AS content, any(r.text) AS written, any(q.pieces) AS pieces
    FROM reports r INNER JOIN (SELECT code, ${templatePieces} AS pieces FROM requirements WHERE template_text != '') q ON q.code = r.requirement_code
    WHERE r.day IN {days:Array(Date)} AND r.${content.comparable} AND (r.requirement_code, r.text_key) IN (${repeatedKeys(content)})
    GROUP BY requirement, content)
  WHERE lengthUTF8(arrayFold((rest, piece) -> replaceAll(rest, piece, ''), arrayReverseSort(piece -> length(piece), pieces),
    replaceRegexpAll(${plain('written')}, '[0-9]+', ''))) < {characters_min:Float64}`;

const COPY =
  '今天上午到东边山脚的三户人家看了房前屋后的排水沟，提醒老人晚上不要独自出门，又帮刘大爷把柴火搬到了屋檐下，最后和组长商量了明天修水管的事情。';
const OWN = (i: number) =>
  `${'甲乙丙丁戊己庚辛壬癸'[i]}组今天开了院坝会，说的是秋收以后田埂怎么整修，大家意见不一样，有人想先修路，有人想先清沟，最后定了先清沟再修路，各家出一个工。`;
const TEMPLATE =
  '今日走访农户____户，排查安全隐患____处，宣传防火防溺水知识____人次，发现问题已经当场整改并且报告村委会，其余情况一切正常，没有其他需要上报的事项。';
const filled = (n: number) => TEMPLATE.replaceAll('____', String(n));
const townships = county({ T1: ['P1', 'P2', 'P3'], T2: ['P4', 'P5', 'P6'], T3: ['P7', 'P8', 'P9', 'P10'] });
const everybody = townships.cadres.map((cadre) => String(cadre['code']));

export const textCopyExact: Detector = {
  id: 'text-copy-exact',
  kind: 'risk',
  version: 1,
  family: 'text',
  terms: { zh: '文字照抄', en: 'Copied text' },
  question: {
    zh: '同一段文字是否被一次次当作新的工作记录交上来?',
    en: 'Is the same text handed in again and again as a new record of work?',
  },
  formula: {
    zh: '同一要求下,去掉空白标点、数字替换为#之后完全相同、且不少于 50 字的正文,从第 3 次出现起标记;要求发布的模板文字、以及三个以上单位且三成以上填报人共用的文字除外',
    en: 'Reports of one requirement with at least 50 characters whose texts are equal once spaces and punctuation are removed and digits masked: flagged from the third on, unless it is the published template or a text that 30 % of the requirement’s cadres in three or more units use',
  },
  limits: {
    zh: '改几个字就认不出。相同的文字不一定是假的:天天没有变化的事,写出来就是一样的,说明报得太勤。不足 50 字的不判断。',
    en: 'A few changed words escape it. Equal texts are not always untrue: where nothing changes from day to day the honest text is the same, and the report is asked too often. Below 50 characters it is not judged.',
  },
  references: [
    {
      source:
        'Fabrication note T1 (group of 3, body of 50 characters) and T3 (30 % of reports from 3 units is template)',
      grade: 'M',
    },
    {
      source: 'Henzinger 2006, SIGIR: near-duplicate methods fail on pages of one site; strip the boilerplate first',
      grade: 'V',
    },
  ],
  minimumN: 20,
  identity: true,
  null: {
    statement: {
      zh: '诚实的人写 50 字以上的记录,几乎不会三次完全相同;习惯性套用自己的旧文按 1% 计',
      en: 'Honest records of 50 characters and more are hardly ever equal three times; the habit of reusing one’s own wording is taken as 1 %',
    },
    honestRate: 0.01,
  },
  falsePositives: {
    zh: '规定的表述、未登记的模板、几人合写一份、情况多日不变。',
    en: 'Prescribed wording, templates that were not registered, joint reports, facts that did not change for days.',
  },
  excuses: [],
  parameters: {
    characters_min: {
      value: 50,
      unit: 'characters',
      meaning: {
        zh: '正文(去模板后)少于此字数不判断',
        en: 'texts (without template) shorter than this are not judged',
      },
    },
    copies_min: {
      value: 3,
      unit: 'reports',
      meaning: { zh: '同一文字第几次出现起标记', en: 'the copy from which on reports are flagged' },
    },
    template_share: {
      value: 0.3,
      unit: 'share',
      meaning: {
        zh: '填报人中使用同一文字的比例达到此数视为模板',
        en: 'a text used by this share of the cadres is a template',
      },
    },
    template_units: {
      value: 3,
      unit: 'units',
      meaning: { zh: '且来自不少于此数的单位', en: 'and in at least so many units' },
    },
  },
  eligible: countEligible(`
    SELECT requirement_code AS requirement, cadre_code AS cadre, '' AS org_unit, day, if(${content.comparable}, '', 'text-too-short') AS reason
    FROM reports WHERE day IN {days:Array(Date)} AND text_chars > 0`),
  signals: `
    SELECT e.requirement AS requirement, e.cadre AS cadre, '' AS org_unit, e.day AS day, e.at AS at, if(e.others > 0, 1., 0.8) AS strength, toUInt32(1) AS flagged,
      ${asEvents('[(e.kind, e.source, e.external_id, e.day), e.first_event]')} AS events,
      concat('{"copy":', toString(e.place), ',"people":', toString(e.users), ',"units":', toString(e.user_units), ',"cadres_of_requirement":', toString(c.cadres), '}') AS detail
    FROM (${repeatedReports(content)}) e
    ASOF LEFT JOIN (${cadresByDay(content)}) c ON c.requirement = e.requirement AND e.day >= c.since
    WHERE e.day IN {days:Array(Date)} AND e.place >= {copies_min:Float64}
      AND NOT (e.user_units >= {template_units:Float64} AND e.users >= {template_share:Float64} * c.cadres)
      AND (e.requirement, e.content) NOT IN (${onlyTemplate})`,
  alsoAffects: laterDays(content),
  examples: [
    {
      name: 'one text five times, from two authors, among the different texts of others: the third to fifth are flagged',
      facts: {
        ...townships,
        reports: [
          ...everybody.map((cadre, i) => report(`own${i}`, cadre, `2026-03-02 17:${10 + i}:31`, { text: OWN(i) })),
          report('c1', 'P1', '2026-03-03 17:10:31', { text: COPY }),
          report('c2', 'P1', '2026-03-04 17:11:31', { text: COPY }),
          report('c3', 'P1', '2026-03-05 17:12:31', { text: `  ${COPY}` }),
          report('c4', 'P2', '2026-03-05 17:15:31', { text: COPY.replaceAll('，', ',') }),
          report('c5', 'P1', '2026-03-06 17:13:31', { text: COPY }),
          report('elsewhere', 'P1', '2026-03-06 17:14:31', { text: COPY, requirement_code: 'R2' }),
        ],
      },
      signals: [
        ['c3', 'c1'],
        ['c4', 'c1'],
        ['c5', 'c1'],
      ],
      eligible: 16,
    },
    {
      name: 'a published template filled with figures, and an unpublished wording that 4 of 10 cadres in three units use, are honest',
      facts: {
        ...townships,
        requirements: [requirement('R1', 'report', { template_text: TEMPLATE }), requirement('R2', 'report')],
        reports: [
          ...[1, 2, 3, 4, 5].map((n) => report(`t${n}`, 'P1', `2026-03-0${n + 1} 17:10:31`, { text: filled(n) })),
          ...everybody.map((cadre, i) =>
            report(`own${i}`, cadre, `2026-03-02 16:${10 + i}:31`, { text: OWN(i), requirement_code: 'R2' }),
          ),
          ...['P1', 'P4', 'P7', 'P8', 'P1', 'P4'].map((cadre, i) =>
            report(`w${i}`, cadre, `2026-03-03 17:${10 + i}:31`, { text: COPY, requirement_code: 'R2' }),
          ),
        ],
      },
      signals: [],
      eligible: 21,
    },
    {
      name: 'short texts repeat honestly and are not judged; a report without text is not about text',
      facts: {
        reports: [
          ...[1, 2, 3, 4].map((n) =>
            report(`s${n}`, 'P1', `2026-03-0${n + 1} 17:10:31`, { text: '巡查一遍，无异常。' }),
          ),
          report('form', 'P1', '2026-03-09 17:10:31', { values: { 户数: 1 } }),
        ],
      },
      signals: [],
      eligible: 0,
      abstained: { 'text-too-short': 4 },
    },
  ],
};
