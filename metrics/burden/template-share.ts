import type { Indicator } from '../definition.ts';
import { county, report, requirement } from '../example-rows.ts';

const TEMPLATE = '今日入户走访群众宣传防汛政策排查安全隐患未发现异常情况'; // 27 characters
const OWN = '李家坝后山裂缝加宽已劝离三户'; // 14 characters
/** 15 characters before and 16 behind what eight people wrote themselves, 18 characters each. */
const framed = (body: string) => `本周我网格的工作情况报告如下：${body}。以上情况属实特此报告请予审阅为盼`;
const BODIES = [
  '甲家屋后堡坎裂缝加宽已请镇里测量一次', '乙组水管冻裂断水三户抢修到晚上才恢复', '丙某反映邻居占道堆沙调解后当天清走了', '丁家老人独居送去药品并留下了联系电话',
  '戊塘边护栏松动拉警戒带等候施工队进场', '己院坝电动车飞线充电劝导后拆除了插座', '庚店灭火器过期当面更换并登记了新日期', '辛沟排洪口堵塞组织五人清淤约两个小时',
]; // prettier-ignore

export const templateShare: Indicator = {
  id: 'template-share',
  kind: 'burden',
  version: 2,
  terms: { zh: '套话占比', en: 'Template share' },
  question: {
    zh: '交上来的文字里,有多少是要求自带的套话?',
    en: 'How much of the text handed in is wording that the requirement brings along?',
  },
  formula: {
    zh: '正文中属于模板的字数 ÷ 正文全部字数(不计标点、空格,数字视为相同)。模板:要求公布的;没有公布的,取最早一批报告(至少 8 篇)中三成以上、三个以上单位共有的三字片段',
    en: 'Characters of the text that belong to the template, over all its characters (without spaces and punctuation, figures alike). The template is the published one, else the pieces of three characters that 30 % of the earliest reports (8 or more) in three or more units share',
  },
  limits: {
    zh: '没有公布模板、也学不出模板(报告太少、单位太少、各写各的)的要求不判断。占比高说明这份报告本可以是一个勾选项:问题在要求,不在填的人。换了说法的套话看不出来;表格后来换了文字的,仍按最早的学。',
    en: 'Requirements without a published template, and from whose reports none can be learned (too few, too few units, everybody writes differently), are not judged. A high share says that the report could have been a tick box: this is about the requirement, not about who filled it in. Reworded phrases are not seen; where the wording of a form changed later, that of its first reports counts.',
  },
  references: [
    { source: 'Broder 1997, On the resemblance and containment of documents: share of shingles contained', grade: 'M' },
    {
      source:
        'Fabrication note T3: 1 - body characters / text characters; template = in 30 % of the reports, from 3 units',
      grade: 'M',
    },
  ],
  unit: { zh: '占比', en: 'share' },
  better: 'lower',
  aggregate: 'ratio',
  evidence: 'amounts',
  minimumN: 10,
  events: `SELECT 'reports' AS kind, toString(source) AS source, external_id, toString(requirement) AS requirement, toString(cadre) AS cadre,
      '' AS org_unit, day, at, toFloat64(template_chars) AS numerator, toFloat64(chars) AS denominator, '' AS label,
      numerator AS low, numerator AS high
    FROM text_sketches WHERE day IN {days:Array(Date)} AND template != 0 AND chars >= 3`,
  examples: [
    {
      name: 'nine reports of nothing but the published template, 27 characters each, and one of its own, 14',
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
      value: (9 * 27) / (9 * 27 + 14),
      numerator: 9 * 27,
      denominator: 9 * 27 + 14,
    },
    {
      name: 'no template is published, but eight people in three townships wrote into one frame: it is learned from their reports',
      facts: {
        ...county({ T1: ['P0', 'P1', 'P2'], T2: ['P3', 'P4', 'P5'], T3: ['P6', 'P7'] }),
        requirements: [requirement('R1', 'report')],
        reports: [...BODIES, BODIES[0]!, BODIES[1]!].map((body, i) =>
          report(`f${i}`, `P${i % 8}`, `2026-03-02 09:${10 + i}:31`, { text: framed(body) }),
        ),
      },
      value: 30 / 48,
      numerator: 300,
      denominator: 480,
    },
    {
      name: 'one unit alone brings no template to light, however alike its texts are',
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
