/** The program of sqlite-reader.ts: one query of one file from standard input, its rows as JSON on standard output. */
import Database from 'better-sqlite3';

interface Asked {
  path: string;
  sql: string;
  values: { text: string; number: boolean }[];
}

let input = '';
process.stdin.setEncoding('utf8');
for await (const chunk of process.stdin) input += String(chunk);
try {
  const { path, sql, values } = JSON.parse(input) as Asked;
  const database = new Database(path, { readonly: true, fileMustExist: true, timeout: 5_000 });
  database.pragma('query_only = ON');
  database.pragma('trusted_schema = OFF');
  const statement = database.prepare(sql);
  if (!statement.reader || !statement.readonly) throw new Error('only a query that reads');
  const rows = statement
    .safeIntegers()
    .all(...values.map(({ text, number }) => (!number ? text : /^-?\d+$/.test(text) ? BigInt(text) : Number(text))));
  const typed = (rows as Record<string, unknown>[]).map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => [
        name,
        value === null
          ? null
          : {
              text: Buffer.isBuffer(value) ? value.toString('base64') : String(value),
              number: typeof value === 'bigint' || typeof value === 'number',
            },
      ]),
    ),
  );
  process.stdout.write(JSON.stringify(typed));
} catch (error) {
  const { code = '', message = '' } = error as { code?: string; message?: string };
  process.stderr.write(`${code} ${message}`);
  process.exitCode = 1;
}
