/** Reads ClickHouse's HTTP requests: the statement, its parameters and settings, and an insert's body. */
import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { sqlText } from './sql-text.ts';

const IDENTIFIER = /^[A-Za-z_][A-Za-z0-9_]*$/;
const OUTPUT_FORMAT = /\bFORMAT\s+([A-Za-z][A-Za-z0-9]*)\s*(?:SETTINGS\s[^']*)?;?\s*$/i;
const INSERT_FORMAT = /^(\s*INSERT\s+INTO\s[\s\S]*?)\bFORMAT\s+([A-Za-z][A-Za-z0-9]*)\s*;?\s*$/i;
/** `input('structure')`: the body as a table. chDB would find it empty, so it reads the body's file instead. */
const INPUT_FUNCTION = /\binput\s*\(\s*('(?:[^'\\]|\\.)*')\s*\)/i;
/** Parameters of the URL that are no settings. */
const NOT_SETTINGS = new Set([
  'query',
  'database',
  'query_id',
  'default_format',
  'session_id',
  'user',
  'password',
  'role',
]);

export interface RequestLimits {
  /** Bytes of SQL text, parameters included. */
  statementBytes: number;
  /** Bytes of an insert's body, kept on disk while it is read. */
  insertBytes: number;
  /** Folder for bodies. */
  spool: string;
}

export interface Statement {
  sql: string;
  format: string;
  queryId: string;
  database?: string | undefined;
  parameters: Map<string, string>;
  settings: Map<string, string>;
  control: boolean;
  /** The answer is wanted in one piece; for few rows. */
  whole: boolean;
  /** Deletes the body's file, if there is one. */
  dispose: () => Promise<void>;
}

/** An error with the code and name ClickHouse would give it. */
export class RequestError extends Error {
  constructor(
    readonly status: number,
    readonly code: number,
    readonly type: string,
    message: string,
  ) {
    super(`Code: ${code}. DB::Exception: ${message}. (${type})`);
  }
}

function tooLarge(limit: number): RequestError {
  return new RequestError(413, 307, 'TOO_MANY_BYTES', `The request is larger than ${limit} bytes`);
}

export async function readStatement(request: IncomingMessage, limits: RequestLimits): Promise<Statement> {
  const url = new URL(request.url ?? '/', 'http://engine');
  const statement: Statement = {
    sql: url.searchParams.get('query') ?? '',
    format: url.searchParams.get('default_format') ?? 'TabSeparated',
    queryId: url.searchParams.get('query_id') ?? randomUUID(),
    database: url.searchParams.get('database') ?? undefined,
    parameters: new Map(),
    settings: new Map(),
    control: request.headers['x-henjian-control'] === '1',
    whole: request.headers['x-henjian-whole'] === '1',
    dispose: () => Promise.resolve(),
  };
  for (const [name, value] of url.searchParams) {
    if (name.startsWith('param_')) bind(statement, name.slice('param_'.length), value);
    else if (!NOT_SETTINGS.has(name)) {
      if (!IDENTIFIER.test(name)) throw new RequestError(400, 115, 'UNKNOWN_SETTING', `Unknown setting '${name}'`);
      statement.settings.set(name, value);
    }
  }

  const insert = INSERT_FORMAT.exec(statement.sql);
  const [, insertInto, insertFormat] = insert ?? [];
  if (insertInto !== undefined && insertFormat !== undefined) {
    const path = join(limits.spool, `${randomUUID()}.body`);
    statement.dispose = () => rm(path, { force: true });
    try {
      await spill(request, path, limits.insertBytes);
    } catch (error) {
      await statement.dispose();
      throw error;
    }
    const input = INPUT_FUNCTION.exec(insertInto);
    if (input) {
      const source = `file(${sqlText(path)}, ${sqlText(insertFormat)}, ${input[1]})`;
      statement.sql = insertInto.slice(0, input.index) + source + insertInto.slice(input.index + input[0].length);
      return statement;
    }
    statement.sql = `${insertInto} FROM INFILE ${sqlText(path)} COMPRESSION 'none' FORMAT ${insertFormat}`;
    return statement;
  }

  const body = await readText(request, limits.statementBytes);
  const boundary = /^multipart\/form-data;.*boundary="?([^";]+)"?/i.exec(request.headers['content-type'] ?? '')?.[1];
  if (boundary !== undefined) {
    for (const [name, value] of formFields(body, boundary)) {
      if (name === 'query') statement.sql += value;
      else if (name.startsWith('param_')) bind(statement, name.slice('param_'.length), value);
    }
  } else {
    statement.sql += body;
  }
  if (statement.sql.trim() === '') throw new RequestError(400, 62, 'SYNTAX_ERROR', 'Syntax error: Empty query');
  statement.format = OUTPUT_FORMAT.exec(statement.sql)?.[1] ?? statement.format;
  return statement;
}

function bind(statement: Statement, name: string, value: string): void {
  if (!IDENTIFIER.test(name)) {
    throw new RequestError(400, 457, 'BAD_QUERY_PARAMETER', `'${name}' cannot be the name of a parameter`);
  }
  statement.parameters.set(name, value);
}

async function readText(request: IncomingMessage, limit: number): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) throw tooLarge(limit);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

async function spill(request: IncomingMessage, path: string, limit: number): Promise<void> {
  let size = 0;
  const counter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      size += chunk.length;
      if (size > limit) done(tooLarge(limit));
      else done(null, chunk);
    },
  });
  await pipeline(request, counter, createWriteStream(path, { mode: 0o600 }));
}

/** Fields of a multipart body as @clickhouse/client writes it: one Content-Disposition line each, no files. */
function formFields(body: string, boundary: string): [string, string][] {
  const fields: [string, string][] = [];
  for (const part of body.split(`--${boundary}`)) {
    const match = /^\r\nContent-Disposition: form-data; name="([A-Za-z0-9_.-]+)"\r\n\r\n([\s\S]*)\r\n$/.exec(part);
    if (match) fields.push([match[1] ?? '', match[2] ?? '']);
  }
  return fields;
}
