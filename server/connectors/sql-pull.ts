/**
 * A query of a PostgreSQL, MySQL or SQLite database, page by page along a column that only grows. The session is read-only,
 * the query one statement, every value bound.
 */
import { createHash } from 'node:crypto';
import type { ConfigOf } from '../contract-connectors.ts';
import { Refusal } from '../http/problem.ts';
import { shanghaiTime } from '../shanghai-time.ts';
import type { Checkpoint } from './connector.entity.ts';
import { before } from './overlap.ts';
import { openMysql } from './mysql-reader.ts';
import { openPostgres } from './postgres-reader.ts';
import { Collected, type Pull, type PullTools } from './pull.ts';
import type { SqlReader, SqlRow, SqlValue } from './sql-reader.ts';
import { openSqlite } from './sqlite-reader.ts';

type Config = ConfigOf<'sql'>;

interface SqlCheckpoint extends Checkpoint {
  cursor: SqlValue;
  key?: SqlValue;
  /** Digest of the last run: an overlap without news makes no batch. */
  last?: string;
}

const ROWS_PER_PAGE = 2_000;

export const sqlPull = (name: string, config: Config, files: string | undefined): Pull =>
  async function* (from, tools) {
    let reader: SqlReader | undefined;
    const page = (at: SqlCheckpoint | null): Promise<SqlRow[]> =>
      tools.patience.insist(tools.signal, async () => {
        try {
          reader ??= await open(config, files, tools);
          const { sql, values } = statement(config, reader, at);
          tools.outgoing.requests += 1;
          return await reader.rows(sql, values);
        } catch (error) {
          // The line may be gone: the next attempt opens another.
          await reader?.close();
          reader = undefined;
          throw error;
        }
      });
    try {
      const known = from as SqlCheckpoint | null;
      const collected = new Collected();
      const digest = createHash('sha256');
      let at = known && withOverlap(known, config.overlap);
      let reached = known;
      let steps = 0;
      for (;;) {
        const rows = await page(at);
        const last = rows.at(-1);
        if (last) {
          at = placeOf(last, config);
          // What lies within the overlap does not take the checkpoint back.
          if (!reached || !isBefore(at, reached)) reached = at;
          const part = Buffer.from(rows.map((row) => `${JSON.stringify(plain(row))}\n`).join(''));
          digest.update(part);
          collected.add(part, rows.length);
        }
        const isLast = rows.length < ROWS_PER_PAGE;
        if (!reached || (!isLast && !collected.isEnough)) {
          if (isLast) return;
          continue;
        }
        steps += 1;
        const found = isLast ? { last: digest.digest('hex') } : {};
        const { cursor, key } = reached;
        const checkpoint: SqlCheckpoint = { cursor, ...(key ? { key } : {}), ...found };
        const step = collected.take(`${name}/${shanghaiTime(tools.now).slice(0, 19)}.ndjson`, checkpoint);
        const same = steps === 1 && isLast && found.last === known?.last;
        yield same ? { ...step, parts: [], records: 0 } : step;
        if (isLast) return;
      }
    } finally {
      await reader?.close();
    }
  };

function open(config: Config, files: string | undefined, tools: PullTools): Promise<SqlReader> {
  switch (config.driver) {
    case 'postgres':
      return openPostgres(config, tools);
    case 'mysql':
      return openMysql(config, tools);
    case 'sqlite':
      return openSqlite(config.file, files, tools.signal);
  }
}

function statement(config: Config, reader: SqlReader, at: SqlCheckpoint | null): { sql: string; values: SqlValue[] } {
  const cursor = `pulled.${reader.quoted(config.cursor)}`;
  const key = config.key === undefined ? undefined : `pulled.${reader.quoted(config.key)}`;
  const from = `SELECT * FROM (${config.query}\n) AS pulled WHERE ${cursor} IS NOT NULL`;
  const order = `ORDER BY ${cursor}${key === undefined ? '' : `, ${key}`} LIMIT ${ROWS_PER_PAGE}`;
  if (!at) return { sql: `${from} ${order}`, values: [] };
  if (key === undefined)
    return { sql: `${from} AND ${cursor} > ${reader.mark(1, at.cursor)} ${order}`, values: [at.cursor] };
  // From an overlap there is no key: everything of that moment.
  if (!at.key) return { sql: `${from} AND ${cursor} >= ${reader.mark(1, at.cursor)} ${order}`, values: [at.cursor] };
  const [after, same, next] = [at.cursor, at.cursor, at.key].map((value, i) => reader.mark(i + 1, value));
  return {
    sql: `${from} AND (${cursor} > ${after} OR (${cursor} = ${same} AND ${key} > ${next})) ${order}`,
    values: [at.cursor, at.cursor, at.key],
  };
}

function withOverlap(known: SqlCheckpoint, overlap: number): SqlCheckpoint {
  if (overlap === 0) return known;
  return { cursor: { ...known.cursor, text: before(known.cursor.text, overlap) } };
}

function placeOf(row: SqlRow, { cursor, key }: Config): SqlCheckpoint {
  const value = row[cursor];
  const second = key === undefined ? undefined : row[key];
  if (!value || (key !== undefined && !second))
    throw new Refusal(422, 'no-cursor', {
      zh: `查询结果中没有列 ${value ? key : cursor},或其值为空。`,
      en: `The query has no column ${value ? key : cursor}, or it is empty.`,
    });
  return { cursor: value, ...(second ? { key: second } : {}) };
}

function isBefore(a: SqlCheckpoint, b: SqlCheckpoint): boolean {
  const order = (x: SqlValue, y: SqlValue): number =>
    x.number && y.number ? Number(x.text) - Number(y.text) : x.text < y.text ? -1 : x.text > y.text ? 1 : 0;
  return order(a.cursor, b.cursor) < 0;
}

const plain = (row: SqlRow): Record<string, string> =>
  Object.fromEntries(Object.entries(row).flatMap(([name, value]) => (value === null ? [] : [[name, value.text]])));
