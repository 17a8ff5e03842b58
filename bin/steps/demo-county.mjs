/** A server with the demo county, seen from outside: its accounts, a session over HTTP, and when everything is computed. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const POLL_MS = 300;
const FIRST_START_MS = 300_000;
const pause = () => new Promise((resolve) => setTimeout(resolve, POLL_MS));

/** `{name, role, password}` of the demo account of a role; undefined while the server is still making them. */
export function demoAccount(data, role) {
  const file = join(data, 'demo-accounts.json');
  if (!existsSync(file)) return undefined;
  return JSON.parse(readFileSync(file, 'utf8')).find((account) => account.role === role);
}

/** `{cookie, csrf}` for requests without a browser. Waits for the account to exist. */
export async function signIn(url, data, role) {
  const end = Date.now() + FIRST_START_MS;
  for (;;) {
    const account = demoAccount(data, role);
    if (account) {
      const response = await fetch(`${url}/api/v1/session`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ name: account.name, password: account.password }),
      });
      const cookie = response.headers
        .getSetCookie()
        .map((text) => text.split(';')[0])
        .join('; ');
      if (response.ok) return { cookie, csrf: (await response.json()).csrf };
      // 401: the file is written before the account. Too many of them would lock the name, hence the pause.
      if (response.status !== 401)
        throw new Error(`signing in as ${role}: ${response.status} ${await response.text()}`);
    }
    if (Date.now() > end) throw new Error(`There is no demo account for the role ${role}`);
    await pause();
    await pause();
    await pause();
  }
}

/** Resolves with an auditor's session when the county is loaded and every figure is up to date. */
export async function untilComputed({ url, output }, data) {
  const session = await signIn(url, data, 'auditor');
  const end = Date.now() + FIRST_START_MS;
  for (;;) {
    const response = await fetch(`${url}/api/v1/sources`, { headers: { Cookie: session.cookie } });
    if (response.ok) {
      const { rows, computedAt, stale } = await response.json();
      if (rows.length > 0 && computedAt !== null && !stale) return session;
    }
    if (Date.now() > end) throw new Error(`The demo county was not ready in time:\n${output()}`);
    await pause();
  }
}
