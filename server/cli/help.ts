import type { Lang } from '../http/request-context.ts';
import type { Verb } from './verb.ts';
import { VERBS } from './verbs.ts';

const COMMON = {
  zh: `通用选项:
  --data DIR   数据目录(默认 ./data,或环境变量 HENJIAN_DATA)
  --json       标准输出为一个 JSON 文档;逐行输出的结果为 NDJSON
  --lang zh|en 语言
退出码:0 完成,1 失败,2 用法有误,3 完成但有行被退回`,
  en: `Common options:
  --data DIR   data folder (default ./data, or the variable HENJIAN_DATA)
  --json       one JSON document on stdout, or NDJSON where rows are streamed
  --lang zh|en language
Exit codes: 0 done, 1 failed, 2 wrong usage, 3 done but some rows were refused`,
};

/** Of every verb; in both languages when none was asked for. */
export async function help(lang: Lang | undefined): Promise<string> {
  const verbs = await Promise.all(Object.entries(VERBS).map(async ([name, load]) => [name, await load()] as const));
  const width = Math.max(...verbs.map(([name]) => name.length)) + 2;
  const lines = verbs.map(([name, { summary }]) => `  ${name.padEnd(width)}${said(summary, lang)}`);
  const title = said({ zh: '用法:henjian 命令 [参数]', en: 'Usage: henjian VERB [arguments]' }, lang);
  return [title, '', ...lines, '', common(lang)].join('\n');
}

export function usageOf(name: string, verb: Verb, lang: Lang | undefined): string {
  const forms = verb.usage.map((form) => `  henjian ${name}${form === '' ? '' : ` ${form}`}`);
  return [said(verb.summary, lang), ...forms, '', common(lang)].join('\n');
}

function said(words: { zh: string; en: string }, lang: Lang | undefined): string {
  return lang ? words[lang] : `${words.zh} · ${words.en}`;
}

function common(lang: Lang | undefined): string {
  return lang ? COMMON[lang] : `${COMMON.zh}\n\n${COMMON.en}`;
}
