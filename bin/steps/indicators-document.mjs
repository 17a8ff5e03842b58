/** docs/indicators.md: the catalogue and the policy rules as a page to read, in both languages, made from the compiled definitions. */
import { inRoot } from './places.mjs';

const FAMILY = {
  photo: '照片 Photo',
  text: '文字 Text',
  timing: '时间 Timing',
  location: '位置 Location',
  numbers: '数字 Numbers',
  verification: '核查 Verification',
};
const BETTER = { lower: '低为好 lower is better', higher: '高为好 higher is better', neutral: '中性 neutral' };

const anchor = (id) => id.toLowerCase();
const both = (label, words) => `**${label}** ${words.zh}  \n${words.en}\n`;
const sql = (title, text) =>
  `<details><summary>${title}</summary>\n\n\`\`\`sql\n${text.trim()}\n\`\`\`\n\n</details>\n`;

function references(list) {
  if (list.length === 0) return '';
  return `**来源 Sources**\n\n${list.map(({ source, grade }) => `- ${source} (${grade})`).join('\n')}\n`;
}

function common(definition) {
  return [
    both('问题 Question', definition.question),
    both('公式 Formula', definition.formula),
    both('局限 Limits', definition.limits),
  ];
}

function indicator(definition) {
  return [
    ...common(definition),
    `**单位 Unit** ${definition.unit.zh} ${definition.unit.en} · ${BETTER[definition.better]} · 汇总 aggregate \`${definition.aggregate}\` · 证据行 evidence rows \`${definition.evidence}\` · 最少 minimum n ${definition.minimumN} · 版本 version ${definition.version}\n`,
    references(definition.references),
    sql('事件 SQL · events', definition.events),
  ];
}

