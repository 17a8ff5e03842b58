/** Runs every example of every definition on the engine, through the SQL that the server runs. */
import { catalogue } from '../../metrics/catalogue.ts';
import type { Detector, Example, Indicator } from '../../metrics/definition.ts';
import { DATED_KINDS, EVENT_KINDS } from '../../metrics/facts.ts';
import type { FactStore } from '../../server/facts/fact-store.ts';
import { prepareLookups } from '../support/lookups.ts';
import { bridged } from '../../server/indicators/due-days.ts';
import { forgetTakenOut, onTakenOut, takeOut } from '../../server/indicators/due-facts.ts';
import { possible, suspicious } from '../../server/indicators/possible.ts';
import { indicatorRows, insertInto, isAdditive, reads } from '../../server/indicators/statements.ts';
import { valuesStatement, type Question } from '../../server/indicators/values-query.ts';
import { judged, type ValueRow } from '../../server/indicators/verdict.ts';
import { allKinds, replaceFacts } from '../support/example-facts.ts';
import { openTestFactStore } from '../support/fact-store.ts';

const EVENT_COLUMNS =
  'kind String, source String, external_id String, requirement String, cadre String, org_unit String, day Date, at DateTime64(3), numerator Float64, denominator Float64, label String, low Float64, high Float64';
const ELIGIBLE_COLUMNS =
  'requirement String, cadre String, org_unit String, day Date, eligible UInt64, abstained UInt64, reason String';
const SIGNAL_COLUMNS =
  'requirement String, cadre String, org_unit String, day Date, at DateTime64(3), strength Float64, flagged UInt32, events Array(Tuple(kind String, source String, external_id String, day Date)), detail String';

interface EventRow {
  source: string;
  external_id: string;
  cadre: string;
  day: string;
  numerator: number;
  denominator: number;
  label: string;
  low: number;
  high: number;
}
interface SignalRow {
  requirement: string;
  cadre: string;
  day: string;
  strength: number;
  flagged: number;
  events: { kind: string; source: string; external_id: string; day: string }[];
  detail: string;
}
interface EligibleRow {
  eligible: number;
  abstained: number;
  reason: string;
}

let store: FactStore;
let close: () => Promise<void>;
let used: ReadonlySet<string> = allKinds;
beforeAll(async () => ({ store, close } = await openTestFactStore()));
afterAll(() => close());

async function load(facts: Partial<Record<string, readonly Record<string, unknown>[]>>): Promise<string[]> {
  await replaceFacts(store, facts, used);
  used = new Set(Object.keys(facts));
  await prepareLookups(store);
  const rows = await store.query<{ day: string }>(
    `SELECT DISTINCT day FROM (${DATED_KINDS.map((kind) => `SELECT day FROM ${kind}`).join(' UNION ALL ')}) ORDER BY day`,
  );
  return rows.map((row) => row.day);
}

/** Columns and types, as the pipeline inserts them by position. */
async function describeColumns(sql: string, parameters: Record<string, unknown>): Promise<string> {
  const rows = await store.query<{ name: string; type: string }>(`DESCRIBE TABLE (${sql})`, parameters);
  return rows
    .map(
      ({ name, type }) =>
        `${name} ${type
          .replace(/\(\s+/g, '(')
          .replace(/\s+/g, ' ')
          .replace(/^LowCardinality\((.*)\)$/, '$1')
          .replace(/DateTime64\(3, [^)]*\)/, 'DateTime64(3)')}`,
    )
    .join(', ');
}

/** The value over everything, by the statements and the judgement with which the server answers. */
async function valueOf(indicator: Indicator, days: readonly string[]): Promise<number | null> {
  for (const table of ['indicator_rows', 'computed_days']) await store.command(`TRUNCATE TABLE ${table}`);
  await store.insert(
    'computed_days',
    days.map((day) => ({ day, computation: 1 })),
  );
  if (isAdditive(indicator)) {
    const { sql, parameters } = insertInto('indicator_rows', indicatorRows([indicator]));
    await store.command(sql, { ...parameters, computation: 1, days });
  }
  const span = { from: days[0] ?? '2026-03-02', to: days.at(-1) ?? '2026-03-02' };
  const question: Question = { by: [], period: 'all', ...span, scope: { sql: '1', parameters: {} } };
  const { sql, parameters } = valuesStatement(indicator, question, indicator.stock ? days.slice(-1) : days);
  const rows = await store.query<ValueRow>(sql, parameters);
  expect(rows.length).toBeLessThan(2);
  return rows[0] ? judged(indicator, rows[0]).value : null;
}

