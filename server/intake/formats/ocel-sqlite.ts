/**
 * OCEL 2.0 as a SQLite database. The file is a stranger's: it is opened for reading, only plain tables are read (no views, no
 * virtual tables, no triggers), texts are cut to a bound, and joins are merges of two sorted reads, whatever indexes it lacks.
 */
import Database from 'better-sqlite3';
import { copyFile, open } from 'node:fs/promises';
import { FileProblem } from '../file-problem.ts';
import { cellText } from './cell-text.ts';
import { ObjectTypeList, type OcelEvent, type OcelLog, type OcelRelation } from './ocel.ts';

const MAGIC = 'SQLite format 3\0';
const TABLES = ['event', 'event_object', 'event_map_type', 'object'];
const LONGEST_VALUE = 100_000;
const MOST_TYPES = 5000;
const MOST_COLUMNS = 500;
/** Bytes of the header that say whether a database keeps a write-ahead log; 1 is a plain file. */
const JOURNAL_VERSIONS = 18;

export const isSqlite = (head: Buffer): boolean => head.subarray(0, MAGIC.length).toString('latin1') === MAGIC;

const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;
const bounded = (column: string): string => `substr(CAST(${identifier(column)} AS TEXT), 1, ${LONGEST_VALUE})`;

const unreadable = (error: unknown): FileProblem =>
  error instanceof FileProblem
    ? error
    : new FileProblem(
        'bad-database',
        'SQLite 数据库已损坏或不是 OCEL 2.0。',
        `The SQLite database is damaged or no OCEL 2.0 log (${(error as Error).message.slice(0, 200)}).`,
      );

/** A database left in write-ahead mode cannot be opened for reading alone: a copy is set back. */
export async function plainDatabase(path: string, head: Buffer, copy: () => string): Promise<string> {
  if (head[JOURNAL_VERSIONS] !== 2 && head[JOURNAL_VERSIONS + 1] !== 2) return path;
  const target = copy();
  await copyFile(path, target);
  const file = await open(target, 'r+');
  try {
    await file.write(Buffer.from([1, 1]), 0, 2, JOURNAL_VERSIONS);
  } finally {
    await file.close();
  }
  return target;
}

/** @throws FileProblem `bad-database` */
export function ocelSqlite(path: string): OcelLog {
  return {
    objectTypes: () =>
      Promise.resolve(
        reading(path, (database) => {
          const types = new ObjectTypeList();
          requireTables(database, TABLES);
          const rows = database
            .prepare(`SELECT ${bounded('ocel_id')} AS id, ${bounded('ocel_type')} AS type FROM object`)
            .iterate() as Iterable<{ id: string | null; type: string | null }>;
          for (const { id, type } of rows) types.add(id ?? '', type ?? '');
          return types;
        }),
      ),
    events: async function* () {
      const database = opened(path);
      try {
        yield* eventsOf(database);
      } catch (error) {
        throw unreadable(error);
      } finally {
        database.close();
      }
    },
  };
}

function opened(path: string): Database.Database {
  try {
    const database = new Database(path, { readonly: true, fileMustExist: true });
    database.pragma('trusted_schema = OFF');
    database.pragma('query_only = ON');
    database.pragma('cell_size_check = ON');
    database.pragma('temp_store = FILE');
    return database;
  } catch (error) {
    throw unreadable(error);
  }
}

function reading<T>(path: string, work: (database: Database.Database) => T): T {
  const database = opened(path);
  try {
    return work(database);
  } catch (error) {
    throw unreadable(error);
  } finally {
    database.close();
  }
}

function plainTables(database: Database.Database): Set<string> {
  const rows = database
    .prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'create virtual%' LIMIT 20000")
    .all() as { name: string }[];
  return new Set(rows.map(({ name }) => name));
}

function requireTables(database: Database.Database, names: readonly string[]): Set<string> {
  const tables = plainTables(database);
  const missing = names.filter((name) => !tables.has(name));
  if (missing.length > 0)
    throw new FileProblem(
      'unknown-format',
      `这个 SQLite 数据库不是 OCEL 2.0 日志,缺少表:${missing.join('、')}`,
      `This SQLite database is no OCEL 2.0 log; it lacks the tables ${missing.join(', ')}`,
    );
  return tables;
}

type Row = Record<string, unknown>;

function* eventsOf(database: Database.Database): Generator<OcelEvent> {
  const tables = requireTables(database, TABLES);
  const maps = database
    .prepare(
      `SELECT ${bounded('ocel_type')} AS type, ${bounded('ocel_type_map')} AS map FROM event_map_type LIMIT ${MOST_TYPES}`,
    )
    .all() as { type: string | null; map: string | null }[];
  let record = 0;
  for (const { type, map } of maps) {
    const table = `event_${map ?? ''}`;
    if (!tables.has(table) || table === 'event_object' || table === 'event_map_type') continue;
    const columns = (database.prepare('SELECT name FROM pragma_table_info(?)').all(table) as { name: string }[])
      .map(({ name }) => name)
      .slice(0, MOST_COLUMNS);
    const selected = columns.map((column, i) => `${bounded(column)} AS c${i}`).join(', ');
    const ids = `SELECT ocel_id FROM ${identifier(table)}`;
    const relations = new SortedRelations(
      database
        .prepare(
          `SELECT ${bounded('ocel_event_id')} AS event, ${bounded('ocel_object_id')} AS object, ${bounded('ocel_qualifier')} AS qualifier
           FROM event_object WHERE ocel_event_id IN (${ids}) ORDER BY CAST(ocel_event_id AS TEXT)`,
        )
        .iterate() as IterableIterator<Row>,
    );
    const at = (row: Row, column: string): string => cellText(row[`c${columns.indexOf(column)}`]);
    try {
      const rows = database
        .prepare(`SELECT ${selected} FROM ${identifier(table)} ORDER BY CAST(ocel_id AS TEXT)`)
        .iterate() as IterableIterator<Row>;
      for (const row of rows) {
        record += 1;
        const id = at(row, 'ocel_id');
        const attributes = new Map(
          columns
            .map((name, i) => [name, cellText(row[`c${i}`])] as const)
            .filter(([name, text]) => !name.startsWith('ocel_') && text !== ''),
        );
        const place = { record, line: record };
        yield { ...place, id, type: type ?? '', time: at(row, 'ocel_time'), attributes, relations: relations.of(id) };
      }
    } finally {
      relations.close();
    }
  }
}

/** Relations in the order of their events, asked for in the same order. */
class SortedRelations {
  private readonly rows: IterableIterator<Row>;
  private next: Row | undefined;

  constructor(rows: IterableIterator<Row>) {
    this.rows = rows;
    this.next = this.pull();
  }

  of(event: string): OcelRelation[] {
    const found: OcelRelation[] = [];
    while (this.next && isBefore(cellText(this.next['event']), event)) this.next = this.pull();
    while (this.next && cellText(this.next['event']) === event) {
      found.push({ object: cellText(this.next['object']), qualifier: cellText(this.next['qualifier']) });
      this.next = this.pull();
    }
    return found;
  }

  close(): void {
    this.rows.return?.();
  }

  private pull(): Row | undefined {
    const { value, done } = this.rows.next();
    return done === true ? undefined : (value as Row);
  }
}

/** SQLite sorts texts by their bytes. */
const isBefore = (a: string, b: string): boolean => Buffer.compare(Buffer.from(a), Buffer.from(b)) < 0;
