/**
 * The only reader of process.env. Every value is checked once, at start; an error names the variable in both languages.
 */
import { existsSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { z } from 'zod';
import type { Words } from '../metrics/columns.ts';

/** What the process was told from outside. An abstract class, so that Nest can inject it by its name. */
export abstract class Environment {
  /** Address to listen on. Loopback unless the operator decides otherwise. */
  abstract readonly host: string;
  /** 0 lets the system choose (tests). */
  abstract readonly port: number;
  /** Absolute path of the data folder: operations.sqlite, facts, files. */
  abstract readonly dataFolder: string;
  /** Whether an empty data folder is filled with the demo county on the first start. */
  abstract readonly demo: boolean;
  /** PostgreSQL for the operations store; undefined = SQLite inside the data folder. */
  abstract readonly databaseUrl: string | undefined;
  /** ClickHouse server for the facts; undefined = the embedded engine. */
  abstract readonly clickhouseUrl: string | undefined;
  /** Cluster name for ON CLUSTER tables; needs clickhouseUrl. */
  abstract readonly clickhouseCluster: string | undefined;
  /** Memory cap of the embedded engine in bytes; undefined = the engine's own default. */
  abstract readonly engineMemory: number | undefined;
  /** Language of the console and of answers to callers that ask for none. */
  abstract readonly lang: 'zh' | 'en';
  /** One TLS-terminating proxy stands in front: trust its X-Forwarded-* and mark cookies Secure. */
  abstract readonly behindHttps: boolean;
  /** Folder whose files are loaded as they appear; undefined = none. Absolute. */
  abstract readonly dropFolder: string | undefined;
  /** Folder whose SQLite files connectors may read; undefined = none. Absolute. */
  abstract readonly connectorFiles: string | undefined;
  /** Keys that encrypt the secrets of connectors, the current one first; undefined = secret.key in the data folder. */
  abstract readonly secretKeys: readonly Buffer[] | undefined;
  /** Program that prints PDFs; undefined = there is none on this machine. */
  abstract readonly chromium: string | undefined;
  /** A session ends after this long without a request. */
  abstract readonly sessionIdleMinutes: number;
}

export class EnvironmentError extends Error {
  readonly words: Words;
  constructor(words: Words) {
    super(`${words.zh}\n${words.en}`);
    this.words = words;
  }
}

const onOff = z.enum(['on', 'off']).transform((value) => value === 'on');
const MEMORY_UNITS: Record<string, number> = { '': 1, K: 1024, M: 1024 ** 2, G: 1024 ** 3 };
const memory = z
  .string()
  .regex(/^\d{1,15}[KMG]?$/)
  .transform((text) => Number.parseInt(text, 10) * (MEMORY_UNITS[text.replace(/\d/g, '')] ?? 1))
  // Below 512 MiB ClickHouse refuses ordinary sorts; a cap that small is a typing error.
  .refine((bytes) => bytes >= 512 * 1024 ** 2);

const folder = z
  .string()
  .min(1)
  .transform((path) => resolve(path));
const keys = z
  .string()
  .transform((text) => text.split(',').map((key) => Buffer.from(key.trim(), 'base64')))
  .refine((all) => all.every((key) => key.length === 32));

const CHROMIUMS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

const firstOnPath = (names: readonly string[], path: string): string | undefined =>
  path
    .split(delimiter)
    .flatMap((place) => names.map((name) => join(place, name)))
    .find((program) => existsSync(program));

const variables = {
  HOST: { schema: z.string().min(1).max(255).default('127.0.0.1'), hint: 'IP / host name' },
  PORT: { schema: z.coerce.number().int().min(0).max(65535).default(3000), hint: '0-65535' },
  HENJIAN_DATA: { schema: z.string().min(1).default('./data'), hint: 'folder' },
  HENJIAN_DEMO: { schema: onOff.default(true), hint: 'on | off' },
  DATABASE_URL: { schema: z.url({ protocol: /^postgres(ql)?$/ }).optional(), hint: 'postgresql://user@host/database' },
  CLICKHOUSE_URL: {
    schema: z.url({ protocol: /^https?$/ }).optional(),
    hint: 'http://user:password@host:8123/database',
  },
  CLICKHOUSE_CLUSTER: {
    schema: z
      .string()
      .regex(/^\w{1,64}$/)
      .optional(),
    hint: '[A-Za-z0-9_]',
  },
  HENJIAN_ENGINE_MEMORY: { schema: memory.optional(), hint: '512M ... e.g. 4G' },
  HENJIAN_LANG: { schema: z.enum(['zh', 'en']).default('zh'), hint: 'zh | en' },
  HENJIAN_DROP: { schema: folder.optional(), hint: 'folder' },
  HENJIAN_CONNECTOR_FILES: { schema: folder.optional(), hint: 'folder' },
  HENJIAN_SECRET_KEY: { schema: keys.optional(), hint: 'openssl rand -base64 32; older ones after a comma' },
  HENJIAN_BEHIND_HTTPS: { schema: onOff.default(false), hint: 'on | off' },
  HENJIAN_CHROMIUM: { schema: folder.optional(), hint: 'path of a Chromium' },
  PATH: { schema: z.string().default(''), hint: 'folders' },
  // GB/T 22239 asks for an idle logout; half an hour lets a meeting look at one page without signing in again.
  HENJIAN_SESSION_IDLE_MINUTES: { schema: z.coerce.number().int().min(1).max(720).default(30), hint: '1-720' },
} as const;

/**
 * @param source name -> text, process.env by default; an empty text counts as absent.
 * @throws EnvironmentError naming the first variable that cannot be used.
 */
export function readEnvironment(source: Record<string, string | undefined> = process.env): Environment {
  const read = <K extends keyof typeof variables>(name: K): z.output<(typeof variables)[K]['schema']> => {
    const { schema, hint } = variables[name];
    const text = source[name] === '' ? undefined : source[name];
    const parsed = schema.safeParse(text);
    if (parsed.success) return parsed.data as z.output<(typeof variables)[K]['schema']>;
    // A database address may hold a password, a key is one: never repeated.
    const shown = /_(URL|KEY)$/.test(name) ? '' : ` "${text}"`;
    throw new EnvironmentError({
      zh: `环境变量 ${name} 的值${shown}无法使用,应为:${hint}。`,
      en: `Environment variable ${name} has a value${shown} that cannot be used; expected: ${hint}.`,
    });
  };
  const environment: Environment = {
    host: read('HOST'),
    port: read('PORT'),
    dataFolder: resolve(read('HENJIAN_DATA')),
    demo: read('HENJIAN_DEMO'),
    databaseUrl: read('DATABASE_URL'),
    clickhouseUrl: read('CLICKHOUSE_URL'),
    clickhouseCluster: read('CLICKHOUSE_CLUSTER'),
    engineMemory: read('HENJIAN_ENGINE_MEMORY'),
    lang: read('HENJIAN_LANG'),
    behindHttps: read('HENJIAN_BEHIND_HTTPS'),
    dropFolder: read('HENJIAN_DROP'),
    connectorFiles: read('HENJIAN_CONNECTOR_FILES'),
    secretKeys: read('HENJIAN_SECRET_KEY'),
    chromium: read('HENJIAN_CHROMIUM') ?? firstOnPath(CHROMIUMS, read('PATH')),
    sessionIdleMinutes: read('HENJIAN_SESSION_IDLE_MINUTES'),
  };
  if (environment.clickhouseCluster && !environment.clickhouseUrl)
    throw new EnvironmentError({
      zh: '环境变量 CLICKHOUSE_CLUSTER 需要同时设置 CLICKHOUSE_URL。',
      en: 'Environment variable CLICKHOUSE_CLUSTER needs CLICKHOUSE_URL as well.',
    });
  return environment;
}

/** The process's own variables with some replaced, as the command line's options do. */
export function environmentWith(overrides: Record<string, string>): Environment {
  return readEnvironment({ ...process.env, ...overrides });
}
