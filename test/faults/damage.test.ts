/** What disks and people do to a data folder at rest: whatever was lost or changed is said, by whom it concerns. */
import Database from 'better-sqlite3';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Random } from '../../seeds/random.ts';
import { CheckinSource } from '../support/checkin-files.ts';
import { compileCli, henjian } from '../support/cli.ts';
import { noFigures, Upstream } from '../support/upstream.ts';
import { Victim } from '../support/victim.ts';

interface Verdict {
  ok: boolean;
  checks: { name: string; ok: boolean; problems: { zh: string; en: string }[] }[];
}

let folder: string;
/** Loaded, computed and in order; every test damages a copy. */
let sound: string;
let copies = 0;

beforeAll(async () => {
  await compileCli();
  folder = mkdtempSync(join(tmpdir(), 'henjian-damage-'));
  sound = join(folder, 'sound');
  const server = new Victim(sound);
  const random = new Random(40);
  const files = new CheckinSource('sound', random.split('files'));
  const upstream = new Upstream(server, files, await server.token('sound'), random, noFigures());
  await server.start();
  for (const rows of [3_000, 3_000, 500]) await upstream.deliver(files.next(rows));
  await server.stop();
  expect((await server.verb('compute')).code).toBe(0);
}, 300_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function copy(): string {
  const data = join(folder, `copy-${++copies}`);
  cpSync(sound, data, { recursive: true, verbatimSymlinks: true });
  return data;
}

/** Folders of the stored parts of a table, largest first. */
function partsOf(data: string, column: string): string[] {
  const store = join(data, 'facts', 'data', 'store');
  return readdirSync(store, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('/columns.txt'))
    .map((path) => join(store, path, '..'))
    .filter((part) => readFileSync(join(part, 'columns.txt'), 'utf8').includes(`\`${column}\``))
    .sort((a, b) => statSync(largestFile(b)).size - statSync(largestFile(a)).size);
}

const largestFile = (part: string): string =>
  readdirSync(part)
    .filter((name) => name.endsWith('.bin'))
    .map((name) => join(part, name))
    .sort((a, b) => statSync(b).size - statSync(a).size)[0]!;

function flip(file: string, share: number): void {
  const bytes = readFileSync(file);
  const at = Math.floor(bytes.length * share);
  bytes[at] = bytes[at]! ^ 0x10;
  writeFileSync(file, bytes);
}

/** `henjian verify --json`: its exit code, and the names of the checks that failed with all they say. */
async function verify(data: string): Promise<{ code: number | null; failed: string[]; said: string }> {
  const { code, json, stderr } = await henjian(['verify', '--json', '--data', data]);
  expect(stderr).not.toMatch(/\n {4}at /);
  const failed = json<Verdict>().checks.filter(({ ok }) => !ok);
  return {
    code,
    failed: failed.map(({ name }) => name),
    said: failed.flatMap(({ problems }) => problems.map(({ en }) => en)).join('\n'),
  };
}

it('finds a sound folder in order', async () => {
  expect(await verify(copy())).toEqual({ code: 0, failed: [], said: '' });
}, 120_000);

describe('a truncated column file', () => {
  let data: string;
  beforeAll(() => {
    data = copy();
    const file = largestFile(partsOf(data, 'claimed_at')[0]!);
    truncateSync(file, Math.floor(statSync(file).size / 2));
  });

  it('is named by doctor', async () => {
    const { code, json } = await henjian(['doctor', '--json', '--lang', 'en', '--data', data]);
    expect(code).toBe(1);
    const { checks } = json<{ checks: { check: string; ok: boolean; detail: string }[] }>();
    const facts = checks.find(({ check }) => check === 'facts');
    expect(facts?.ok).toBe(false);
    expect(facts?.detail).toMatch(/^Data on disk is damaged: checkins_versions .*restore a backup/);
  }, 120_000);

  it('is said by a server, which neither reads nor loads', async () => {
    const server = new Victim(data);
    const token = await server.token('late');
    await server.start();
    try {
      const url = await server.url();
      const ready = await fetch(`${url}/readyz`);
      expect(ready.status).toBe(503);
      const files = new CheckinSource('late', new Random(1));
      const file = files.next(10);
      const answer = await fetch(`${url}/api/v1/batches`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${token}`, 'Content-Type': file.contentType },
        body: new Uint8Array(file.bytes),
      });
      expect(answer.status).toBe(503);
      expect(await answer.json()).toMatchObject({ code: 'damaged-data' });
      expect(await server.output()).toMatch(/Damaged data on disk: henjian\.checkins_versions/);
    } finally {
      await server.kill();
    }
  }, 180_000);

  it('fails verify', async () => {
    const { code, failed, said } = await verify(data);
    expect([code, failed]).toEqual([1, expect.arrayContaining(['storage', 'accounting', 'ledger'])]);
    expect(said).toContain('Data on disk is damaged: checkins_versions');
  }, 120_000);
});

it.each([0.03, 0.5, 0.97])(
  'finds a flipped bit in a stored table, wherever it is (at %d of its largest file)',
  async (share) => {
    const data = copy();
    flip(largestFile(partsOf(data, 'claimed_at')[0]!), share);
    const { code, failed, said } = await verify(data);
    expect(code).toBe(1);
    expect(failed).toContain('storage');
    expect(said).toMatch(/Part \S+ of the table checkins_versions is damaged/);
  },
  120_000,
);

it('finds a part of a table that is gone', async () => {
  const data = copy();
  rmSync(partsOf(data, 'claimed_at')[0]!, { recursive: true });
  const { code, failed, said } = await verify(data);
  expect([code, failed]).toEqual([1, expect.arrayContaining(['accounting', 'ledger'])]);
  expect(said).toMatch(/Receipt \d+: \d+ rows taken, \d+ stored/);
}, 120_000);

it('finds lost entries of the key ledger', async () => {
  const data = copy();
  rmSync(partsOf(data, 'fact_key')[0]!, { recursive: true });
  const { code, failed, said } = await verify(data);
  expect([code, failed]).toEqual([1, ['ledger']]);
  expect(said).toMatch(/checkins: \d+ versions stored, \d+ in the ledger/);
}, 120_000);

it('finds a flipped byte in an original file, and one that is gone', async () => {
  const data = copy();
  const [first, second] = readdirSync(join(data, 'files')).map((name) => join(data, 'files', name));
  flip(first!, 0.5);
  rmSync(second!);
  const { code, failed, said } = await verify(data);
  expect([code, failed]).toEqual([1, ['files']]);
  expect(said).toContain('was changed');
  expect(said).toContain('is gone');
}, 120_000);

/** Changes the books behind the server's back. */
function tamper(data: string, ...statements: string[]): void {
  const database = new Database(join(data, 'operations.sqlite'));
  try {
    for (const statement of statements) expect(database.prepare(statement).run().changes).toBeGreaterThan(0);
  } finally {
    database.close();
  }
}

it.each([
  [
    'an altered act',
    [`UPDATE audit SET detail = replace(detail, '3000', '3001') WHERE id = 2`],
    'altered at position 2',
  ],
  ['a missing act', ['DELETE FROM audit WHERE id = 2'], 'missing at position 2'],
  ['a cut end', ['DELETE FROM audit WHERE id = (SELECT max(id) FROM audit)'], 'cut at position'],
])(
  'finds %s in the audit chain',
  async (_what, statements, fault) => {
    const data = copy();
    tamper(data, ...statements);
    const { code, failed, said } = await verify(data);
    expect([code, failed]).toEqual([1, ['audit']]);
    expect(said).toContain(fault);
  },
  120_000,
);

it('finds a receipt that says more than was stored, and rows whose receipt is gone', async () => {
  const data = copy();
  tamper(
    data,
    'UPDATE batch SET accepted = accepted + 1, seen = seen + 1 WHERE receipt = 1',
    'DELETE FROM batch WHERE receipt = 2',
  );
  const { code, failed, said } = await verify(data);
  expect([code, failed]).toEqual([1, ['accounting']]);
  expect(said).toMatch(/Receipt 1: \d+ rows taken, \d+ stored/);
  expect(said).toContain('Batch 2 has rows but no receipt');
}, 120_000);
