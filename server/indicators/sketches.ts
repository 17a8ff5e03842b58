/** Keeps the sketches (see metrics/definition.ts) up to date with the facts, day by day. */
import type { Sketch } from '../../metrics/definition.ts';
import { SKETCHES } from '../../metrics/sketches.ts';
import { sketchRows } from '../facts/computed-tables.ts';
import type { FactStore } from '../facts/fact-store.ts';
import { possible } from './possible.ts';
import { prepareTemplates } from './templates.ts';

/** Rows of facts sketched by one statement: bounds what the engine holds at once. */
const ROWS_PER_STATEMENT = 500_000;

/**
 * Brings templates and sketches up to date: of the touched days, of others given, and of those that no longer fit. Returns
 * all these days. With `everything` (the directory changed), every template is learned anew. Where no kind of facts that is
 * sketched was touched, nothing can have become stale.
 */
export async function renewSketches(
  store: FactStore,
  computation: number,
  touched: { days: readonly string[]; kinds: ReadonlySet<string> },
  everything: boolean,
  others: readonly string[],
): Promise<string[]> {
  const worded = everything || touched.kinds.has('reports');
  if (worded) await prepareTemplates(store, everything ? undefined : touched.days);
  const stale = worded ? await staleDays(store) : [];
  const days = [...new Set([...touched.days, ...others, ...stale])].sort();
  await makeSketches(store, computation, days);
  return days;
}

/** Days whose sketches are older than what they were made with, or were never made. */
export async function staleDays(store: FactStore): Promise<string[]> {
  const stale = SKETCHES.flatMap((sketch) => (sketch.stale === undefined ? [] : [sketch.stale]));
  const kinds = [...new Set(SKETCHES.flatMap((sketch) => sketch.of))];
  const never = kinds.map(
    (kind) => `SELECT DISTINCT day FROM ${kind} WHERE day NOT IN (SELECT day FROM sketched_days)`,
  );
  const rows = await store.query<{ day: string }>(
    `SELECT DISTINCT toString(day) AS day FROM (${[...stale, ...never].join(' UNION ALL ')})`,
  );
  return rows.map((row) => row.day);
}

/** Makes the sketches of these days under the number of a computation; those made before no longer count. */
export async function makeSketches(store: FactStore, computation: number, days: readonly string[]): Promise<void> {
  for (const sketch of await possible(store, SKETCHES, days)) {
    for (const some of await portions(store, sketch, days)) {
      await store.command(
        `INSERT INTO ${sketchRows(sketch)} SELECT {computation:UInt32} AS computation, * FROM (${sketch.rows})`,
        { computation, days: some },
        { settings: { max_partitions_per_insert_block: 0 } },
      );
    }
  }
  await store.insert(
    'sketched_days',
    days.map((day) => ({ day, computation })),
  );
}

/** The days that have facts to sketch, in runs of about ROWS_PER_STATEMENT rows. */
async function portions(store: FactStore, sketch: Sketch, days: readonly string[]): Promise<string[][]> {
  const counts = sketch.of.map(
    (kind) => `SELECT day, count() AS n FROM ${kind} WHERE day IN {days:Array(Date)} GROUP BY day`,
  );
  const rows = await store.query<{ day: string; total: number }>(
    `SELECT toString(day) AS day, sum(n) AS total FROM (${counts.join(' UNION ALL ')}) GROUP BY day ORDER BY day`,
    { days },
  );
  const runs: { days: string[]; rows: number }[] = [];
  for (const { day, total } of rows) {
    const last = runs.at(-1);
    if (last && last.rows + total <= ROWS_PER_STATEMENT) {
      last.days.push(day);
      last.rows += total;
    } else runs.push({ days: [day], rows: total });
  }
  return runs.map((run) => run.days);
}
