/** A server that is killed while it pulls, again and again: nothing is lost, nothing doubled. And the verbs that set it up. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Connector, ConnectorRun, ConnectorRuns } from '../../../server/contract-connectors.ts';
import type { Batches } from '../../../server/contract-intake.ts';
import { signIn } from '../../support/app.ts';
import { compileCli, henjian } from '../../support/cli.ts';
import { VendorServer } from '../../support/vendor-server.ts';
import { Victim } from '../../support/victim.ts';

const DAY = 86_400;
const USERS = 250;
const EACH = 200;
const PUNCHES = USERS * EACH;
const PAGES = 60;
const PER_PAGE = 700;
const SECRET = 'a secret on standard input';

let folder: string;
let server: Victim;
let vendor: VendorServer;
let pages: Server;
beforeAll(async () => {
  await compileCli();
  folder = await mkdtemp(join(tmpdir(), 'henjian-pull-'));
  server = new Victim(join(folder, 'data'));
  vendor = await new VendorServer().start();
  vendor.secret = SECRET;
  vendor.delay = 60;
  const now = Math.floor(Date.now() / 1000);
  vendor.punches = Array.from({ length: PUNCHES }, (_, i) => ({
    user: `u${i % USERS}`,
    at: now - 2 * DAY - Math.floor((i * 300 * DAY) / PUNCHES),
  }));
  pages = createServer((request, response) => {
    const at = Number(new URL(request.url!, 'http://x').searchParams.get('after') ?? 0);
    const rows = Array.from({ length: PER_PAGE }, (_, i) => ({
      external_id: `p${at * PER_PAGE + i}`,
      cadre_code: `G${i % 9}`,
      claimed_at: `2025-09-${String(1 + (at % 28)).padStart(2, '0')}T08:30:00+08:00`,
    }));
    setTimeout(() => response.end(JSON.stringify({ rows, next: at + 1 < PAGES ? at + 1 : null })), 80);
  });
  await new Promise<void>((resolve) => pages.listen(0, '127.0.0.1', resolve));
}, 180_000);
afterAll(async () => {
  await server.kill();
  await vendor.stop();
  pages.closeAllConnections();
  await new Promise((resolve) => pages.close(resolve));
  await rm(folder, { recursive: true, force: true });
});

const verb = (words: string[], input = '') =>
  henjian([...words, '--data', server.data, '--json'], input, { HENJIAN_LANG: 'en' });
async function save(name: string, config: object, input?: string): Promise<void> {
  const file = join(folder, `${name}.json`);
  await writeFile(file, JSON.stringify({ config, schedule: { everyMinutes: 5 } }));
  const { code, stderr } = await verb(
    ['connector', 'save', name, file, ...(input === undefined ? [] : ['--secret-stdin'])],
    input,
  );
  expect([code, code === 0 ? '' : stderr]).toEqual([0, '']);
}

it('is set up, run and looked at with henjian connector', async () => {
  const pagesHost = `127.0.0.1:${(pages.address() as AddressInfo).port}`;
  const since = new Date(Date.now() - 310 * DAY * 1000).toISOString().slice(0, 10);
  const users = Array.from({ length: USERS }, (_, i) => `u${i}`);
  await save(
    'wecom',
    { kind: 'wecom', data: 'checkin', corpId: 'ww', since, base: vendor.url, perMinute: 6000, users },
    SECRET,
  );
  await save('pages', {
    kind: 'http',
    url: `http://${pagesHost}/rows`,
    answer: 'json',
    records: 'rows',
    paging: { by: 'cursor', cursor: 'after', next: 'next' },
    as: 'checkins',
    source: 'pages',
    perMinute: 6000,
  });
  const refused = await verb(['connector', 'run', 'pages']);
  expect([refused.code, refused.json<ConnectorRun>().problem!.en]).toEqual([
    1,
    expect.stringContaining('not an allowed host'),
  ]);
  for (const host of [vendor.host, pagesHost])
    expect((await verb(['connector', 'allow', host, '--internal'])).code).toBe(0);
  const { rows } = (await verb(['connector', 'list'])).json<{ rows: Connector[] }>();
  expect(rows.map(({ name, state, hasSecret }) => [name, state, hasSecret])).toEqual([
    ['pages', 'attention', false],
    ['wecom', 'never-run', true],
  ]);
  expect((await verb(['connector', 'rotate-key'])).json()).toEqual({ sealed: 1 });
  expect((await verb(['connector', 'disable', 'pages'])).json<Connector>().nextRunAt).toBeNull();
  await save('pages', rows[0]!.config);
  expect((await verb(['connector', 'show', 'nobody'])).code).toBe(1);
  for (const wrong of [[], ['save', 'x'], ['run'], ['allow', 'nonsense']])
    expect((await verb(['connector', ...wrong])).code).toBe(2);
  expect(
    (
      await verb(
        ['user', 'add', 'steward', '--role', 'steward', '--unit', '*', '--password-stdin'],
        'a long enough password',
      )
    ).code,
  ).toBe(0);
}, 120_000);

it('pulls all of it once over five kills', async () => {
  const kills = [2_500, 4_000, 3_000, 5_500, 4_500];
  for (const wait of kills) {
    await server.start();
    await sleep(wait);
    await server.kill();
  }
  await server.start();
  const steward = await signIn(await server.url(), 'steward', 'a long enough password');
  const get = async <T>(path: string): Promise<T> => (await (await steward.fetch(`/api/v1/${path}`)).json()) as T;
  const names = ['wecom', 'pages'];
  for (const end = Date.now() + 180_000; ; await sleep(500)) {
    const connectors = await Promise.all(names.map((name) => get<Connector>(`connectors/${name}`)));
    if (connectors.every(({ state, lastRun }) => state === 'waiting' && lastRun?.state === 'done')) break;
    if (Date.now() > end) throw new Error(JSON.stringify(connectors.map(({ state, lastRun }) => [state, lastRun])));
  }
  const runs = (
    await Promise.all(names.map((name) => get<ConnectorRuns>(`connectors/${name}/runs?page=1&size=50`)))
  ).flatMap(({ rows }) => rows);
  expect(runs.filter(({ state }) => state === 'interrupted').length).toBeGreaterThanOrEqual(2);
  const { rows } = await get<Batches>('batches?page=1&size=200');
  expect(rows.filter(({ state }) => state !== 'loaded')).toEqual([]);
  const accepted = (source: string): number[] => {
    const own = rows.filter((row) => row.source === source);
    return ['accepted', 'amended', 'rejected'].map((key) =>
      own.reduce((sum, row) => sum + Number(row[key as 'accepted']), 0),
    );
  };
  expect([accepted('wecom'), accepted('pages')]).toEqual([
    [PUNCHES, 0, 0],
    [PAGES * PER_PAGE, 0, 0],
  ]);
  const sources = await get<{ rows: { source: string; rows: number }[] }>('sources');
  expect(sources.rows.map(({ source, rows: n }) => [source, n]).sort()).toEqual([
    ['pages', PAGES * PER_PAGE],
    ['wecom', PUNCHES],
  ]);
  expect(vendor.violations).toEqual([]);
  expect(await server.stop()).toBe(0);
  const { code, answer } = await server.verb<{ checks: { ok: boolean }[] }>('verify');
  expect([code, answer!.checks.filter(({ ok }) => !ok)]).toEqual([0, []]);
}, 400_000);
