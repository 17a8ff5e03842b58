/** Real second processes for tests. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { processStart } from '../../server/facts/process-identity.ts';

export interface Script {
  child: ChildProcess;
  pid: number;
  /** The next line it writes to stdout; rejects when it ends before. */
  line: () => Promise<string>;
  ended: Promise<number | null>;
}

/** Runs an ES module given as text with Node. */
export function runScript(source: string, ...args: string[]): Script {
  const child = spawn(process.execPath, ['--input-type=module', '-e', source, ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    child,
    pid: child.pid ?? 0,
    line: async () => {
      const next = await lines.next();
      if (next.done) throw new Error('The process ended without a line');
      return next.value;
    },
    ended: new Promise((done) => child.once('exit', (code) => done(code))),
  };
}

/** Resolves once the process is gone; false when it still runs after `ms`. */
export async function goneWithin(pid: number, ms: number): Promise<boolean> {
  const until = Date.now() + ms;
  while (processStart(pid) !== undefined) {
    if (Date.now() > until) return false;
    await sleep(20);
  }
  return true;
}
