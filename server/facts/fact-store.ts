/**
 * The only way to the facts. One implementation speaks ClickHouse's HTTP protocol through @clickhouse/client, to the
 * embedded engine process or to a real server; callers cannot tell which.
 */
export type SqlParameters = Record<string, unknown>;

export interface QueryOptions {
  signal?: AbortSignal;
  /** Upper bound in seconds; the engine stops the query itself. Default 60 for reads, 3600 for writes. */
  timeoutSeconds?: number;
  settings?: Record<string, string | number | boolean>;
  /** Name under which progress() and cancel() find the running statement. */
  tag?: string;
}

export interface SourceFile {
  path: string;
  /** A ClickHouse input format: CSVWithNames, CSV, JSONEachRow, TSVWithNames ... */
  format: string;
  /** ClickHouse structure text, e.g. "source String, external_id String". */
  structure: string;
}

export interface Progress {
  readRows: number;
  readBytes: number;
  totalBytes: number;
  seconds: number;
}

export abstract class FactStore {
  /** Read few rows (readonly=1); the whole answer is held in memory. 64-bit integers arrive as numbers when safe; times as ISO 8601 strings. */
  abstract query<T>(sql: string, parameters?: SqlParameters, options?: QueryOptions): Promise<T[]>;
  /** Read rows one by one, in bounded memory. */
  abstract stream<T>(sql: string, parameters?: SqlParameters, options?: QueryOptions): AsyncIterable<T>;
  /** Run one statement that returns nothing: DDL, INSERT ... SELECT, ALTER. */
  abstract command(sql: string, parameters?: SqlParameters, options?: QueryOptions): Promise<void>;
  /** Insert objects whose keys are the table's columns. */
  abstract insert(
    table: string,
    rows: readonly object[] | AsyncIterable<object>,
    options?: QueryOptions,
  ): Promise<void>;
  /**
   * `INSERT INTO table (columns) <select(source)>` where `source` stands for the rows of a local file: `file(...)` in the
   * embedded engine, `input(...)` with the bytes streamed to a real server. Rows keep the file's order.
   */
  abstract insertFromFile(
    table: string,
    columns: readonly string[],
    select: (source: string) => string,
    file: SourceFile,
    parameters?: SqlParameters,
    options?: QueryOptions,
  ): Promise<void>;
  /** Whether the engine serves nobody but us, on one machine. */
  abstract isEmbedded(): Promise<boolean>;
  /** Does `work` while the embedded engine merges no parts of these tables. A real server, which others use, goes on merging. */
  abstract withoutMerges<T>(tables: readonly string[], work: () => Promise<T>): Promise<T>;
  abstract progress(tag: string): Promise<Progress | undefined>;
  abstract cancel(tag: string): Promise<void>;
  abstract close(): Promise<void>;
}
