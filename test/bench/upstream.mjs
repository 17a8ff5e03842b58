/** Files of other systems: how fast they load, what memory they take, and that malformed ones take little. */
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { inRoot } from '../../bin/steps/places.mjs';
import { say } from '../../bin/steps/progress.mjs';
import { writeWecomJson, writeWorkbook } from './upstream-files.mjs';

const { median } = await import(inRoot('dist', 'metrics', 'statistics', 'quantiles.js'));
const ROUNDS = 3;
const WECOM_ROWS_PER_SECOND = 100_000;
const XLSX_ROWS_PER_SECOND = 25_000;
const XLSX_MEGABYTES = 150;
/** A sheet of Excel holds a million rows. */
const MOST_ROWS_OF_A_SHEET = 1_000_000;
/** For all malformed files together, over a load of nothing much. */
const MALFORMED_MEGABYTES = 512;
const NASTY = inRoot('..', 'shared', 'fixtures', 'nasty-files');

/** Loads the file several times, each into a new data folder; ten rows of its kind first say what is needed at rest. */
async function loads(world, name, rows, write, options) {
  const folder = join(world.folder, name);
  mkdirSync(folder);
  const few = await write(join(folder, `few-${name}`), 10);
  const many = await write(join(folder, name), rows);
  const rest = await world.henjianOn(join(folder, 'rest'), 'load', few, ...options);
  const runs = [];
  for (let round = 0; round < ROUNDS; round++) {
    const { answer, memory } = await world.henjianOn(join(folder, `${round}`), 'load', many, ...options);
    if (answer.accepted !== rows) throw new Error(`${name}: ${answer.accepted} of ${rows} rows were accepted`);
    runs.push({ seconds: answer.seconds, above: sum(memory) - sum(rest.memory) });
  }
  return {
    rate: rows / median(runs.map(({ seconds }) => seconds)),
    above: Math.max(...runs.map(({ above }) => above)),
  };
}

const sum = ({ server, engine }) => server + engine;

export const upstream = {
  'load-wecom-json': async (world) => {
    const { rate } = await loads(world, 'wecom.json', Math.ceil(world.rows / 5), writeWecomJson, []);
    return { value: rate, unit: 'rows/s', atLeast: WECOM_ROWS_PER_SECOND };
  },
  'load-xlsx': async (world) => {
    const rows = Math.min(MOST_ROWS_OF_A_SHEET, Math.ceil(world.rows / 10));
    const { rate, above } = await loads(world, 'checkins.xlsx', rows, writeWorkbook, ['--as', 'checkins']);
    return [
      { value: rate, unit: 'rows/s', atLeast: XLSX_ROWS_PER_SECOND },
      { name: 'load-xlsx-memory', value: above, unit: 'MB above a load of ten rows', atMost: XLSX_MEGABYTES },
    ];
  },
  'load-profile-cost': async (world) => {
    const { checkins } = await world.files();
    const pairs = [];
    for (let round = 0; round < ROUNDS; round++) {
      const without = await world.program('profile-cost', checkins, 'off');
      pairs.push({ without, with: await world.program('profile-cost', checkins, 'on') });
    }
    const percent = pairs.map((pair) => (pair.with.seconds / pair.without.seconds - 1) * 100);
    return { value: median(percent), unit: '% more CPU for the profile of a batch' };
  },
  'load-malformed-memory': async (world) => {
    if (!existsSync(NASTY)) {
      say(`  ${NASTY} is not there: not measured`);
      return [];
    }
    const folder = join(world.folder, 'malformed');
    mkdirSync(folder);
    const few = await writeWecomJson(join(folder, 'few.json'), 10);
    const rest = await world.henjianOn(join(folder, 'rest'), 'load', few);
    // Most of them are refused, which the exit code says.
    const { answer, memory } = await world.henjianWith([1, 3], join(folder, 'data'), 'load', NASTY);
    return [
      { value: sum(memory), unit: `MB at most, all processes, ${answer.length} malformed files` },
      { name: 'load-malformed-above', value: sum(memory) - sum(rest.memory), unit: 'MB above a load of ten rows', atMost: MALFORMED_MEGABYTES }, // prettier-ignore
    ];
  },
};
