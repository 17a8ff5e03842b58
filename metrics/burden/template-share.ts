import type { Indicator } from '../definition.ts';
import { report, requirement } from '../example-rows.ts';

/** Characters of a piece: in Chinese about a clause; shorter ones meet by chance. */
const PIECE = 5;
const pieces = (text: string) =>
  `arrayDistinct(ngrams(replaceRegexpAll(replaceRegexpAll(lowerUTF8(normalizeUTF8NFKC(${text})), '[\\\\pZ\\\\pP\\\\pS\\\\pC]+', ''), '[0-9]+', '#'), ${PIECE}))`;
const TEMPLATES = `SELECT code, ${pieces('template_text')} AS template FROM requirements WHERE template_text != ''`;

const TEMPLATE = '今日入户走访群众宣传防汛政策排查安全隐患未发现异常情况'; // 27 characters, 23 pieces
const OWN = '李家坝后山裂缝加宽已劝离三户'; // 14 characters

export const templateShare: Indicator = {
  id: 'template-share',
  kind: 'burden',
  version: 1,
  terms: { zh: '套话占比', en: 'Template share' },
  question: {
    zh: '交上来的文字里,有多少是要求方自己给的模板?',
    en: 'How much of the text handed in is the template that was handed out?',
  },
  formula: {
    zh: `正文中与该要求公布的模板相同的 ${PIECE} 字片段数 ÷ 正文全部 ${PIECE} 字片段数(不计标点、空格,数字视为相同)`,
    en: `Distinct pieces of ${PIECE} characters of the text that are in the published template, over all its pieces (without spaces and punctuation, figures alike)`,
  },
  limits: {
    zh: '只看公布了模板的要求。占比高说明这份报告本可以是一个勾选项:问题在要求,不在填的人。换了说法的套话看不出来。',
    en: 'Only requirements with a published template. A high share says that the report could have been a tick box: this is about the requirement, not about who filled it in. Reworded phrases are not seen.',
  },
  references: [
    { source: 'Broder 1997, On the resemblance and containment of documents: share of shingles contained', grade: 'M' },
  ],
  unit: { zh: '占比', en: 'share' },
  better: 'lower',
  aggregate: 'ratio',
  minimumN: 10,
  events: `SELECT 'reports' AS kind, r.source AS source, r.external_id AS external_id, r.requirement AS requirement, r.cadre AS cadre, '' AS org_unit,
      r.day AS day, r.at AS at, toFloat64(length(arrayIntersect(r.pieces, q.template))) AS numerator, toFloat64(length(r.pieces)) AS denominator,
      '' AS label, numerator AS low, numerator AS high
    FROM (SELECT source, external_id, requirement_code AS requirement, cadre_code AS cadre, day, submitted_at AS at, ${pieces('text')} AS pieces
      FROM reports WHERE day IN {days:Array(Date)} AND text_chars >= ${PIECE} AND requirement_code IN (SELECT code FROM requirements WHERE template_text != '')) r
    INNER JOIN (${TEMPLATES}) q ON q.code = r.requirement
    WHERE notEmpty(r.pieces)`,
  examples: [
    {
      name: 'nine reports of nothing but the template, one of its own: 23 pieces each, 10 of its own',
      facts: {
        requirements: [requirement('R1', 'report', { template_text: TEMPLATE })],
        reports: [
          ...Array.from({ length: 9 }, (_, i) =>
            report(`t${i}`, 'P1', `2026-03-02 09:1${i}:31`, {
              text: `${TEMPLATE.slice(0, 8)},${TEMPLATE.slice(8)}。`,
            }),
          ),
          report('own', 'P2', '2026-03-02 10:10:31', { text: OWN }),
        ],
      },
      value: (9 * 23) / (9 * 23 + 10),
      numerator: 9 * 23,
      denominator: 9 * 23 + 10,
    },
    {
      name: 'without a published template it cannot be said, however alike the texts are',
      facts: {
        requirements: [requirement('R1', 'report')],
        reports: Array.from({ length: 12 }, (_, i) =>
          report(`t${i}`, 'P1', `2026-03-02 09:${10 + i}:31`, { text: TEMPLATE }),
        ),
      },
      value: null,
    },
  ],
};
