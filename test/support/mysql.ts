/**
 * A throw-away MariaDB or MySQL on a random port. `undefined` when the machine has none: tests then say so. It asks nobody for a
 * password (`--skip-grant-tables`), because MariaDB's own tables of rights are not made.
 */
import { execFileSync, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { delimiter, join } from 'node:path';
import { tmpdir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import mysql from 'mysql2/promise';

export interface TestMysql {
  port: number;
  version: string;
  run(sql: string): Promise<void>;
  stop(): Promise<void>;
}

/** The server program: named in HENJIAN_TEST_MYSQLD, or on the path. */
export function mysqlProgram(): string | undefined {
  const named = process.env.HENJIAN_TEST_MYSQLD;
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin'];
  const found = ['mariadbd', 'mysqld'].flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...(named ? [named] : []), ...found].find((path) => existsSync(path));
}

export async function startMysql(): Promise<TestMysql | undefined> {
  const program = mysqlProgram();
  if (!program) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'henjian-mysql-'));
  const isRoot = process.getuid?.() === 0;
  if (isRoot) {
    const nobody = Number(execFileSync('id', ['-u', 'nobody'], { encoding: 'utf8' }));
    chownSync(folder, nobody, nobody);
  }
  const common = ['--no-defaults', ...(isRoot ? ['--user=nobody'] : []), `--datadir=${folder}`];
  // MySQL does not start on an empty folder, MariaDB does.
  if (!execFileSync(program, ['--no-defaults', '--version'], { encoding: 'utf8' }).includes('MariaDB'))
    execFileSync(program, [...common, '--initialize-insecure'], { stdio: 'pipe' });
  const port = await freePort();
  const server = spawn(
    program,
    [
      ...common,
      '--skip-grant-tables',
      '--skip-networking=0',
      '--bind-address=127.0.0.1',
      `--port=${port}`,
      `--socket=${join(folder, 'mysql.sock')}`,
      `--pid-file=${join(folder, 'pid')}`,
    ],
    { stdio: 'ignore' },
  );
  const run = async (sql: string): Promise<string> => {
    const connection = await mysql.createConnection({
      host: '127.0.0.1',
      port,
      user: 'root',
      multipleStatements: true,
    });
    try {
      await connection.query(sql);
      const [rows] = await connection.query<mysql.RowDataPacket[]>('SELECT version() AS version');
      return String(rows[0]!['version']);
    } finally {
      await connection.end();
    }
  };
  for (let tries = 0; ; tries += 1) {
    try {
      const version = await run('CREATE DATABASE county CHARACTER SET utf8mb4');
      return {
        port,
        version,
        run: async (sql) => void (await run(`USE county; ${sql}`)),
        stop: async () => {
          const ended = new Promise((resolve) => server.once('exit', resolve));
          if (server.exitCode === null && server.kill('SIGKILL')) await ended;
          rmSync(folder, { recursive: true, force: true });
        },
      };
    } catch (error) {
      if (tries > 150 || server.exitCode !== null) throw error;
      await sleep(200);
    }
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
