/** When a definition gets another version everything is computed again, and what the former one said stays readable. */
import { catalogue, detector, indicator } from '../../../metrics/catalogue.ts';
import { requirement, task } from '../../../metrics/example-rows.ts';
import { DefinitionVersions, FormerResults } from '../../../server/contract-versions.ts';
import { FactStore } from '../../../server/facts/fact-store.ts';
import { ComputationService } from '../../../server/indicators/computation.service.ts';
import { ValuesService } from '../../../server/indicators/values.service.ts';
import { startApp, type SignedIn, type TestApp } from '../../support/app.ts';
import { addFacts } from '../../support/example-facts.ts';

/** A stored sum, a state, a median and a detector. */
const CHANGED = ['filling-hours', 'forms-in-force', 'lead-time', 'text-copy-exact'] as const;

let app: TestApp;
let auditor: SignedIn;
let store: FactStore;

async function read<T>(who: SignedIn, path: string, schema: { parse(body: unknown): T }): Promise<T> {
  const response = await who.fetch(`/api/v1/indicators/${path}`);
  expect([path, response.status]).toEqual([path, 200]);
  return schema.parse(await response.json());
}

/** Gives definitions another version and other text for as long as `during` runs, as another program would. */
async function renewed(during: () => Promise<void>): Promise<void> {
  const own = CHANGED.map((id) => catalogue.find((one) => one.id === id)!).map((one) => ({ one, was: { ...one } }));
  for (const { one } of own) Object.assign(one, { version: one.version + 1 });
  // Twice the hours, so that then and now differ.
  const hours = indicator('filling-hours')!;
  Object.assign(hours, { events: hours.events.replace('seconds / 3600 AS numerator', 'seconds / 1800 AS numerator') });
  const forms = indicator('forms-in-force')!;
  Object.assign(forms, { events: `SELECT * FROM (${forms.events}) WHERE requirement = 'nothing'` });
  try {
    await during();
  } finally {
    for (const { one, was } of own) Object.assign(one, was);
  }
}

/** As after a start of the program. */
const restarted = (): ComputationService => Object.assign(app.get(ComputationService), { changed: undefined });

beforeAll(async () => {
  app = await startApp();
  store = app.get(FactStore);
  auditor = await app.signIn('auditor');
  const planted = detector('text-copy-exact')!.examples[0]!.facts;
  await addFacts(store, {
    ...planted,
    requirements: [requirement('R1', 'report'), requirement('R2', 'report')],
    reports: planted['reports']!.map((row) => ({ ...row, active_edit_s: 600 })),
    tasks: Array.from({ length: 30 }, (_, i) =>
      task(`t${i}`, 'P1', '2026-03-02 09:00:00', `2026-03-02 ${10 + (i % 10)}:00:00`),
    ),
  });
  await store.insert('batch_days', [{ batch: 1, kind: 'reports', day: '1970-01-01' }]);
  await app.get(ComputationService).compute();
}, 240_000);
afterAll(() => app?.close());

