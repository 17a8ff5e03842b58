import { connect } from 'node:net';
import mysql from 'mysql2/promise';
import type { ConfigOf } from '../contract-connectors.ts';
import { Refusal } from '../http/problem.ts';
import { Temporary } from './patience.ts';
import type { PullTools } from './pull.ts';
import { notEncrypted, type SqlReader, type SqlRow } from './sql-reader.ts';

type Config = Extract<ConfigOf<'sql'>, { driver: 'mysql' }>;

const LONGEST_MS = 60_000;
/** Column types of the protocol: DECIMAL, TINY, SHORT, LONG, FLOAT, DOUBLE, LONGLONG, INT24, YEAR, NEWDECIMAL. */
const NUMBERS = new Set([0, 1, 2, 3, 4, 5, 8, 9, 13, 246]);
/** Too many connections, stopping, locks, time over, lost. */
const PASSING = new Set([1040, 1053, 1077, 1203, 1205, 1213, 1317, 1969, 3024]);
const UNKNOWN_VARIABLE = 1193;

/** A session that cannot write, at the pinned address; values come as text. MariaDB speaks the same protocol. */
export async function openMysql(config: Config, tools: PullTools): Promise<SqlReader> {
  const port = config.port ?? 3306;
  const { address, internal } = await tools.outgoing.pin(config.host, port);
  if (!config.tls && !internal) throw notEncrypted();
  const said = (error: unknown): Error => problemOf(error, config.host);
  let connection: mysql.Connection;
  try {
    connection = await mysql.createConnection({
      host: config.host,
      // The name is for the certificate; the connection goes to the address that was checked.
      stream: () => connect({ host: address, port }),
      database: config.database,
      user: config.user,
      password: tools.secret,
      ...(config.tls ? { ssl: { rejectUnauthorized: true, verifyIdentity: true } } : {}),
      connectTimeout: 15_000,
      charset: 'utf8mb4',
      multipleStatements: false,
      // Text, or numbers that a double holds exactly.
      dateStrings: true,
      supportBigNumbers: true,
      bigNumberStrings: true,
      jsonStrings: true,
      // A hostile server may not ask for files of this machine.
      flags: ['-LOCAL_FILES'],
      disableEval: true,
    });
  } catch (error) {
    throw said(error);
  }
  connection.on('error', () => undefined);
  // What waits for an answer of a destroyed connection waits for ever: the driver does not call it back.
  let stop = (): void => undefined;
  const stopped = new Promise<never>((_resolve, reject) => {
    stop = () => {
      connection.destroy();
      reject(tools.signal.reason as Error);
    };
  });
  stopped.catch(() => undefined);
  tools.signal.addEventListener('abort', stop, { once: true });
  try {
    await connection.query("SET SESSION time_zone = '+08:00'");
    // MySQL's and MariaDB's names for the longest time of a statement.
    await optional(connection, `SET SESSION max_execution_time = ${LONGEST_MS}`);
    await optional(connection, `SET SESSION max_statement_time = ${LONGEST_MS / 1000}`);
    await connection.query('START TRANSACTION READ ONLY');
  } catch (error) {
    connection.destroy();
    throw said(error);
  }
  return {
    quoted: (name) => `\`${name}\``,
    // A text would be compared with a number as a double: long ids would lose their last digits.
    mark: (_n, { text, number }) => (number ? `CAST(? AS DECIMAL(65, ${text.split('.')[1]?.length ?? 0}))` : '?'),
    rows: async (sql, values) => {
      let timer: NodeJS.Timeout | undefined;
      // The driver's own timer would outlive a line that broke.
      const late = new Promise<never>((_resolve, reject) => {
        timer = setTimeout(() => {
          connection.destroy();
          reject(new Error(`no answer within ${LONGEST_MS / 1000} s`));
        }, LONGEST_MS + 5_000);
      });
      try {
        const asked = connection.execute<mysql.RowDataPacket[]>({
          sql,
          values: values.map(({ text }) => text),
        });
        asked.catch(() => undefined);
        const [rows, fields] = await Promise.race([asked, stopped, late]);
        const numbers = new Map(fields.map(({ name, columnType }) => [name, NUMBERS.has(columnType ?? -1)]));
        return rows.map((row) => typed(row, numbers));
      } catch (error) {
        throw tools.signal.aborted ? (tools.signal.reason as Error) : said(error);
      } finally {
        clearTimeout(timer);
      }
    },
    close: async () => {
      tools.signal.removeEventListener('abort', stop);
      if (!tools.signal.aborted) await connection.end().catch(() => connection.destroy());
    },
  };
}

function typed(row: mysql.RowDataPacket, numbers: Map<string, boolean>): SqlRow {
  return Object.fromEntries(
    Object.entries(row as Record<string, unknown>).map(([name, value]) => [
      name,
      value === null
        ? null
        : {
            text: Buffer.isBuffer(value) ? value.toString('base64') : String(value),
            number: numbers.get(name) ?? false,
          },
    ]),
  );
}

async function optional(connection: mysql.Connection, sql: string): Promise<void> {
  await connection.query(sql).catch((error: unknown) => {
    if ((error as { errno?: number }).errno !== UNKNOWN_VARIABLE) throw error;
  });
}

function problemOf(error: unknown, host: string): Error {
  const { errno, code = '', message = '' } = error as { errno?: number; code?: string; message?: string };
  const said = message.slice(0, 300);
  // The server's own errors have numbers from 1000 on; the rest are of the line.
  if (errno === undefined || errno < 1000 || PASSING.has(errno))
    return new Temporary(
      { zh: `数据库 ${host} 暂不可用:${said || code}`, en: `The database ${host} is not available: ${said || code}` },
      { cause: error },
    );
  return new Refusal(
    502,
    'database-refused',
    {
      zh: `数据库 ${host} 拒绝了查询(${errno}):${said}`,
      en: `The database ${host} refused the query (${errno}): ${said}`,
    },
    { cause: error },
  );
}
