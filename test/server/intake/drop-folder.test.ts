/** A folder whose files are loaded as they appear: by a running server, and by one that is killed again and again. */
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { compileCli } from '../../support/cli.ts';
import { Victim } from '../../support/victim.ts';
import { zipOf } from './workbook.ts';
import type { BatchProfile } from '../../../server/contract-intake.ts';

interface Beside {
  file: string;
  problem: { en: string } | null;
  receipts: {
    receipt: number;
    state: string;
    path: string;
    accepted: number;
    duplicate: number;
    rejects: string | null;
    profile: BatchProfile | null;
  }[];
}

let folder: string;
let drop: string;
let server: Victim;
beforeAll(async () => {
  await compileCli();
  folder = await mkdtemp(join(tmpdir(), 'henjian-drop-'));
  drop = join(folder, 'drop');
  server = new Victim(join(folder, 'data'), { HENJIAN_DROP: drop });
  await server.start();
}, 180_000);
afterAll(async () => {
  await server.kill();
  await rm(folder, { recursive: true, force: true });
});

const HEADER = 'source,external_id,cadre_code,claimed_at';
const rows = (source: string, n: number): string =>
  [HEADER, ...Array.from({ length: n }, (_, i) => `${source},r${i},G1,2025-09-30 08:30`)].join('\n');
/** Whole at once, as a careful program would. */
async function put(path: string, content: string | Uint8Array): Promise<void> {
  await mkdir(join(drop, path, '..'), { recursive: true });
  await writeFile(join(folder, 'aside'), content);
  await rename(join(folder, 'aside'), join(drop, path));
}
async function receipts(): Promise<Map<string, { at: string; beside: Beside }>> {
  const found = new Map<string, { at: string; beside: Beside }>();
  for (const name of await readdir(drop, { recursive: true })) {
    if (!name.endsWith('.receipt.json')) continue;
    const beside = JSON.parse(await readFile(join(drop, name), 'utf8')) as Beside;
    expect(found.has(beside.file)).toBe(false);
    found.set(beside.file, { at: name.replace(/\.receipt\.json$/, ''), beside });
  }
  return found;
}
const left = async (): Promise<string[]> =>
  (await readdir(drop, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(drop.length + 1))
    .filter((path) => !/^(done|refused)\//.test(path));
async function until(
  files: readonly string[],
  milliseconds: number,
): Promise<Map<string, { at: string; beside: Beside }>> {
  for (const end = Date.now() + milliseconds; ; await sleep(200)) {
    const found = await receipts();
    if (files.every((file) => found.has(file)) && !(await left()).some((path) => files.includes(path))) return found;
    if (Date.now() > end) throw new Error(`still waiting: ${(await left()).join(' ')}\n${await server.output()}`);
  }
}

it('moves what was loaded to done/ and what could not be to refused/, each with its receipt', async () => {
  await put('checkins.csv', `${rows('drop', 3)}\ndrop,bad,G1,never`);
  await put('2025/bundle.zip', zipOf([{ name: 'a/checkins.csv', content: rows('zip', 2) }]));
  await put('nonsense.csv', 'what,is,this\n1,2,3\n');
  await put('foreign/henjian.json', '{"source":"given","as":"checkins","crs":"gcj02"}');
  await put('foreign/log.csv', 'external_id,cadre_code,claimed_at,lat,lon\n1,G1,2025-09-30 08:30,29.03,105.85\n');
  await put('broken/henjian.json', '{"sauce":"typo"}');
  await put('broken/log.csv', rows('never', 1));
  await put('still-copying.csv.part', rows('part', 1));
  const found = await until(
    ['checkins.csv', '2025/bundle.zip', 'nonsense.csv', 'foreign/log.csv', 'broken/log.csv'],
    60_000,
  );

  const { at, beside } = found.get('checkins.csv')!;
  expect(at).toBe(`done/${String(beside.receipts[0]!.receipt).padStart(6, '0')}-checkins.csv`);
  expect(beside).toMatchObject({ problem: null, receipts: [{ state: 'loaded', accepted: 3, path: 'checkins.csv' }] });
  expect(await readFile(join(drop, 'done', beside.receipts[0]!.rejects!), 'utf8')).toContain('drop,bad,G1,never,,5,');
  expect(found.get('2025/bundle.zip')!.beside.receipts).toMatchObject([
    { path: '2025/bundle.zip!a/checkins.csv', accepted: 2 },
  ]);
  expect(found.get('2025/bundle.zip')!.at).toMatch(/^done\/2025\/\d{6}-bundle\.zip$/);
  expect(found.get('nonsense.csv')!.at).toMatch(/^refused\/\d{6}-nonsense\.csv$/);
  const foreign = found.get('foreign/log.csv')!.beside.receipts[0]!;
  expect(foreign).toMatchObject({ accepted: 1, source: 'given' });
  expect(foreign.profile!.columns.find(({ name }) => name === 'crs')).toMatchObject({ filled: 1 });
  expect(found.get('broken/log.csv')!.beside.problem!.en).toContain('henjian.json');
  expect(found.get('broken/log.csv')!.at).toMatch(/^refused\/broken\//);
  expect((await left()).sort()).toEqual(['broken/henjian.json', 'foreign/henjian.json', 'still-copying.csv.part']);
}, 90_000);

it('loads every file once when it is killed over and over', async () => {
  const files = Array.from({ length: 9 }, (_, i) => ({
    path: `kill/${i}-checkins.csv`,
    n: [500, 4_000, 20_000][i % 3]!,
  }));
  for (const [i, { path, n }] of files.entries()) await put(path, rows(`kill-${i}`, n));
  for (const wait of [2_600, 3_400, 4_200]) {
    await sleep(wait);
    await server.kill();
    await server.start();
  }
  const found = await until(
    files.map(({ path }) => path),
    120_000,
  );
  for (const { path, n } of files) {
    const { at, beside } = found.get(path)!;
    expect([
      path,
      at.startsWith('done/'),
      beside.receipts.map(({ accepted, duplicate }) => [accepted, duplicate]),
    ]).toEqual([path, true, [[n, 0]]]);
  }
  expect(await server.stop()).toBe(0);
  const { code, answer } = await server.verb<{ checks: { name: string; ok: boolean }[] }>('verify');
  expect([code, answer!.checks.filter(({ ok }) => !ok)]).toEqual([0, []]);
  await server.start();
}, 300_000);
