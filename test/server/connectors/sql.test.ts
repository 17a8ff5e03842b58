/** Pulls from databases: the same course on each, then what is particular to one. */
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import pg from 'pg';
import { ConnectorBench, outcome } from '../../support/connectors.ts';
import { mysqlProgram, startMysql, type TestMysql } from '../../support/mysql.ts';
import { MysqlProtocolServer } from '../../support/mysql-protocol.ts';
import { postgresBin, startPostgres, type TestPostgres } from '../../support/postgres.ts';

let bench: ConnectorBench;
let files: string;
beforeAll(async () => {
  files = await mkdtemp(join(tmpdir(), 'henjian-files-'));
  bench = await ConnectorBench.open({ HENJIAN_CONNECTOR_FILES: files });
});
afterAll(async () => {
  await bench.close();
  await rm(files, { recursive: true, force: true });
});

const QUERY = 'SELECT id, who AS cadre_code, at AS claimed_at, changed, note FROM log';
const common = { kind: 'sql', query: `${QUERY} -- all of it`, as: 'checkins', mapping: undefined };
/** Rows numbered from 1; many share one moment of change, so that a page ends among them. */
const row = (i: number): [number, string, string, string, string] => [
  i,
  `G${i % 7}`,
  `2025-09-${String(1 + (i % 28)).padStart(2, '0')} 08:30:00`,
  `2025-10-01 00:${String(Math.floor(i / 3_000)).padStart(2, '0')}:00`,
  i % 5 === 0 ? "it's 走访" : '',
];
const insert = (from: number, to: number): string =>
  `INSERT INTO log (id, who, at, changed, note) VALUES ${Array.from({ length: to - from + 1 }, (_, i) =>
    row(from + i)
      .map((value) => (typeof value === 'number' ? value : `'${value.replaceAll("'", "''")}'`))
      .join(', '),
  )
    .map((values) => `(${values})`)
    .join(', ')}`;

/** Everything once, then only what is new or changed, along a moment and a number; and errors in words. */
async function course(source: string, place: object, run: (sql: string) => Promise<void>): Promise<void> {
  const config = { ...common, ...place, source, cursor: 'changed', key: 'external_id', overlap: 60 };
  const query = `SELECT id AS external_id, cadre_code, claimed_at, changed, note FROM (${QUERY}) AS log_rows`;
  await run(insert(1, 5_000));
  await bench.save(source, { ...config, query }, 'password');
  const first = await bench.run(source);
  expect([source, outcome(first)]).toEqual([source, ['done', undefined]]);
  expect(await bench.counts(first)).toEqual({ seen: 5_000, accepted: 5_000, amended: 0, duplicate: 0, rejected: 0 });
  // The last minute is asked for again; it holds no news.
  const quiet = await bench.counts(await bench.run(source));
  expect([quiet.accepted, quiet.amended]).toEqual([0, 0]);

  await run(insert(5_001, 5_010));
  await run("UPDATE log SET note = 'changed', changed = '2025-10-02 00:00:00' WHERE id = 17");
  const second = await bench.counts(await bench.run(source));
  expect([source, second.accepted, second.amended, second.rejected]).toEqual([source, 10, 1, 0]);
  const facts = await bench.facts('checkins', source);
  expect([facts.length, facts.find((fact) => fact['external_id'] === '15')!['note']]).toEqual([5_010, "it's 走访"]);
  expect(facts.find((fact) => fact['external_id'] === '17')!['note']).toBe('changed');

  // Along a unique number it goes on exactly where it ended.
  const plain = { ...config, source: `${source}-id`, cursor: 'external_id', key: undefined, overlap: 0, query };
  await bench.save(`${source}-id`, plain, 'password');
  expect((await bench.counts(await bench.run(`${source}-id`))).accepted).toBe(5_010);
  await run(insert(5_011, 5_012));
  expect(await bench.counts(await bench.run(`${source}-id`))).toMatchObject({ seen: 2, accepted: 2 });

  for (const [broken, words] of [
    ['SELECT * FROM no_such_table', /no_such_table|no such table/i],
    ['SELECT id AS other FROM log', /external_id/],
  ] as const) {
    await bench.save(`${source}-broken`, { ...plain, query: broken }, 'password');
    expect(outcome(await bench.run(`${source}-broken`))).toEqual(['failed', expect.stringMatching(words)]);
  }
}

const TABLE =
  'CREATE TABLE log (id BIGINT PRIMARY KEY, who VARCHAR(20), at TIMESTAMP, changed TIMESTAMP, note VARCHAR(100))';

describe('SQLite', () => {
  const open = (name: string): Database.Database => new Database(join(files, name));

  it('is pulled from page by page', async () => {
    const database = open('log.sqlite');
    database.exec(TABLE.replaceAll('TIMESTAMP', 'TEXT'));
    await course('sqlite', { driver: 'sqlite', file: 'log.sqlite' }, (sql) => {
      database.exec(sql);
      return Promise.resolve();
    });
    database.close();
  }, 120_000);

  it('is read only, and only below the allowed folder', async () => {
    open('small.sqlite').exec('CREATE TABLE t (id INTEGER PRIMARY KEY, secret TEXT)').close();
    const outside = await mkdtemp(join(tmpdir(), 'henjian-outside-'));
    await writeFile(join(outside, 'x.sqlite'), '');
    await symlink(join(outside, 'x.sqlite'), join(files, 'link.sqlite'));
    const said = async (file: string, query = 'SELECT id FROM t'): Promise<string> => {
      await bench.save('sqlite-no', { ...common, driver: 'sqlite', file, query, cursor: 'id', source: 's' });
      return outcome(await bench.run('sqlite-no'))[1] ?? 'nothing';
    };
    expect(await said('small.sqlite')).toBe('nothing');
    expect(await said('link.sqlite')).toContain('not in the allowed folder');
    expect(await said(join(outside, 'x.sqlite'))).toContain('not in the allowed folder');
    expect(await said('../../../etc/passwd')).toMatch(/not in the allowed folder|no file/);
    expect(await said('small.sqlite', 'SELECT 1 AS id) AS pulled')).toContain('syntax error');
    await rm(outside, { recursive: true, force: true });
  }, 60_000);
});

describe('PostgreSQL', () => {
  if (!postgresBin()) {
    it.skip('needs PostgreSQL in /usr/lib/postgresql: install the package postgresql', () => undefined);
    return;
  }
  let server: TestPostgres;
  let url: URL;
  let client: pg.Client;
  beforeAll(async () => {
    server = (await startPostgres())!;
    url = new URL(await server.database());
    client = new pg.Client({ connectionString: url.href });
    await client.connect();
    await bench.allow(url.host);
  });
  afterAll(async () => {
    await client?.end();
    await server?.stop();
  });
  const place = (): object => ({
    driver: 'postgres',
    host: url.hostname,
    port: Number(url.port),
    database: url.pathname.slice(1),
    user: url.username,
    tls: false,
  });

  it('is pulled from page by page', async () => {
    await client.query(`${TABLE}; ALTER USER ${url.username} PASSWORD 'password'`);
    await course('postgres', place(), async (sql) => void (await client.query(sql)));
  }, 120_000);

  it('is read only, whatever the query calls', async () => {
    await client.query(
      'CREATE TABLE guarded (n INT); CREATE FUNCTION sly() RETURNS INT LANGUAGE plpgsql AS $$ BEGIN INSERT INTO guarded VALUES (1); RETURN 1; END $$',
    );
    for (const query of ['SELECT sly() AS id', "SELECT set_config('transaction_read_only', 'off', false) AS id"]) {
      await bench.save('postgres-sly', { ...common, ...place(), query, cursor: 'id', source: 'x' }, 'password');
      expect(outcome(await bench.run('postgres-sly'))).toEqual([
        'failed',
        expect.stringMatching(/read-only|read-write/),
      ]);
    }
    expect((await client.query('SELECT count(*)::int AS n FROM guarded')).rows).toEqual([{ n: 0 }]);
  }, 60_000);

  it('says when the password is wrong', async () => {
    await bench.save('postgres-wrong', { ...common, ...place(), cursor: 'id', source: 'x' }, 'not the password');
    const [state, said] = outcome(await bench.run('postgres-wrong'));
    expect([state, said]).toEqual(['failed', expect.stringContaining('28P01')]);
    expect(said).not.toContain('not the password');
  }, 60_000);
});

describe('MySQL', () => {
  let server: TestMysql | undefined;
  beforeAll(async () => {
    server = await startMysql();
    if (server) await bench.allow(`127.0.0.1:${server.port}`);
  }, 60_000);
  afterAll(() => server?.stop());
  const place = (port: number): object => ({
    driver: 'mysql',
    host: '127.0.0.1',
    port,
    database: 'county',
    user: 'reader',
    tls: false,
  });

  const real = mysqlProgram() ? it : it.skip;
  real(
    'is pulled from page by page (needs mariadbd or mysqld, on the path or in HENJIAN_TEST_MYSQLD)',
    async () => {
      await server!.run(TABLE.replaceAll('TIMESTAMP', 'DATETIME'));
      await course('mysql', place(server!.port), (sql) => server!.run(sql));
      // It cannot write, whatever the query calls.
      await server!
        .run(
          'CREATE TABLE guarded (n INT); CREATE FUNCTION sly() RETURNS INT BEGIN INSERT INTO guarded VALUES (1); RETURN 1; END',
        )
        .catch(() => undefined);
      const query = 'SELECT sly() AS id';
      await bench.save(
        'mysql-sly',
        { ...common, ...place(server!.port), query, cursor: 'id', source: 'x' },
        'password',
      );
      expect(outcome(await bench.run('mysql-sly'))[0]).toBe('failed');
    },
    120_000,
  );

  real(
    'keeps the digits of long ids',
    async () => {
      await server!.run('CREATE TABLE ids (id BIGINT UNSIGNED PRIMARY KEY, who VARCHAR(9), at DATETIME)');
      const ids = Array.from({ length: 2_001 }, (_, i) => 12_345_678_901_234_560_000n + BigInt(i));
      await server!.run(`INSERT INTO ids VALUES ${ids.map((id) => `(${id}, 'G1', '2025-09-30 08:30:00')`).join(', ')}`);
      const query = 'SELECT id AS external_id, who AS cadre_code, at AS claimed_at FROM ids';
      const config = { ...common, ...place(server!.port), query, cursor: 'external_id', source: 'mysql-long' };
      await bench.save('mysql-long', config, 'password');
      expect(await bench.counts(await bench.run('mysql-long'))).toMatchObject({ seen: 2_001, accepted: 2_001 });
      const facts = await bench.facts('checkins', 'mysql-long');
      expect(facts.map((fact) => fact['external_id'])).toEqual(ids.map(String));
    },
    60_000,
  );

  it('is pulled from by its protocol: page by page, in a session that only reads, over a line that breaks', async () => {
    const told = await new MysqlProtocolServer('password').start();
    try {
      await bench.allow(`127.0.0.1:${told.port}`);
      const run = (sql: string): Promise<void> => Promise.resolve(void told.database.exec(sql));
      await run(TABLE.replaceAll('TIMESTAMP', 'DATETIME'));
      told.breaks = 2;
      await course('mysql-protocol', place(told.port), run);
      expect([told.unguarded, told.breaks]).toEqual([0, 0]);
      expect(told.said).toEqual(
        expect.arrayContaining(["SET SESSION time_zone = '+08:00'", 'START TRANSACTION READ ONLY']),
      );

      const ids = Array.from({ length: 2_001 }, (_, i) => 9_007_199_254_740_993_000n + BigInt(i));
      await run('CREATE TABLE ids (id BIGINT PRIMARY KEY, who VARCHAR(9), at DATETIME)');
      await run(`INSERT INTO ids VALUES ${ids.map((id) => `(${id}, 'G1', '2025-09-30 08:30:00')`).join(', ')}`);
      const query = 'SELECT id AS external_id, who AS cadre_code, at AS claimed_at FROM ids';
      const config = { ...common, ...place(told.port), query, cursor: 'external_id', source: 'protocol-long' };
      await bench.save('protocol-long', config, 'password');
      expect(await bench.counts(await bench.run('protocol-long'))).toMatchObject({ seen: 2_001, accepted: 2_001 });
      const facts = await bench.facts('checkins', 'protocol-long');
      expect(facts.map((fact) => fact['external_id'])).toEqual(ids.map(String));

      await bench.save('protocol-long', config, 'not the password');
      const [state, words] = outcome(await bench.run('protocol-long'));
      expect([state, words]).toEqual(['failed', expect.stringContaining('1045')]);
      expect(words).not.toContain('not the password');

      // A query that is never answered does not hold up whoever stops the pull.
      told.isSilent = true;
      await bench.save('protocol-long', config, 'password', { fromStart: true });
      const stopping = new AbortController();
      const pulled = bench.run('protocol-long', stopping.signal);
      while (!told.isAsked) await sleep(20);
      stopping.abort(new Error('stopped by the test'));
      await expect(pulled).rejects.toThrow('stopped by the test');
    } finally {
      await told.stop();
    }
  }, 120_000);

  it('tells a server that is full from one that denies access, by its protocol', async () => {
    let said = { code: 1040, text: 'Too many connections' };
    let connections = 0;
    const fake: Server = createServer((socket: Socket) => {
      connections += 1;
      // An error instead of a greeting, as the protocol has it: 0xff, the number, the words.
      const body = Buffer.concat([
        Buffer.from([0xff, said.code & 255, said.code >> 8]),
        Buffer.from(`#08004${said.text}`),
      ]);
      socket.on('error', () => undefined);
      socket.end(Buffer.concat([Buffer.from([body.length, 0, 0, 0]), body]));
    });
    await new Promise<void>((resolve) => fake.listen(0, '127.0.0.1', resolve));
    const { port } = fake.address() as AddressInfo;
    await bench.allow(`127.0.0.1:${port}`);
    await bench.save('mysql-full', { ...common, ...place(port), cursor: 'id', source: 'x' }, 'password');
    expect(outcome(await bench.run('mysql-full'))).toEqual(['failed', expect.stringContaining('Too many connections')]);
    expect(connections).toBe(6);
    connections = 0;
    said = { code: 1045, text: 'Access denied' };
    expect(outcome(await bench.run('mysql-full'))).toEqual(['failed', expect.stringContaining('1045')]);
    expect(connections).toBe(1);
    await new Promise((resolve) => fake.close(resolve));
  }, 60_000);
});
