import pg from 'pg';
import type { ConfigOf } from '../contract-connectors.ts';
import { Refusal } from '../http/problem.ts';
import { Temporary } from './patience.ts';
import type { PullTools } from './pull.ts';
import { notEncrypted, type SqlReader, type SqlRow, type SqlValue } from './sql-reader.ts';

type Config = Extract<ConfigOf<'sql'>, { driver: 'postgres' }>;

const LONGEST_MS = 60_000;
const BOOLEAN = 16;
const TIME_WITH_ZONE = 1184;
/** int8, int2, int4, oid, float4, float8, numeric. */
const NUMBERS = new Set([20, 21, 23, 26, 700, 701, 1700]);
/** Connection lost, too many connections, starting or stopping, locks, timeouts: gone the next time. */
const PASSING = /^(08|53|57P|55P|40)|^57014$/;

/** A session that cannot write, at the pinned address; values come as the server's own text. */
export async function openPostgres(config: Config, tools: PullTools): Promise<SqlReader> {
  const { address, internal } = await tools.outgoing.pin(config.host, config.port ?? 5432);
  if (!config.tls && !internal) throw notEncrypted();
  const client = new pg.Client({
    host: address,
    port: config.port ?? 5432,
    database: config.database,
    user: config.user,
    password: tools.secret,
    ssl: config.tls ? { servername: config.host } : false,
    connectionTimeoutMillis: 15_000,
    statement_timeout: LONGEST_MS,
    query_timeout: LONGEST_MS + 5_000,
    application_name: 'henjian',
    options: '-c default_transaction_read_only=on -c TimeZone=Asia/Shanghai -c DateStyle=ISO',
  });
  // A line that breaks between two pages is told by the next query.
  client.on('error', () => undefined);
  const said = (error: unknown): Error => problemOf(error, config.host);
  try {
    await client.connect();
  } catch (error) {
    await client.end().catch(() => undefined);
    throw said(error);
  }
  const stop = (): void => void client.end().catch(() => undefined);
  tools.signal.addEventListener('abort', stop, { once: true });
  return {
    quoted: (name) => `"${name}"`,
    mark: (n) => `$${n}`,
    rows: async (sql, values) => {
      try {
        // A transaction a page: nothing that a function of the query sets outlives it.
        await client.query('BEGIN TRANSACTION READ ONLY');
        const result = await client.query({
          text: sql,
          values: values.map(({ text }) => text),
          types: { getTypeParser: () => (text: unknown) => text },
        });
        await client.query('ROLLBACK');
        const types = new Map(result.fields.map(({ name, dataTypeID }) => [name, dataTypeID]));
        return (result.rows as Record<string, string | null>[]).map((row) => typed(row, types));
      } catch (error) {
        throw tools.signal.aborted ? (tools.signal.reason as Error) : said(error);
      }
    },
    close: async () => {
      tools.signal.removeEventListener('abort', stop);
      await client.end().catch(() => undefined);
    },
  };
}

function typed(row: Record<string, string | null>, types: Map<string, number>): SqlRow {
  return Object.fromEntries(
    Object.entries(row).map(([name, text]) => [name, text === null ? null : valueOf(text, types.get(name) ?? 0)]),
  );
}

function valueOf(text: string, type: number): SqlValue {
  if (type === BOOLEAN) return { text: text === 't' ? 'true' : 'false', number: false };
  // `+08` is not ISO 8601.
  if (type === TIME_WITH_ZONE) return { text: text.replace(/([+-]\d\d)$/, '$1:00'), number: false };
  return { text, number: NUMBERS.has(type) };
}

function problemOf(error: unknown, host: string): Error {
  const { code = '', message = '' } = error as { code?: string; message?: string };
  const said = message.slice(0, 300);
  if (!/^[0-9A-Z]{5}$/.test(code) || PASSING.test(code))
    return new Temporary(
      { zh: `数据库 ${host} 暂不可用:${said}`, en: `The database ${host} is not available: ${said}` },
      { cause: error },
    );
  return new Refusal(
    502,
    'database-refused',
    {
      zh: `数据库 ${host} 拒绝了查询(${code}):${said}`,
      en: `The database ${host} refused the query (${code}): ${said}`,
    },
    { cause: error },
  );
}
