/**
 * A program of its own: finds nearly copied texts in a loaded data folder as a computation does (templates, sketches, signals),
 * then once more for the last day only. `node similar-text.mjs DATA PAIRS` writes the pairs found and prints the figures.
 */
import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { inRoot } from '../../bin/steps/places.mjs';
import { cpuSeconds, memory } from './processes.mjs';

const [data, pairsFile] = process.argv.slice(2);
const dist = (...path) => import(inRoot('dist', ...path));
const { openFactStore } = await dist('server', 'facts', 'open-fact-store.js');
const { prepareDirectory } = await dist('server', 'indicators', 'lookups.js');
const { renewSketches } = await dist('server', 'indicators', 'sketches.js');
const { signalDrafts } = await dist('server', 'indicators', 'statements.js');
const { textCopyNear } = await dist('metrics', 'risk', 'text', 'text-copy-near.js');

const MEMORY = 3 * 2 ** 30;
/** As in a computation: days that hold about so many reports are computed together. */
const ROWS_PER_PASS = 1_500_000;

const store = openFactStore({ engine: { path: join(data, 'facts'), maxMemoryBytes: MEMORY, log: () => undefined } });
const counts = await store.query('SELECT toString(day) AS day, count() AS n FROM reports GROUP BY day ORDER BY day');
const days = counts.map(({ day }) => day);
const passes = [];
for (const { day, n } of counts) {
  const last = passes.at(-1);
  if (last && last.rows + n <= ROWS_PER_PASS) {
    last.days.push(day);
    last.rows += n;
  } else passes.push({ days: [day], rows: n });
}
await store.command(
  'CREATE TABLE IF NOT EXISTS found (flagged String, partner String, day Date) ENGINE = MergeTree ORDER BY day',
);
const { sql, parameters } = signalDrafts([textCopyNear]);
const find = (some) =>
  store.command(
    `INSERT INTO found SELECT events[1].3, arrayJoin(arraySlice(events, 2)).3, day FROM (${sql})`,
    { ...parameters, computation: 1, days: some },
    { settings: { max_partitions_per_insert_block: 0 } },
  );

const clock = () => performance.now() / 1000;
await prepareDirectory(store);
const cpuBefore = cpuSeconds(process.pid);
const start = clock();
const reports = (some) => ({ days: some, kinds: new Set(['reports']) });
await renewSketches(store, 1, reports(days), true, []);
const sketched = clock();
for (const pass of passes) await find(pass.days);
const done = clock();
const cpu = cpuSeconds(process.pid) - cpuBefore;
const peak = memory(process.pid, 'VmHWM');
const file = createWriteStream(pairsFile);
for await (const { flagged, partner } of store.stream('SELECT DISTINCT flagged, partner FROM found'))
  file.write(`${flagged} ${partner}\n`);
file.end();
await once(file, 'close');

const dayStart = clock();
await renewSketches(store, 2, reports(days.slice(-1)), false, []);
await find(days.slice(-1));
const day = clock() - dayStart;
process.stdout.write(
  `${JSON.stringify({ seconds: done - start, cpu, sketching: sketched - start, day, day_rows: counts.at(-1).n, megabytes: peak.server + peak.engine })}\n`,
);
await store.close();
process.exit(0);
