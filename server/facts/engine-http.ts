/** Answers ClickHouse's HTTP protocol from chDB, as far as @clickhouse/client uses it. */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Session } from 'chdb';
import { readStatement, RequestError } from './engine-request.ts';
import type { RequestLimits, Statement } from './engine-request.ts';
import type { ChdbSessions } from './engine-sessions.ts';
import { sqlText } from './sql-text.ts';

/** Formats whose chunks can simply follow each other; with how many header lines each chunk repeats. */
const STREAMED_FORMATS: Record<string, number> = {
  JSONEachRow: 0,
  JSONLines: 0,
  NDJSON: 0,
  JSONCompactEachRow: 0,
  JSONCompactEachRowWithNames: 1,
  JSONCompactEachRowWithNamesAndTypes: 2,
  JSONStringsEachRow: 0,
  CSV: 0,
  TSV: 0,
  TabSeparated: 0,
  LineAsString: 0,
};
const READS =
  /^[\s(]*(?:--[^\n]*\n\s*|\/\*[\s\S]*?\*\/\s*)*[\s(]*(?:SELECT|WITH|SHOW|DESCRIBE|DESC|EXPLAIN|EXISTS|VALUES)\b/i;
/** Status codes as ClickHouse chooses them; everything else is 500. */
const STATUS: Record<number, number> = {
  62: 400,
  456: 400,
  457: 400,
  36: 400,
  60: 404,
  81: 404,
  164: 403,
  516: 403,
  497: 403,
};

interface EngineHttpOptions {
  sessions: ChdbSessions;
  secret: string;
  limits: RequestLimits;
  version: string;
}

export function engineServer(options: EngineHttpOptions): Server {
  const server = createServer(
    { maxHeaderSize: 2 ** 20, keepAliveTimeout: 30_000, requestTimeout: 0 },
    (request, response) => {
      void answer(options, request, response);
    },
  );
  return server;
}

async function answer(options: EngineHttpOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  let statement: Statement | undefined;
  try {
    if (request.url?.startsWith('/ping')) {
      // With ?engine=1 the engine itself must answer too, not only this event loop.
      if (request.url.includes('engine=1')) await options.sessions.rows('SELECT 1');
      response.end('Ok.\n');
      return;
    }
    if (!authorised(request, options.secret)) {
      throw new RequestError(403, 516, 'AUTHENTICATION_FAILED', 'Authentication failed');
    }
    statement = await readStatement(request, options.limits);
    if (!statement.settings.has('log_comment')) statement.settings.set('log_comment', statement.queryId);
    await execute(options, statement, response);
  } catch (error) {
    fail(response, error, options.version);
  } finally {
    await statement?.dispose();
  }
}

function authorised(request: IncomingMessage, secret: string): boolean {
  const [scheme, credentials = ''] = (request.headers.authorization ?? '').split(' ');
  const given =
    scheme === 'Basic'
      ? Buffer.from(credentials, 'base64')
          .toString('utf8')
          .replace(/^[^:]*:/, '')
      : String(request.headers['x-clickhouse-key'] ?? '');
  const a = Buffer.from(given);
  const b = Buffer.from(secret);
  return a.length === b.length && timingSafeEqual(a, b);
}

async function execute(options: EngineHttpOptions, statement: Statement, response: ServerResponse): Promise<void> {
  const read = READS.test(statement.sql);
  let gone = false;
  response.on('close', () => {
    gone = true;
    // Like cancel_http_readonly_queries_on_client_close: nobody waits for this answer any more.
    if (read && !response.writableFinished) void kill(options.sessions, statement);
  });
  await options.sessions.run(statement, async (session) => {
    if (gone && read) return;
    // chDB plans a streamed statement in the thread that asks, which is this event loop; a whole one in a thread of its own.
    const headerLines = statement.whole ? undefined : STREAMED_FORMATS[statement.format];
    const stream = read && headerLines !== undefined ? openStream(session, statement) : undefined;
    if (stream && headerLines !== undefined) {
      await sendStream(stream, headerLines, statement, response, () => gone);
      return;
    }
    const result = await session.queryAsync(statement.sql, { format: statement.format });
    sendHead(response, statement);
    response.end(result.bytes());
  });
}

function openStream(session: Session, statement: Statement): AsyncIterable<{ raw(): Uint8Array }> | undefined {
  try {
    return session.queryStream(statement.sql, { format: statement.format });
  } catch (error) {
    // INSERT behind a WITH, some SHOWs: nothing was executed yet.
    if (error instanceof Error && error.message.includes('Streaming query is not supported')) return undefined;
    throw error;
  }
}

async function sendStream(
  stream: AsyncIterable<{ raw(): Uint8Array }>,
  headerLines: number,
  statement: Statement,
  response: ServerResponse,
  gone: () => boolean,
): Promise<void> {
  let first = true;
  // The head goes out with the first chunk, so that a statement that fails before it is answered with a status.
  for await (const chunk of stream) {
    if (gone()) break;
    const bytes = chunk.raw();
    if (first) sendHead(response, statement);
    const part = first ? bytes : bytes.subarray(afterLines(bytes, headerLines));
    first = false;
    if (!response.write(part)) await drained(response);
  }
  if (first) sendHead(response, statement);
  response.end();
}

/** Resolves when the response takes more, or never will. */
function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      response.off('drain', done);
      response.off('close', done);
      resolve();
    };
    response.on('drain', done);
    response.on('close', done);
    if (response.destroyed) done();
  });
}

