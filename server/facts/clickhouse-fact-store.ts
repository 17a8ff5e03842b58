/** The fact store over ClickHouse's HTTP protocol: the engine process or a real server, told apart by `embedded` only. */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { ClickHouseError, ClickHouseLogLevel, createClient } from '@clickhouse/client';
import type { ClickHouseClient, ClickHouseSettings } from '@clickhouse/client';
import { rowDecoder } from './column-values.ts';
import { EngineRestarted } from './engine-errors.ts';
import type { FactEndpoint } from './engine-supervisor.ts';
import { FactStore } from './fact-store.ts';
import type { Progress, QueryOptions, SourceFile, SqlParameters } from './fact-store.ts';
import { RunningStatements } from './running-statements.ts';
import type { RunningStatement } from './running-statements.ts';
import { quoted, sqlText } from './sql-text.ts';
import { onCluster } from './table-engine.ts';

export interface FactConnection {
  /** Resolves once statements can be sent; called before each of them. */
  endpoint(): Promise<FactEndpoint>;
  /** Told that the endpoint of this generation broke off; resolves once endpoint() gives no such endpoint any more. */
  lost?(generation: number): Promise<void>;
  close(): Promise<void>;
}

export interface FactStoreOptions {
  connection: FactConnection;
  /** Made when absent. Default `henjian`. */
  database?: string;
  /** Cluster on whose nodes the database is made. */
  cluster?: string | undefined;
  /** Runs before the first statement of a caller, e.g. migrations. */
  prepare?: (store: FactStore) => Promise<unknown>;
}

interface Connected {
  endpoint: FactEndpoint;
  client: ClickHouseClient;
}

const READ_SECONDS = 60;
const WRITE_SECONDS = 3600;
const CONNECTION_LOSS = /^(ECONNRESET|ECONNREFUSED|EPIPE|ERR_STREAM_PREMATURE_CLOSE)$/;
/** The engine lets these pass its queue. */
const CONTROL_HEADERS = { 'X-Henjian-Control': '1' };
/** The engine answers in one piece: such statements are planned beside each other, streamed ones one after the other. */
const WHOLE_HEADERS = { 'X-Henjian-Whole': '1' };

/** Settings of every statement. */
const COMMON: ClickHouseSettings = {
  session_timezone: 'Asia/Shanghai',
  output_format_json_quote_64bit_integers: 1,
  date_time_output_format: 'simple',
  date_time_input_format: 'best_effort',
};

export class ClickHouseFactStore extends FactStore {
  readonly #connection: FactConnection;
  readonly database: string;
  readonly #running = new RunningStatements((comments) => this.#kill(comments));
  readonly #cluster: string | undefined;
  readonly #prepare: FactStoreOptions['prepare'];
  #prepared = false;
  #connected: { generation: number; ready: Promise<Connected> } | undefined;
  #opening: FactEndpoint | undefined;

  constructor(options: FactStoreOptions) {
    super();
    this.#connection = options.connection;
    this.database = options.database ?? 'henjian';
    this.#cluster = options.cluster;
    this.#prepare = options.prepare;
  }

