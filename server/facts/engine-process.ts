/**
 * Main of the engine process: chDB behind ClickHouse's HTTP protocol on a loopback port. Started by
 * engine-supervisor.ts, never by hand; the server itself never loads chDB, which hangs on abort and V8 out-of-memory.
 *
 * Reads one line of JSON (EngineConfiguration) from stdin, writes one line of JSON (EngineReport) to stdout. It ends when
 * stdin ends: after a line `close` in order, without one (the parent died) at once. Killing it is safe: acknowledged
 * inserts are fsynced.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { engineServer } from './engine-http.ts';
import { ChdbSessions } from './engine-sessions.ts';

export interface EngineConfiguration {
  /** Folder of the engine's data; `data` and `spool` are made in it. */
  path: string;
  secret: string;
  maxMemoryBytes: number;
  slots: number;
  insertBytes: number;
}

export interface BrokenPart {
  database: string;
  table: string;
  part: string;
  reason: string;
}

export type EngineReport =
  { event: 'ready'; port: number; version: string; brokenParts: BrokenPart[] } | { event: 'failed'; message: string };

const GRACE_MS = 3_000;

function configurationFile(configuration: EngineConfiguration): string {
  const file = join(configuration.path, 'engine.xml');
  writeFileSync(
    file,
    `<clickhouse>
  <max_server_memory_usage>${configuration.maxMemoryBytes}</max_server_memory_usage>
  <mark_cache_size>${Math.floor(configuration.maxMemoryBytes / 8)}</mark_cache_size>
  <merge_tree><fsync_after_insert>1</fsync_after_insert><fsync_part_directory>1</fsync_part_directory></merge_tree>
</clickhouse>
`,
    { mode: 0o600 },
  );
  return file;
}

async function start(configuration: EngineConfiguration): Promise<void> {
  const spool = join(configuration.path, 'spool');
  rmSync(spool, { recursive: true, force: true });
  mkdirSync(spool, { recursive: true, mode: 0o700 });
  const sessions = new ChdbSessions({
    path: join(configuration.path, 'data'),
    // Tables are loaded before the first statement, so that damaged parts are known at the start.
    connectionArgs: [`--config-file=${configurationFile(configuration)}`, '--async_load_databases=0'],
    slots: configuration.slots,
    defaults: {
      async_insert: '0',
      max_memory_usage: String(Math.floor(configuration.maxMemoryBytes * 0.8)),
      max_bytes_before_external_group_by: String(Math.floor(configuration.maxMemoryBytes * 0.3)),
      max_bytes_before_external_sort: String(Math.floor(configuration.maxMemoryBytes * 0.3)),
    },
  });
  const [[version] = ['']] = await sessions.rows<[string]>('SELECT version()');
  // A part whose files are damaged is set aside without an error: the table opens with fewer rows.
  const broken = await sessions.rows<[string, string, string, string]>(
    "SELECT database, table, name, reason FROM system.detached_parts WHERE reason LIKE '%broken%'",
  );
  const server = engineServer({
    sessions,
    secret: configuration.secret,
    limits: { statementBytes: 64 * 2 ** 20, insertBytes: configuration.insertBytes, spool },
    version,
  });
  server.listen(0, '127.0.0.1', () => {
    report({
      event: 'ready',
      port: (server.address() as AddressInfo).port,
      version,
      brokenParts: broken.map(([database, table, part, reason]) => ({ database, table, part, reason })),
    });
  });
  stop = (orderly) => {
    if (!orderly) return end();
    setTimeout(end, GRACE_MS);
    server.close();
    const whenIdle = setInterval(() => {
      if (sessions.running > 0) return;
      clearInterval(whenIdle);
      sessions.close();
      process.exit(0);
    }, 20);
  };
}

/** Not process.exit: leaving while chDB opens its data can hang, and an engine that hangs without an owner stays. */
const end = (): void => void process.kill(process.pid, 'SIGKILL');
let stop: (orderly: boolean) => void = end;
let orderly = false;

function report(line: EngineReport): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

// The server decides when to end; a Ctrl-C of the terminal reaches the whole process group.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);
process.on('SIGHUP', () => undefined);

let configured = false;
const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => {
  if (!configured) {
    configured = true;
    start(JSON.parse(line) as EngineConfiguration).catch((error: unknown) => {
      report({ event: 'failed', message: error instanceof Error ? error.message : String(error) });
      process.exitCode = 1;
      process.exit();
    });
  } else if (line === 'close') {
    orderly = true;
  }
});
lines.on('close', () => stop(orderly));
