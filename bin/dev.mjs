#!/usr/bin/env node
/**
 * `npm run dev`: recompiles and restarts the server on every change, and serves the pages with hot reload
 * (Vite passes /api on to the server).
 */
import './node-version.mjs';
import { spawn } from 'node:child_process';

const { ready } = await import('./bootstrap.mjs');
const { inRoot, root } = await import('./steps/places.mjs');
const { fail } = await import('./steps/run.mjs');
await ready().catch(fail);

const children = [
  [inRoot('node_modules', 'typescript', 'bin', 'tsc'), '-p', 'tsconfig.build.json', '--watch', '--preserveWatchOutput'],
  [
    '--watch-path',
    inRoot('dist', 'server'),
    '--watch-path',
    inRoot('dist', 'metrics'),
    inRoot('dist', 'server', 'main.js'),
  ],
  [inRoot('node_modules', 'vite', 'bin', 'vite.js')],
].map((args) => spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] }));

let ending = false;
function end(code) {
  if (ending) return;
  ending = true;
  for (const child of children) child.kill('SIGTERM');
  process.exitCode = code;
}
for (const child of children) child.once('exit', (code) => end(code ?? 0));
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => end(0));
