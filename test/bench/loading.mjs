/** How fast rows get in, against the engine alone and against SQLite. */
import { inRoot } from '../../bin/steps/places.mjs';

const { median } = await import(inRoot('dist', 'metrics', 'statistics', 'quantiles.js'));
const MINIMUM_RATIO = 0.4;

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
  'load-ratio-sqlite': async (world) => {
    const { seconds } = await world.loaded();
    const raw = await world.program('raw-sqlite', (await world.files()).checkins);
    return { value: raw.seconds / seconds, unit: 'times SQLite', against: raw.rows / raw.seconds };
  },
  'memory-load-peak': async (world) => {
    const { memory } = await world.loaded();
    return { value: memory.server + memory.engine, unit: 'MB' };
  },
  'memory-load-peak-server': async (world) => ({ value: (await world.loaded()).memory.server, unit: 'MB' }),
  'memory-load-peak-engine': async (world) => ({ value: (await world.loaded()).memory.engine, unit: 'MB' }),
};
