import { readdir, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ClickHouseFactStore } from '../../../server/facts/clickhouse-fact-store.ts';
import { BrokenParts, EngineRestarted, EngineUnavailable } from '../../../server/facts/engine-errors.ts';
import { engineProgram } from '../../../server/facts/engine-program.ts';
import { EngineSupervisor } from '../../../server/facts/engine-supervisor.ts';
import { processStart } from '../../../server/facts/process-identity.ts';
import { goneWithin, runScript } from '../../support/child.ts';
import { startEngine } from '../../support/engine.ts';
import type { TestEngine } from '../../support/engine.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function engineWithStore(options = {}): Promise<TestEngine & { store: ClickHouseFactStore }> {
  const engine = await startEngine(options);
  const store = new ClickHouseFactStore({ connection: engine.supervisor });
  closers.push(engine.close, () => store.close());
  return { ...engine, store };
}

const CREATE = 'CREATE TABLE t (a UInt64) ENGINE = MergeTree ORDER BY a SETTINGS min_bytes_for_wide_part = 0';

describe('an engine process that ends', () => {
  it('is started on first use only', async () => {
    const { supervisor, store } = await engineWithStore();
    expect(supervisor.pid).toBeUndefined();
    expect(await store.query('SELECT 1 AS a')).toEqual([{ a: 1 }]);
    expect(supervisor.pid).toBeGreaterThan(1);
  });

  it('fails the pending read by name, comes back, and has every acknowledged row', async () => {
    const { supervisor, store } = await engineWithStore();
    await store.command(CREATE);
    const pid = supervisor.pid ?? 0;
    const pending = store.query('SELECT sleep(3) AS x').catch((error: unknown) => error);
    let acknowledged = 0;
    const writing = (async () => {
      for (;;) {
        await store.command('INSERT INTO t SELECT number FROM numbers(1000)');
        acknowledged += 1000;
      }
    })().catch((error: unknown) => error);
    await sleep(500);
    process.kill(pid, 'SIGKILL');
    expect(await pending).toBeInstanceOf(EngineRestarted);
    expect(await writing).toBeInstanceOf(EngineRestarted);
    expect(acknowledged).toBeGreaterThan(0);

    const [row] = await store.query<{ n: number }>('SELECT count() AS n FROM t');
    // An insert that was on disk but not answered yet may be there too, whole.
    expect([acknowledged, acknowledged + 1000]).toContain(row?.n);
    expect(supervisor.pid).not.toBe(pid);
  });

  it('is killed and replaced when it hangs', async () => {
    const { supervisor, store, log } = await engineWithStore({ heartbeatMs: 100, silenceMs: 1000 });
    await store.query('SELECT 1 AS a');
    const pid = supervisor.pid ?? 0;
    process.kill(pid, 'SIGSTOP');
    await expect(store.query('SELECT 2 AS a')).rejects.toBeInstanceOf(EngineRestarted);
    expect(await store.query('SELECT 3 AS a')).toEqual([{ a: 3 }]);
    expect(await goneWithin(pid, 1000)).toBe(true);
    expect(log.join('\n')).toMatch(/has not answered for \d+ ms and is killed/);
  });

  it('is not mistaken for hung while long statements fill every slot', async () => {
    const { supervisor, store } = await engineWithStore({ heartbeatMs: 100, silenceMs: 1000, slots: 2 });
    await store.query('SELECT 1 AS a');
    const pid = supervisor.pid;
    await Promise.all([1, 2, 3].map(() => store.query('SELECT sleep(2) AS a')));
    expect(supervisor.pid).toBe(pid);
  });

  it('is not mistaken for hung when this process itself stood still', async () => {
    const { supervisor, store } = await engineWithStore({ heartbeatMs: 50, silenceMs: 500 });
    await store.query('SELECT 1 AS a');
    const pid = supervisor.pid;
    await sleep(100);
    const until = Date.now() + 1500;
    while (Date.now() < until);
    await sleep(200);
    expect(supervisor.pid).toBe(pid);
    expect(await store.query('SELECT 2 AS a')).toEqual([{ a: 2 }]);
  });

  it('ends on close and refuses afterwards', async () => {
    const { supervisor, store } = await engineWithStore();
    await store.query('SELECT 1 AS a');
    const pid = supervisor.pid ?? 0;
    await supervisor.close();
    expect(processStart(pid)).toBeUndefined();
    await expect(supervisor.endpoint()).rejects.toBeInstanceOf(EngineUnavailable);
  });

  it('says so when it cannot start', async () => {
    const { folder, close } = await startEngine();
    closers.push(close);
    await writeFile(join(folder, 'data'), 'a file where a folder must be');
    const supervisor = new EngineSupervisor({ path: folder });
    closers.push(() => supervisor.close());
    await expect(supervisor.endpoint()).rejects.toThrow(EngineUnavailable);
  });
});

