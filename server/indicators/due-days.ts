/** Which days must be computed: those that loads touched, and those whose results lean on them. */
import { catalogue } from '../../metrics/catalogue.ts';
import type { FactStore } from '../facts/fact-store.ts';
import { bound, reads } from './statements.ts';

/** Day under which the intake notes a changed directory kind in `batch_days`. */
const DIRECTORY_DAY = '1970-01-01';

export interface Due {
  /** Days touched, `YYYY-MM-DD`; more follow from `affectedDays`. */
  days: string[];
  batches: number[];
  /** Kinds of facts that changed on those days. */
  kinds: Set<string>;
  /** Units, people, requirements or excuses changed: every day is due. */
  everything: boolean;
}

export async function dueDays(store: FactStore): Promise<Due> {
  const rows = await store.query<{ batch: number; kind: string; day: string }>(
    'SELECT DISTINCT batch, kind, day FROM batch_days WHERE batch NOT IN (SELECT batch FROM computed_batches)',
  );
  const photoBatches = rows.filter((row) => row.kind === 'photos').map((row) => row.batch);
  const days = rows.filter((row) => row.day !== DIRECTORY_DAY).map((row) => row.day);
  const shown = photoBatches.length > 0 ? await daysShowing(store, photoBatches) : [];
  return {
    days: [...new Set([...days, ...shown])].sort(),
    kinds: new Set(rows.map((row) => row.kind)),
    batches: [...new Set(rows.map((row) => row.batch))],
    everything: rows.some((row) => row.day === DIRECTORY_DAY && row.kind !== 'photos'),
  };
}

/** Photos have no day of their own: what they change are the days of the events that show them. */
async function daysShowing(store: FactStore, batches: readonly number[]): Promise<string[]> {
  const rows = await store.query<{ day: string }>(
    `SELECT DISTINCT toString(day) AS day FROM (
       SELECT day, arrayJoin(photos) AS ref FROM checkins UNION ALL SELECT day, arrayJoin(photos) AS ref FROM reports)
     WHERE ref IN (SELECT ref FROM photos_versions WHERE batch IN {batches:Array(UInt32)})`,
    { batches },
  );
  return rows.map((row) => row.day);
}

/**
 * The touched days and all others that may now show something else: those a definition names, and, when rows were amended,
 * those with a signal that an earlier version of a row on a touched day helped to prove.
 */
export async function affectedDays(store: FactStore, { days, batches, kinds }: Due): Promise<string[]> {
  if (days.length === 0) return [];
  const newest = await areNewest(store, days);
  const named = catalogue
    .filter((definition) => definition.alsoAffects !== undefined && reads(definition).some((kind) => kinds.has(kind)))
    .filter((definition) => definition.reachesBack ?? !newest)
    .map((definition) => {
      const { sql, parameters } =
        definition.kind === 'risk'
          ? bound(definition, definition.alsoAffects!)
          : { sql: definition.alsoAffects!, parameters: {} };
      return store.query<{ day: string }>(sql, { ...parameters, days });
    });
  const found = await Promise.all([...named, proofsOnDays(store, days, batches)]);
  return [...new Set([...days, ...found.flat().map((row) => row.day)])].sort();
}

/** Nothing lies after the first of these days but what lies on them: no later day can lean on them. */
async function areNewest(store: FactStore, days: readonly string[]): Promise<boolean> {
  const later = ['checkins', 'reports', 'tasks'].map(
    (kind) => `SELECT day FROM ${kind} WHERE day > {first:Date} AND day NOT IN {days:Array(Date)} LIMIT 1`,
  );
  const [row] = await store.query<{ n: number }>(`SELECT count() AS n FROM (${later.join(' UNION ALL ')})`, {
    first: days[0],
    days,
  });
  return row?.n === 0;
}

async function proofsOnDays(
  store: FactStore,
  days: readonly string[],
  batches: readonly number[],
): Promise<{ day: string }[]> {
  const [amended] = await store.query<{ n: number }>(
    'SELECT count() AS n FROM superseded WHERE batch IN {batches:Array(UInt32)}',
    { batches },
  );
  if (!amended?.n) return [];
  return store.query<{ day: string }>(
    `SELECT DISTINCT toString(s.day) AS day FROM signals s WHERE arrayExists(e -> e.4 IN {days:Array(Date)}, s.events)`,
    { days },
  );
}
