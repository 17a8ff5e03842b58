import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FactStore, Progress } from '../../../server/facts/fact-store.ts';
import { openTestFactStore } from '../../support/fact-store.ts';

const FOR_EVER = 'SELECT sum(cityHash64(number)) AS s FROM numbers(1000000000000)';
let store: FactStore;
let close: () => Promise<void>;
let folder: string;

beforeAll(async () => {
  ({ store, close } = await openTestFactStore());
  folder = await mkdtemp(join(tmpdir(), 'henjian-文件 '));
  await store.command('CREATE TABLE t (a UInt64, b String, at DateTime64(3)) ENGINE = MergeTree ORDER BY a');
});
afterAll(async () => {
  await close();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(() => store.command('TRUNCATE TABLE t'));

async function running(): Promise<number> {
  const [row] = await store.query<{ n: number }>(
    "SELECT count() AS n FROM system.processes WHERE query LIKE '%numbers(1000000000000)%' AND query NOT LIKE '%processes%'",
  );
  return row?.n ?? -1;
}

describe('reading', () => {
  it('answers values in JavaScript terms', async () => {
    const [row] = await store.query(
      `SELECT toUInt64(7) AS small, toUInt64(9007199254740993) AS exact, toInt64(-9007199254740991) AS least,
              toDateTime64('2025-03-01 08:00:00', 3) AS time, toDateTime64('2025-03-01 08:00:00', 3, 'UTC') AS utc,
              toNullable(toDateTime('2025-03-01 08:00:00')) AS seconds, toDate('2025-03-01') AS date,
              toDateTime64('1988-07-01 08:00:00', 3) AS summer,
              [toInt64(-1)] AS list, (toUInt64(1), 'x') AS pair,
              CAST((1, '2025-03-01 08:00:00') AS Tuple(n UInt64, \`at time\` DateTime64(3))) AS named,
              map('k', toUInt64(2)) AS map, toLowCardinality('x') AS low, NULL AS nothing, 0.5 AS half, true AS yes`,
    );
    expect(row).toEqual({
      small: 7,
      exact: '9007199254740993',
      least: -9007199254740991,
      time: '2025-03-01T08:00:00.000+08:00',
      utc: '2025-03-01T08:00:00.000+00:00',
      seconds: '2025-03-01T08:00:00+08:00',
      date: '2025-03-01',
      summer: '1988-07-01T08:00:00.000+09:00',
      list: [-1],
      pair: [1, 'x'],
      named: { n: 1, 'at time': '2025-03-01T08:00:00.000+08:00' },
      map: { k: 2 },
      low: 'x',
      nothing: null,
      half: 0.5,
      yes: true,
    });
  });

  it('gives back a time as it was written, in any offset, and takes a Date as a parameter', async () => {
    await store.insert('t', [
      { a: 1, b: 'x', at: '2025-03-01T08:00:00.250+08:00' },
      { a: 2, b: 'x', at: '2025-03-01T00:00:00.250Z' },
      { a: 3, b: 'x', at: new Date('2025-03-01T00:00:00.250Z') },
    ]);
    expect(await store.query('SELECT DISTINCT at FROM t')).toEqual([{ at: '2025-03-01T08:00:00.250+08:00' }]);
    const at = new Date('2025-03-01T00:00:00.250Z');
    expect(await store.query('SELECT count() AS n FROM t WHERE at = {at:DateTime64(3)}', { at })).toEqual([{ n: 3 }]);
  });

  it('never runs a value as SQL, and refuses to write', async () => {
    const hostile = "x'; DROP TABLE t; --";
    expect(await store.query('SELECT {v:String} AS v', { v: hostile })).toEqual([{ v: hostile }]);
    await expect(store.query("INSERT INTO t VALUES (1, 'x', 0)")).rejects.toMatchObject({ type: 'READONLY' });
    await expect(store.query("SELECT * FROM file('/etc/hostname', 'LineAsString')")).rejects.toMatchObject({
      type: 'READONLY',
    });
    expect(await store.query('SELECT count() AS n FROM t')).toEqual([{ n: 0 }]);
  });

  it('streams a million rows without holding them, and stops when the reader does', async () => {
    let count = 0;
    for await (const row of store.stream<{ n: number }>('SELECT number AS n FROM numbers(1000000)')) {
      if (row.n !== count) throw new Error(`row ${count} is ${row.n}`);
      count++;
    }
    expect(count).toBe(1_000_000);
    for await (const row of store.stream<{ n: number }>('SELECT number AS n FROM numbers(1000000000000)')) {
      if (row.n > 10) break;
    }
    await sleep(500);
    expect(await running()).toBe(0);
  });

  it('passes an array of 100,000 codes as a parameter', async () => {
    const codes = Array.from({ length: 100_000 }, (_, i) => `干部-${i}`);
    expect(await store.query('SELECT uniqExact(arrayJoin({codes:Array(String)})) AS n', { codes })).toEqual([
      { n: 100_000 },
    ]);
  });
});

describe('calling off', () => {
  it('ends a statement at its limit', async () => {
    const begin = Date.now();
    await expect(store.query(FOR_EVER, {}, { timeoutSeconds: 1 })).rejects.toMatchObject({ type: 'TIMEOUT_EXCEEDED' });
    expect(Date.now() - begin).toBeLessThan(4000);
  });

  it('cancels by tag, a read and a write', async () => {
    const read = store.query(FOR_EVER, {}, { tag: 'job-1' }).catch((error: unknown) => error);
    const write = store
      .command(
        `INSERT INTO t SELECT number, '', 0 FROM numbers(1000000000000) WHERE cityHash64(number) < 10`,
        {},
        { tag: 'job-1' },
      )
      .catch((error: unknown) => error);
    const other = store.query('SELECT sleep(2) AS x', {}, { tag: 'job-2' });
    await sleep(300);
    expect(await running()).toBe(2);
    await store.cancel('job-1');
    expect(await read).toMatchObject({ type: 'QUERY_WAS_CANCELLED' });
    expect(await write).toMatchObject({ type: 'QUERY_WAS_CANCELLED' });
    expect(await other).toEqual([{ x: 0 }]);
    expect(await running()).toBe(0);
  });

  it('rejects with the reason of the signal and stops the engine too', async () => {
    const controller = new AbortController();
    const pending = store.query(FOR_EVER, {}, { signal: controller.signal }).catch((error: unknown) => error);
    await sleep(300);
    const reason = new Error('the reader closed the page');
    controller.abort(reason);
    expect(await pending).toBe(reason);
    await sleep(500);
    expect(await running()).toBe(0);
    await expect(store.query('SELECT 1 AS a', {}, { signal: controller.signal })).rejects.toBe(reason);
  });
});

describe('writing', () => {
  it('inserts arrays and streams of objects', async () => {
    await store.insert('t', []);
    await store.insert('t', [{ a: 1, b: '中文"\'\\\n', at: 0 }]);
    await store.insert(
      't',
      (async function* () {
        for (let a = 2; a <= 100_000; a++) yield { a, b: 'x', at: 0 };
      })(),
    );
    expect(await store.query('SELECT count() AS n, sum(a) AS s, anyIf(b, a = 1) AS b FROM t')).toEqual([
      { n: 100_000, s: 5_000_050_000, b: '中文"\'\\\n' },
    ]);
  });

  it('loads a file in its order, with parameters, reporting its progress', async () => {
    const path = join(folder, "打卡 '3月'.csv");
    const total = 1_500_000;
    const lines = Array.from({ length: total }, (_, i) => `${i},"第 ${i} 次, 打卡"`);
    await writeFile(path, `a,b\n${lines.join('\n')}\n`);
    const seen: Progress[] = [];
    const watch = setInterval(() => void store.progress('load').then((p) => p && seen.push(p)), 50);
    await store.insertFromFile(
      't',
      ['a', 'b', 'at'],
      (source) => `SELECT rowNumberInAllBlocks(), concat({mark:String}, a), 0 FROM ${source}`,
      { path, format: 'CSVWithNames', structure: 'a String, b String' },
      { mark: "m'" },
      { tag: 'load' },
    );
    clearInterval(watch);
    expect(await store.query("SELECT count() AS n, countIf(b != concat('m\\'', toString(a))) AS moved FROM t")).toEqual(
      [{ n: total, moved: 0 }],
    );
    expect(seen.length).toBeGreaterThan(0);
    expect(seen.every((p) => p.totalBytes > 40_000_000 && p.readBytes <= p.totalBytes)).toBe(true);
    expect(Math.max(...seen.map((p) => p.readBytes))).toBeGreaterThan(1_000_000);
    expect(await store.progress('load')).toBeUndefined();
  });
});
