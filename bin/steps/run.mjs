/** Child processes of the house: a captured run for quiet steps, a passed-through run for commands. */
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { root } from './places.mjs';

/** A failure that is already explained: commands print its message without a stack. */
export class Explained extends Error {}

/** Runs quietly. Resolves with the exit code and all output; the output is also kept in `log` when given. */
export function capture(command, args, { env = process.env, log, cwd = root } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const chunks = [];
    child.stdout.on('data', (chunk) => chunks.push(chunk));
    child.stderr.on('data', (chunk) => chunks.push(chunk));
    const forget = passSignals(child);
    child.once('error', reject);
    child.once('close', (code) => {
      forget();
      const output = Buffer.concat(chunks).toString('utf8');
      if (log) {
        mkdirSync(dirname(log), { recursive: true });
        writeFileSync(log, output);
      }
      resolve({ code: code ?? 1, output });
    });
  });
}

/** Runs on the same terminal; resolves with the exit code (128 + signal when it was killed). */
export function passThrough(command, args, { env = process.env, cwd = root } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: 'inherit' });
    const forget = passSignals(child);
    child.once('error', reject);
    child.once('close', (code, signal) => {
      forget();
      resolve(code ?? (signal === 'SIGINT' ? 130 : 143));
    });
  });
}

/** A signal sent to us alone (systemd, `kill`) must end the child too. Ctrl-C reaches both by itself. */
function passSignals(child) {
  const onTerminate = () => child.kill('SIGTERM');
  const onInterrupt = () => {};
  process.on('SIGTERM', onTerminate);
  process.on('SIGINT', onInterrupt);
  return () => {
    process.off('SIGTERM', onTerminate);
    process.off('SIGINT', onInterrupt);
  };
}

export const lastLines = (text, n) => text.trimEnd().split('\n').slice(-n).join('\n');

/** Prints an explained failure as it is and anything else with its stack, then exits 1. */
export function fail(error) {
  process.stderr.write(`${error instanceof Explained ? error.message : (error?.stack ?? error)}\n`);
  process.exit(1);
}
