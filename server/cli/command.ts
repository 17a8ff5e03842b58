/** Finds the verb, reads the options, runs it, and turns whatever happens into an exit code. */
import { parseArgs } from 'node:util';
import type { Words } from '../../metrics/columns.ts';
import { environmentWith } from '../environment.ts';
import { explain } from '../explain.ts';
import type { Lang } from '../http/request-context.ts';
import { help, usageOf } from './help.ts';
import { openInvocation } from './invocation.ts';
import { UsageError, type ExitCode, type OptionValues, type Verb } from './verb.ts';
import { VERBS } from './verbs.ts';

const COMMON = {
  data: { type: 'string' },
  json: { type: 'boolean' },
  lang: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** @param args without node and script. Never throws; what went wrong was said on stderr. */
export async function runCommand(args: readonly string[]): Promise<ExitCode> {
  let lang: Lang | undefined = langOf(args);
  const complain = (words: Words): void => {
    process.stderr.write(`${lang ? words[lang] : `${words.zh}\n${words.en}`}\n`);
  };
  try {
    const [name, of] = wordsOf(args);
    if (name === undefined || name === 'help') {
      if (of !== undefined && !Object.hasOwn(VERBS, of)) return unknownVerb(of, complain);
      const asked = name === 'help' || args.includes('--help') || args.includes('-h');
      const text = of === undefined ? await help(lang) : usageOf(of, await VERBS[of]!(), lang);
      (asked ? process.stdout : process.stderr).write(`${text}\n`);
      return asked ? 0 : 2;
    }
    if (!Object.hasOwn(VERBS, name)) return unknownVerb(name, complain);
    const verb = await VERBS[name]!();
    return await runVerb(name, verb, args, complain, (chosen) => (lang = chosen));
  } catch (error) {
    process.stderr.write(`${explain(error, lang)}\n`);
    return 1;
  }
}

async function runVerb(
  name: string,
  verb: Verb,
  args: readonly string[],
  complain: (words: Words) => void,
  choose: (lang: Lang) => void,
): Promise<ExitCode> {
  let parsed: { values: OptionValues; positionals: string[] };
  try {
    parsed = parseArgs({
      args: [...args],
      options: { ...verb.options, ...COMMON },
      allowPositionals: true,
      strict: true,
    });
  } catch (error) {
    const what = (error as Error).message;
    complain({ zh: `用法有误:${what}`, en: `Wrong usage: ${what}` });
    process.stderr.write(`${usageOf(name, verb, langOf(args))}\n`);
    return 2;
  }
  const { data, json, lang: wanted, help: helpWanted, ...options } = parsed.values;
  if (helpWanted) {
    process.stdout.write(`${usageOf(name, verb, langOf(args))}\n`);
    return 0;
  }
  if (wanted !== undefined && wanted !== 'zh' && wanted !== 'en') {
    complain({ zh: '--lang 只能是 zh 或 en。', en: '--lang is zh or en.' });
    return 2;
  }
  if (data === '') {
    complain({ zh: '--data 需要一个目录。', en: '--data needs a folder.' });
    return 2;
  }
  const environment = environmentWith({
    ...(typeof data === 'string' ? { HENJIAN_DATA: data } : {}),
    ...(wanted ? { HENJIAN_LANG: wanted } : {}),
  });
  choose(environment.lang);
  const { invocation, close } = openInvocation({
    verb: name,
    words: parsed.positionals.slice(1),
    options,
    json: json === true,
    environment,
  });
  try {
    return await verb.run(invocation);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    complain(error.words);
    process.stderr.write(`${usageOf(name, verb, environment.lang)}\n`);
    return 2;
  } finally {
    await close();
  }
}

function unknownVerb(name: string, complain: (words: Words) => void): ExitCode {
  complain({
    zh: `没有命令 "${name}"。可用命令:${Object.keys(VERBS).join(' ')};详见 henjian help。`,
    en: `There is no verb "${name}". Verbs: ${Object.keys(VERBS).join(' ')}; see henjian help.`,
  });
  return 2;
}

/** The arguments that are neither common options nor their values; a verb's own options come after its name. */
function wordsOf(args: readonly string[]): string[] {
  return args.filter((arg, at) => !arg.startsWith('-') && !['--data', '--lang'].includes(args[at - 1] ?? ''));
}

/** The language asked for, before anything else is known: an error in the usage is said in it too. */
function langOf(args: readonly string[]): Lang | undefined {
  const at = args.findIndex((arg) => arg === '--lang' || arg.startsWith('--lang='));
  if (at < 0) return undefined;
  const given = args[at]!.includes('=') ? args[at]!.slice('--lang='.length) : args[at + 1];
  return given === 'zh' || given === 'en' ? given : undefined;
}
