/**
 * The yardstick: the engine alone, one INSERT ... SELECT FROM file() of the same CSV into a typed, fsynced table.
 * Run as a program of its own, because chDB takes its process with it: `node raw-engine.mjs CSV FOLDER` prints seconds.
 */
import { Session } from 'chdb';

const [csv, folder] = process.argv.slice(2);
const TIME = "DateTime64(3,'Asia/Shanghai')";
const COLUMNS = [
  ...['source', 'external_id', 'cadre_code'].map((name) => `${name} String`),
  `claimed_at ${TIME}`,
  'requirement_code LowCardinality(String)',
  `captured_at ${TIME}`,
  `uploaded_at ${TIME}`,
  ...['lat', 'lon', 'accuracy_m'].map((name) => `${name} Float64`),
  'device_id String',
  'note String',
].join(', ');

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
