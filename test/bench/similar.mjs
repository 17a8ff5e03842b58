/** Nearly copied texts: what is found against an exact reference that shares no code with it, how fast, in how much memory. */
import { execFile } from 'node:child_process';
import { createReadStream, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { inRoot } from '../../bin/steps/places.mjs';
import { say } from '../../bin/steps/progress.mjs';
import { requirementsOf, writeReports } from './report-files.mjs';
import { alikePairs } from './similar-reference.mjs';

const run = promisify(execFile);
const LEAST = 0.8;
const SHORTEST = 40;
/** The reference takes minutes: it looks at some requirements, which have about so many reports together. */
const MOST_COMPARED = 200_000;

export const similar = {
  /** At `--rows` reports. */
  'similar-text': async (world) => {
    const folder = join(world.folder, 'similar');
    const data = join(folder, 'data');
    mkdirSync(folder);
    const paths = await writeReports(folder, world.rows);
    await world.henjianOn(data, 'load', paths.units, paths.cadres, paths.reports);
    const pairsFile = join(folder, 'pairs.txt');
    const { stdout } = await run(process.execPath, [inRoot('test', 'bench', 'similar-text.mjs'), data, pairsFile]);
    const measured = JSON.parse(stdout);
    say(`  ${stdout.trim()}`);
    const { recall, precision, pairs } = await compared(paths.reports, world.rows, pairsFile);
    return [
      { value: measured.seconds, unit: `s for ${world.rows} reports`, atMost: 60 },
      {
        name: 'similar-text-cpu',
        value: measured.cpu,
        unit: 'CPU s; half of it is the time of two cores with nothing else to do',
      },
      { name: 'similar-text-recall', value: recall, unit: `of ${pairs} pairs with Jaccard ${LEAST}`, atLeast: 0.97 },
      { name: 'similar-text-precision', value: precision, unit: 'of the pairs found', atLeast: 0.99 },
      { name: 'similar-text-memory', value: measured.megabytes, unit: 'MB at most', atMost: 4096 },
      { name: 'similar-text-day', value: measured.day, unit: `s for a new day of ${measured.day_rows} reports` },
    ];
  },
};

async function compared(reports, rows, pairsFile) {
  const most = Math.max(1, Math.floor((MOST_COMPARED / rows) * requirementsOf(rows)));
  const { pairs, ids } = await alikePairs(reports, { least: LEAST, shortest: SHORTEST, most });
  const found = new Set();
  for await (const line of createInterface({ input: createReadStream(pairsFile) })) {
    const [a, b] = line
      .split(' ')
      .map(Number)
      .sort((x, y) => x - y);
    if (ids.has(a)) found.add(`${a} ${b}`);
  }
  const hits = [...found].filter((pair) => pairs.has(pair)).length;
  return { recall: hits / pairs.size, precision: hits / found.size, pairs: pairs.size };
}
