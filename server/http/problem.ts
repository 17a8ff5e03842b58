/** Errors as the caller sees them: RFC 9457 problem JSON with a stable code and a sentence in two languages. */
import type { Words } from '../../metrics/columns.ts';
import type { Problem } from '../contract.ts';
import type { Lang } from './request-context.ts';

export interface FieldError {
  /** Where in the body or query: `rows.3.claimed_at`. */
  path: string;
  message: string;
}

/**
 * A request that is answered with a problem. Throw it anywhere below a controller or a CLI verb.
 * `code` is stable and machine-readable, `words` are shown to people.
 */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string;
  readonly words: Words;
  readonly errors: readonly FieldError[] | undefined;
  readonly headers: Record<string, string>;

  constructor(
    status: number,
    code: string,
    words: Words,
    more: { errors?: readonly FieldError[]; headers?: Record<string, string>; cause?: unknown } = {},
  ) {
    super(`${code}: ${words.en}`, { cause: more.cause });
    this.name = 'Refusal';
    this.status = status;
    this.code = code;
    this.words = words;
    this.errors = more.errors;
    this.headers = more.headers ?? {};
  }
}

const general: Record<number, { code: string; words: Words }> = {
  400: { code: 'bad-request', words: { zh: '请求无法识别。', en: 'The request cannot be understood.' } },
  401: { code: 'not-signed-in', words: { zh: '请先登录。', en: 'Sign in first.' } },
  403: { code: 'not-allowed', words: { zh: '当前角色无权进行此操作。', en: 'Your role does not allow this.' } },
  404: { code: 'not-found', words: { zh: '没有这个地址或对象。', en: 'There is no such address or object.' } },
  405: {
    code: 'method-not-allowed',
    words: { zh: '此地址不支持该方法。', en: 'This address does not take that method.' },
  },
  406: { code: 'not-acceptable', words: { zh: '无法提供所要求的格式。', en: 'The format asked for is not offered.' } },
  409: { code: 'conflict', words: { zh: '与现有数据冲突。', en: 'This conflicts with what is there.' } },
  413: { code: 'too-large', words: { zh: '请求内容超过大小上限。', en: 'The request is larger than the limit.' } },
  415: {
    code: 'unsupported-content',
    words: { zh: '不支持这种内容类型。', en: 'This content type is not supported.' },
  },
  429: { code: 'too-many-requests', words: { zh: '请求过于频繁,请稍后再试。', en: 'Too many requests; try later.' } },
  500: {
    code: 'internal-error',
    words: {
      zh: '系统内部出错,请把关联编号告诉管理员。',
      en: 'Something failed inside the system; give the correlation id to the administrator.',
    },
  },
  503: {
    code: 'unavailable',
    words: { zh: '服务暂不可用,请稍后再试。', en: 'The service is not available; try later.' },
  },
  507: {
    code: 'disk-full',
    words: { zh: '磁盘空间不足,未写入任何内容。', en: 'The disk is full; nothing was written.' },
  },
};

export function generalRefusal(status: number, cause?: unknown): Refusal {
  const known = general[status] ?? (status >= 500 ? general[500]! : general[400]!);
  return new Refusal(status, known.code, known.words, { cause });
}

const damagedData = (cause: unknown): Refusal =>
  new Refusal(
    503,
    'damaged-data',
    {
      zh: '磁盘上的数据已损坏,在修复之前不予读写。请管理员运行 henjian doctor。',
      en: 'Data on disk is damaged; nothing is read or written before it is repaired. The administrator should run henjian doctor.',
    },
    { cause },
  );

interface Thrown {
  status?: unknown;
  statusCode?: unknown;
  getStatus?: () => number;
}

const BUSY_CODES = new Set(['SQLITE_BUSY', 'SQLITE_LOCKED', 'ECONNREFUSED', 'ECONNRESET', '57P01', '57P03', '53300']);
/** 243 is ClickHouse's NOT_ENOUGH_SPACE; it reports a write that fails half-way under other codes, by errno. */
const FULL_CODES = new Set(['ENOSPC', 'EDQUOT', 'SQLITE_FULL', '53100', '243']);
const FULL_MESSAGE = /errno: 28\b|No space left on device/;
/** By name, so that answers do not depend on how the facts are kept. */
const AWAY_NAMES = new Set(['EngineRestarted', 'EngineUnavailable']);

/** Whatever was thrown, as a refusal; anything unknown is a 500 without its message, which may hold data. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  const thrown = (typeof error === 'object' && error !== null ? error : {}) as Thrown;
  const code = codeOf(error);
  if (FULL_CODES.has(code) || (error instanceof Error && FULL_MESSAGE.test(error.message)))
    return generalRefusal(507, error);
  if (error instanceof Error && error.name === 'BrokenParts') return damagedData(error);
  if (error instanceof Error && AWAY_NAMES.has(error.name)) return generalRefusal(503, error);
  if (BUSY_CODES.has(code)) return generalRefusal(503, error);
  const status = typeof thrown.getStatus === 'function' ? thrown.getStatus() : (thrown.status ?? thrown.statusCode);
  return typeof status === 'number' && status >= 400 && status < 600
    ? generalRefusal(status, error)
    : generalRefusal(500, error);
}

/** Drivers wrap one another: the operating system's or the store's code may lie some causes down. */
function codeOf(error: unknown): string {
  let current = error;
  for (let depth = 0; depth < 5 && typeof current === 'object' && current !== null; depth += 1) {
    const { code, driverError, cause } = current as { code?: unknown; driverError?: unknown; cause?: unknown };
    if (typeof code === 'string' && (FULL_CODES.has(code) || BUSY_CODES.has(code))) return code;
    current = driverError ?? cause;
  }
  return '';
}

export function problemOf(refusal: Refusal, at: { lang: Lang; instance: string; correlationId: string }): Problem {
  const title = (general[refusal.status] ?? general[500]!).words[at.lang];
  return {
    type: `urn:henjian:problem:${refusal.code}`,
    title,
    status: refusal.status,
    code: refusal.code,
    detail: refusal.words[at.lang],
    instance: at.instance,
    correlationId: at.correlationId,
    ...(refusal.errors ? { errors: [...refusal.errors] } : {}),
  };
}
