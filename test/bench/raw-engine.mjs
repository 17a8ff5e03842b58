/**
 * The yardstick: the engine alone, one INSERT ... SELECT FROM file() of the same CSV into a typed, fsynced table.
 * Run as a program of its own, because chDB takes its process with it: `node raw-engine.mjs CSV FOLDER` prints seconds.
 */
import { closeSync, openSync, readSync } from 'node:fs';
import { Session } from 'chdb';

const [csv, folder] = process.argv.slice(2);
const TIME = "DateTime64(3,'Asia/Shanghai')";
const TYPES = {
  claimed_at: TIME,
  captured_at: `Nullable(${TIME})`,
  uploaded_at: `Nullable(${TIME})`,
  lat: 'Nullable(Float64)',
  lon: 'Nullable(Float64)',
  accuracy_m: 'Nullable(Float64)',
  is_mock: 'Nullable(Bool)',
  requirement_code: 'LowCardinality(String)',
};
const header = firstLine(csv).split(',');
const COLUMNS = header.map((name) => `${name} ${TYPES[name] ?? 'String'}`).join(', ');

const session = new Session(folder);
await session.queryAsync('CREATE DATABASE raw');
await session.queryAsync(
  `CREATE TABLE raw.checkins (${COLUMNS}) ENGINE = MergeTree PARTITION BY toYYYYMM(claimed_at) ORDER BY (claimed_at, requirement_code, cadre_code)
   SETTINGS fsync_after_insert = 1, fsync_part_directory = 1`,
);
const started = performance.now();
await session.queryAsync(
  `INSERT INTO raw.checkins SELECT * FROM file('${csv.replaceAll("'", "\\'")}', 'CSVWithNames', '${COLUMNS.replaceAll("'", "\\'")}')
   SETTINGS date_time_input_format = 'best_effort', max_insert_threads = 2`,
);
const seconds = (performance.now() - started) / 1000;
const rows = Number((await session.queryAsync('SELECT count() FROM raw.checkins', { format: 'TSV' })).text());
process.stdout.write(`${JSON.stringify({ seconds, rows })}\n`);
process.exit(0);

function firstLine(path) {
  const file = openSync(path);
  const start = Buffer.alloc(4096);
  readSync(file, start);
  closeSync(file);
  return start.toString('utf8').split(/\r?\n/)[0].replace('\ufeff', '');
}
