/** Where connectors may go, what they may know, and who may say so. */
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { reachOf } from '../../../server/connectors/allowed-hosts.ts';
import { Connector } from '../../../server/connectors/connector.entity.ts';
import { Connectors } from '../../../server/connectors/connectors.ts';
import { nextRun, retryRun } from '../../../server/connectors/next-run.ts';
import { before, isGreater } from '../../../server/connectors/overlap.ts';
import { retryAfter } from '../../../server/connectors/outgoing.ts';
import { SecretBox } from '../../../server/connectors/secret-box.ts';
import type { Connector as Shown, ConnectorHosts } from '../../../server/contract-connectors.ts';
import { readEnvironment } from '../../../server/environment.ts';
import { Operations } from '../../../server/operations/operations.ts';
import { ConnectorBench, outcome } from '../../support/connectors.ts';
import { VendorServer } from '../../support/vendor-server.ts';

let bench: ConnectorBench;
let vendor: VendorServer;
beforeAll(async () => {
  bench = await ConnectorBench.open();
  vendor = await new VendorServer().start();
});
afterAll(async () => {
  await vendor.stop();
  await bench.close();
});

const wecom = (base: string): object => ({ kind: 'wecom', data: 'checkin', corpId: 'ww', since: '2025-01-01', base });
const SECRET = 'a secret nobody may read';

describe('addresses', () => {
  it('are public, internal or never meant', () => {
    const table: Record<string, string[]> = {
      public: ['8.8.8.8', '172.32.0.1', '100.63.255.255', '2400:3200::1', '::ffff:8.8.8.8', '198.17.0.1'],
      internal: [
        '127.0.0.1',
        '10.1.2.3',
        '172.16.0.1',
        '172.31.255.255',
        '192.168.1.1',
        '100.64.0.1',
        '::1',
        'fd00::1',
        '::ffff:127.0.0.1',
        '::ffff:10.0.0.1',
      ],
      never: [
        '169.254.169.254',
        '0.0.0.0',
        '224.0.0.1',
        '255.255.255.255',
        '::',
        'fe80::1',
        'ff02::1',
        '64:ff9b::a00:1',
        '2002:7f00:1::',
        '::ffff:7f00:1',
        '::ffff:169.254.169.254',
      ],
    };
    for (const [reach, addresses] of Object.entries(table))
      for (const address of addresses) expect([address, reachOf(address)]).toEqual([address, reach]);
  });

  it('are refused unless they are listed, and inside the network only when they are marked so', async () => {
    const said = async (name: string): Promise<string> => outcome(await bench.run(name))[1] ?? '';
    await bench.save('unlisted', wecom(vendor.url), SECRET);
    expect(await said('unlisted')).toContain('is not an allowed host');
    await bench.allow(vendor.host, false);
    expect(await said('unlisted')).toContain('not a public address');
    // By name as well: the name is resolved, its address judged.
    const byName = vendor.host.replace('127.0.0.1', 'localhost');
    await bench.save('by-name', wecom(`http://${byName}`), SECRET);
    await bench.allow(byName, false);
    expect(await said('by-name')).toContain('not a public address');
    // Without TLS only inside the network.
    await bench.allow('203.0.113.9:80', false);
    await bench.save('clear', { kind: 'http', url: 'http://qyapi.weixin.qq.com:443/x', answer: 'json' });
    expect(await said('clear')).toMatch(/HTTPS|cannot be found/);
    expect(vendor.tokens).toBe(0);
  });
});

