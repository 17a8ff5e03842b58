#!/usr/bin/env node
/**
 * `npm test [-- JEST ARGUMENTS]`: install and build what is missing, run every test, end with
 * `N passed, N failed, N skipped`. `--faults` runs the fault suite instead, which takes minutes.
 */
import './node-version.mjs';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const { ready } = await import('./bootstrap.mjs');
const { browser } = await import('./steps/browser.mjs');
const { cache, inRoot } = await import('./steps/places.mjs');
const { say } = await import('./steps/progress.mjs');
const { Explained, fail, passThrough } = await import('./steps/run.mjs');

const counts = join(cache, `test-counts.${process.pid}.json`);

const withFaults = process.argv.includes('--faults');
const own = process.argv.slice(2).filter((argument) => argument !== '--faults');
const selection = withFaults ? ['--testPathPatterns', '/test/faults/'] : ['--testPathIgnorePatterns', '/test/faults/'];

await ready().catch(fail);
const env = { ...process.env, HENJIAN_TEST_COUNTS: counts };
try {
  env.HENJIAN_CHROMIUM = await browser();
} catch (error) {
  if (!(error instanceof Explained)) fail(error);
  // The journeys will fail and say so; everything else is still worth running.
  say(error.message);
}

const code = await passThrough(
  process.execPath,
  [
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
    inRoot('node_modules', 'jest', 'bin', 'jest.js'),
    ...selection,
    ...own,
  ],
  { env },
).catch(fail);

const { passed, failed, skipped } = countsOf(code);
process.stdout.write(`${passed} passed, ${failed} failed, ${skipped} skipped\n`);
process.exitCode = code === 0 && failed === 0 ? 0 : code || 1;

/** Written by test/support/reporter.mjs; a run that died before its end counts as one failure. */
function countsOf(exitCode) {
  try {
    return JSON.parse(readFileSync(counts, 'utf8'));
  } catch {
    return { passed: 0, failed: exitCode === 0 ? 0 : 1, skipped: 0 };
  } finally {
    rmSync(counts, { force: true });
  }
}