  async query<T>(sql: string, parameters?: SqlParameters, options?: QueryOptions): Promise<T[]> {
    const rows: T[] = [];
    for await (const row of this.#read<T>(sql, parameters, options, WHOLE_HEADERS)) rows.push(row);
    return rows;
  }

  stream<T>(sql: string, parameters?: SqlParameters, options?: QueryOptions): AsyncIterable<T> {
    return this.#read<T>(sql, parameters, options, {});
  }

  async *#read<T>(
    sql: string,
    parameters: SqlParameters | undefined,
    options: QueryOptions | undefined,
    headers: Record<string, string>,
  ): AsyncIterable<T> {
    const statement = this.#running.begin(options, READ_SECONDS);
    let connected: Connected | undefined;
    try {
      connected = await this.#connect();
      const result = await connected.client.query({
        query: sql,
        format: 'JSONCompactEachRowWithNamesAndTypes',
        query_params: parameters ?? {},
        use_multipart_params_auto: true,
        clickhouse_settings: { ...this.#settings(statement, options), readonly: '1' },
        http_headers: headers,
        abort_signal: statement.signal,
      });
      const decode = rowDecoder<T>();
      try {
        for await (const batch of result.stream<unknown[]>()) {
          for (const row of batch) {
            const decoded = decode(row.json());
            if (decoded !== undefined) yield decoded;
          }
        }
      } finally {
        result.close();
      }
    } catch (error) {
      throw await this.#explain(error, statement, connected);
    } finally {
      statement.end();
    }
  }

  async command(sql: string, parameters?: SqlParameters, options?: QueryOptions): Promise<void> {
    await this.#write(options, 0, async ({ client }, statement) => {
      await client.command({
        query: sql,
        query_params: parameters ?? {},
        clickhouse_settings: this.#settings(statement, options),
        abort_signal: statement.signal,
      });
    });
  }

  async insert(table: string, rows: readonly object[] | AsyncIterable<object>, options?: QueryOptions): Promise<void> {
    if (Array.isArray(rows) && rows.length === 0) return;
    await this.#write(options, 0, async ({ client }, statement) => {
      await client.insert({
        table: quoted(table),
        values: Array.isArray(rows) ? rows : Readable.from(rows as AsyncIterable<object>),
        format: 'JSONEachRow',
        clickhouse_settings: this.#settings(statement, options),
        abort_signal: statement.signal,
      });
    });
  }

  async insertFromFile(
    table: string,
    columns: readonly string[],
    select: (source: string) => string,
    file: SourceFile,
    parameters: SqlParameters = {},
    options?: QueryOptions,
  ): Promise<void> {
    const into = `INSERT INTO ${quoted(table)} (${columns.map(quoted).join(', ')})`;
    const { size } = await stat(file.path);
    await this.#write(options, size, async ({ client, endpoint }, statement) => {
      const common = {
        clickhouse_settings: {
          // One stream of blocks, or rows would change places on the way.
          parallelize_output_from_storages: 0 as const,
          // Counts the bytes of the file for progress(), which a mapped file does not.
          storage_file_read_method: 'pread' as const,
          ...this.#settings(statement, options),
        },
        abort_signal: statement.signal,
      };
      if (endpoint.embedded) {
        const source = `file(${[file.path, file.format, file.structure].map(sqlText).join(', ')})`;
        await client.command({ query: `${into} ${select(source)}`, query_params: parameters, ...common });
        return;
      }
      const result = await client.exec({
        query: `${into} ${select(`input(${sqlText(file.structure)})`)} FORMAT ${file.format}`,
        query_params: parameters,
        values: createReadStream(file.path),
        ...common,
        // Only file() numbers its rows itself; streamed ones keep their order in one stream of blocks.
        clickhouse_settings: {
          ...common.clickhouse_settings,
          parallelize_output_from_storages: 0,
          max_insert_threads: '1',
        },
      });
      result.stream.resume();
      await new Promise((done, failed) => result.stream.once('end', done).once('error', failed));
    });
  }

  async isEmbedded(): Promise<boolean> {
    return (await this.#connect()).endpoint.embedded;
  }

  async withoutMerges<T>(tables: readonly string[], work: () => Promise<T>): Promise<T> {
    if (!(await this.isEmbedded())) return work();
    const all = (what: 'STOP' | 'START') =>
      Promise.all(tables.map((table) => this.command(`SYSTEM ${what} MERGES ${quoted(table)}`)));
    try {
      await all('STOP');
      return await work();
    } finally {
      // An engine that died meanwhile merges again when it is back.
      await all('START').catch(() => undefined);
    }
  }

  async progress(tag: string): Promise<Progress | undefined> {
    const running = this.#running.tagged(tag);
    if (running.length === 0) return undefined;
    const { client } = await this.#connect();
    const result = await client.query({
      query: `SELECT count(), sum(read_rows), sum(read_bytes), max(elapsed),
                     sum(ProfileEvents['ReadBufferFromFileDescriptorReadBytes'])
              FROM system.processes WHERE Settings['log_comment'] IN {comments:Array(String)}`,
      format: 'JSONCompactEachRow',
      query_params: { comments: running.map((statement) => statement.comment) },
      clickhouse_settings: { readonly: '1' },
      http_headers: CONTROL_HEADERS,
    });
    const [row] = await result.json<(string | number)[]>();
    const [found = 0, readRows = 0, rowBytes = 0, seconds = 0, fileBytes = 0] = (row ?? []).map(Number);
    if (found === 0) return undefined;
    const totalBytes = running.reduce((sum, statement) => sum + statement.totalBytes, 0);
    return { readRows, readBytes: totalBytes > 0 ? Math.min(fileBytes, totalBytes) : rowBytes, totalBytes, seconds };
  }

  async cancel(tag: string): Promise<void> {
    const comments = this.#running.tagged(tag).map((statement) => statement.comment);
    if (comments.length > 0) await this.#kill(comments);
  }

  async close(): Promise<void> {
    const connected = await this.#connected?.ready.catch(() => undefined);
    this.#connected = undefined;
    await connected?.client.close();
    await this.#connection.close();
  }

  #settings(statement: RunningStatement, options: QueryOptions | undefined): ClickHouseSettings {
    return {
      ...COMMON,
      ...options?.settings,
      log_comment: statement.comment,
      max_execution_time: statement.seconds,
    } as ClickHouseSettings;
  }

  async #write(
    options: QueryOptions | undefined,
    totalBytes: number,
    run: (connected: Connected, statement: RunningStatement) => Promise<void>,
  ): Promise<void> {
    const statement = this.#running.begin(options, WRITE_SECONDS, totalBytes);
    let connected: Connected | undefined;
    try {
      connected = await this.#connect();
      await run(connected, statement);
    } catch (error) {
      throw await this.#explain(error, statement, connected);
    } finally {
      statement.end();
    }
  }

  async #connect(): Promise<Connected> {
    const endpoint = await this.#connection.endpoint();
    if (this.#connected?.generation !== endpoint.generation) {
      const before = this.#connected?.ready;
      this.#connected = { generation: endpoint.generation, ready: this.#open(endpoint) };
      void before?.then(({ client }) => client.close()).catch(() => undefined);
    }
    const connected = this.#connected;
    try {
      return await connected.ready;
    } catch (error) {
      if (this.#connected === connected) this.#connected = undefined;
      throw error;
    }
  }

  async #open(endpoint: FactEndpoint): Promise<Connected> {
    this.#opening = endpoint;
    const common = {
      url: endpoint.url,
      username: endpoint.username,
      password: endpoint.password,
      // Statements end by max_execution_time and by their own signal.
      request_timeout: 2 ** 31 - 1,
      max_open_connections: 64,
      // Errors reach the caller; the client's own log would repeat them, with the statement.
      log: { level: ClickHouseLogLevel.OFF },
    };
    const first = createClient(common);
    try {
      const cluster = onCluster({ cluster: this.#cluster });
      await first.command({ query: `CREATE DATABASE IF NOT EXISTS ${quoted(this.database)}${cluster}` });
    } finally {
      await first.close();
    }
    if (this.#prepare && !this.#prepared) {
      const connection = { endpoint: () => Promise.resolve(endpoint), close: () => Promise.resolve() };
      const unprepared = new ClickHouseFactStore({ connection, database: this.database });
      await this.#prepare(unprepared);
      await unprepared.close();
      this.#prepared = true;
    }
    return { endpoint, client: createClient({ ...common, database: this.database }) };
  }

  async #kill(comments: string[]): Promise<void> {
    const { client } = await this.#connect();
    await client.command({
      query: `KILL QUERY WHERE Settings['log_comment'] IN {comments:Array(String)} ASYNC`,
      query_params: { comments },
      http_headers: CONTROL_HEADERS,
    });
  }

  /** Names what happened: the caller's own reason, a lost engine, or the engine's error as it is. */
  async #explain(error: unknown, statement: RunningStatement, connected: Connected | undefined): Promise<unknown> {
    const reason = statement.reason();
    if (reason !== undefined) return reason;
    // Nothing is connected yet when the engine dies under the very first statement of a connection.
    const endpoint = connected?.endpoint ?? this.#opening;
    if (error instanceof ClickHouseError || !endpoint?.embedded || !isConnectionLoss(error)) return error;
    await this.#connection.lost?.(endpoint.generation);
    return new EngineRestarted({ cause: error });
  }
}

/** By its fields: errors of Node's core are of another realm when a test runner has made one. */
function isConnectionLoss(error: unknown): boolean {
  const { code = '', message = '' } = error as Partial<NodeJS.ErrnoException>;
  return CONNECTION_LOSS.test(code) || /socket hang up|^aborted$/i.test(message);
}
