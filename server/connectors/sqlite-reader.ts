/**
 * SQLite files, read by a process of their own: a query that never ends would otherwise stop the whole server, and a process
 * can be killed. Only files below the folder that HENJIAN_CONNECTOR_FILES names.
 */
import { spawn } from 'node:child_process';
import { realpath, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transpiledProgram } from '../facts/engine-program.ts';
import { Refusal } from '../http/problem.ts';
import { Temporary } from './patience.ts';
import type { SqlReader, SqlRow } from './sql-reader.ts';

const LONGEST_MS = 60_000;
const LARGEST_PAGE = 128 * 2 ** 20;
const ENTRY = 'sqlite-process';

/** @param files the folder that may be read. @throws Refusal */
export async function openSqlite(file: string, files: string | undefined, signal: AbortSignal): Promise<SqlReader> {
  const path = await allowedFile(file, files);
  const here = dirname(fileURLToPath(import.meta.url));
  const program = import.meta.url.endsWith('.ts') ? await transpiledProgram(here, ENTRY) : join(here, `${ENTRY}.js`);
  return {
    quoted: (name) => `"${name}"`,
    mark: () => '?',
    rows: async (sql, values) =>
      JSON.parse(await run(program, JSON.stringify({ path, sql, values }), signal)) as SqlRow[],
    close: () => Promise.resolve(),
  };
}

/** @throws Refusal 403 `file-not-allowed`, 404 `no-such-file` */
async function allowedFile(file: string, files: string | undefined): Promise<string> {
  if (files === undefined)
    throw new Refusal(403, 'file-not-allowed', {
      zh: '没有允许读取的文件夹:请设置环境变量 HENJIAN_CONNECTOR_FILES。',
      en: 'No folder is allowed for SQLite files: set HENJIAN_CONNECTOR_FILES.',
    });
  const folder = await realpath(files).catch(() => files);
  // Links are followed before it is judged.
  const path = await realpath(isAbsolute(file) ? file : resolve(folder, file)).catch(() => undefined);
  if (path === undefined || !(await stat(path)).isFile())
    throw new Refusal(404, 'no-such-file', { zh: `没有文件 ${file}。`, en: `There is no file ${file}.` });
  if (!path.startsWith(folder + sep))
    throw new Refusal(403, 'file-not-allowed', {
      zh: `文件 ${file} 不在允许的文件夹 ${folder} 内。`,
      en: `The file ${file} is not in the allowed folder ${folder}.`,
    });
  return path;
}

function run(program: string, input: string, signal: AbortSignal): Promise<string> {
  return new Promise((done, reject) => {
    const child = spawn(process.execPath, ['--max-old-space-size=512', program], { stdio: ['pipe', 'pipe', 'pipe'] });
    const chunks: Buffer[] = [];
    let bytes = 0;
    let problem = '';
    let timedOut = false;
    const kill = (): void => void child.kill('SIGKILL');
    const timer = setTimeout(() => {
      timedOut = true;
      kill();
    }, LONGEST_MS);
    signal.addEventListener('abort', kill, { once: true });
    child.stdout.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > LARGEST_PAGE) kill();
    });
    child.stderr.on('data', (chunk: Buffer) => (problem = (problem + String(chunk)).slice(0, 2_000)));
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', kill);
      if (signal.aborted) return reject(signal.reason as Error);
      if (code === 0) return done(Buffer.concat(chunks).toString('utf8'));
      reject(problemOf(problem, timedOut, bytes > LARGEST_PAGE));
    });
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}

function problemOf(text: string, timedOut: boolean, tooLarge: boolean): Error {
  if (timedOut || /SQLITE_(BUSY|LOCKED)/.test(text))
    return new Temporary({
      zh: 'SQLite 文件正忙,或查询超过 60 秒。',
      en: 'The SQLite file is busy, or the query took more than 60 seconds.',
    });
  const said = tooLarge ? 'more than 128 MB a page' : text.trim().slice(0, 300);
  return new Refusal(502, 'database-refused', {
    zh: `SQLite 拒绝了查询:${said}`,
    en: `SQLite refused the query: ${said}`,
  });
}