function afterLines(bytes: Uint8Array, lines: number): number {
  let offset = 0;
  for (let line = 0; line < lines; line++) offset = bytes.indexOf(10, offset) + 1;
  return offset;
}

async function kill(sessions: ChdbSessions, statement: Statement): Promise<void> {
  const scope = { parameters: new Map<string, string>(), settings: new Map<string, string>(), control: true };
  const comment = sqlText(statement.settings.get('log_comment') ?? statement.queryId);
  await sessions
    .run(scope, (session) => session.queryAsync(`KILL QUERY WHERE Settings['log_comment'] = ${comment} ASYNC`))
    .catch(() => undefined);
}

function sendHead(response: ServerResponse, statement: Statement): void {
  if (response.headersSent) return;
  response.writeHead(200, {
    'Content-Type': statement.format.startsWith('JSON')
      ? 'application/x-ndjson; charset=UTF-8'
      : 'text/plain; charset=UTF-8',
    'X-ClickHouse-Query-Id': statement.queryId,
    'X-ClickHouse-Format': statement.format,
    'X-ClickHouse-Summary': '{}',
    'X-ClickHouse-Exception-Tag': exceptionTag(response),
  });
}

const tags = new WeakMap<ServerResponse, string>();
function exceptionTag(response: ServerResponse): string {
  const known = tags.get(response) ?? randomBytes(8).toString('hex');
  tags.set(response, known);
  return known;
}

function fail(response: ServerResponse, error: unknown, version: string): void {
  const text = error instanceof Error ? error.message : String(error);
  const code = Number(/Code: (\d+)\./.exec(text)?.[1] ?? 1002);
  const message = /Code: \d+\./.test(text) ? text : `Code: 1002. DB::Exception: ${text}. (UNKNOWN_EXCEPTION)`;
  const body = `${message.trimEnd()} (version ${version})\n`;
  if (response.destroyed) return;
  if (response.headersSent) {
    // Since 25.11 ClickHouse ends a broken stream this way, and the client turns it into a ClickHouseError.
    const tag = exceptionTag(response);
    response.end(`\r\n__exception__\r\n${tag}\r\n${body}${Buffer.byteLength(body)} ${tag}\r\n__exception__\r\n`);
    return;
  }
  const status = error instanceof RequestError ? error.status : (STATUS[code] ?? 500);
  // An unread body would block the connection.
  const headers = { 'Content-Type': 'text/plain; charset=UTF-8', 'X-ClickHouse-Exception-Code': String(code) };
  response.writeHead(status, status === 413 ? { ...headers, Connection: 'close' } : headers);
  response.end(body);
}
