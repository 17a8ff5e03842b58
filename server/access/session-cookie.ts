import type { Request, Response } from 'express';

const NAME = 'henjian';

/** Behind HTTPS the browser itself enforces, by the prefix, that the cookie is Secure and of this host alone. */
function cookieName(https: boolean): string {
  return https ? `__Host-${NAME}` : NAME;
}

function attributes(https: boolean) {
  return { httpOnly: true, sameSite: 'strict' as const, path: '/', secure: https };
}

/** A session cookie without an expiry: it goes with the browser, the server decides when it ends before. */
export function setSessionCookie(response: Response, secret: string, https: boolean): void {
  response.cookie(cookieName(https), secret, attributes(https));
}

export function clearSessionCookie(response: Response, https: boolean): void {
  response.clearCookie(cookieName(https), attributes(https));
}

export function sessionSecretOf(request: Request, https: boolean): string | undefined {
  const wanted = cookieName(https);
  for (const pair of (request.headers.cookie ?? '').split(';')) {
    const at = pair.indexOf('=');
    if (at > 0 && pair.slice(0, at).trim() === wanted) return pair.slice(at + 1).trim() || undefined;
  }
  return undefined;
}
