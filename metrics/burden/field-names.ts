/**
 * What a field of a form asks for, whatever it is called: its semantic key where one is registered, else the key that other
 * forms give to the same label or to a synonym of it, else the label itself.
 */

/** Labels that ask for the same thing in grassroots forms, normalised; the first names the group. Edit here. */
const SYNONYMS: readonly (readonly string[])[] = [
  ['姓名', '名字', '人员姓名'],
  ['户主', '户主姓名', '户主名字'],
  ['身份证号', '身份证号码', '身份证', '公民身份号码', '证件号', '证件号码', '居民身份证号'],
  ['联系电话', '电话', '电话号码', '手机', '手机号', '手机号码', '联系方式'],
  ['家庭人口', '家庭人口数', '家庭人数', '家庭成员数'],
  ['人口', '人口数', '总人口', '人口总数'],
  ['户数', '总户数', '户总数'],
  ['住址', '家庭住址', '地址', '详细地址', '居住地址', '现住址', '家庭地址'],
  ['出生日期', '出生年月', '出生年月日', '生日'],
  ['年收入', '收入', '家庭年收入', '家庭收入', '全年收入'],
  ['耕地面积', '耕地', '承包地面积'],
  ['致贫原因', '贫困原因'],
  ['银行账号', '银行卡号', '银行账户'],
  ['文化程度', '学历', '受教育程度'],
  ['健康状况', '身体状况', '健康情况'],
  ['低保户数', '低保户', '低保家庭数'],
  ['残疾等级', '残疾级别'],
  ['行政村', '村名', '所在村'],
  ['乡镇', '所在乡镇', '乡镇街道'],
  ['填报人', '填表人', '经办人'],
  ['填报日期', '填表日期', '填报时间', '填表时间'],
];
const GROUP = new Map(SYNONYMS.flatMap((group) => group.map((label) => [label, group[0]!])));

/** A label without width, case, spaces, punctuation and what stands in brackets (units, hints); the same as NORMAL_LABEL in SQL. */
export function normalLabel(label: string): string {
  return label
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\([^()]*\)/g, '')
    .replace(/[\s\p{P}\p{S}]+/gu, '');
}

/** `normalLabel` of a text expression, as SQL. */
export const normalLabelSql = (text: string): string =>
  `replaceRegexpAll(replaceRegexpAll(lowerUTF8(normalizeUTF8NFKC(${text})), '[(][^()]*[)]', ''), '[\\\\s\\\\pP\\\\pS]+', '')`;

export interface AskedField {
  requirement: string;
  label: string;
  /** What it asks for. */
  field: string;
}

/**
 * @param requirements their registered fields, `label|semantic key` or `label`
 * @returns what every registered field asks for, and what every label that is not its own name asks for
 */
export function nameFields(requirements: readonly { code: string; fields: readonly string[] }[]): {
  asked: AskedField[];
  labels: { label: string; field: string }[];
} {
  const written = requirements.flatMap(({ code, fields }) =>
    fields.map((text) => {
      const [label = '', key = ''] = text.split('|').map((part) => part.trim());
      return {
        requirement: code,
        label,
        plain: GROUP.get(normalLabel(label)) ?? normalLabel(label),
        key: key.toLowerCase(),
      };
    }),
  );
  // Where forms disagree on what a label means, it stays a label.
  const keys = new Map<string, Set<string>>();
  for (const { plain, key } of written) if (key !== '') keys.set(plain, (keys.get(plain) ?? new Set()).add(key));
  const meant = (plain: string): string => {
    const known = keys.get(plain);
    return known?.size === 1 ? [...known][0]! : `label:${plain}`;
  };
  const labels = new Map([...GROUP].map(([label, group]) => [label, meant(group)]));
  for (const { plain } of written) if (plain !== '') labels.set(plain, meant(plain));
  return {
    asked: written
      .filter(({ plain, key }) => plain !== '' || key !== '')
      .map(({ requirement, label, plain, key }) => ({ requirement, label, field: key === '' ? meant(plain) : key })),
    labels: [...labels].map(([label, field]) => ({ label, field })),
  };
}
