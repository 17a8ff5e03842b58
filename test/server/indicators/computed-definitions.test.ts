/** A definition with another version than the one computed with makes everything due, and computing it settles that. */
import { catalogue } from '../../../metrics/catalogue.ts';
import type { FactStore } from '../../../server/facts/fact-store.ts';
import { FindingsComputation } from '../../../server/findings/findings-computation.ts';
import { ComputationService } from '../../../server/indicators/computation.service.ts';
import type { PolicyComputation } from '../../../server/policy/policy-computation.ts';
import { addFacts } from '../../support/example-facts.ts';
import { openTestFactStore } from '../../support/fact-store.ts';

let store: FactStore;
let close: () => Promise<void>;
beforeAll(async () => ({ store, close } = await openTestFactStore()));
afterAll(() => close());

/** As after a start of the program: nothing is remembered. Policy rules have editions of their own. */
const started = () =>
  new ComputationService(store, new FindingsComputation(store), {
    compute: () => Promise.resolve(0),
  } as never as PolicyComputation);

const valueOf = (id: string) =>
  store.query<{ n: number }>(`SELECT sum(numerator) AS n FROM indicator_daily WHERE indicator = '${id}'`);

it('computes every day again once a definition has another version', async () => {
  const example = catalogue.find(({ id }) => id === 'checkins')!.examples[0]!;
  await addFacts(store, example.facts);
  expect(await started().isStale()).toBe(false);
  const first = await started().compute();
  expect(first.partitions).toBeGreaterThan(0);
  const before = await valueOf('checkins');
  expect(before[0]!.n).toBeGreaterThan(0);
  expect(await started().isStale()).toBe(false);
  expect((await started().compute()).partitions).toBe(0);

  await store.command(`ALTER TABLE computed_definitions DELETE WHERE id = 'checkins' SETTINGS mutations_sync = 2`);
  await store.insert('computed_definitions', [{ id: 'checkins', version: 0, computation: first.computation }]);
  const service = started();
  expect(await service.isStale()).toBe(true);
  expect((await service.compute()).partitions).toBe(first.partitions);
  expect(await service.isStale()).toBe(false);
  expect(await started().isStale()).toBe(false);
  expect(await valueOf('checkins')).toEqual(before);
});

it('counts nothing twice that a killed computation had taken out', async () => {
  const before = await valueOf('checkins');
  await store.command('INSERT INTO due_checkins SELECT * FROM checkins');
  await started().compute({ full: true });
  expect(await valueOf('checkins')).toEqual(before);
});
