/** Removes everything a batch left in the facts, so that it can be loaded again as if it had never begun. */
import { FACT_KINDS } from '../../metrics/facts.ts';
import type { FactStore } from '../facts/fact-store.ts';
import { versionsTable } from '../facts/tables.ts';
import { stageTable, stepTable } from './sql/stage.ts';
import { DIRECTORY_DAY } from './stage-load.ts';

/** In the order in which a load writes them: what is deleted last is what was written first. */
const TABLES = ['batch_days', 'refused', 'seen', 'superseded', ...FACT_KINDS.map(({ kind }) => versionsTable(kind))];

/** Numbers in `batch_days` from here on are removals, not receipts: a removal touches days as a load does. */
export const REMOVALS_FROM = 3_000_000_000;

export async function removeBatch(store: FactStore, batch: number): Promise<void> {
  const days: string[] = [];
  await store.command(`DROP TABLE IF EXISTS ${stageTable(batch)} SYNC`);
  await store.command(`DROP TABLE IF EXISTS ${stepTable(batch)} SYNC`);
  for (const table of TABLES) {
    const [row] = await store.query<{ n: number }>(`SELECT count() AS n FROM ${table} WHERE batch = {batch:UInt32}`, {
      batch,
    });
    if ((row?.n ?? 0) === 0) continue;
    days.push(...(await daysIn(store, table, batch)));
    await store.command(
      `ALTER TABLE ${table} DELETE WHERE batch = ${Math.trunc(batch)}`,
      {},
      { settings: { mutations_sync: 2 } },
    );
  }
  if (days.length > 0) await noteRemoval(store, days);
}

/** Days on which the rows of this batch in `table` show, or hide others. */
async function daysIn(store: FactStore, table: string, batch: number): Promise<string[]> {
  const kind = FACT_KINDS.find((known) => versionsTable(known.kind) === table);
  if (!kind && table !== 'superseded') return [];
  if (kind && !('eventTime' in kind)) return [DIRECTORY_DAY];
  const hidden = FACT_KINDS.filter((known) => 'eventTime' in known).map(
    (known) =>
      `SELECT day FROM ${versionsTable(known.kind)} WHERE fact_id IN (SELECT fact_id FROM superseded WHERE batch = {batch:UInt32})`,
  );
  const rows = await store.query<{ day: string }>(
    `SELECT DISTINCT toString(day) AS day FROM (${kind ? `SELECT day FROM ${table} WHERE batch = {batch:UInt32}` : hidden.join(' UNION ALL ')})`,
    { batch },
  );
  return rows.map(({ day }) => day);
}

/**
 * A computation may have seen the rows, whole or in part. Noted under a number of its own and after the rows are gone, so
 * that one that still runs cannot take these days for done.
 */
async function noteRemoval(store: FactStore, days: readonly string[]): Promise<void> {
  const [last] = await store.query<{ n: number }>(
    `SELECT max(batch) AS n FROM batch_days WHERE batch >= ${REMOVALS_FROM}`,
  );
  const batch = Math.max(REMOVALS_FROM, last?.n ?? 0) + 1;
  await store.insert(
    'batch_days',
    [...new Set(days)].map((day) => ({ batch, kind: '', day })),
  );
}
