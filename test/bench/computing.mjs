/** How long signals, rollups and findings take, for everything and for one new day. */
import { inRoot } from '../../bin/steps/places.mjs';

const { median } = await import(inRoot('dist', 'metrics', 'statistics', 'quantiles.js'));
const NEW_ROWS = 10_000;
const MAXIMUM_SHARE = 0.05;
const DAYS = 5;

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
  'memory-compute-peak': async (world) => {
    const { memory } = await world.computed();
    return { value: memory.server + memory.engine, unit: 'MB' };
  },
};
