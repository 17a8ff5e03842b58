/** @clickhouse/client against the engine process: what it does with a real server must hold here too. */
import { ClickHouseError, ClickHouseLogLevel, createClient } from '@clickhouse/client';
import type { ClickHouseClient } from '@clickhouse/client';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { ClickHouseFactStore } from '../../../server/facts/clickhouse-fact-store.ts';
import type { FactEndpoint } from '../../../server/facts/engine-supervisor.ts';
import { startEngine } from '../../support/engine.ts';

let engine: Awaited<ReturnType<typeof startEngine>>;
let endpoint: FactEndpoint;
let client: ClickHouseClient;

beforeAll(async () => {
  engine = await startEngine({ slots: 16, insertBytes: 50 * 2 ** 20 });
  endpoint = await engine.supervisor.endpoint();
  client = createClient({
    url: endpoint.url,
    password: endpoint.password,
    max_open_connections: 32,
    log: { level: ClickHouseLogLevel.OFF },
  });
  await client.command({ query: 'CREATE TABLE t (a UInt64, b String) ENGINE = MergeTree ORDER BY a' });
});
afterAll(async () => {
  await client.close();
  await engine.close();
});

async function rows<T>(query: string, parameters: Record<string, unknown> = {}): Promise<T[]> {
  return (await client.query({ query, query_params: parameters, format: 'JSONEachRow' })).json<T>();
}

async function failure(promise: Promise<unknown>): Promise<ClickHouseError> {
  const error = await promise.then(
    () => undefined,
    (e: unknown) => e,
  );
  expect(error).toBeInstanceOf(ClickHouseError);
  return error as ClickHouseError;
}

async function engineMegabytes(): Promise<number> {
  const status = await readFile(`/proc/${engine.supervisor.pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
}

describe('protocol', () => {
  it('answers ping, and refuses who does not know the secret', async () => {
    expect(await client.ping()).toEqual(expect.objectContaining({ success: true }));
    const stranger = createClient({ url: endpoint.url, password: 'guess', log: { level: ClickHouseLogLevel.OFF } });
    const error = await failure(stranger.query({ query: 'SELECT 1' }));
    expect(error).toMatchObject({ code: '516', type: 'AUTHENTICATION_FAILED' });
    await stranger.close();
  });

  it('answers whole-document formats', async () => {
    const json = await (await client.query({ query: 'SELECT number AS n FROM numbers(3)', format: 'JSON' })).json();
    expect(json).toMatchObject({ rows: 3, meta: [{ name: 'n', type: 'UInt64' }] });
    const csv = await (
      await client.query({ query: 'SELECT number AS n FROM numbers(150000)', format: 'CSVWithNames' })
    ).text();
    expect(csv.match(/"n"/g)).toHaveLength(1);
  });

  it('repeats no header between the chunks of a streamed answer', async () => {
    const result = await client.query({
      query: 'SELECT number AS n FROM numbers(300000)',
      format: 'JSONCompactEachRowWithNamesAndTypes',
    });
    const lines = (await result.text()).trimEnd().split('\n');
    expect(lines).toHaveLength(300_002);
    expect(lines.filter((line) => line.includes('"n"'))).toHaveLength(1);
  });

  it.each([
    ['SELECT (', 62, 'SYNTAX_ERROR'],
    ['SELECT * FROM missing', 60, 'UNKNOWN_TABLE'],
    ['SELECT nope FROM t', 47, 'UNKNOWN_IDENTIFIER'],
    ["SELECT toUInt8('x')", 6, 'CANNOT_PARSE_TEXT'],
    ['SELECT {never:String}', 456, 'UNKNOWN_QUERY_PARAMETER'],
    ['CREATE TABLE t (a UInt8) ENGINE = Memory', 57, 'TABLE_ALREADY_EXISTS'],
  ])('fails with code and name: %s', async (query, code, type) => {
    const error = await failure(
      query.startsWith('CREATE') ? client.command({ query }) : client.query({ query }).then((r) => r.text()),
    );
    expect(error).toMatchObject({ code: String(code), type });
  });

  it('reports an error in the middle of a stream as what it is', async () => {
    const result = await client.query({
      query: 'SELECT throwIf(number = 1500000) AS x, number FROM numbers(2000000)',
      format: 'JSONEachRow',
    });
    let seen = 0;
    const error = await failure(
      (async () => {
        for await (const batch of result.stream()) seen += batch.length;
      })(),
    );
    expect(error.type).toBe('FUNCTION_THROW_IF_VALUE_IS_NON_ZERO');
    expect(seen).toBeGreaterThan(100_000);
  });

  it('stops at max_execution_time', async () => {
    const begin = Date.now();
    const error = await failure(
      client
        .query({
          query: 'SELECT sum(cityHash64(number)) FROM numbers(100000000000)',
          clickhouse_settings: { max_execution_time: 1 },
        })
        .then((r) => r.text()),
    );
    expect(error).toMatchObject({ code: '159', type: 'TIMEOUT_EXCEEDED' });
    expect(Date.now() - begin).toBeLessThan(4000);
  });

  it('binds values of every kind, never as SQL', async () => {
    const texts = [
      "'; DROP TABLE t; --",
      "\\'; DROP TABLE t; --",
      '中文\u{20000}',
      'nul\0x',
      'a\tb\nc\rd',
      '`"\\',
      '\\N',
    ];
    for (const text of texts) expect(await rows('SELECT {v:String} AS v', { v: text })).toEqual([{ v: text }]);
    expect(
      await rows(
        `SELECT {list:Array(String)} AS list, {days:Array(Date)} AS days, {n:Nullable(Int64)} AS n, {f:Float64} AS f,
                {b:Bool} AS b`,
        { list: texts, days: ['2025-03-01', '2025-03-02'], n: null, f: -1.5, b: true },
      ),
    ).toEqual([{ list: texts, days: ['2025-03-01', '2025-03-02'], n: null, f: -1.5, b: true }]);
    const many = Array.from({ length: 20_000 }, (_, i) => `code-${i}`);
    const result = await client.query({
      query: 'SELECT length({many:Array(String)}) AS n',
      query_params: { many },
      use_multipart_params_auto: true,
      format: 'JSONEachRow',
    });
    expect(await result.json()).toEqual([{ n: 20_000 }]);
    expect(await failure(rows('SELECT {v:UInt8} AS v', { v: 'x' }))).toMatchObject({ code: '457' });
  });

  it('keeps parameters, settings and database of parallel statements apart', async () => {
    await client.command({ query: 'CREATE DATABASE IF NOT EXISTS other' });
    const other = createClient({ url: endpoint.url, password: endpoint.password, database: 'other' });
    const ask = async (i: number) => {
      const result = await (i % 2 ? other : client).query({
        query: `SELECT {v:String} AS v, getSetting('max_block_size') AS s, currentDatabase() AS d FROM numbers(1)`,
        query_params: { v: `v${i}` },
        clickhouse_settings: { max_block_size: String(1000 + i) },
        format: 'JSONEachRow',
      });
      return result.json();
    };
    const answers = await Promise.all(Array.from({ length: 200 }, (_, i) => ask(i)));
    answers.forEach((answer, i) => {
      expect(answer).toEqual([{ v: `v${i}`, s: 1000 + i, d: i % 2 ? 'other' : 'default' }]);
    });
    await other.close();
    await client.command({ query: 'USE other' });
    expect(await rows('SELECT currentDatabase() AS d')).toEqual([{ d: 'default' }]);
  });
});

