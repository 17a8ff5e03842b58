import { Accounts } from '../../../server/access/accounts.ts';
import { SessionRow } from '../../../server/access/account.entity.ts';
import { ATTEMPTS_PER_ADDRESS, LoginThrottle } from '../../../server/access/login-throttle.ts';
import { passwordMatches } from '../../../server/access/passwords.ts';
import { secretHash } from '../../../server/access/secrets.ts';
import { Tokens } from '../../../server/access/tokens.ts';
import type { Problem } from '../../../server/contract.ts';
import { Operations } from '../../../server/operations/operations.ts';
import { PASSWORD, signIn, startApp, type TestApp } from '../../support/app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

const login = (name: string, password: string, headers: Record<string, string> = {}) =>
  fetch(`${app.url}/api/v1/session`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify({ name, password }),
  });
const problem = async (response: Response) => (await response.json()) as Problem;
const addLeader = (name: string) =>
  app.get(Accounts).add({ name, password: PASSWORD, role: 'leader', unit: '*' }, 'test');

describe('a session', () => {
  it('opens with the right password and says who it is', async () => {
    const leader = await app.signIn('leader');
    const answer = await leader.fetch('/api/v1/session', { headers: { 'Accept-Language': 'en' } });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({
      user: { name: 'leader', role: 'leader', unit: '*', unitName: 'All units' },
      csrf: leader.csrf,
      demo: false,
      expiresAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+08:00$/) as string,
    });
  });

  it('lives in a cookie that scripts and other sites cannot use, and only its hash is stored', async () => {
    await app.signIn('leader');
    const response = await login('leader', PASSWORD);
    const cookie = response.headers.getSetCookie()[0]!;
    expect(cookie).toMatch(/^henjian=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
    const secret = /henjian=([\w-]+)/.exec(cookie)![1]!;
    const rows = await app.get(Operations).read.find(SessionRow);
    expect(rows.map(({ tokenHash }) => tokenHash)).toContain(secretHash(secret));
    expect(JSON.stringify(rows)).not.toContain(secret);
  });

  it('is Secure and of this host alone behind HTTPS', async () => {
    const https = await startApp({ HENJIAN_BEHIND_HTTPS: 'on' });
    try {
      await https.get(Accounts).add({ name: 'leader', password: PASSWORD, role: 'leader', unit: '*' }, 'test');
      const response = await fetch(`${https.url}/api/v1/session`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'X-Forwarded-Proto': 'https', 'X-Forwarded-For': '10.1.2.3' },
        body: JSON.stringify({ name: 'leader', password: PASSWORD }),
      });
      expect(response.headers.getSetCookie()[0]).toMatch(
        /^__Host-henjian=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
      );
      expect(response.headers.get('strict-transport-security')).toContain('max-age=31536000');
    } finally {
      await https.close();
    }
  });

  it('refuses a change without its CSRF token, with another one, and from another site', async () => {
    const leader = await app.signIn('leader');
    const other = await app.signIn('leader');
    const attempt = (headers: Record<string, string>) =>
      fetch(`${app.url}/api/v1/session`, { method: 'DELETE', headers: { Cookie: leader.cookie, ...headers } });
    for (const headers of [
      {},
      { 'X-CSRF-Token': other.csrf },
      { 'X-CSRF-Token': leader.csrf, 'Sec-Fetch-Site': 'cross-site' },
    ] as Record<string, string>[]) {
      const answer = await attempt(headers);
      expect(answer.status).toBe(403);
      expect((await problem(answer)).code).toBe('csrf');
    }
    expect((await leader.fetch('/api/v1/session')).status).toBe(200);
  });

  it('ends with logout, for good', async () => {
    const leader = await app.signIn('leader');
    expect((await leader.fetch('/api/v1/session', { method: 'DELETE' })).status).toBe(204);
    const again = await leader.fetch('/api/v1/session');
    expect(again.status).toBe(401);
    expect((await problem(again)).code).toBe('not-signed-in');
  });

  it('ends at once when the account is disabled or gets another role, and a disabled account cannot sign in', async () => {
    await addLeader('dismissed');
    const session = await app.signIn('leader');
    const dismissed = await signIn(app.url, 'dismissed', PASSWORD);
    await app.get(Accounts).setRole('dismissed', 'auditor', undefined, 'test');
    expect((await dismissed.fetch('/api/v1/session')).status).toBe(401);
    const auditor = await signIn(app.url, 'dismissed', PASSWORD);
    expect(await (await auditor.fetch('/api/v1/session')).json()).toMatchObject({ user: { role: 'auditor' } });
    await app.get(Accounts).disable('dismissed', 'test');
    expect((await auditor.fetch('/api/v1/session')).status).toBe(401);
    expect((await login('dismissed', PASSWORD)).status).toBe(401);
    expect((await session.fetch('/api/v1/session')).status).toBe(200);
  });

  it('ends after its idle time and after its absolute time', async () => {
    for (const past of [{ seenAt: ago(31) }, { endsAt: ago(0) }]) {
      const leader = await app.signIn('leader');
      const tokenHash = secretHash(leader.cookie.split('=')[1]!);
      await app.get(Operations).write((manager) => manager.update(SessionRow, { tokenHash }, past));
      expect((await leader.fetch('/api/v1/session')).status).toBe(401);
    }
    const active = await app.signIn('leader');
    const tokenHash = secretHash(active.cookie.split('=')[1]!);
    await app.get(Operations).write((manager) => manager.update(SessionRow, { tokenHash }, { seenAt: ago(29) }));
    expect((await active.fetch('/api/v1/session')).status).toBe(200);
    const row = await app.get(Operations).read.findOneByOrFail(SessionRow, { tokenHash });
    expect(row.seenAt > ago(1)).toBe(true);
  });
});

