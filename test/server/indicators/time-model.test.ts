/** The time model as an installation sets it: who may, what is kept, and that every modelled hour follows it. */
import { indicator } from '../../../metrics/catalogue.ts';
import { IndicatorValues } from '../../../server/contract.ts';
import { NewForm } from '../../../server/contract-decisions.ts';
import { TimeModelState, type TimeNumbers } from '../../../server/contract-time-model.ts';
import { DefinitionVersions, FormerResults } from '../../../server/contract-versions.ts';
import { FactStore } from '../../../server/facts/fact-store.ts';
import { ComputationService } from '../../../server/indicators/computation.service.ts';
import { startApp, type SignedIn, type TestApp } from '../../support/app.ts';
import { addFacts } from '../../support/example-facts.ts';

const DELIVERED: TimeNumbers = {
  per_field: 20,
  per_photo: 45,
  per_checkin: 60,
  per_character: 1.5,
  modelled_factor: 2,
  estimate_factor: 1.5,
};
const CADRES = ['a', 'b', 'c', 'd', 'e', 'f'];

let app: TestApp;
let reform: SignedIn;
beforeAll(async () => {
  app = await startApp();
  reform = await app.signIn('reform');
  await addFacts(app.nest.get(FactStore, { strict: false }), {
    org_units: [
      { code: 'C', name: '县', level: 'county' },
      { code: 'T', name: '镇', level: 'township', parent_code: 'C' },
    ],
    cadres: CADRES.map((code) => ({ code, org_unit_code: 'T' })),
    requirements: [{ code: 'R', name: '表', kind: 'checkin', issuer: '局' }],
    checkins: CADRES.map((cadre_code) => ({
      source: 's',
      external_id: cadre_code,
      cadre_code,
      requirement_code: 'R',
      claimed_at: '2026-03-30 09:00:00',
      photos: ['p'],
    })),
  });
  await app.get(ComputationService).compute();
}, 120_000);
afterAll(() => app.close());

