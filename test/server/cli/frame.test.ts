import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compileCli, henjian, start } from '../../support/cli.ts';

let data: string;
beforeAll(async () => {
  await compileCli();
  data = mkdtempSync(join(tmpdir(), 'henjian-cli-'));
}, 120_000);
afterAll(() => rmSync(data, { recursive: true, force: true }));

const at = (...args: string[]) => henjian([...args, '--data', data]);

describe('the command line', () => {
  it('helps in both languages, or in the one asked for, on stdout', async () => {
    const [both, english] = await Promise.all([henjian(['help']), henjian(['help', 'backup', '--lang', 'en'])]);
    expect([both.code, both.stderr]).toEqual([0, '']);
    expect(both.stdout).toContain('用法:henjian 命令');
    expect(both.stdout).toContain('save both stores and the original files as one file');
    expect(english.stdout).toMatch(/^save both stores.*\n {2}henjian backup FILE\n/);
    expect(english.stdout).not.toMatch(/[一-鿿]/);
  });

  it.each([
    ['no verb', [], /用法:henjian/],
    ['an unknown verb', ['frobnicate'], /没有命令 "frobnicate"[^]*no verb "frobnicate"/],
    ['an unknown option', ['doctor', '--fast'], /--fast/],
    ['an unknown language', ['doctor', '--lang', 'fr'], /zh 或 en/],
    ['a missing argument', ['backup', '--lang', 'en'], /^Name the backup file\.\n/],
    ['an unknown role', ['user', 'add', 'x', '--role', 'king', '--unit', '*', '--lang', 'en'], /one of: leader reform/],
    ['a missing option', ['token', 'add', 'x', '--lang', 'en'], /--source is missing/],
  ])('says on stderr what is wrong with %s and ends with 2', async (_what, args, words) => {
    const { code, stdout, stderr } = await henjian(args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(words);
  });

  it('names a variable that cannot be used, without a password in it', async () => {
    const port = await henjian(['doctor', '--lang', 'en'], '', { PORT: '99999' });
    expect([port.code, port.stdout]).toEqual([1, '']);
    expect(port.stderr).toMatch(/PORT.*"99999".*0-65535/);
    const url = await henjian(['doctor'], '', { DATABASE_URL: 'mysql://u:hunter2@h/d' });
    expect(url.stderr).toMatch(/DATABASE_URL/);
    expect(url.stderr).not.toContain('hunter2');
  });
});

describe('user and token', () => {
  it('add and take away, with one JSON document on stdout', async () => {
    const added = await at('user', 'add', 'li', '--role', 'auditor', '--unit', '*', '--json');
    expect(added.code).toBe(0);
    expect(added.json()).toEqual({
      name: 'li',
      role: 'auditor',
      unit: '*',
      password: expect.stringMatching(/^[\w-]{20}$/) as string,
    });
    const again = await at('user', 'add', 'li', '--role', 'auditor', '--unit', '*', '--lang', 'en');
    expect([again.code, again.stdout, again.stderr]).toEqual([1, '', 'User li exists already.\n']);
    const typed = await henjian(
      ['user', 'add', 'zhao', '--role', 'leader', '--unit', 't1', '--password-stdin', '--json', '--data', data],
      'a password of my own\n',
    );
    expect(typed.json()).toEqual({ name: 'zhao', role: 'leader', unit: 't1' });
    expect((await at('user', 'role', 'zhao', '--role', 'reform', '--json')).json()).toEqual({
      name: 'zhao',
      role: 'reform',
    });
    expect((await at('user', 'disable', 'zhao', '--json')).json()).toEqual({ name: 'zhao', disabled: true });
    expect((await at('user', 'disable', 'nobody')).code).toBe(1);
    const token = await at('token', 'add', 'feed', '--source', 'wecom', '--json');
    expect(token.json()).toMatchObject({
      name: 'feed',
      source: 'wecom',
      token: expect.stringMatching(/^hj_/) as string,
    });
    expect((await at('token', 'revoke', 'feed', '--json')).json()).toEqual({ name: 'feed', revoked: true });
    expect((await at('token', 'revoke', 'feed')).code).toBe(1);
  });
});

describe('photos', () => {
  it('keep their originals or not, and have a watermark band by source', async () => {
    const none = { keepOriginals: true, masks: [] };
    expect((await at('photos', '--json')).json()).toEqual(none);
    const masks = [{ source: 'wecom', top: 0, bottom: 0.12 }];
    expect((await at('photos', 'mask', 'wecom', '0', '0.12', '--json')).json()).toEqual({ ...none, masks });
    const dropped = await at('photos', 'originals', 'drop', '--lang', 'en');
    expect([dropped.code, dropped.stdout]).toEqual([
      0,
      'Originals are not kept, only their hashes and a small copy.\nwecom: watermark 0 % at the top, 12 % at the bottom\n',
    ]);
    for (const wrong of [
      ['mask', 'wecom', '0', '12'],
      ['mask', 'wecom', 'x', '0'],
      ['originals', 'maybe'],
    ])
      expect((await at('photos', ...wrong)).code).toBe(2);
    expect((await at('photos', 'mask', 'wecom', '0', '0', '--json')).json()).toEqual({
      keepOriginals: false,
      masks: [],
    });
  });
});

describe('a data folder that a server holds', () => {
  it('is refused to every verb with the number of the process, and free when the server has stopped', async () => {
    const server = start(['serve', '--data', data, '--lang', 'en'], '', { HENJIAN_DEMO: 'on' });
    const [, address] = await server.said(/Henjian is running: (http:\/\/127\.0\.0\.1:\d+)/);
    expect((await fetch(`${address}/healthz`)).status).toBe(200);

    const refused = await at('user', 'disable', 'li', '--lang', 'en');
    expect([refused.code, refused.stdout]).toEqual([1, '']);
    expect(refused.stderr).toContain(`in use by process ${server.pid} (henjian serve`);
    // A second server is a second process.
    expect((await at('serve')).code).toBe(1);

    server.kill('SIGTERM');
    const { code, stderr } = await server.finished;
    expect([code, stderr]).toEqual([0, '']);
    expect((await at('user', 'disable', 'li')).code).toBe(0);
  });
});

describe('the first start of a demo', () => {
  it('makes one account a role with passwords of its own, and shows the same at the next start', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'henjian-cli-'));
    try {
      const logins = async (): Promise<string[]> => {
        const server = start(['serve', '--data', folder, '--lang', 'en'], '', { HENJIAN_DEMO: 'on' });
        const [, table] = await server.said(/Demo accounts:\n((?: {2}\S+ +\S+\n){6})/);
        server.kill('SIGTERM');
        expect((await server.finished).code).toBe(0);
        return table!
          .trim()
          .split('\n')
          .map((line) => line.trim());
      };
      const first = await logins();
      expect(first.map((line) => line.split(/ +/)[0])).toEqual([
        'leader',
        'reform',
        'auditor',
        'steward',
        'administrator',
        'leader-township',
      ]);
      expect(new Set(first.map((line) => line.split(/ +/)[1])).size).toBe(6);
      expect(await logins()).toEqual(first);
      const file = join(folder, 'demo-accounts.json');
      expect(statSync(file).mode & 0o777).toBe(0o600);
      expect((JSON.parse(readFileSync(file, 'utf8')) as unknown[]).length).toBe(6);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe('backup, restore and doctor', () => {
  it('carry a data folder to another place', async () => {
    const file = join(data, '..', `henjian-cli-${process.pid}.tar`);
    const target = mkdtempSync(join(tmpdir(), 'henjian-cli-'));
    try {
      const made = await at('backup', file, '--json');
      expect(made.json()).toMatchObject({ file, tables: { account: 2 } });
      const restored = await henjian(['restore', file, '--data', target, '--json']);
      expect(restored.json()).toMatchObject({ tables: { account: 2 }, before: null, audit: { fault: null } });
      const doctor = await henjian(['doctor', '--data', target, '--json']);
      const { checks } = doctor.json<{ checks: { check: string; ok: boolean; detail: string }[] }>();
      const wrong = checks.filter(({ ok, check }) => !ok && check !== 'pages');
      expect(wrong).toEqual([]);
      expect(checks.map(({ check }) => check)).toEqual([
        'node',
        'pages',
        'folder',
        'disk',
        'operations',
        'audit',
        'facts',
      ]);
    } finally {
      rmSync(file, { force: true });
      rmSync(target, { recursive: true, force: true });
    }
  });
});
