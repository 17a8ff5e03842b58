/** States, shared denominators, systems and issuers as subjects, spread and parts: as the API answers them, with their evidence. */
import { Evidence, IndicatorValues, Original } from '../../../server/contract.ts';
import { ComputationService, type ComputationResult } from '../../../server/indicators/computation.service.ts';
import { startApp, type SignedIn, type TestApp } from '../../support/app.ts';

let app: TestApp;
let steward: SignedIn;
let auditor: SignedIn;

async function load(kind: string, rows: readonly object[]): Promise<void> {
  const response = await steward.fetch(`/api/v1/batches?as=${kind}`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson' },
    body: rows.map((row) => JSON.stringify(row)).join('\n'),
  });
  expect(await response.json()).toMatchObject({ state: 'loaded', rejected: 0 });
}
const compute = (): Promise<ComputationResult> => app.get(ComputationService).compute();

async function values(query: string): Promise<IndicatorValues['rows']> {
  const response = await auditor.fetch(`/api/v1/indicators/values?${query}`);
  expect(response.status).toBe(200);
  return IndicatorValues.parse(await response.json()).rows;
}
async function evidence(id: string, query = ''): Promise<Evidence> {
  const response = await auditor.fetch(`/api/v1/indicators/${id}/evidence?${query}`);
  expect(response.status).toBe(200);
  return Evidence.parse(await response.json());
}

const CADRES = Array.from({ length: 12 }, (_, i) => ({ code: `P${i}`, org_unit_code: i < 6 ? 'T1' : 'T2' }));
const requirement = (code: string, more: object) => ({ code, name: code, kind: 'report', issuer: 'D1', ...more });

beforeAll(async () => {
  app = await startApp();
  steward = await app.signIn('steward');
  auditor = await app.signIn('auditor');
  await load('org_units', [
    { code: 'C', name: '县', level: 'county' },
    { code: 'T1', name: '甲乡', level: 'township', parent_code: 'C', staff_quota: 5, budget_yuan: 1000000 },
    { code: 'T2', name: '乙乡', level: 'township', parent_code: 'C', staff_quota: 5, budget_yuan: 3000000 },
  ]);
  await load('cadres', CADRES);
  await load('requirements', [
    requirement('R1', { system_code: 'S1', scoring_weight: 3, valid_to: '2026-03-31' }),
    requirement('R2', { system_code: 'S2', issuer: 'D2' }),
    requirement('R3', { valid_from: '2026-04-01' }),
  ]);
  // A working day, then a silent weekend with an inspection, then a day of the next month (a Wednesday).
  const hours = (i: number) => (i < 6 ? 1 : 3);
  const report = (day: string, code: string, i: number) => ({
    source: 'app',
    external_id: `${day}-${i}`,
    cadre_code: `P${i}`,
    requirement_code: code,
    submitted_at: `${day} 09:${10 + i}:00`,
    active_edit_s: hours(i) * 1800,
  });
  await load('reports', [
    ...CADRES.map((_, i) => report('2026-03-27', 'R1', i)),
    ...CADRES.map((_, i) => report('2026-04-01', 'R2', i)),
  ]);
  await load('inspections', [
    { code: 'I1', org_unit_code: 'T1', starts_on: '2026-03-27', ends_on: '2026-03-29', organizer: '县委督查室' },
  ]);
  const use = (system_code: string, cadre_code: string, active_s: number) => ({
    system_code,
    cadre_code,
    on: '2026-03-27',
    active_s,
  });
  await load(
    'app_usage',
    [0, 1, 2, 7, 8].flatMap((i) => [use('S1', `P${i}`, 120), use('S2', `P${i}`, 600)]),
  );
  await load('assets', [
    { code: 'A1', org_unit_code: 'T1', system_code: 'S1', cost_yuan: 90000, active_days: 10 },
    { code: 'A2', org_unit_code: 'T2', system_code: 'S2', cost_yuan: 10000, active_days: 30 },
  ]);
  await compute();
}, 120_000);
afterAll(() => app?.close());

describe('states', () => {
  it('are read on the last day of each period, by unit and by issuer', async () => {
    expect((await values('id=forms-in-force')).map((row) => [row.period, row.value])).toEqual([
      ['2026-03', 2],
      ['2026-04', 2],
    ]);
    expect((await values('id=forms-in-force&by=unit')).map((row) => [row.unit, row.value])).toEqual([
      ['T1', 2],
      ['T2', 2],
    ]);
    expect(
      (await values('id=forms-in-force&by=issuer,period')).map((row) => [row.issuer, row.period, row.value]),
    ).toEqual([
      ['D1', '2026-03', 1],
      ['D1', '2026-04', 1],
      ['D2', '2026-03', 1],
      ['D2', '2026-04', 1],
    ]);
  });

  it('open to as many rows as they count, and these to the record they came from', async () => {
    const { total, rows } = await evidence('forms-in-force', 'to=2026-03-31');
    expect([total, rows.map((row) => row.requirement)]).toEqual([2, ['R1', 'R2']]);
    const { kind, source, externalId } = rows[0]!;
    const response = await auditor.fetch(`/api/v1/facts/${kind}/${source}/${externalId}/original`);
    expect(response.status).toBe(200);
    expect(Original.parse(await response.json()).text).toContain('"R1"');
    expect((await auditor.fetch(`/api/v1/facts/requirements/-/1/original`)).status).toBe(404);
  });

  it('say what their denominator is made of', async () => {
    expect(await values('id=asset-utilisation&by=')).toMatchObject([
      {
        value: 2500,
        parts: [
          { label: 'assessment-only', share: 0 },
          { label: 'other', share: 0.75 },
          { label: 'unknown', share: 0.25 },
        ].filter(({ share }) => share > 0),
      },
    ]);
    expect(await values('id=asset-utilisation&by=system&to=2026-03-31')).toMatchObject([
      { system: 'S1', value: 9000, parts: [{ label: 'assessment-only', share: 1 }] },
      { system: 'S2', value: 10000 / 30, parts: [{ label: 'other', share: 1 }] },
    ]);
  });

  it('are made when asked: a change of them computes no day again, yet shows at once', async () => {
    await load('assets', [{ code: 'A3', org_unit_code: 'T2', cost_yuan: 400000, active_days: 60 }]);
    expect((await compute()).partitions).toBe(0);
    expect(await values('id=asset-utilisation&by=')).toMatchObject([{ value: 5000 }]);
  });
});

