/** The other yardstick: the same CSV into SQLite, one transaction, one prepared statement. Prints `{seconds, rows}`. */
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { parse } from 'csv-parse';

const [csv, folder] = process.argv.slice(2);
const database = new Database(join(folder, 'raw.sqlite'));
database.pragma('journal_mode = WAL');
database.pragma('synchronous = FULL');
const NAMES =
  'source,external_id,cadre_code,claimed_at,requirement_code,captured_at,uploaded_at,lat,lon,accuracy_m,device_id,note'.split(
    ',',
  );
database.exec(`CREATE TABLE checkins (${NAMES.join(', ')}, PRIMARY KEY (source, external_id)) WITHOUT ROWID`);
const insert = database.prepare(`INSERT INTO checkins VALUES (${NAMES.map(() => '?').join(', ')})`);
const started = performance.now();
let rows = 0;
database.exec('BEGIN');
for await (const record of createReadStream(csv).pipe(parse({ from_line: 2 }))) {
  insert.run(record);
  rows++;
}
database.exec('COMMIT');
process.stdout.write(`${JSON.stringify({ seconds: (performance.now() - started) / 1000, rows })}\n`);
