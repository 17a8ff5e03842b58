/**
 * A data folder with the small demo county, loaded and computed through the command line. Made once per build and kept in
 * .cache/, because several journeys and the screenshots start from it.
 */
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from './lock.mjs';
import { cache, inRoot } from './places.mjs';
import { capture } from './run.mjs';

const KEPT = join(cache, 'small-county');

/** Puts the county into `data`, which must not exist yet. */
export async function smallCounty(data) {
  const built = readFileSync(inRoot('dist', '.server-built'), 'utf8');
  const kept = join(KEPT, built.slice(0, 16));
  if (!existsSync(kept)) await withLock(async () => existsSync(kept) || (await prepare(kept)));
  cpSync(kept, data, { recursive: true });
}

async function prepare(kept) {
  mkdirSync(KEPT, { recursive: true });
  for (const old of readdirSync(KEPT)) rmSync(join(KEPT, old), { recursive: true, force: true });
  const { generateWorld, smallDemo } = await import(inRoot('dist', 'seeds', 'worlds.js'));
  const sources = join(KEPT, 'sources');
  const data = join(KEPT, 'making');
  const { files } = await generateWorld('demo-county', sources, smallDemo);
  await henjian('load', ...files.map(({ path }) => join(sources, path)), '--data', data);
  await henjian('compute', '--data', data);
  rmSync(sources, { recursive: true });
  renameSync(data, kept);
}

async function henjian(...args) {
  const { code, output } = await capture(process.execPath, [
    inRoot('dist', 'server', 'cli', 'main.js'),
    ...args,
    '--json',
  ]);
  if (code !== 0) throw new Error(`henjian ${args[0]} ended with ${code}:\n${output.slice(-4000)}`);
}
