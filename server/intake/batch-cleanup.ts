/** Removes everything a batch left in the facts, so that it can be loaded again as if it had never begun. */
import { FACT_KINDS } from '../../metrics/facts.ts';
import type { FactStore } from '../facts/fact-store.ts';
import { versionsTable } from '../facts/tables.ts';
import { stageTable, stepTable } from './sql/stage.ts';

/** In the order in which a load writes them: what is deleted last is what was written first. */
const TABLES = ['batch_days', 'refused', 'seen', 'superseded', ...FACT_KINDS.map(({ kind }) => versionsTable(kind))];

export async function removeBatch(store: FactStore, batch: number): Promise<void> {
  await store.command(`DROP TABLE IF EXISTS ${stageTable(batch)} SYNC`);
  await store.command(`DROP TABLE IF EXISTS ${stepTable(batch)} SYNC`);
  for (const table of TABLES) {
    const [row] = await store.query<{ n: number }>(`SELECT count() AS n FROM ${table} WHERE batch = {batch:UInt32}`, {
      batch,
    });
    if ((row?.n ?? 0) === 0) continue;
    await store.command(
      `ALTER TABLE ${table} DELETE WHERE batch = ${Math.trunc(batch)}`,
      {},
      { settings: { mutations_sync: 2 } },
    );
  }
}