const parametersOf = (detector: Detector) =>
  Object.fromEntries(Object.entries(detector.parameters).map(([name, { value }]) => [name, value]));

for (const indicator of catalogue.filter((d): d is Indicator => d.kind === 'burden')) {
  describe(`indicator ${indicator.id}`, () => {
    it.each(indicator.examples.map((example) => [example.name, example] as const))('%s', async (_name, example) => {
      const days = bridged([...(await load(example.facts)), ...(example.days ?? [])]);
      const rows = await store.query<EventRow>(indicator.events, { days });
      const value = await valueOf(indicator, days);
      if (example.value === null) expect(value).toBeNull();
      else expect(value).toBeCloseTo(example.value, 9);
      const last = rows.filter((row) => !indicator.stock || row.day === days.at(-1));
      if (example.numerator !== undefined)
        expect(last.reduce((all, row) => all + row.numerator, 0)).toBeCloseTo(example.numerator, 9);
      if (example.denominator !== undefined)
        expect(last.reduce((all, row) => all + row.denominator, 0)).toBeCloseTo(example.denominator, 9);
      for (const row of rows) expect(row.low <= row.numerator && row.numerator <= row.high).toBe(true);
      expect(await dayByDay<EventRow>(days, indicator.events)).toEqual(sorted(rows));
    });
  });
}

for (const detector of catalogue.filter((d): d is Detector => d.kind === 'risk')) {
  describe(`detector ${detector.id}`, () => {
    it.each(detector.examples.map((example) => [example.name, example] as const))('%s', async (_name, example) => {
      const days = await load(example.facts);
      const parameters = { days, ...parametersOf(detector) };
      const signals = await store.query<SignalRow>(detector.signals, parameters);
      const ids = (list: readonly (readonly string[])[]) => list.map((one) => [...one].sort().join(' ')).sort();
      expect(ids(signals.map((signal) => signal.events.map((event) => event.external_id)))).toEqual(
        ids(example.signals),
      );
      const counts = await store.query<EligibleRow>(detector.eligible, parameters);
      expect(counts.reduce((all, row) => all + row.eligible, 0)).toBe(example.eligible);
      const abstained: Record<string, number> = {};
      for (const row of counts.filter((one) => one.reason !== ''))
        abstained[row.reason] = (abstained[row.reason] ?? 0) + row.abstained;
      expect(abstained).toEqual(example.abstained ?? {});
      expectWellFormed(signals);
      expect(await dayByDay<SignalRow>(days, detector.signals, parametersOf(detector))).toEqual(sorted(signals));
      await expectScreenKeeps(detector, days, signals);
    });
  });
}

describe('columns, by which the pipeline inserts', () => {
  it.each(catalogue.map((definition) => [definition.id, definition] as const))('%s', async (_id, definition) => {
    const days = ['2026-03-02'];
    // A definition that reads no kind of facts by name would never be computed.
    expect(reads(definition)).not.toEqual([]);
    if (definition.kind === 'burden') {
      expect(await describeColumns(definition.events, { days })).toBe(EVENT_COLUMNS);
    } else {
      const parameters = { days, ...parametersOf(definition) };
      expect(await describeColumns(definition.signals, parameters)).toBe(SIGNAL_COLUMNS);
      expect(await describeColumns(definition.eligible, parameters)).toBe(ELIGIBLE_COLUMNS);
    }
    if (definition.alsoAffects) {
      const parameters = { days, ...(definition.kind === 'risk' ? parametersOf(definition) : {}) };
      expect(await describeColumns(definition.alsoAffects, parameters)).toBe('day Date');
    }
  });
});