describe('secrets', () => {
  it('are encrypted in the store with a key outside of it, belong to one connector, and are never shown', async () => {
    await bench.save('sealed', wecom(vendor.url), SECRET);
    await bench.save('other', wecom(vendor.url), SECRET);
    const operations = bench.app.get(Operations);
    const [sealed, other] = await Promise.all(
      ['sealed', 'other'].map((name) => operations.read.findOneByOrFail(Connector, { name })),
    );
    expect(sealed!.secret).not.toBe(other!.secret);
    const folder = bench.app.environment.dataFolder;
    for (const file of ['operations.sqlite', 'operations.sqlite-wal'])
      expect((await readFile(join(folder, file))).includes(SECRET)).toBe(false);
    expect((await stat(join(folder, 'secret.key'))).mode & 0o777).toBe(0o600);
    const steward = await bench.app.signIn('steward');
    for (const path of ['/api/v1/connectors', '/api/v1/connectors/sealed'])
      expect(await (await steward.fetch(path)).text()).not.toMatch(/nobody may read|v1\./);

    // Put into another's row, or changed: it does not open.
    const box = bench.app.get(SecretBox);
    await expect(box.open(sealed!.secret!, 'connector:other')).rejects.toThrow('secret-unreadable');
    // Not the last character: some of its bits carry nothing.
    const bent = sealed!.secret!.replace(/.(?=.{8}$)/, (c) => (c === 'A' ? 'B' : 'A'));
    await expect(box.open(bent, 'connector:sealed')).rejects.toThrow('secret-unreadable');
    expect(await box.open(sealed!.secret!, 'connector:sealed')).toBe(SECRET);
  });

  it('are sealed again when the key is rotated; the old key opens nothing any more', async () => {
    const operations = bench.app.get(Operations);
    const path = join(bench.app.environment.dataFolder, 'secret.key');
    const before = await readFile(path, 'utf8');
    const old = (await operations.read.findOneByOrFail(Connector, { name: 'sealed' })).secret!;
    expect(await bench.app.get(Connectors).rotateKey('test')).toBeGreaterThanOrEqual(2);
    const { secret } = await operations.read.findOneByOrFail(Connector, { name: 'sealed' });
    const box = bench.app.get(SecretBox);
    expect([secret === old, (await readFile(path, 'utf8')) === before]).toEqual([false, false]);
    expect(await box.open(secret!, 'connector:sealed')).toBe(SECRET);
    await expect(box.open(old, 'connector:sealed')).rejects.toThrow('secret-unreadable');
    // Of a connector whose key is gone the run says what to do.
    await operations.write((manager) => manager.update(Connector, { name: 'sealed' }, { secret: old }));
    expect(outcome(await bench.run('sealed'))).toEqual(['failed', expect.stringContaining('Enter the secret')]);
  });

  it('take their keys from the environment when it has them, the first one first', async () => {
    const keys = [1, 2].map((n) => Buffer.alloc(32, n).toString('base64'));
    const boxWith = (text: string) => new SecretBox(readEnvironment({ HENJIAN_SECRET_KEY: text }));
    const sealed = await boxWith(keys[0]!).seal('x', 'o');
    const both = boxWith(`${keys[1]}, ${keys[0]}`);
    expect([await both.open(sealed, 'o'), await both.isCurrent(sealed)]).toEqual(['x', false]);
    await expect(boxWith(keys[1]!).open(sealed, 'o')).rejects.toThrow('secret-unreadable');
    expect(() => readEnvironment({ HENJIAN_SECRET_KEY: 'short' })).toThrow('HENJIAN_SECRET_KEY');
    expect(() => readEnvironment({ HENJIAN_SECRET_KEY: 'short' })).not.toThrow('"short"');
  });
});

