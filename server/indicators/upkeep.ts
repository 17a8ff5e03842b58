/** Keeps the computed tables small: drops what no longer counts and joins months that many computations touched. */
import { COMPUTED_TABLES } from '../facts/computed-tables.ts';
import { MONTHLY_TABLES } from '../facts/monthly-tables.ts';
import type { FactStore } from '../facts/fact-store.ts';

/** A month in more pieces than this is rewritten as one: many small parts slow every read. */
const MOST_PIECES = 40;

interface Piece {
  /** YYYYMM. */
  piece: number;
  computation: number;
  counts: number;
}

type ComputedTable = (typeof COMPUTED_TABLES)[number] | (typeof MONTHLY_TABLES)[number];

/** Months (YYYYMM) whose days come from more than MOST_PIECES computations. */
export async function scatteredMonths(store: FactStore): Promise<number[]> {
  const rows = await store.query<{ month: number; n: number }>(
    `SELECT toYYYYMM(day) AS month, uniqExact(computation) AS n
     FROM (SELECT day, max(computation) AS computation FROM computed_days GROUP BY day)
     GROUP BY month HAVING n > {most:UInt32}`,
    { most: MOST_PIECES },
  );
  return rows.map((row) => row.month);
}

/** Writes the months' current rows again under the number of a new computation, which then counts for all their days. */
export async function joinMonths(store: FactStore, computation: number, months: readonly number[]): Promise<void> {
  for (const { table, view, time } of COMPUTED_TABLES.filter((one) => one.time === 'day')) {
    await store.command(
      `INSERT INTO ${table} SELECT {computation:UInt32} AS computation, * FROM ${view} WHERE toYYYYMM(${time}) IN {months:Array(UInt32)}`,
      { computation, months },
      { settings: { max_partitions_per_insert_block: 0 } },
    );
  }
  for (const pointer of ['computed_days', 'sketched_days']) {
    await store.command(
      `INSERT INTO ${pointer} SELECT DISTINCT day, {computation:UInt32} FROM ${pointer} WHERE toYYYYMM(day) IN {months:Array(UInt32)}`,
      { computation, months },
    );
  }
}

/** Drops the pieces that no day or month points to any more, also those a crash left behind. */
export async function dropSuperseded(store: FactStore): Promise<void> {
  for (const table of [...COMPUTED_TABLES, ...MONTHLY_TABLES]) {
    for (const { piece, computation } of await superseded(store, table)) {
      await store.command(`ALTER TABLE ${table.table} DROP PARTITION (${Number(piece)}, ${Number(computation)})`);
    }
  }
}

function superseded(store: FactStore, { table, pointer, time }: ComputedTable): Promise<Piece[]> {
  return store.query<Piece>(
    `SELECT toYYYYMM(${time}) AS piece, computation,
       max((${time}, computation) IN (SELECT ${time}, max(computation) FROM ${pointer} GROUP BY ${time})) AS counts
     FROM ${table} GROUP BY piece, computation HAVING counts = 0`,
  );
}