describe('a shared denominator', () => {
  it('is the same for every requirement, and belongs to the unit', async () => {
    // From 27 March to 1 April lie four workdays: 12 people x 4 x 8 h.
    expect(await values('id=form-time-share&by=')).toMatchObject([
      { numerator: 24, denominator: 384, n: 24, value: 0.0625 },
    ]);
    expect(
      (await values('id=form-time-share&by=requirement')).map((row) => [row.requirement, row.denominator, row.status]),
    ).toEqual([
      ['R1', 384, 'cannot-judge'],
      ['R2', 384, 'cannot-judge'],
    ]);
    expect(
      (await values('id=form-time-share&by=unit')).map((row) => [row.unit, row.numerator, row.denominator]),
    ).toEqual([
      ['T1', 6, 192],
      ['T2', 18, 192],
    ]);
    expect(
      (await values('id=form-time-share&by=&requirement=R2')).map((row) => [row.numerator, row.denominator]),
    ).toEqual([[12, 384]]);
  });

  it('stands beside the spread over cadres and townships, and what these have', async () => {
    const [row] = await values('id=load-to-capacity&by=');
    expect(row).toMatchObject({ numerator: 24, denominator: 320, value: 0.075 });
    expect(row!.spread).toMatchObject({ cadres: 12, townships: 2, staffQuota: 10, budgetYuan: 4000000 });
    const theil = 0.25 * Math.log(0.5) + 0.75 * Math.log(1.5);
    expect(row!.spread!.theil).toBeCloseTo(theil, 9);
    expect(row!.spread!.between).toBeCloseTo(theil, 9);
    expect(row!.spread!.within).toBeCloseTo(0, 9);
    expect(row!.spread!.gini).toBeCloseTo(0.25, 9);
    expect(row!.spread!.hoursPerTenThousandYuan).toBeCloseTo((24 * 365) / 6 / 400, 9);
    const units = await values('id=load-to-capacity&by=unit');
    expect(units.map(({ unit, spread }) => [unit, spread!.staffQuota, spread!.theil])).toEqual([
      ['T1', 5, null],
      ['T2', 5, null],
    ]);
  });
});

describe('systems and issuers as subjects', () => {
  it('are asked about as such, and not as requirements', async () => {
    expect((await values('id=app-minutes&by=system')).map((row) => [row.system, row.value])).toEqual([
      ['S1', 10],
      ['S2', 50],
    ]);
    expect((await values('id=app-minutes&by=&system=S2')).map((row) => row.value)).toEqual([50]);
    expect(await values('id=app-minutes&by=&requirement=S2')).toEqual([]);
    expect((await values('id=inspection-days&by=issuer')).map((row) => [row.issuer, row.value])).toEqual([
      ['县委督查室', 3],
    ]);
  });

  it('count days on which nothing else happened', async () => {
    expect((await values('id=inspection-days&by=period&period=day')).map((row) => row.period)).toEqual([
      '2026-03-27',
      '2026-03-28',
      '2026-03-29',
    ]);
  });

  it('show no code of a person', async () => {
    const { total, rows } = await evidence('app-minutes');
    expect(total).toBe(10);
    for (const row of rows) {
      expect(row.cadre).not.toMatch(/^P\d/);
      expect(JSON.stringify([row.columns, row.externalId])).not.toMatch(/"P\d/);
    }
  });
});

describe('kinds without a day', () => {
  it('compute again what depends on them', async () => {
    await load('outcomes', [{ org_unit_code: 'T1', period: '2026-04', kind: 'case_resolved', value: 30 }]);
    expect((await compute()).partitions).toBe(6);
    await load('backchecks', [{ source: 'app', external_id: '2026-03-27-0', result: 'confirmed' }]);
    expect((await compute()).partitions).toBe(1);
  });

  it('and days that arrive bring the silent days before them', async () => {
    await load('checkins', [{ source: 'app', external_id: 'c', cadre_code: 'P0', claimed_at: '2026-04-04 09:00:00' }]);
    expect((await compute()).partitions).toBe(3);
    expect((await compute()).partitions).toBe(0);
  });
});