describe('the interface', () => {
  it('lets stewards say what is pulled, administrators where connections may go, and writes both down', async () => {
    const [steward, administrator, auditor] = [
      await bench.app.signIn('steward'),
      await bench.app.signIn('administrator'),
      await bench.app.signIn('auditor'),
    ];
    const put = (who: typeof steward, path: string, body: object) =>
      who.fetch(path, { method: 'PUT', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
    expect((await put(steward, `/api/v1/connector-hosts/${vendor.host}`, { internal: true })).status).toBe(403);
    const hosts = await put(administrator, `/api/v1/connector-hosts/${vendor.host}`, { internal: true });
    expect(((await hosts.json()) as ConnectorHosts).rows).toContainEqual({ address: vendor.host, internal: true });
    expect((await auditor.fetch('/api/v1/connectors')).status).toBe(403);

    vendor.punches = [{ user: 'u1', at: 1_740_000_000 }];
    const order = {
      config: { ...wecom(vendor.url), source: 'api' },
      schedule: { dailyAt: '02:30' },
      secret: vendor.secret,
    };
    const saved = (await (await put(steward, '/api/v1/connectors/through-api', order)).json()) as Shown;
    expect(saved).toMatchObject({ name: 'through-api', state: 'never-run', hasSecret: true, enabled: true });
    // Without the secret it keeps the one it has.
    expect((await put(steward, '/api/v1/connectors/through-api', { ...order, secret: undefined })).status).toBe(200);
    for (const bad of [
      { ...order, config: { ...order.config, corpSecret: 'in the wrong place' } },
      { ...order, schedule: { everyMinutes: 1 } },
      { ...order, config: { kind: 'sql', driver: 'sqlite', file: 'x', cursor: 'id', query: 'DELETE FROM t' } },
      { ...order, config: { kind: 'sql', driver: 'sqlite', file: 'x', cursor: 'id', query: 'SELECT 1; DROP TABLE t' } },
      { ...order, config: { kind: 'sql', driver: 'sqlite', file: 'x', cursor: 'id" --', query: 'SELECT 1' } },
    ])
      expect((await put(steward, '/api/v1/connectors/bad', bad)).status).toBe(400);
    const unsecured = await put(steward, '/api/v1/connectors/bad', { config: wecom(vendor.url) });
    expect(((await unsecured.json()) as { code: string }).code).toBe('no-secret');

    expect((await steward.fetch('/api/v1/connectors/through-api/run', { method: 'POST' })).status).toBe(202);
    let shown = saved;
    while (shown.state === 'running' || shown.lastRun === null)
      shown = (await (await steward.fetch('/api/v1/connectors/through-api')).json()) as Shown;
    expect(shown).toMatchObject({
      state: 'waiting',
      failures: 0,
      lastRun: { state: 'done', records: 1, problem: null },
    });
    expect(shown.nextRunAt).toMatch(/T02:30:00\.000\+08:00$/);
    const runs = (await (await steward.fetch('/api/v1/connectors/through-api/runs?page=1&size=5')).json()) as {
      total: number;
    };
    expect(runs.total).toBe(1);
    expect((await steward.fetch('/api/v1/connectors/through-api', { method: 'DELETE' })).status).toBe(204);
    expect((await steward.fetch('/api/v1/connectors/through-api')).status).toBe(404);
    const audit = (await (await auditor.fetch('/api/v1/audit?page=1&size=100')).json()) as {
      rows: { action: string; object: string }[];
    };
    for (const action of ['connector-added', 'connector-changed', 'connector-removed'])
      expect(audit.rows.some((row) => row.action === action && row.object === 'through-api')).toBe(true);
  }, 60_000);
});

describe('times', () => {
  it('of the next run keep to the clock of China, to failures and to what the other side says', () => {
    const now = new Date('2026-11-23T18:00:00Z'); // 02:00 in China
    expect(nextRun(null, now)).toBeNull();
    expect(nextRun({ everyMinutes: 30 }, now)!.toISOString()).toBe('2026-11-23T18:30:00.000Z');
    expect(nextRun({ dailyAt: '02:30' }, now)!.toISOString()).toBe('2026-11-23T18:30:00.000Z');
    expect(nextRun({ dailyAt: '02:00' }, now)!.toISOString()).toBe('2026-11-24T18:00:00.000Z');
    const minutes = (failures: number, asked = 0): number =>
      (retryRun({ everyMinutes: 30 }, failures, now, asked)!.getTime() - now.getTime()) / 60_000;
    for (const [failures, least, most] of [
      [1, 2.5, 5],
      [3, 10, 20],
      [50, 180, 360],
    ] as const)
      for (let i = 0; i < 50; i++) {
        expect(minutes(failures)).toBeGreaterThanOrEqual(least);
        expect(minutes(failures)).toBeLessThanOrEqual(most);
      }
    expect(minutes(1, 3_600_000)).toBe(60);
    expect(retryAfter({ 'retry-after': '7' })).toBe(7_000);
    expect(retryAfter({ 'retry-after': new Date(Date.now() + 90_000).toUTCString() })).toBeGreaterThan(80_000);
    expect(retryAfter({ 'retry-after': 'soon' })).toBeUndefined();
  });

  it('and numbers of a checkpoint go back by the overlap', () => {
    expect(before('2025-09-30T00:00:10+08:00', 20)).toBe('2025-09-29T23:59:50+08:00');
    expect(before('2025-03-01 00:00:00.123456', 1)).toBe('2025-02-28 23:59:59.123456');
    expect(before('12345678901234567890', 5)).toBe('12345678901234567885');
    expect(before('opaque', 5)).toBe('opaque');
    expect([isGreater('10', '9'), isGreater('2025-09-30', '2025-10-01')]).toEqual([true, false]);
  });
});
