/** `henjian VERB` as a real process of the compiled program. */
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../..');
const MAIN = join(ROOT, 'dist', 'server', 'cli', 'main.js');

export interface Finished {
  code: number | null;
  stdout: string;
  stderr: string;
  /** stdout as the JSON document it must be. */
  json<T = Record<string, unknown>>(): T;
}

export interface Running {
  pid: number;
  /** Resolves with the first match on stdout. */
  said(pattern: RegExp): Promise<RegExpExecArray>;
  kill(signal: NodeJS.Signals): void;
  finished: Promise<Finished>;
}

/** Compiles when a source is newer than the program; `npm test` has done so already. Call in beforeAll. */
export async function compileCli(): Promise<void> {
  const compiled = existsSync(MAIN) ? statSync(join(ROOT, 'dist', '.tsbuildinfo')).mtimeMs : 0;
  if (['server', 'metrics', 'seeds'].every((folder) => newest(join(ROOT, folder)) < compiled)) return;
  // tsc writes what it can even when a file it does not concern has an error.
  await finish(
    spawn(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.build.json'], {
      cwd: ROOT,
    }),
  );
}

function newest(folder: string): number {
  return Math.max(
    ...readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => statSync(join(entry.parentPath, entry.name)).mtimeMs),
  );
}

export function henjian(args: readonly string[], input = '', env: Record<string, string> = {}): Promise<Finished> {
  return start(args, input, env).finished;
}

export function start(args: readonly string[], input = '', env: Record<string, string> = {}): Running {
  const child = spawn(process.execPath, [MAIN, ...args], {
    cwd: ROOT,
    env: { ...process.env, NODE_OPTIONS: '', HENJIAN_LANG: '', HENJIAN_DEMO: 'off', PORT: '0', ...env },
  });
  child.stdin.end(input);
  let stdout = '';
  const waiting = new Set<() => void>();
  child.stdout.on('data', (chunk) => {
    stdout += String(chunk);
    for (const look of waiting) look();
  });
  const finished = finish(child);
  return {
    pid: child.pid!,
    kill: (signal) => child.kill(signal),
    finished,
    said: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const match = pattern.exec(stdout);
          if (match) resolve(match);
        };
        waiting.add(look);
        look();
        void finished.then(({ stderr }) => reject(new Error(`ended without saying ${pattern}: ${stderr}`)));
      }),
  };
}

function finish(child: ReturnType<typeof spawn>): Promise<Finished> {
  let stdout = '';
  let stderr = '';
  child.stdout!.on('data', (chunk) => (stdout += String(chunk)));
  child.stderr!.on('data', (chunk) => (stderr += String(chunk)));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout, stderr, json: <T>() => JSON.parse(stdout) as T }));
  });
}