describe('without what it names as indispensable, a definition has no rows', () => {
  const guarded = catalogue.filter((definition) => definition.onlyWith !== undefined);
  // Every fifth of the others: each needs seconds, and what they have on their days differs enough.
  const others = catalogue.filter((definition) => definition.onlyWith === undefined).filter((_, i) => i % 5 === 0);
  it.each(guarded.map((definition) => [definition.id, definition] as const))(
    '%s has what it needs in its examples',
    async (_id, definition) => {
      const days = await load(definition.examples[0]!.facts);
      expect(
        await possible(store, [definition], [...days, ...((definition.examples[0] as Example).days ?? [])]),
      ).toEqual([definition]);
    },
  );
  it.each(others.map((definition) => [definition.id, definition] as const))(
    'on the facts of %s',
    async (_id, other) => {
      const days = await load(other.examples[0]!.facts);
      const able = new Set(await possible(store, catalogue, days));
      expect([...able]).toEqual(expect.arrayContaining(others));
      for (const definition of guarded.filter((one) => !able.has(one))) {
        const parameters = { days, ...(definition.kind === 'risk' ? parametersOf(definition) : {}) };
        const statements = definition.kind === 'risk' ? [definition.eligible, definition.signals] : [definition.events];
        for (const sql of statements) expect(await store.query(sql, parameters)).toEqual([]);
      }
    },
  );
});

describe('screens', () => {
  const screened = catalogue.filter((one): one is Detector => one.kind === 'risk' && one.screen !== undefined);
  const ordinary = catalogue.filter((one) => one.kind === 'burden' && 'checkins' in one.examples[0]!.facts);
  it('each say no to an ordinary day', async () => {
    const quiet = new Set<Detector>();
    for (const { examples } of ordinary.slice(0, 3)) {
      const days = await load(examples[0]!.facts);
      await takeOut(store, days, new Set(EVENT_KINDS));
      const loud = await suspicious(store, screened, days, new Set(EVENT_KINDS));
      for (const detector of screened) if (!loud.includes(detector)) quiet.add(detector);
      await forgetTakenOut(store);
    }
    expect(screened.filter((detector) => !quiet.has(detector)).map(({ id }) => id)).toEqual([]);
  });
});

/**
 * What is computed for single days, from their facts taken out, must be what is computed for all of them at once: updates rely
 * on it. Of many days, only the last are taken out alone.
 */
async function dayByDay<T extends object>(
  days: readonly string[],
  sql: string,
  parameters: Record<string, unknown> = {},
): Promise<T[]> {
  const alone = days.slice(-DAYS_TAKEN_OUT);
  const rows = await Promise.all(
    days.slice(0, -DAYS_TAKEN_OUT).map((day) => store.query<T>(sql, { ...parameters, days: [day] })),
  );
  for (const day of alone) {
    const kinds = await kindsOn(day);
    await takeOut(store, [day], kinds);
    rows.push(await store.query<T>(onTakenOut(sql, kinds), { ...parameters, days: [day] }));
    await forgetTakenOut(store);
  }
  return sorted(rows.flat());
}
const DAYS_TAKEN_OUT = 3;

async function kindsOn(day: string): Promise<Set<string>> {
  const looks = EVENT_KINDS.map((kind) => `SELECT '${kind}' AS kind FROM ${kind} WHERE day = {day:Date} LIMIT 1`);
  const rows = await store.query<{ kind: string }>(looks.join(' UNION ALL '), { day });
  return new Set(rows.map((row) => row.kind));
}

/** What an update asks first must never hide a signal, neither on its day nor among all days. */
async function expectScreenKeeps(detector: Detector, days: readonly string[], signals: readonly SignalRow[]) {
  const asked = signals.length > 0 ? [days, ...new Set(signals.map(({ day }) => day))] : [];
  for (const some of asked.map((one) => [one].flat())) {
    await takeOut(store, some, new Set(EVENT_KINDS));
    expect(await suspicious(store, [detector], some, new Set(EVENT_KINDS))).toEqual([detector]);
    await forgetTakenOut(store);
  }
}

