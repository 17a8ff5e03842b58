/** Nearly copied texts: what is found against an exact reference that shares no code with it, how fast, in how much memory. */
import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { inRoot } from '../../bin/steps/places.mjs';
import { writeReports } from './report-files.mjs';
import { alikePairs } from './similar-reference.mjs';

const run = promisify(execFile);
const LEAST = 0.8;
const SHORTEST = 40;
/** The reference takes minutes: it looks at whole requirements with so many reports together. */
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
    const { recall, precision, pairs } = await compared(paths.reports, pairsFile);
    return [
      { value: measured.seconds, unit: `s for ${world.rows} reports`, atMost: 60 },
      { name: 'similar-text-recall', value: recall, unit: `of ${pairs} pairs with Jaccard ${LEAST}`, atLeast: 0.97 },
      { name: 'similar-text-precision', value: precision, unit: 'of the pairs found', atLeast: 0.99 },
      { name: 'similar-text-memory', value: measured.megabytes, unit: 'MB at most', atMost: 4096 },
      { name: 'similar-text-day', value: measured.day, unit: `s for a new day of ${measured.day_rows} reports` },
    ];
  },
};

async function compared(reports, pairsFile) {
  const truth = await alikePairs(reports, { least: LEAST, shortest: SHORTEST, most: MOST_COMPARED });
  const requirements = requirementsById(reports);
  const found = new Set(
    readFileSync(pairsFile, 'utf8')
      .split('\n')
      .filter((line) => line !== '' && truth.has(requirements[Number(line.split(' ')[0])]))
      .map((line) =>
        line
          .split(' ')
          .map(Number)
          .sort((a, b) => a - b)
          .join(' '),
      ),
  );
  const wanted = new Set([...truth.values()].flatMap((pairs) => [...pairs]));
  const hits = [...found].filter((pair) => wanted.has(pair)).length;
  return { recall: hits / wanted.size, precision: hits / found.size, pairs: wanted.size };
}

/** Requirement of every report; a report's id is its place in the file. */
function requirementsById(path) {
  return readFileSync(path)
    .toString('latin1')
    .split('\n')
    .slice(1, -1)
    .map((line) => line.split(',', 4)[3]);
}
