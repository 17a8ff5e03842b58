/** Reads small JSON bodies. Uploads are left unread: server/intake streams them under its own caps. */
import express, { type NextFunction, type Request, type Response } from 'express';
import { Refusal } from './problem.ts';

const MOST_BYTES = 1024 * 1024;
const STREAMED = ['/api/v1/batches', '/api/v1/uploads'];

const raw = express.raw({ type: 'application/json', limit: MOST_BYTES });
const utf8 = new TextDecoder('utf-8', { fatal: true });

/** JSON.parse makes an own property of `__proto__` that a careless merge would turn into a prototype. */
export function refusePrototypeKeys(key: string, value: unknown): unknown {
  if (key === '__proto__')
    throw new Refusal(400, 'forbidden-key', {
      zh: '请求中含有不允许的键 "__proto__"。',
      en: 'The body contains the forbidden key "__proto__".',
    });
  return value;
}

/** @throws Refusal `malformed-json`, `forbidden-key` */
export function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(utf8.decode(bytes), refusePrototypeKeys) as unknown;
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal(
      400,
      'malformed-json',
      { zh: '请求内容不是有效的 JSON(UTF-8)。', en: 'The body is not valid JSON (UTF-8).' },
      { cause: error },
    );
  }
}

export function readBody(request: Request, response: Response, next: NextFunction): void {
  if (STREAMED.some((path) => request.path === path || request.path.startsWith(`${path}/`))) return next();
  const hasBody = request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length']) > 0;
  if (!hasBody) return next();
  if (!request.is('application/json'))
    return next(
      new Refusal(415, 'unsupported-content', {
        zh: '此地址只接受 application/json。',
        en: 'This address takes application/json only.',
      }),
    );
  raw(request, response, (error?: unknown) => {
    if (error) return next(error);
    try {
      request.body = parseJson(request.body as Buffer);
      next();
    } catch (refusal) {
      next(refusal);
    }
  });
}
