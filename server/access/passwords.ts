/**
 * Passwords as scrypt hashes. N = 2^15, r = 8, p = 3: the OWASP Password Storage Cheat Sheet's setting for 32 MiB; each
 * hash carries its own parameters, so they can be raised without asking anybody for a new password.
 */
import { randomBytes, scrypt, timingSafeEqual, type ScryptOptions } from 'node:crypto';
import { Refusal } from '../http/problem.ts';

const N = 2 ** 15;
const R = 8;
const P = 3;
const HASH_BYTES = 32;
export const SHORTEST_PASSWORD = 12;
/** Each takes 32 MiB and a core for a while; a flood of logins must not take them all. */
const MOST_WAITING = 16;

let waiting = 0;

async function derive(password: string, salt: Buffer, options: ScryptOptions): Promise<Buffer> {
  if (waiting >= MOST_WAITING)
    throw new Refusal(
      503,
      'too-many-logins',
      { zh: '登录请求过多,请稍后再试。', en: 'Too many logins at once; try again shortly.' },
      { headers: { 'Retry-After': '5' } },
    );
  waiting += 1;
  try {
    return await new Promise<Buffer>((resolve, reject) => {
      scrypt(password.normalize('NFKC'), salt, HASH_BYTES, { ...options, maxmem: 128 * 1024 * 1024 }, (error, key) =>
        error ? reject(error) : resolve(key),
      );
    });
  } finally {
    waiting -= 1;
  }
}

export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const hash = await derive(password, salt, { N, r: R, p: P });
  return `scrypt$${N}$${R}$${P}$${salt.toString('base64url')}$${hash.toString('base64url')}`;
}

/** Of no password: compared against when the name is unknown, so that the answer takes as long. */
const NOBODY = `scrypt$${N}$${R}$${P}$${randomBytes(16).toString('base64url')}$${randomBytes(HASH_BYTES).toString('base64url')}`;

export async function passwordMatches(password: string, stored: string | undefined): Promise<boolean> {
  const [, n, r, p, salt = '', hash = ''] = (stored ?? NOBODY).split('$');
  const expected = Buffer.from(hash, 'base64url');
  const actual = await derive(password, Buffer.from(salt, 'base64url'), { N: Number(n), r: Number(r), p: Number(p) });
  return actual.length === expected.length && timingSafeEqual(actual, expected) && stored !== undefined;
}

export function requireUsablePassword(password: string, name: string): void {
  const usable = password.length >= SHORTEST_PASSWORD && password.length <= 200 && !password.includes(name);
  if (usable) return;
  throw new Refusal(400, 'weak-password', {
    zh: `密码应为 ${SHORTEST_PASSWORD} 至 200 个字符,且不含用户名。`,
    en: `A password has ${SHORTEST_PASSWORD} to 200 characters and does not contain the user name.`,
  });
}