function detector(definition) {
  const parameters = Object.entries(definition.parameters).map(
    ([name, { value, unit, meaning }]) => `- \`${name}\` = ${value} ${unit}: ${meaning.zh} ${meaning.en}`,
  );
  return [
    ...common(definition),
    both('零假设 Null', definition.null.statement),
    both('会错在哪里 False positives', definition.falsePositives),
    `**家族 Family** ${FAMILY[definition.family]} · 诚实比率 honest rate ${definition.null.honestRate} · 最少 minimum n ${definition.minimumN}` +
      `${definition.identity ? ' · 同一性证据 identity' : ''} · 版本 version ${definition.version}\n`,
    definition.excuses.length > 0
      ? `**体谅 Excuses** ${definition.excuses.map((excuse) => `\`${excuse}\``).join(' ')}\n`
      : '',
    parameters.length > 0 ? `**参数 Parameters**\n\n${parameters.join('\n')}\n` : '',
    references(definition.references),
    sql('合格事件 SQL · eligible', definition.eligible),
    sql('信号 SQL · signals', definition.signals),
  ];
}

const SEVERITY = { R: '红线 red line', A: '提示 amber', I: '参考 information' };
const ORIGIN = { clause: '条款 the clause', local: '地方规定 a local rule', design: '自定 our own choice' };
const STATUS = { V: '已核对 verified', P: '见转述 by paraphrase', M: '凭记忆 from memory' };

function rule(instruments) {
  const title = (code) => instruments.find((one) => one.code === code)?.title ?? { zh: '', en: '' };
  return (definition) => {
    const { clauses, severity, parameters, validFrom, validTo, exemption, ruleSet, version, needs } = definition;
    const cited = clauses.map(
      ({ instrument, at, status }) =>
        `- ${instrument} ${at}: ${title(instrument).zh} ${title(instrument).en} (${STATUS[status]})`,
    );
    const numbers = Object.entries(parameters).map(
      ([name, { value, unit, origin, meaning }]) =>
        `- \`${name}\` = ${value ?? '未设定 not set'} ${unit} (${ORIGIN[origin]}): ${meaning.zh} ${meaning.en}`,
    );
    return [
      both('问题 Question', definition.question),
      both('判法 Predicate', definition.formula),
      both('局限 Limits', definition.limits),
      `**依据 Clauses**\n\n${cited.join('\n')}\n`,
      exemption ? both('不适用于 Does not bind', exemption) : '',
      `**轻重 Severity** ${SEVERITY[severity]} · 适用 in force ${validFrom}${validTo ? ` – ${validTo}` : ' –'} · 版本 version ${version}` +
        `${ruleSet ? ` · 地方规则集 local rule set \`${ruleSet}\`` : ''} · 所需数据 needs ${needs.map((kind) => `\`${kind}\``).join(' ')}\n`,
      numbers.length > 0 ? `**参数 Parameters**\n\n${numbers.join('\n')}\n` : '',
      sql('判定 SQL · predicate', definition.predicate),
    ];
  };
}

/** The texts behind the rules, with what of each was read. */
const instrumentLine = ({ code, title, issuer, from, read }) =>
  `| ${code} | ${title.zh}<br>${title.en} | ${issuer.zh}<br>${issuer.en} | ${from} | ${read.zh}<br>${read.en} |`;

/** Markdown of a catalogue: `{ indicators, detectors, rules, instruments }`, definitions as in metrics/definition.ts. */
export function indicatorsDocument({ indicators, detectors, rules = [], instruments = [] }) {
  const line = (definition) =>
    `| [\`${definition.id}\`](#${anchor(definition.id)}) | ${definition.terms.zh} | ${definition.terms.en} |`;
  const section = (body) => (definition) =>
    [`### ${definition.id}`, `**${definition.terms.zh} · ${definition.terms.en}**\n`, ...body(definition)]
      .filter(Boolean)
      .join('\n');
  return `# 指标、检测器与规则 · Indicators, detectors and rules

由 \`npm run docs\` 从 metrics/ 生成，请勿手改。来源等级：V 读过原文，C 用公开数据复算，P 见过转述，M 凭记忆。
Generated from metrics/ by \`npm run docs\`; do not edit. Source grades: V read in the source, C recomputed from public data,
P paraphrase seen, M from memory.

## 负担指标 · Burden indicators

| id | 名称 | term |
|---|---|---|
${indicators.map(line).join('\n')}

## 造痕检测器 · Detectors of traces made for the record

标记是线索，不是结论。 A flag is a lead, never a verdict.

| id | 名称 | term |
|---|---|---|
${detectors.map(line).join('\n')}

## 规则 · Policy rules

判定只有三种：违反、合规、无法判断。没有核实到的数字不给默认值。 A verdict is breach, in order, or cannot judge; a number
that no text gave has no default.

| id | 名称 | term |
|---|---|---|
${rules.map(line).join('\n')}

| 文件 | 名称 · title | 发文 · issuer | 起 · from | 核对情况 · what was read |
|---|---|---|---|---|
${instruments.map(instrumentLine).join('\n')}

## 负担指标详解 · Burden indicators in full

${indicators.map(section(indicator)).join('\n\n')}
## 检测器详解 · Detectors in full

${detectors.map(section(detector)).join('\n\n')}

## 规则详解 · Rules in full

${rules.map(section(rule(instruments))).join('\n\n')}`;
}

/** Reads the compiled catalogue (dist/metrics/catalogue.js must be up to date). */
export async function currentDocument() {
  const catalogue = Object.values(await import(inRoot('dist', 'metrics', 'catalogue.js')))
    .filter(Array.isArray)
    .flat();
  const unique = [...new Map(catalogue.map((definition) => [definition.id, definition])).values()];
  return indicatorsDocument({
    indicators: unique.filter(({ kind }) => kind === 'burden'),
    detectors: unique.filter(({ kind }) => kind === 'risk'),
    rules: (await import(inRoot('dist', 'metrics', 'policy', 'rules.js'))).rules,
    instruments: (await import(inRoot('dist', 'metrics', 'policy', 'instruments.js'))).INSTRUMENTS,
  });
}
