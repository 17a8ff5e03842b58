/** How fast rows get in, against the engine alone, SQLite and PostgreSQL; `--rows 6000000` makes a file of 1 GB. */
import { inRoot } from '../../bin/steps/places.mjs';
import { say } from '../../bin/steps/progress.mjs';

const { median } = await import(inRoot('dist', 'metrics', 'statistics', 'quantiles.js'));
const MINIMUM_RATIO = 0.6;
const TIMES_SQLITE = 5;
/** For all processes together, whatever the size of the file. */
const MOST_MEGABYTES = 1536;

export const loading = {
  'load-rate': async (world) => {
    const pairs = await world.loadedInPairs();
    return { value: world.rows / median(pairs.map(({ ours }) => ours)), unit: 'rows/s' };
  },
  'load-ratio-raw': async (world) => {
    const pairs = await world.loadedInPairs();
    return {
      value: median(pairs.map(({ raw, ours }) => raw / ours)),
      unit: 'of the engine alone',
      against: world.rows / median(pairs.map(({ raw }) => raw)),
      atLeast: MINIMUM_RATIO,
    };
  },
  'load-ratio-sqlite': (world) => against(world, 'raw-sqlite', 'times SQLite', TIMES_SQLITE),
  'load-ratio-postgres': (world) => against(world, 'raw-postgres', 'times PostgreSQL with the same checks', 1),
  'memory-load-peak': async (world) => {
    const { memory } = await world.loaded();
    return { value: memory.server + memory.engine, unit: 'MB', atMost: MOST_MEGABYTES };
  },
  'memory-load-peak-server': async (world) => ({ value: (await world.loaded()).memory.server, unit: 'MB' }),
  'memory-load-peak-engine': async (world) => ({ value: (await world.loaded()).memory.engine, unit: 'MB' }),
};

/** Beside the median of our own loads. Where the contestant is not installed, nothing is measured. */
async function against(world, program, unit, atLeast) {
  const ours = median((await world.loadedInPairs()).map((pair) => pair.ours));
  const raw = await world.program(program, (await world.files()).checkins);
  if (raw.seconds === undefined) {
    say(`  ${program}: not installed, not measured`);
    return [];
  }
  if (raw.rows !== world.rows) throw new Error(`${program}: ${raw.rows} of ${world.rows} rows`);
  return { value: raw.seconds / ours, unit, against: raw.rows / raw.seconds, atLeast };
}
