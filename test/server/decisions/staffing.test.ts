/** Vacancies and secondment beside the load: posts, people in post and away, and the trend over townships with its interval. */
import { Staffing } from '../../../server/contract-decisions.ts';
import { ComputationService } from '../../../server/indicators/computation.service.ts';
import { startApp, type SignedIn, type TestApp } from '../../support/app.ts';

/** Cadres in post of 10 posts in seven townships: vacancy 50 % down to -10 %. Each fills in longer the fewer they are. */
const IN_POST = [5, 6, 7, 8, 9, 10, 11];

let app: TestApp;
let steward: SignedIn;
let leader: SignedIn;

const load = async (kind: string, rows: readonly object[]): Promise<void> => {
  const response = await steward.fetch(`/api/v1/batches?as=${kind}`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson' },
    body: rows.map((row) => JSON.stringify(row)).join('\n'),
  });
  expect(await response.json()).toMatchObject({ state: 'loaded', rejected: 0 });
};
const staffing = async (who = leader): Promise<Staffing> =>
  Staffing.parse(await (await who.fetch('/api/v1/staffing')).json());

const people = IN_POST.flatMap((n, i) =>
  Array.from({ length: n }, (_, k) => ({ code: `P${i}-${k}`, org_unit_code: `T${i}` })),
);

beforeAll(async () => {
  app = await startApp();
  steward = await app.signIn('steward');
  leader = await app.signIn('leader');
  await load('org_units', [
    { code: 'C', name: '县', level: 'county' },
    ...IN_POST.map((_, i) => ({ code: `T${i}`, name: `${i}乡`, level: 'township', parent_code: 'C', staff_quota: 10 })),
    { code: 'TX', name: '无编乡', level: 'township', parent_code: 'C' },
    { code: 'V', name: '村', level: 'village', parent_code: 'T0' },
  ]);
  await load('cadres', [
    ...people,
    // Holds a post of T6 but works elsewhere; left last year; a village cadre holds none.
    { code: 'away', org_unit_code: 'T6', seconded_to_org_unit_code: 'C' },
    { code: 'left', org_unit_code: 'T6', active_to: '2025-12-31' },
    { code: 'village', org_unit_code: 'V' },
    ...[1, 2, 3, 4, 5].map((k) => ({ code: `X${k}`, org_unit_code: 'TX' })),
  ]);
  await load('requirements', [{ code: 'A', name: '日志', kind: 'report', issuer: '党政办' }]);
  await load(
    'reports',
    [...people, { code: 'X1', org_unit_code: 'TX' }].flatMap(({ code, org_unit_code: unit }, i) =>
      [2, 3].map((day) => ({
        source: 'app',
        external_id: `${code}-${day}`,
        cadre_code: code,
        requirement_code: 'A',
        submitted_at: `2026-03-0${day} 09:${String(i % 60).padStart(2, '0')}:31`,
        active_edit_s: 3600 * (8 - Number(unit.slice(1) || 0)) || 3600,
      })),
    ),
  );
  await app.get(ComputationService).compute();
}, 120_000);
afterAll(() => app?.close());

describe('staffing', () => {
  it('counts posts, people in post and people away, and never a village cadre', async () => {
    const { rows } = await staffing();
    expect(rows.find(({ unit }) => unit === 'T0')).toMatchObject({
      posts: 10,
      listed: 5,
      seconded: 0,
      vacancy: 0.5,
      status: 'ok',
    });
    const over = rows.find(({ unit }) => unit === 'T6')!;
    expect([over.listed, over.seconded]).toEqual([12, 1]);
    expect(over.vacancy).toBeCloseTo(-0.1, 9);
    expect(rows.find(({ unit }) => unit === 'TX')).toMatchObject({
      posts: null,
      status: 'cannot-judge',
      reason: 'no-staff-quota',
    });
  });

  it('finds that more vacancy goes with more hours, with an interval', async () => {
    const { trend } = await staffing();
    expect(trend).toMatchObject({ status: 'ok', n: 7 });
    expect(trend.low!).toBeGreaterThan(0);
    expect(trend.low!).toBeLessThan(trend.perTenPoints!);
    expect(trend.high!).toBeGreaterThan(trend.perTenPoints!);
  });

  it('takes the staff that is reported, where it is: a directory may list only who uses a system', async () => {
    await load('outcomes', [
      { org_unit_code: 'T0', period: '2026-01', kind: 'staff_in_post', value: 8 },
      { org_unit_code: 'T0', period: '2026-02', kind: 'staff_in_post', value: 9 },
    ]);
    const { rows } = await staffing();
    const own = rows.find(({ unit }) => unit === 'T0')!;
    expect([own.reported, own.listed]).toEqual([9, 5]);
    expect(own.vacancy).toBeCloseTo(0.1, 9);
    expect(rows.find(({ unit }) => unit === 'T1')!.reported).toBeNull();
  });

  it('draws no line through one township', async () => {
    const own = await app.signIn('leader', 'T0');
    const { rows, trend } = await staffing(own);
    expect(rows.map(({ unit }) => unit)).toEqual(['T0']);
    expect(trend).toMatchObject({ status: 'cannot-judge', reason: 'too-few-townships', perTenPoints: null });
  });
});