describe('readonly=1', () => {
  it.each([
    ["INSERT INTO t VALUES (1, 'x')"],
    ["SELECT * FROM file('/etc/hostname', 'LineAsString')"],
    ["SELECT * FROM url('http://127.0.0.1:1/', 'LineAsString')"],
    ['DROP TABLE t'],
    ['SET readonly = 0'],
  ])('refuses %s', async (query) => {
    const error = await failure(client.command({ query, clickhouse_settings: { readonly: '1' } }));
    expect(error).toMatchObject({ code: '164', type: 'READONLY' });
  });
});

describe('many and much', () => {
  it('runs 16 statements with parameters at the same time', async () => {
    const begin = Date.now();
    await Promise.all(Array.from({ length: 16 }, () => rows('SELECT sleep({s:Float64}) AS x', { s: 0.5 })));
    expect(Date.now() - begin).toBeLessThan(3000);
  });

  it('answers a ping while every slot is taken', async () => {
    const busy = Array.from({ length: 20 }, () => rows('SELECT sleep(1) AS x'));
    await sleep(200);
    const begin = Date.now();
    expect(await (await fetch(`${endpoint.url}/ping?engine=1`)).text()).toBe('Ok.\n');
    expect(Date.now() - begin).toBeLessThan(700);
    await Promise.all(busy);
  });

  it('streams 900 MB in bounded memory', async () => {
    const before = await engineMegabytes();
    const result = await client.query({
      query: "SELECT number AS n, repeat('x', 100) AS text FROM numbers(7000000)",
      format: 'JSONEachRow',
    });
    let count = 0;
    let peak = 0;
    for await (const batch of result.stream()) {
      count += batch.length;
      if (count % 50 === 0) peak = Math.max(peak, await engineMegabytes());
    }
    expect(count).toBe(7_000_000);
    expect(peak - before).toBeLessThan(350);
  });

  it('inserts a stream of 100,000 objects, spooled on disk', async () => {
    await client.command({ query: 'TRUNCATE TABLE t' });
    const objects = Readable.from(
      (function* () {
        for (let a = 0; a < 100_000; a++) yield { a, b: `第${a}号;'"\\\n` };
      })(),
    );
    await client.insert({ table: 't', values: objects, format: 'JSONEachRow' });
    expect(await rows('SELECT count() AS n, uniqExact(b) AS d, argMax(b, a) AS m FROM t')).toEqual([
      { n: 100_000, d: 100_000, m: '第99999号;\'"\\\n' },
    ]);
  });

  it('takes what the store sends to a real server: a file as the body of INSERT ... SELECT FROM input()', async () => {
    const path = join(engine.folder, "原始 'a'.csv");
    await writeFile(path, `a,b\n${Array.from({ length: 200_000 }, (_, i) => `${i},"x, ${i}"`).join('\n')}\n`);
    const connection = {
      endpoint: () => Promise.resolve({ ...endpoint, embedded: false }),
      close: () => Promise.resolve(),
    };
    const store = new ClickHouseFactStore({ connection, database: 'remote' });
    await store.command('CREATE TABLE t (a UInt64, b String, line UInt64) ENGINE = MergeTree ORDER BY line');
    await store.insertFromFile(
      't',
      ['a', 'b', 'line'],
      (source) => `SELECT toUInt64(a), concat({mark:String}, b), rowNumberInAllBlocks() FROM ${source}`,
      { path, format: 'CSVWithNames', structure: 'a String, b String' },
      { mark: "'" },
    );
    expect(
      await store.query(
        `SELECT count() AS n, countIf(a != line OR b != concat('\\'x, ', toString(a))) AS wrong FROM t`,
      ),
    ).toEqual([{ n: 200_000, wrong: 0 }]);
    await store.close();
  });

  it('refuses a row that does not parse and keeps what was there', async () => {
    await client.command({ query: 'TRUNCATE TABLE t' });
    const values = Readable.from([
      { a: 1, b: 'x' },
      { a: 'no number', b: 'y' },
    ]);
    const error = await failure(client.insert({ table: 't', values, format: 'JSONEachRow' }));
    expect(error.code).toMatch(/^(27|117)$/);
    expect(await rows('SELECT count() AS n FROM t')).toEqual([{ n: 0 }]);
  });

  it('refuses a body beyond the limit', async () => {
    await client.command({ query: 'TRUNCATE TABLE t' });
    const outcome = await new Promise((done) => {
      const url = `${endpoint.url}/?query=${encodeURIComponent('INSERT INTO t FORMAT JSONEachRow')}`;
      const headers = { 'X-ClickHouse-Key': endpoint.password };
      const upload = request(url, { method: 'POST', headers }, (response) => {
        response.resume();
        done(response.statusCode);
      });
      // The refusal reaches the client as an answer, or as a connection that ends under its hands.
      upload.on('error', (error: NodeJS.ErrnoException) => done(error.code));
      const line = Buffer.from(`{"a":1,"b":"${'x'.repeat(2 ** 20)}"}\n`);
      Readable.from(Array.from({ length: 60 }, () => line)).pipe(upload);
    });
    expect([413, 'ECONNRESET', 'EPIPE']).toContain(outcome);
    expect(await rows('SELECT count() AS n FROM t')).toEqual([{ n: 0 }]);
    expect(await readdir(join(engine.folder, 'spool'))).toEqual([]);
  });

  it('stops a read whose reader left', async () => {
    const controller = new AbortController();
    const running = client
      .query({ query: 'SELECT sum(cityHash64(number)) FROM numbers(100000000000)', abort_signal: controller.signal })
      .catch((error: unknown) => error);
    await sleep(300);
    controller.abort();
    await running;
    await sleep(500);
    expect(
      await rows(
        "SELECT count() AS n FROM system.processes WHERE query LIKE '%numbers(100000000000)%' AND query NOT LIKE '%processes%'",
      ),
    ).toEqual([{ n: 0 }]);
  });

  it('fails one statement at the memory limit and lives on', async () => {
    const error = await failure(rows('SELECT groupArray(toString(number)) AS a FROM numbers(300000000)'));
    expect(error).toMatchObject({ code: '241', type: 'MEMORY_LIMIT_EXCEEDED' });
    expect(await rows('SELECT 1 AS x')).toEqual([{ x: 1 }]);
  });
});
