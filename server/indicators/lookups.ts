/** Fills the lookup tables that definitions read (see metrics/definition.ts) from the current facts. */
import { nameFields } from '../../metrics/burden/field-names.ts';
import { factKind } from '../../metrics/facts.ts';
import type { FactStore, SqlParameters } from '../facts/fact-store.ts';
import { calendarDays } from './calendar.ts';
import { prepareExcuses } from './excuses.ts';

const FIRST_YEAR = 2000;
const LAST_YEAR = 2040;

export interface UnitNode {
  code: string;
  name: string;
  level: string;
  parent: string;
}

export interface UnitPath extends UnitNode {
  /** Nearest township at or above the unit, else the unit itself when it is above townships. */
  township: string;
  county: string;
  /** Ancestors from the top, the unit last. */
  path: string[];
}

/** Ancestors of every unit. A unit in a parent cycle is cut at the unit where the cycle closes. */
export function unitPaths(units: readonly UnitNode[]): UnitPath[] {
  const byCode = new Map(units.map((unit) => [unit.code, unit]));
  return units.map((unit) => {
    const path: UnitNode[] = [];
    const met = new Set<string>();
    for (let node: UnitNode | undefined = unit; node && !met.has(node.code); node = byCode.get(node.parent)) {
      met.add(node.code);
      path.unshift(node);
    }
    const nearest = (level: string) => path.findLast((node) => node.level === level)?.code;
    return {
      ...unit,
      township: nearest('township') ?? unit.code,
      county: nearest('county') ?? '',
      path: path.map((node) => node.code),
    };
  });
}

/** Directory lookups: units, cadres, excuses, fields, calendar. Call when a directory kind changed. */
export async function prepareDirectory(store: FactStore): Promise<void> {
  const units = await store.query<UnitNode>('SELECT code, name, level, parent_code AS parent FROM org_units');
  await refill(store, 'unit_paths', unitPaths(units));
  await store.command('TRUNCATE TABLE cadre_units');
  await store.command(`INSERT INTO cadre_units
    SELECT c.code, c.org_unit_code, if(u.code = '', c.org_unit_code, u.township), u.county, u.path
    FROM cadres c LEFT ANY JOIN unit_paths u ON u.code = c.org_unit_code`);
  await prepareExcuses(store);
  const requirements = await store.query<{ code: string; fields: string[] }>('SELECT code, fields FROM requirements');
  const { asked, labels } = nameFields(requirements);
  await refill(store, 'requirement_fields', asked);
  await refill(store, 'field_names', labels);
  const [known] = await store.query<{ n: number }>('SELECT count() AS n FROM calendar');
  if (!known?.n) await refill(store, 'calendar', calendarDays(FIRST_YEAR, LAST_YEAR));
}

const CLOCKS = {
  checkins: ['claimed_at', 'captured_at', 'uploaded_at'],
  reports: ['submitted_at', 'claimed_at', 'opened_at', 'read_at'],
  tasks: ['issued_at', 'due_at', 'completed_at'],
} as const;
const CLOCKED: ReadonlySet<string> = new Set(Object.keys(CLOCKS));

/** What loads touched. */
interface Touched {
  /** `YYYY-MM-DD`. */
  days: readonly string[];
  kinds: ReadonlySet<string>;
}

/**
 * How exactly each source keeps each clock. A clock that shows whole days, hours or minutes in 99 % of its values is only
 * known to that precision, once there are enough values that chance cannot do it (under one in a million if seconds were
 * kept). With `touched`, only these days and kinds are looked at first, and all facts only when they say something new.
 * Returns true when a known precision changed, so that every day must be computed again.
 */
export async function prepareClockPrecision(store: FactStore, touched?: Touched): Promise<boolean> {
  const [known, recent] = await Promise.all([
    precisions(store),
    touched && measurePrecision(store, touched.kinds, 'WHERE day IN {days:Array(Date)}', { days: touched.days }),
  ]);
  if (recent && known.size > 0) {
    if (recent.every((row) => known.get(clockName(row)) === row.precision_s)) return false;
  }
  const measured = await measurePrecision(store, CLOCKED, '', {});
  const changed = measured.filter((row) => known.get(clockName(row)) !== row.precision_s);
  if (changed.length === 0 && known.size === measured.length) return false;
  await refill(store, 'clock_precision', measured);
  // A clock that a known source begins to keep also says how to read the days before: that nobody read a report, say.
  const sources = new Set([...known.keys()].map((name) => name.slice(0, name.lastIndexOf('|'))));
  return changed.some(({ kind, source }) => sources.has(`${kind}|${source}`));
}

interface Precision {
  kind: string;
  source: string;
  clock: string;
  precision_s: number;
}

const clockName = (row: Precision) => `${row.kind}|${row.source}|${row.clock}`;

async function measurePrecision(
  store: FactStore,
  kinds: ReadonlySet<string>,
  where: string,
  parameters: SqlParameters,
): Promise<Precision[]> {
  const looked = Object.entries(CLOCKS).filter(([kind]) => kinds.has(kind));
  if (looked.length === 0) return [];
  const counts = looked.map(
    ([kind, clocks]) => `SELECT '${kind}' AS kind, source, c.1 AS clock, count() AS n,
        countIf(toHour(c.2) = 0 AND toMinute(c.2) = 0 AND toSecond(c.2) = 0) / n AS whole_days,
        countIf(toMinute(c.2) = 0 AND toSecond(c.2) = 0) / n AS whole_hours,
        countIf(toSecond(c.2) = 0) / n AS whole_minutes, min(c.3) AS written
      FROM (SELECT source, arrayJoin([${clocks
        .map(
          (clock) => `('${clock}', toNullable(${clock}), ${isEventClock(kind, clock) ? 'precision_s' : 'toUInt32(1)'})`,
        )
        .join(', ')}]) AS c FROM ${kind} ${where})
      WHERE c.2 IS NOT NULL GROUP BY source, clock`,
  );
  return store.query<Precision>(
    `SELECT kind, source, clock, greatest(written, multiIf(n >= 2 AND whole_days >= 0.99, 86400,
        n >= 2 AND whole_hours >= 0.99, 3600, n >= 4 AND whole_minutes >= 0.99, 60, 1)) AS precision_s
      FROM (${counts.join(' UNION ALL ')})`,
    parameters,
  );
}

function isEventClock(kind: string, clock: string): boolean {
  return factKind(kind)?.eventTime === clock;
}

async function precisions(store: FactStore): Promise<Map<string, number>> {
  const rows = await store.query<Precision>('SELECT kind, source, clock, precision_s FROM clock_precision');
  return new Map(rows.map((row) => [clockName(row), row.precision_s]));
}

async function refill(store: FactStore, table: string, rows: readonly object[]): Promise<void> {
  await store.command(`TRUNCATE TABLE ${table}`);
  if (rows.length > 0) await store.insert(table, rows);
}