describe('an engine process without its owner', () => {
  /** Starts an engine as a supervisor does and prints its process id. */
  const OWNER = `
    import { spawn } from 'node:child_process';
    const [program, path] = process.argv.slice(1);
    const engine = spawn(process.execPath, [program], { stdio: ['pipe', 'pipe', 'inherit'] });
    engine.stdin.write(JSON.stringify({ path, secret: 's', maxMemoryBytes: 1e9, slots: 4, insertBytes: 1e9 }) + '\\n');
    engine.stdout.on('data', (data) => String(data).includes('ready') && console.log(engine.pid));`;

  it('ends by itself when the owner is killed', async () => {
    const { folder } = await engineWithStore();
    const owner = runScript(OWNER, await engineProgram(), folder);
    const pid = Number(await owner.line());
    expect(processStart(pid)).toBeDefined();
    owner.child.kill('SIGKILL');
    expect(await goneWithin(pid, 5000)).toBe(true);
  });

  it('is reaped by the next owner when it hangs', async () => {
    const { folder, store, log } = await engineWithStore();
    const owner = runScript(OWNER, await engineProgram(), folder);
    const pid = Number(await owner.line());
    const record = { pid, start: processStart(pid), owner: owner.pid, ownerStart: processStart(owner.pid) };
    await writeFile(join(folder, 'engine.json'), JSON.stringify(record));
    process.kill(pid, 'SIGSTOP');

    await expect(store.query('SELECT 1 AS a')).rejects.toThrow(`The engine of process ${owner.pid} holds`);
    owner.child.kill('SIGKILL');
    await owner.ended;
    expect(processStart(pid)).toBeDefined();
    expect(await store.query('SELECT 1 AS a')).toEqual([{ a: 1 }]);
    expect(processStart(pid)).toBeUndefined();
    expect(log.join('\n')).toContain(`Ending the engine process ${pid}`);
  });

  it('never kills a process that only has the same number', async () => {
    const { folder, store } = await engineWithStore();
    const bystander = runScript('setTimeout(() => {}, 60000); console.log("here")');
    await bystander.line();
    const record = { pid: bystander.pid, start: 'another boot:1', owner: 1, ownerStart: 'x' };
    await writeFile(join(folder, 'engine.json'), JSON.stringify(record));
    expect(await store.query('SELECT 1 AS a')).toEqual([{ a: 1 }]);
    expect(processStart(bystander.pid)).toBeDefined();
    bystander.child.kill('SIGKILL');
  });
});

describe('damaged data', () => {
  it('is refused by name, and opened only on request', async () => {
    const { folder, store, supervisor } = await engineWithStore();
    await store.command(CREATE);
    await store.command('INSERT INTO t SELECT number FROM numbers(1000)');
    await store.command('INSERT INTO t SELECT number FROM numbers(2000)');
    await supervisor.close();
    const files = await readdir(folder, { recursive: true });
    const column = files.find((file) => /all_1_1_0\/a\.(cmrk2|bin)$/.test(file) && file.endsWith('.bin'));
    expect(column).toBeDefined();
    await truncate(join(folder, column ?? ''), 10);

    const next = new EngineSupervisor({ path: folder });
    closers.push(() => next.close());
    const error = await next.endpoint().catch((e: unknown) => e);
    expect(error).toBeInstanceOf(BrokenParts);
    expect((error as BrokenParts).parts).toEqual([
      { database: 'henjian', table: 't', part: expect.stringContaining('all_1_1_0'), reason: 'broken-on-start' },
    ]);
    await next.close();

    const doctor = new EngineSupervisor({ path: folder, acceptBrokenParts: true });
    closers.push(() => doctor.close());
    expect((await doctor.endpoint()).brokenParts).toHaveLength(1);
    const opened = new ClickHouseFactStore({ connection: doctor });
    expect(await opened.query('SELECT count() AS n FROM t')).toEqual([{ n: 2000 }]);
  });
});