function sorted<T extends object>(rows: readonly T[]): T[] {
  return [...rows].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

/** Each event flagged once, on the day of its signal; `detail` is JSON. */
function expectWellFormed(signals: readonly SignalRow[]): void {
  const flagged = signals.flatMap((signal) =>
    signal.events.slice(0, signal.flagged).map((event) => ({ ...event, of: signal.day })),
  );
  const keys = flagged.map(({ kind, source, external_id }) => `${kind} ${source} ${external_id}`);
  expect(new Set(keys).size).toBe(keys.length);
  for (const event of flagged) expect(event.day).toBe(event.of);
  for (const { detail, strength, events, flagged: count } of signals) {
    expect(typeof JSON.parse(detail)).toBe('object');
    expect(strength).toBeGreaterThan(0);
    expect(strength).toBeLessThanOrEqual(1);
    expect(events.length).toBeGreaterThanOrEqual(count);
    expect(count).toBeGreaterThan(0);
  }
}

/** CONTRACT sections 5 and 6: names that scripts and neighbouring systems rely on. */
const CONTRACT_IDS = new Set(
  `photo-reuse-exact photo-reuse-near photo-time-mismatch photo-place-mismatch photo-edited text-copy-exact text-copy-near
   record-repeat low-variability too-complete backfill-session entry-lag pre-inspection-backfill deadline-spike speeding
   regular-intervals clock-rollback impossible-travel overlapping-presence coordinate-repeat shared-device mock-location
   co-location-burst off-site target-bunching last-digit heaping outlier inconsistent-total variance-inlier
   backcheck-discrepancy
   forms-in-force submissions checkins photos-demanded filling-hours form-time-share trace-time-share duplicate-collection
   static-values template-share lead-time same-day-demand off-hours systems-per-cadre app-minutes group-messages
   off-list-demand cascade-amplification inspection-days meeting-hours unread-share burden-concentration trace-intensity
   asset-utilisation assessment-to-support load-to-capacity pilot-overlap quantified-share`.split(/\s+/),
);

/** Ours beyond the contract, which may be extended. */
const OWN_IDS = ['late-share'];

describe('the catalogue', () => {
  it('has the ids of the contract, each with two languages, sources, and enough examples', () => {
    const named = catalogue.map((definition) => definition.id);
    expect(new Set(named).size).toBe(named.length);
    expect(named.filter((id) => !CONTRACT_IDS.has(id))).toEqual(OWN_IDS);
    expect([...CONTRACT_IDS].filter((id) => !named.includes(id))).toEqual([]);
    for (const definition of catalogue) {
      for (const words of [definition.terms, definition.question, definition.formula, definition.limits]) {
        expect(words.zh).toMatch(/\p{Script=Han}/u);
        expect(words.en).not.toMatch(/\p{Script=Han}/u);
      }
      expect(definition.references.length).toBeGreaterThan(0);
      expect(definition.examples.length).toBeGreaterThanOrEqual(definition.kind === 'risk' ? 3 : 2);
    }
  });

  it('gives every detector a planted case, an honest look-alike and an abstention', () => {
    for (const detector of catalogue.filter((d): d is Detector => d.kind === 'risk')) {
      expect(detector.examples.some((example) => example.signals.length > 0)).toBe(true);
      expect(detector.examples.some((example) => example.signals.length === 0 && example.eligible > 0)).toBe(true);
      expect(detector.examples.some((example) => Object.keys(example.abstained ?? {}).length > 0)).toBe(true);
      expect(detector.null.honestRate).toBeGreaterThan(0);
    }
  });

  it('splices no user input: only days and declared parameters are bound', () => {
    for (const definition of catalogue) {
      const texts = definition.kind === 'risk' ? [definition.eligible, definition.signals] : [definition.events];
      const bound = [...texts, definition.alsoAffects ?? ''].flatMap((sql) =>
        [...sql.matchAll(/\{(\w+):(\w+(?:\(\w+\))?)\}/g)].map((m) => m.slice(1, 3)),
      );
      for (const [name, type] of bound) {
        if (name === 'days') expect(type).toBe('Array(Date)');
        else {
          expect(type).toBe('Float64');
          expect(Object.keys(definition.kind === 'risk' ? definition.parameters : {})).toContain(name);
        }
      }
    }
  });
});