const change = (who: SignedIn, body: object): Promise<Response> =>
  who.fetch('/api/v1/time-model', {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
const state = async (): Promise<TimeModelState> =>
  TimeModelState.parse(await (await reform.fetch('/api/v1/time-model')).json());
const hours = async () => {
  const answer = await reform.fetch('/api/v1/indicators/values?id=filling-hours&by=period&period=all');
  const [row] = IndicatorValues.parse(await answer.json()).rows;
  return [row!.low, row!.value, row!.high].map((one) => Math.round(one! * 3600));
};

it('is as delivered until somebody sets it', async () => {
  const { edition, parameters, uses, history } = await state();
  expect([edition, history]).toEqual([0, []]);
  expect(Object.fromEntries(parameters.map((one) => [one.name, one.value]))).toEqual(DELIVERED);
  expect(uses.sort()).toEqual(
    ['burden-concentration', 'filling-hours', 'form-time-share', 'load-to-capacity', 'trace-time-share'].sort(),
  );
  // Six check-ins with a photo each.
  expect(await hours()).toEqual([(6 * 105) / 2, 6 * 105, 6 * 105 * 2]);
  expect(await app.get(ComputationService).isStale()).toBe(false);
});

it('is set by the reform office with a reason, within bounds, and by nobody else', async () => {
  const numbers = { ...DELIVERED, per_checkin: 30, modelled_factor: 1.5 };
  for (const role of ['leader', 'auditor', 'steward'] as const)
    expect((await change(await app.signIn(role), { numbers, note: '实测' })).status).toBe(403);
  expect((await change(reform, { numbers, note: ' ' })).status).toBe(400);
  expect((await change(reform, { numbers: { ...numbers, per_field: 0.5 }, note: '实测' })).status).toBe(422);
  expect((await change(reform, { numbers: { per_field: 5 }, note: '实测' })).status).toBe(400);
  expect((await state()).edition).toBe(0);

  expect((await change(reform, { numbers, note: '三个镇实测 120 次' })).status).toBe(200);
  const set = await state();
  expect(set.parameters.find(({ name }) => name === 'per_checkin')).toMatchObject({ value: 30, default: 60 });
  expect(set.history).toMatchObject([{ edition: 1, numbers, note: '三个镇实测 120 次' }]);
  expect(set.history[0]!.by).not.toBe('');
  const auditor = await app.signIn('auditor');
  const log = (await (await auditor.fetch('/api/v1/audit')).json()) as { rows: { action: string; user: string }[] };
  expect(log.rows.filter(({ action }) => action === 'time-model-changed').map(({ user }) => user)).toEqual([
    set.history[0]!.by,
  ]);
});

it('makes every day due again, and every modelled figure follows', async () => {
  const computation = app.get(ComputationService);
  expect(await computation.isStale()).toBe(true);
  expect((await computation.compute()).partitions).toBeGreaterThan(0);
  expect(await computation.isStale()).toBe(false);
  expect(await hours()).toEqual([(6 * 75) / 1.5, 6 * 75, 6 * 75 * 1.5]);
  const form = NewForm.parse(
    await (await reform.fetch('/api/v1/new-form?checkin=yes&photos=1&asked=cadre&frequency=P1Y')).json(),
  );
  expect([form.hours!.value * 3600, form.factor]).toEqual([6 * 75, 1.5]);
});

const versionsOf = async (id: string) =>
  DefinitionVersions.parse(await (await reform.fetch(`/api/v1/indicators/${id}/versions`)).json()).rows;
const formerOf = async (id: string, model?: number) => {
  const path = `/api/v1/indicators/${id}/versions/${indicator(id)!.version}`;
  return reform.fetch(model === undefined ? path : `${path}?model=${model}`);
};
const everything = async (id: string, model?: number) => {
  const { figures } = FormerResults.parse(await (await formerOf(id, model)).json());
  return figures.find((one) => one.period === '2026-03' && one.requirement === '' && one.unit === '')!;
};

it('keeps the figures of the former model readable, with the numbers they were made with', async () => {
  for (const id of ['filling-hours', 'burden-concentration']) {
    const [now, then, ...more] = await versionsOf(id);
    expect([id, more]).toEqual([id, []]);
    expect(now).toMatchObject({ current: true, timeModel: { edition: 1, numbers: { per_checkin: 30 } } });
    expect(then).toMatchObject({
      version: now!.version,
      current: false,
      timeModel: { edition: 0, numbers: DELIVERED },
    });
    expect(then!.keptAt).toMatch(/^\d{4}-/);
  }
  const then = await everything('filling-hours', 0);
  expect([then.low, then.value, then.high].map((one) => Math.round(one! * 3600))).toEqual([315, 630, 1260]);
  expect((await formerOf('filling-hours', 1)).status).toBe(404);
  // What reads no time model is as it was.
  expect(await versionsOf('meeting-hours')).toMatchObject([{ current: true, timeModel: null }]);
});

it('goes back to what was delivered as an edition of its own; what was set stays in the record', async () => {
  expect((await change(reform, { numbers: null, note: '撤回' })).status).toBe(200);
  await app.get(ComputationService).compute();
  const { edition, history } = await state();
  expect([edition, history.map((one) => one.numbers.per_checkin)]).toEqual([2, [60, 30]]);
  expect(await hours()).toEqual([(6 * 105) / 2, 6 * 105, 6 * 105 * 2]);
  expect((await versionsOf('filling-hours')).map((row) => [row.current, row.timeModel!.edition])).toEqual([
    [true, 2],
    [false, 1],
    [false, 0],
  ]);
  expect((await everything('filling-hours', 1)).value! * 3600).toBeCloseTo(6 * 75, 6);
  // Without a model named, the last one.
  expect((await everything('filling-hours')).value! * 3600).toBeCloseTo(6 * 75, 6);
});
