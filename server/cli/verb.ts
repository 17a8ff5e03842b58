/** What a command-line verb is. One file per verb, listed in verbs.ts. */
import type { INestApplicationContext } from '@nestjs/common';
import type { ParseArgsConfig } from 'node:util';
import type { Words } from '../../metrics/columns.ts';
import type { Environment } from '../environment.ts';
import type { Lang } from '../http/request-context.ts';

/** 0 done · 1 failed · 2 wrong usage · 3 done, but some input rows were refused */
export type ExitCode = 0 | 1 | 2 | 3;

export type OptionValues = Record<string, string | boolean | (string | boolean)[] | undefined>;

export interface Invocation {
  /** Arguments that are not options, after the verb's name. */
  readonly words: readonly string[];
  /** The verb's own options, by long name. */
  readonly options: OptionValues;
  readonly lang: Lang;
  readonly json: boolean;
  /** As the process was told, with --data applied. */
  readonly environment: Environment;
  /** Aborts at the first SIGINT or SIGTERM. */
  readonly signal: AbortSignal;
  /** A result on stdout: the document with --json, else the text. Call once. */
  print(document: unknown, text: () => string): void;
  /** One row of a stream: a line of NDJSON with --json, else the text. Waits when the reader is slow. */
  printRow(row: unknown, text: () => string): Promise<void>;
  /** A sentence for people, on stderr. */
  say(words: Words): void;
  /** Progress on stderr: rewrites one line on a terminal, else a line now and then. `share` 0..1 or null. */
  progress(share: number | null, words: Words): void;
  /**
   * The services of the application, as the owner of the data folder; closed when the verb ends.
   * @throws DataFolderBusy when a server or another verb holds the folder (exit 1, names the process)
   */
  open(): Promise<INestApplicationContext>;
  /** The owner's lock alone, for a verb that handles the files itself; released when the verb ends. */
  own(): Promise<void>;
}

export interface Verb {
  summary: Words;
  /** After the verb's name: `FILE [--as KIND]`; each line one form. */
  usage: readonly string[];
  options?: ParseArgsConfig['options'];
  run(invocation: Invocation): Promise<ExitCode>;
}

/** Wrong usage: exit 2 and the verb's usage. */
export class UsageError extends Error {
  readonly words: Words;
  constructor(words: Words) {
    super(words.en);
    this.words = words;
  }
}

/** The options that are texts, with a usage error for one given twice or without a value. */
export function textOption(options: OptionValues, name: string): string | undefined {
  const value = options[name];
  if (value === undefined || typeof value === 'string') return value;
  throw new UsageError({ zh: `选项 --${name} 需要一个值。`, en: `Option --${name} needs one value.` });
}

export function requiredText(options: OptionValues, name: string): string {
  const value = textOption(options, name);
  if (value === undefined || value === '')
    throw new UsageError({ zh: `缺少选项 --${name}。`, en: `Option --${name} is missing.` });
  return value;
}
