/** The check-in logs to load, made by the seeds: one year, and increments of one day that repeat no key. */
import { createReadStream, createWriteStream, mkdirSync } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { inRoot } from '../../bin/steps/places.mjs';

const generator = () => import(inRoot('dist', 'seeds', 'bench-checkins.js'));

/** `{directory: [{path, kind}], checkins, rows}` below `folder`. */
export async function yearOfCheckins(folder, rows) {
  const { generateCheckins } = await generator();
  mkdirSync(folder, { recursive: true });
  return generateCheckins(folder, { rows });
}

/** `rows` check-ins of the one day `day` (YYYY-MM-DD) under keys that start with `prefix`. @returns the path. */
export async function dayOfCheckins(folder, rows, day, prefix) {
  const { generateCheckins } = await generator();
  const source = join(folder, `source-${prefix}`);
  mkdirSync(source, { recursive: true });
  const { checkins } = await generateCheckins(source, { rows, days: 1, seed: 2 });
  const path = join(folder, `${prefix}.csv`);
  const out = createWriteStream(path);
  const next = new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
  for await (const line of createInterface({ input: createReadStream(checkins) })) {
    const moved = line
      .replaceAll('2025-01-01', day)
      .replaceAll('2025-01-02', next)
      .replace('BENCH,B', `BENCH,${prefix}`);
    if (!out.write(`${moved}\n`)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'finish');
  return path;
}
