/** How long signals, rollups and findings take, for everything and for one new day. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { inRoot } from '../../bin/steps/places.mjs';
import { say } from '../../bin/steps/progress.mjs';

const run = promisify(execFile);

const { median } = await import(inRoot('dist', 'metrics', 'statistics', 'quantiles.js'));
const NEW_ROWS = 10_000;
const MAXIMUM_SHARE = 0.05;
const DAYS = 5;
/** Everything measured, against the hand-written queries for twelve of the questions. */
const MOST_TIMES_HAND_WRITTEN = 1.5;
/** Facts of a year of the demo county at its own size. */
const FACTS_OF_DEMO_COUNTY = 1_000_000;

export const computing = {
  'compute-full': async (world) => ({ value: (await world.computed()).seconds, unit: 's' }),
  // In a running server, as every morning: the median of five days that follow each other.
  'compute-day-share': async (world) => {
    const full = await world.computed();
    const seconds = [];
    for (let day = 0; day < DAYS; day++) seconds.push(await world.computedAfter(await world.nextDay(NEW_ROWS)));
    return {
      value: median(seconds) / full.seconds,
      unit: 'of a full computation',
      against: full.seconds,
      atMost: MAXIMUM_SHARE,
    };
  },
  /** On about `--rows` facts of every kind, in CPU seconds, so that what else the machine does counts little. */
  'compute-hand-written': async (world) => {
    const { generateWorld } = await import(inRoot('dist', 'seeds', 'worlds.js'));
    const folder = join(world.folder, 'county');
    const { files } = await generateWorld('demo-county', folder, { scale: world.rows / FACTS_OF_DEMO_COUNTY });
    const data = join(world.folder, 'hand-written');
    await world.henjianOn(data, 'load', ...files.map(({ path }) => join(folder, path)));
    const { stdout } = await run(process.execPath, [inRoot('test', 'bench', 'hand-written.mjs'), data]);
    say(`  ${stdout.trim()}`);
    const { facts, everything, queries, definitions } = JSON.parse(stdout);
    const sum = (costs) => Object.values(costs).reduce((all, one) => all + one, 0);
    return [
      {
        value: everything / sum(queries),
        unit: `times the hand-written queries, to compute everything on ${facts} facts`,
        against: sum(queries),
        atMost: MOST_TIMES_HAND_WRITTEN,
      },
      { name: 'compute-like-hand-written', value: sum(definitions) / sum(queries), unit: 'times, the definitions like them alone' },
    ]; // prettier-ignore
  },
  'memory-compute-peak': async (world) => {
    const { memory } = await world.computed();
    return { value: memory.server + memory.engine, unit: 'MB' };
  },
};
