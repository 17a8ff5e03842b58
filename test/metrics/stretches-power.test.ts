/** Ten people of 200 tick the same boxes, one township of ten never has a report returned: who finds them, and whom else do they name? */
import { detector } from '../../metrics/catalogue.ts';
import { county, report } from '../../metrics/example-rows.ts';
import type { FactStore } from '../../server/facts/fact-store.ts';
import { prepareLookups } from '../support/lookups.ts';
import { addFacts } from '../support/example-facts.ts';
import { openTestFactStore } from '../support/fact-store.ts';

/** Park & Miller's generator: the same in every run. */
function randomSource(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48271) % 2147483647) / 2147483647;
}

const PEOPLE = 200;
const TOWNSHIPS = 10;
const DAYS = Array.from({ length: 62 }, (_, i) => new Date(Date.UTC(2026, 0, 1 + i)).toISOString().slice(0, 10));
const ENOUGH_MEMORY = 256 * 2 ** 20;
const lazy = (person: number) => person % 20 === 0;
const smooth = (person: number) => person % TOWNSHIPS === 3;

interface Row {
  cadre: string;
  org_unit: string;
  eligible?: number;
  flagged?: number;
  detail?: string;
}

let store: FactStore;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ store, close } = await openTestFactStore());
  const random = randomSource(11);
  const living = (township: number) =>
    Array.from({ length: PEOPLE / TOWNSHIPS }, (_, i) => `P${i * TOWNSHIPS + township}`);
  await addFacts(store, {
    ...county(Object.fromEntries(Array.from({ length: TOWNSHIPS }, (_, i) => [`T${i}`, living(i)]))),
    reports: DAYS.flatMap((day, d) =>
      Array.from({ length: PEOPLE }, (_, person) => {
        // Three times yes or no, three times one of five, two counts; the lazy tick the boxes before they go.
        const kinds = [2, 2, 2, 5, 5, 5, 900, 900];
        const answers = kinds.map((choices) =>
          lazy(person) && choices < 9 && random() < 0.97 ? 1 : Math.floor(random() * choices),
        );
        return report(`r${d}-${person}`, `P${person}`, `${day} 1${person % 8}:${10 + (d % 50)}:31`, {
          values: Object.fromEntries(answers.map((answer, i) => [`第${i + 1}题`, answer])),
          ...(!smooth(person) && random() < 0.05 ? { returned_at: `${day}T20:00:00+08:00` } : {}),
        });
      }),
    ),
  });
  await prepareLookups(store);
}, 60_000);
afterAll(() => close());

async function ask(id: string, which: 'signals' | 'eligible'): Promise<Row[]> {
  const definition = detector(id)!;
  const parameters = Object.fromEntries(
    Object.entries(definition.parameters).map(([name, { value }]) => [name, value]),
  );
  return store.query<Row>(
    definition[which],
    { ...parameters, days: DAYS },
    { settings: { max_memory_usage: ENOUGH_MEMORY } },
  );
}
const total = (rows: readonly Row[], count: 'eligible' | 'flagged') =>
  rows.reduce((all, row) => all + Number(row[count]), 0);

it('low-variability names each of the ten in each of three runs, and nobody else', async () => {
  const named = await ask('low-variability', 'signals');
  expect(total(await ask('low-variability', 'eligible'), 'eligible')).toBe(3 * PEOPLE);
  expect(new Set(named.map((row) => row.cadre))).toEqual(
    new Set(Array.from({ length: PEOPLE / 20 }, (_, i) => `P${20 * i}`)),
  );
  expect(total(named, 'flagged')).toBe(30);
});

it('too-complete names the township without a problem, and no other in some ninety stretches', async () => {
  const named = await ask('too-complete', 'signals');
  const judged = await ask('too-complete', 'eligible');
  expect(new Set(named.map((row) => row.org_unit))).toEqual(new Set(['T3']));
  const honest = judged.filter((row) => row.org_unit !== 'T3');
  expect(total(honest, 'eligible')).toBeGreaterThan(70);
  // Every stretch of its own that could be judged is flagged.
  const own = judged.filter((row) => row.org_unit === 'T3');
  expect(total(named, 'flagged')).toBe(total(own, 'eligible'));
  expect(total(named, 'flagged')).toBeGreaterThan(7);
});
