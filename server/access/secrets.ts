import { createHash, createHmac, randomBytes } from 'node:crypto';

/** 256 random bits as text that fits a cookie or a header. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** What is kept of a secret. It needs no salt or stretching: it is random, not chosen by a person. */
export function secretHash(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** The CSRF token belongs to one session and cannot be made without its cookie. */
export function csrfTokenOf(sessionSecret: string): string {
  return createHmac('sha256', sessionSecret).update('csrf').digest('base64url');
}
