/** Removes everything a batch left in the facts, so that it can be loaded again as if it had never begun. */
import { FACT_KINDS, type FactKindName } from '../../metrics/facts.ts';
import { DIRECTORY_DAY, REMOVALS_FROM } from '../facts/batch-days.ts';
import type { FactStore } from '../facts/fact-store.ts';
import { versionsTable } from '../facts/tables.ts';
import { temporaryTables } from './sql/shaped.ts';

/** In the order in which a load writes them: what is deleted last is what was written first. */
const TABLES = ['batch_days', 'refused', 'seen', 'superseded', ...FACT_KINDS.map(({ kind }) => versionsTable(kind))];

/** A touched day and the kind of facts that lie on it; DIRECTORY_DAY for kinds without a day. */
export interface TouchedDay {
  kind: string;
  day: string;
}

export async function removeBatch(store: FactStore, batch: number): Promise<void> {
  const days: TouchedDay[] = [];
  for (const table of temporaryTables(batch)) await store.command(`DROP TABLE IF EXISTS ${table} SYNC`);
  for (const table of TABLES) {
    const [row] = await store.query<{ n: number }>(`SELECT count() AS n FROM ${table} WHERE batch = {batch:UInt32}`, {
      batch,
    });
    if ((row?.n ?? 0) === 0) continue;
    const kinds = FACT_KINDS.filter(({ kind }) => table === versionsTable(kind)).map(({ kind }) => kind);
    if (kinds.length > 0) days.push(...(await daysOf(store, kinds[0]!, `batch = {batch:UInt32}`, batch)));
    if (table === 'superseded') days.push(...(await hiddenDays(store, batch)));
    await store.command(
      `ALTER TABLE ${table} DELETE WHERE batch = ${Math.trunc(batch)}`,
      {},
      { settings: { mutations_sync: 2 } },
    );
  }
  await noteRemoval(store, days);
}

/** Days on which the rows of a batch show, or hide others. */
export async function daysOfBatch(store: FactStore, batch: number): Promise<TouchedDay[]> {
  const own = await Promise.all(FACT_KINDS.map(({ kind }) => daysOf(store, kind, 'batch = {batch:UInt32}', batch)));
  return [...own.flat(), ...(await hiddenDays(store, batch))];
}

async function hiddenDays(store: FactStore, batch: number): Promise<TouchedDay[]> {
  const hidden = 'fact_id IN (SELECT fact_id FROM superseded WHERE batch = {batch:UInt32})';
  const days = await Promise.all(
    FACT_KINDS.filter((kind) => 'eventTime' in kind).map(({ kind }) => daysOf(store, kind, hidden, batch)),
  );
  return days.flat();
}

async function daysOf(store: FactStore, kind: FactKindName, where: string, batch: number): Promise<TouchedDay[]> {
  const dated = 'eventTime' in FACT_KINDS.find((known) => known.kind === kind)!;
  const rows = await store.query<{ day: string }>(
    `SELECT DISTINCT toString(${dated ? 'day' : `toDate('${DIRECTORY_DAY}')`}) AS day FROM ${versionsTable(kind)} WHERE ${where}`,
    { batch },
  );
  return rows.map(({ day }) => ({ kind, day }));
}

/**
 * A computation may have seen the rows, whole or in part. Noted under a number of its own and after the rows are gone, so
 * that one that still runs cannot take these days for done.
 */
export async function noteRemoval(store: FactStore, days: readonly TouchedDay[]): Promise<void> {
  if (days.length === 0) return;
  const [last] = await store.query<{ n: number }>(
    `SELECT max(batch) AS n FROM batch_days WHERE batch >= ${REMOVALS_FROM}`,
  );
  const batch = Math.max(REMOVALS_FROM, last?.n ?? 0) + 1;
  const different = new Map(days.map(({ kind, day }) => [`${kind} ${day}`, { batch, kind, day }]));
  await store.insert('batch_days', [...different.values()]);
}