it('keeps the figures of the former version, beside those of the new one', async () => {
  const before = await app.get(ValuesService).values({ by: 'period', period: 'month', id: CHANGED.slice(0, 3).join() });
  const value = (id: string) => before.rows.find((row) => row.indicator === id)!.value;
  expect(CHANGED.slice(0, 3).map((id) => value(id) === null)).toEqual([false, false, false]);
  const [flagged] = await store.query<{ n: number }>(
    `SELECT sum(flagged) AS n FROM signals WHERE detector = 'text-copy-exact' AND excuse = ''`,
  );
  expect(flagged!.n).toBeGreaterThan(0);

  await renewed(async () => {
    const service = restarted();
    expect(await service.isStale()).toBe(true);
    expect((await service.compute()).partitions).toBeGreaterThan(0);
    expect(await service.isStale()).toBe(false);
    expect((await service.compute()).partitions).toBe(0);

    for (const id of CHANGED) {
      const version = catalogue.find((one) => one.id === id)!.version - 1;
      const { rows, computed } = await read(auditor, `${id}/versions`, DefinitionVersions);
      expect([id, computed, rows.map((row) => [row.version, row.current])]).toEqual([
        id,
        version + 1,
        [
          [version + 1, true],
          [version, false],
        ],
      ]);
      expect(rows[1]!.formula).toEqual(rows[0]!.formula);
      expect(rows[1]!.computedAt).toMatch(/^\d{4}-/);
      const then = await read(auditor, `${id}/versions/${version}`, FormerResults);
      const everything = then.figures.find(
        (one) => one.unit === '' && one.requirement === '' && one.period === '2026-03',
      )!;
      if (id === 'text-copy-exact') expect([everything.numerator, everything.denominator]).toEqual([flagged!.n, 16]);
      else expect([id, everything.value]).toEqual([id, value(id)]);
      const township = then.figures.find((one) => one.unit === 'T1');
      expect([id, township?.unitName]).toEqual([id, 'T1']);
    }
    // Now is not then.
    const now = await app
      .get(ValuesService)
      .values({ by: 'period', period: 'month', id: 'filling-hours,forms-in-force' });
    expect(now.rows.find((row) => row.indicator === 'filling-hours')!.value).toBeCloseTo(
      2 * value('filling-hours')!,
      9,
    );
    expect(now.rows.find((row) => row.indicator === 'forms-in-force')?.value ?? 0).toBe(0);
  });

  // Back to the program of before: its results of then are one more former version.
  const service = restarted();
  await service.compute();
  const { rows } = await read(auditor, 'filling-hours/versions', DefinitionVersions);
  expect(rows.map((row) => [row.version, row.current])).toEqual([
    [indicator('filling-hours')!.version, true],
    [indicator('filling-hours')!.version + 1, false],
  ]);
}, 240_000);

it('shows each reader only their units, and stewards nothing of detectors', async () => {
  const version = indicator('filling-hours')!.version + 1;
  const township = await app.signIn('leader', 'T1');
  const mine = await read(township, `filling-hours/versions/${version}`, FormerResults);
  expect([...new Set(mine.figures.map((one) => one.unit))]).toEqual(['T1']);
  const other = await app.signIn('leader', 'C2');
  expect((await read(other, `filling-hours/versions/${version}`, FormerResults)).figures).toEqual([]);
  const steward = await app.signIn('steward');
  const path = `/api/v1/indicators/text-copy-exact/versions/${detector('text-copy-exact')!.version + 1}`;
  expect((await steward.fetch(path)).status).toBe(403);
  expect((await auditor.fetch('/api/v1/indicators/filling-hours/versions/999')).status).toBe(404);
  expect((await auditor.fetch('/api/v1/indicators/nothing/versions')).status).toBe(404);
});

it('computes on when a former text reads what is gone, and names the version without figures', async () => {
  const [last] = await store.query<{ computation: number }>(
    'SELECT max(computation) AS computation FROM computed_definitions',
  );
  const broken = {
    ...indicator('pilot-overlap')!,
    version: 99,
    events: 'SELECT * FROM a_table_of_before',
    examples: [],
  };
  await store.command(`ALTER TABLE computed_definitions DELETE WHERE id = 'pilot-overlap' SETTINGS mutations_sync = 2`);
  await store.insert('computed_definitions', [
    { id: broken.id, version: 99, computation: last!.computation, definition: JSON.stringify(broken) },
  ]);
  const service = restarted();
  expect(await service.isStale()).toBe(true);
  expect((await service.compute()).partitions).toBeGreaterThan(0);
  expect(await service.isStale()).toBe(false);
  const { rows } = await read(auditor, 'pilot-overlap/versions', DefinitionVersions);
  expect(rows.map((row) => row.version)).toEqual([indicator('pilot-overlap')!.version, 99]);
  expect((await read(auditor, 'pilot-overlap/versions/99', FormerResults)).figures).toEqual([]);
}, 120_000);
