/** Starts the built server as a child, for journeys, screenshots and measurements. */
import { spawn } from 'node:child_process';
import { inRoot, root } from './places.mjs';

const ADDRESS = /http:\/\/127\.0\.0\.1:(\d+)/;
const POLL_MS = 100;

/**
 * Resolves when `/healthz` answers and, with `demo`, when the demo county is loaded and computed (`/readyz`).
 * `output()` is everything it printed so far. Rejects with that output when it ends or does not answer in time.
 */
export async function serve({ data, env = {}, timeoutMs = 60_000, nodeArguments = [] }) {
  const started = performance.now();
  const child = spawn(process.execPath, [...nodeArguments, inRoot('dist', 'server', 'main.js')], {
    cwd: root,
    env: {
      ...process.env,
      NODE_ENV: 'production',
      NODE_OPTIONS: '',
      PORT: '0',
      HOST: '127.0.0.1',
      ...env,
      HENJIAN_DATA: data,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (output += chunk));
  const ended = new Promise((resolve) => child.once('exit', (code, signal) => resolve(code ?? signal)));
  const failure = (what) => new Error(`The server ${what}:\n${output}`);

  const answers = async () => {
    for (;;) {
      const port = ADDRESS.exec(output)?.[1];
      if (port) {
        const url = `http://127.0.0.1:${port}`;
        const ok = await fetch(`${url}/healthz`).then(
          (response) => response.ok,
          () => false,
        );
        if (ok) return url;
      }
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  };
  let timer;
  const tooLate = new Promise((_resolve, reject) => {
    timer = setTimeout(() => reject(failure(`did not answer within ${timeoutMs} ms`)), timeoutMs);
  });
  const stop = async (signal = 'SIGTERM') => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    return ended;
  };
  try {
    const url = await Promise.race([
      answers(),
      tooLate,
      ended.then((code) => Promise.reject(failure(`ended with ${code}`))),
    ]);
    return { url, pid: child.pid, output: () => output, stop, secondsToAnswer: (performance.now() - started) / 1000 };
  } catch (error) {
    await stop('SIGKILL');
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
