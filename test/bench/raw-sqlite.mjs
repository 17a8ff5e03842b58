/** The other yardstick: the same CSV into SQLite, one transaction, one prepared statement. Prints `{seconds, rows}`. */
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { parse } from 'csv-parse';

const [csv, folder] = process.argv.slice(2);
const database = new Database(join(folder, 'raw.sqlite'));
database.pragma('journal_mode = WAL');
database.pragma('synchronous = FULL');
const started = performance.now();
let insert;
let rows = 0;
database.exec('BEGIN');
for await (const record of createReadStream(csv).pipe(parse({ bom: true }))) {
  if (insert) {
    insert.run(record);
    rows++;
  } else {
    database.exec(`CREATE TABLE checkins (${record.join(', ')}, PRIMARY KEY (source, external_id)) WITHOUT ROWID`);
    insert = database.prepare(`INSERT INTO checkins VALUES (${record.map(() => '?').join(', ')})`);
  }
}
database.exec('COMMIT');
process.stdout.write(`${JSON.stringify({ seconds: (performance.now() - started) / 1000, rows })}\n`);
