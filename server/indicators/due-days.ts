/** Which days must be computed: those that loads touched, and those whose results lean on them. */
import { catalogue } from '../../metrics/catalogue.ts';
import type { AnyDefinition } from '../../metrics/definition.ts';
import { DATED_KINDS, EVENT_KINDS } from '../../metrics/facts.ts';
import { SURROUNDING_KINDS } from '../../metrics/surrounding-kinds.ts';
import { DIRECTORY_DAY, REMOVALS_FROM } from '../facts/batch-days.ts';
import type { FactStore } from '../facts/fact-store.ts';
import { possible } from './possible.ts';
import { bound, isStored, reads } from './statements.ts';

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
  const days = rows.filter((row) => row.day !== DIRECTORY_DAY).map((row) => row.day);
  const about = Object.entries(ABOUT_EVENTS).flatMap(([kind, statement]) => {
    const batches = rows.filter((row) => row.kind === kind).map((row) => row.batch);
    return batches.length > 0 ? [store.query<{ day: string }>(statement, { batches })] : [];
  });
  const shown = (await Promise.all(about)).flat().map((row) => row.day);
  return {
    days: [...new Set([...days, ...shown])].sort(),
    kinds: new Set(rows.map((row) => row.kind)),
    batches: [...new Set(rows.map((row) => row.batch))],
    // What was removed can no longer say which events it was about.
    everything: rows.some(
      (row) =>
        row.day === DIRECTORY_DAY && isKept(row.kind) && (!(row.kind in ABOUT_EVENTS) || row.batch >= REMOVALS_FROM),
    ),
  };
}

/** Kinds without a day of their own that say something about single events: what they change are the days of these. */
const ABOUT_EVENTS: Record<string, string> = {
  photos: `SELECT DISTINCT toString(day) AS day FROM (
       SELECT day, arrayJoin(photos) AS ref FROM checkins UNION ALL SELECT day, arrayJoin(photos) AS ref FROM reports)
     WHERE ref IN (SELECT ref FROM photos_versions WHERE batch IN {batches:Array(UInt32)})`,
  backchecks: `SELECT DISTINCT toString(day) AS day FROM (${EVENT_KINDS.map((kind) => `SELECT day, source, external_id FROM ${kind}`).join(' UNION ALL ')})
     WHERE (source, external_id) IN (SELECT source, external_id FROM backchecks_versions WHERE batch IN {batches:Array(UInt32)})`,
};

/** Kinds that what is kept does not depend on, by any definition: figures read from them are made when they are asked for. */
const NOT_KEPT: ReadonlySet<string> = new Set(
  SURROUNDING_KINDS.map(({ kind }) => kind).filter(
    (kind) => !catalogue.some((definition) => isStored(definition) && reads(definition).includes(kind)),
  ),
);
const isKept = (kind: string): boolean => !NOT_KEPT.has(kind);

/**
 * The touched days and all others that may now show something else: those a definition names, and, when rows were amended
 * or removed, those with a signal that a row which is no longer there helped to prove.
 */
export async function affectedDays(store: FactStore, { days, batches, kinds }: Due): Promise<string[]> {
  if (days.length === 0) return [];
  const reaching = catalogue.filter(
    (definition) => definition.alsoAffects !== undefined && reads(definition).some((kind) => kinds.has(kind)),
  );
  const [newest, able, computed, proven] = await Promise.all([
    areNewest(store, days),
    // What is needed of the day itself may lie on the other days, whatever is on these.
    possible(
      store,
      reaching.filter((one) => !needsOfTheDay(one)),
      days,
    ),
    store.query<{ day: string }>('SELECT DISTINCT toString(day) AS day FROM computed_days'),
    proofsOnDays(store, days, batches),
  ]);
  const named = [...reaching.filter(needsOfTheDay), ...able]
    .filter((definition) => definition.reachesBack ?? !newest)
    .map((definition) => {
      const { sql, parameters } =
        definition.kind === 'risk'
          ? bound(definition, definition.alsoAffects!)
          : { sql: definition.alsoAffects!, parameters: {} };
      return store.query<{ day: string }>(sql, { ...parameters, days });
    });
  const found = [proven, ...(await Promise.all(named))];
  // A definition may name days that nothing reaches yet; and a first day after a silence brings the days of that silence.
  const known = new Set(computed.map((row) => row.day));
  const also = found
    .flat()
    .map((row) => row.day)
    .filter((day) => known.has(day));
  const empty = bridged([...known, ...days]).filter((day) => !known.has(day));
  return [...new Set([...days, ...also, ...empty])].sort();
}

const needsOfTheDay = ({ onlyWith }: AnyDefinition): boolean => onlyWith?.includes('{days:') ?? false;

/** Nothing lies after the first of these days but what lies on them: no later day can lean on them. */
async function areNewest(store: FactStore, days: readonly string[]): Promise<boolean> {
  const later = DATED_KINDS.map(
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
  if (!amended?.n && !batches.some((batch) => batch >= REMOVALS_FROM)) return [];
  return store.query<{ day: string }>(
    `SELECT DISTINCT toString(s.day) AS day FROM signals s WHERE arrayExists(e -> e.4 IN {days:Array(Date)}, s.events)`,
    { days },
  );
}

/** A longer silence is a break in the records, not a row of empty days. */
const LONGEST_GAP = 31;
const DAY = 86_400_000;

/** The days, sorted, with the empty ones between them: working hours, inspections and outcomes lie on these too. */
export function bridged(days: readonly string[]): string[] {
  const sorted = [...new Set(days)].sort();
  return sorted.flatMap((day, i) => {
    const before = sorted[i - 1];
    const gap = before === undefined ? 0 : (Date.parse(day) - Date.parse(before)) / DAY - 1;
    if (before === undefined || gap > LONGEST_GAP) return [day];
    const between = Array.from({ length: gap }, (_, k) =>
      new Date(Date.parse(before) + (k + 1) * DAY).toISOString().slice(0, 10),
    );
    return [...between, day];
  });
}
