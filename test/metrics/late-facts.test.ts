/**
 * Updates compute only the days that new facts touch and those `alsoAffects` names. So after late facts every other day must
 * show what it showed before. Tried on a small crowded world in which pictures, texts, records, places and phones repeat.
 */
import { createHash } from 'node:crypto';
import type { AnyDefinition } from '../../metrics/definition.ts';
import { catalogue } from '../../metrics/catalogue.ts';
import type { FactStore } from '../../server/facts/fact-store.ts';
import { prepareLookups } from '../support/lookups.ts';
import { makeSketches, staleDays } from '../../server/indicators/sketches.ts';
import { prepareTemplates } from '../../server/indicators/templates.ts';
import { addFacts } from '../support/example-facts.ts';
import { openTestFactStore } from '../support/fact-store.ts';

type Row = Record<string, unknown>;

/** A fixed sequence of chance (mulberry32). */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * sides);
  };
}

const two = (n: number) => String(n).padStart(2, '0');
/** Some 60 different characters each. */
const TEXTS = Array.from({ length: 14 }, (_, i) =>
  String.fromCodePoint(...Array.from({ length: 60 }, (_, k) => 0x4e00 + (((i * 60 + k) * 7919) % 20000))),
);
const RECORDS = Array.from({ length: 14 }, (_, i) =>
  Object.fromEntries(Array.from({ length: 9 }, (_, k) => [`项${k}`, 111 + i * 7 + k])),
);
const OWN_FIELDS = ['R1', 'R2', 'R3'].map((code) => `丙|${code}`);
/** R4 asks again what each of the others asks alone; only late reports answer it. */
const REQUIREMENTS = ['R1', 'R2', 'R3', 'R4'].map((code, i) => ({
  code,
  name: code,
  kind: 'report',
  issuer: 'D',
  fields: code === 'R4' ? OWN_FIELDS : ['甲|a', '乙|b', OWN_FIELDS[i]!],
}));
const CADRES = Array.from({ length: 7 }, (_, i) => ({ code: `P${i}`, org_unit_code: `T${i % 3}` }));
const UNITS = ['C', 'T0', 'T1', 'T2'].map((code) => ({
  code,
  name: code,
  level: code === 'C' ? 'county' : 'township',
  parent_code: code === 'C' ? '' : 'C',
}));
/** Two files each show the same picture; some say when they were taken, each person's at odds with the events. */
const PHOTOS = Array.from({ length: 12 }, (_, i) => ({
  ref: `ph${i}`,
  sha256: String(i % 6).repeat(64),
  device: 'P40',
  // Four scenes, each in three files that differ in a few bits.
  phash256: `${createHash('sha256')
    .update(String(i % 4))
    .digest('hex')
    .slice(0, 63)}${i.toString(16)}`,
  texture: 100,
  ...(i % 3 === 0 ? { captured_at: `2026-03-${two(3 + 2 * i)}T09:00:00+08:00` } : {}),
}));

function events(
  roll: (sides: number) => number,
  n: number,
  prefix: string,
  dayOf: () => number,
): { checkins: Row[]; reports: Row[]; tasks: Row[] } {
  const time = (day: number, hour: number) =>
    `2026-03-${two(day)}T${two(hour)}:${two(roll(60))}:${two(roll(60))}+08:00`;
  const made: { checkins: Row[]; reports: Row[]; tasks: Row[] } = { checkins: [], reports: [], tasks: [] };
  for (let i = 0; i < n; i++) {
    const day = dayOf();
    const cadre = roll(7);
    const base = {
      source: 'app',
      external_id: `${prefix}${i}`,
      cadre_code: `P${cadre}`,
      requirement_code: `R${1 + roll(3)}`,
    };
    const inSession =
      roll(3) === 0
        ? { uploaded_at: `2026-03-28T20:${two(roll(8))}:${two(roll(60))}+08:00` }
        : { uploaded_at: time(Math.min(day + roll(3), 28), 22) };
    const place = [0, 0, 1, 2, 3][roll(5)]!;
    made.checkins.push({
      ...base,
      claimed_at: time(day, 8 + roll(10)),
      ...inSession,
      lat: 30.123451 + place * 0.3,
      lon: 104.123451,
      accuracy_m: 10,
      device_id: `D${roll(6)}`,
      photos: roll(2) === 0 ? [`ph${roll(12)}`] : [],
    });
    made.reports.push({
      ...base,
      ...(prefix === 'late' && i % 2 === 0 ? { requirement_code: 'R4' } : {}),
      submitted_at: time(day, 9 + roll(9)),
      ...(roll(2) === 0
        ? { text: TEXTS[cadre * 2 + roll(2)]! + (cadre > 4 ? ['又一遍', '再来一次'][i % 2]! : '') }
        : { values: roll(2) === 0 ? RECORDS[cadre * 2 + roll(2)]! : { ...RECORDS[0], 项0: 1000 + roll(9000) } }),
      active_edit_s: 10 + roll(200),
    });
    made.tasks.push({
      ...base,
      issued_at: time(day, 8 + roll(3)),
      due_at: time(Math.min(day + 1 + roll(2), 29), 18),
      completed_at: time(Math.min(day + 1, 29), 17),
    });
  }
  return made;
}

