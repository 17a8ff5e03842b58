/** How long signals, rollups and findings take, for everything and for one new day. */
import { dayOfCheckins } from './checkin-files.mjs';

const NEW_ROWS = 10_000;
const MAXIMUM_SHARE = 0.05;

export const computing = {
  'compute-full': async (world) => ({ value: (await world.computed()).seconds, unit: 's' }),
  'compute-day-share': async (world) => {
    const full = await world.computed();
    const day = await dayOfCheckins(world.folder, NEW_ROWS, '2025-07-15', 'N');
    await world.henjian('load', day);
    const { answer } = await world.henjian('compute');
    return {
      value: answer.seconds / full.seconds,
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