describe('guessing', () => {
  const unlockAddress = () => app.get(LoginThrottle).afterSuccess('-', '127.0.0.1');
  beforeEach(unlockAddress);

  it('answers a wrong password and an unknown name alike, in words and in time', async () => {
    await addLeader('known');
    const timed = async (name: string) => {
      const times: number[] = [];
      for (let n = 0; n < 4; n += 1) {
        const start = performance.now();
        const answer = await login(name, `wrong ${n} password`, { 'Accept-Language': 'en' });
        times.push(performance.now() - start);
        expect(answer.status).toBe(401);
        expect(await problem(answer)).toMatchObject({ code: 'login-failed', detail: 'Wrong name or password.' });
      }
      return times.sort((a, b) => a - b)[1]!;
    };
    const known = await timed('known');
    const unknown = await timed('nobody-of-that-name');
    // Without the dummy hash the unknown name answers in a tenth of the time.
    expect(unknown / known).toBeGreaterThan(0.5);
    expect(unknown / known).toBeLessThan(2);
  });

  it.each(['locked-known', 'locked-unknown'])('locks a name after five failures: %s', async (name) => {
    if (name === 'locked-known') await addLeader(name);
    const codes: string[] = [];
    for (let n = 0; n < 6; n += 1) codes.push((await problem(await login(name, 'not the password'))).code);
    expect(codes).toEqual([...Array<string>(5).fill('login-failed'), 'login-locked']);
    const locked = await login(name, PASSWORD);
    expect(locked.status).toBe(429);
    expect(Number(locked.headers.get('retry-after'))).toBeGreaterThan(800);
  });

  it('counts attempts made at the same moment', async () => {
    await addLeader('rushed');
    const answers = await Promise.all(Array.from({ length: 12 }, () => login('rushed', 'not the password')));
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(5);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(7);
  });

  it('forgets failures after a success', async () => {
    await addLeader('forgetful');
    for (let round = 0; round < 2; round += 1) {
      for (let n = 0; n < 4; n += 1) await login('forgetful', 'not the password');
      expect((await login('forgetful', PASSWORD)).status).toBe(200);
    }
  });

  it('stops one address that tries many names', async () => {
    const throttle = app.get(LoginThrottle);
    const attempts = await Promise.allSettled(
      Array.from({ length: ATTEMPTS_PER_ADDRESS + 5 }, (_none, n) => throttle.beforeAttempt(`name-${n}`, '10.9.9.9')),
    );
    expect(attempts.filter(({ status }) => status === 'rejected')).toHaveLength(5);
    await expect(throttle.beforeAttempt('name', '10.9.9.8')).resolves.toBeUndefined();
  });
});

describe('an account', () => {
  it('needs a usable password and a new name', async () => {
    const accounts = app.get(Accounts);
    const account = { name: 'new', role: 'leader', unit: '*' } as const;
    await expect(accounts.add({ ...account, password: 'short' }, 'test')).rejects.toMatchObject({
      code: 'weak-password',
    });
    await accounts.add({ ...account, password: PASSWORD }, 'test');
    await expect(accounts.add({ ...account, password: PASSWORD }, 'test')).rejects.toMatchObject({
      code: 'account-exists',
    });
    const stored = (await accounts.find('new'))!.passwordHash;
    expect(stored).toMatch(/^scrypt\$32768\$8\$3\$[\w-]{22}\$[\w-]{43}$/);
    expect(await passwordMatches(PASSWORD, stored)).toBe(true);
    expect(await passwordMatches(`${PASSWORD}.`, stored)).toBe(false);
  });
});

describe('a token', () => {
  it('is its own kind of caller: no session, no other source, none after it is revoked', async () => {
    const tokens = app.get(Tokens);
    const secret = await tokens.add('wecom-feed', 'wecom', 'test');
    expect(await tokens.authenticate(secret)).toEqual({
      kind: 'token',
      id: expect.stringMatching(/^token:\d+$/) as string,
      name: 'wecom-feed',
      role: null,
      unit: '',
      source: 'wecom',
    });
    const ask = () => fetch(`${app.url}/api/v1/session`, { headers: { Authorization: `Bearer ${secret}` } });
    expect((await ask()).status).toBe(403);
    await tokens.revoke('wecom-feed', 'test');
    const revoked = await ask();
    expect(revoked.status).toBe(401);
    expect((await problem(revoked)).code).toBe('bad-token');
    expect(revoked.headers.get('www-authenticate')).toBe('Bearer');
  });
});

function ago(minutes: number): string {
  return new Date(Date.now() - minutes * 60_000).toISOString();
}