describe('late facts', () => {
  let store: FactStore;
  let close: () => Promise<void>;
  beforeAll(async () => ({ store, close } = await openTestFactStore()));
  afterAll(() => close());

  async function byDay(sql: string, parameters: Row): Promise<Map<string, string>> {
    const rows = await store.query<{ day: string; rows: string }>(
      `SELECT day, arrayStringConcat(arraySort(groupArray(toJSONString(tuple(*)))), '|') AS rows FROM (${sql}) GROUP BY day`,
      parameters,
    );
    return new Map(rows.map((row) => [row.day, row.rows]));
  }

  const parametersOf = (definition: AnyDefinition): Row =>
    definition.kind === 'risk'
      ? Object.fromEntries(Object.entries(definition.parameters).map(([name, { value }]) => [name, value]))
      : {};
  const texts = catalogue.map((definition) => ({
    definition,
    sql: definition.kind === 'risk' ? definition.signals : definition.events,
    parameters: parametersOf(definition),
  }));

  it('change only the days that alsoAffects names', async () => {
    const roll = dice(20260301);
    await addFacts(store, { org_units: UNITS, cadres: CADRES, requirements: REQUIREMENTS, photos: PHOTOS });
    await addFacts(
      store,
      events(roll, 150, 'e', () => 2 + roll(26)),
    );
    await prepareLookups(store);
    const days = Array.from({ length: 31 }, (_, i) => `2026-03-${two(i + 1)}`);
    const before = await Promise.all(texts.map(({ sql, parameters }) => byDay(sql, { ...parameters, days })));
    const late = ['2026-03-09', '2026-03-10'];
    await addFacts(
      store,
      events(roll, 12, 'late', () => 9 + roll(2)),
    );
    // As an update does: templates may move with more reports, and then the days that were compared without them.
    await prepareTemplates(store, late);
    const touched = [...new Set([...late, ...(await staleDays(store))])].sort();
    await makeSketches(store, 2, touched);
    const changedDays: Record<string, number> = {};
    for (const [i, { definition, sql, parameters }] of texts.entries()) {
      const after = await byDay(sql, { ...parameters, days });
      const changed = days.filter((day) => before[i]!.get(day) !== after.get(day));
      const own = /_sketches\b/.test(sql) ? touched : late;
      const affected = definition.alsoAffects
        ? (await store.query<{ day: string }>(definition.alsoAffects, { ...parameters, days: own })).map(
            (row) => row.day,
          )
        : [];
      changedDays[definition.id] = changed.filter((day) => !late.includes(day)).length;
      expect({
        id: definition.id,
        missed: changed.filter((day) => !own.includes(day) && !affected.includes(day)),
      }).toEqual({ id: definition.id, missed: [] });
    }
    // The world must be crowded enough for late facts to reach other days, or this test proves nothing.
    for (const id of [
      'photo-reuse-exact',
      'text-copy-exact',
      'text-copy-near',
      'record-repeat',
      'coordinate-repeat',
      'backfill-session',
      'duplicate-collection',
    ]) {
      expect({ id, reached: changedDays[id]! > 0 }).toEqual({ id, reached: true });
    }
  }, 180_000);
});
