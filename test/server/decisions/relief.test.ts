/** What was done and what the hours say since: weeks by workday, limits from before the first action, means with their interval. */
import { Relief } from '../../../server/contract-decisions.ts';
import { ComputationService } from '../../../server/indicators/computation.service.ts';
import { startApp, type SignedIn, type TestApp } from '../../support/app.ts';

const WEEKS = 26;
const FIRST = '2026-03-02';
const ENDED_AFTER = 16;
const DAY = 86_400_000;
const dayOf = (days: number): string => new Date(Date.parse(FIRST) + days * DAY).toISOString().slice(0, 10);
const ACTION = dayOf(ENDED_AFTER * 7);
const CADRES = ['P1', 'P2', 'P3', 'P4', 'P5', 'P6'];

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
const relief = async (who = leader, query = ''): Promise<Relief> =>
  Relief.parse(await (await who.fetch(`/api/v1/relief${query}`)).json());
const note = (body: object, who = leader): Promise<Response> =>
  who.fetch('/api/v1/relief/actions', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

/** Each Wednesday everyone hands in A (an hour, sometimes ten minutes more) and, until it ends, B (two hours). */
const reports = Array.from({ length: WEEKS }, (_, week) =>
  CADRES.flatMap((cadre, i) =>
    ['A', ...(week < ENDED_AFTER ? ['B'] : [])].map((code) => ({
      source: 'app',
      external_id: `${code}-${week}-${cadre}`,
      cadre_code: cadre,
      requirement_code: code,
      submitted_at: `${dayOf(week * 7 + 2)} 1${i}:12:31`,
      active_edit_s: code === 'A' ? 3600 + (week % 2) * 600 : 7200,
    })),
  ),
).flat();

beforeAll(async () => {
  app = await startApp();
  steward = await app.signIn('steward');
  leader = await app.signIn('leader');
  await load('org_units', [
    { code: 'C', name: '县', level: 'county' },
    { code: 'T1', name: '甲乡', level: 'township', parent_code: 'C' },
    { code: 'T2', name: '乙乡', level: 'township', parent_code: 'C' },
  ]);
  await load('cadres', [...CADRES.map((code) => ({ code, org_unit_code: 'T1' })), { code: 'Q1', org_unit_code: 'T2' }]);
  await load('requirements', [
    { code: 'A', name: '日志', kind: 'report', issuer: '党政办' },
    { code: 'B', name: '旧台账', kind: 'report', issuer: '民政局', valid_to: dayOf(ENDED_AFTER * 7 - 1) },
  ]);
  await load('reports', [
    ...reports,
    { ...reports[0], external_id: 'q', cadre_code: 'Q1', submitted_at: `${dayOf(2)} 09:01:02` },
    { ...reports[0], external_id: 'last', submitted_at: `${dayOf(WEEKS * 7 - 1)} 09:01:02`, active_edit_s: 60 },
  ]);
  await app.get(ComputationService).compute();
}, 120_000);
afterAll(() => app?.close());

describe('relief', () => {
  it('reads an ended requirement from the directory and compares eight weeks before with eight after', async () => {
    const { actions, weeks, limits } = await relief();
    expect(actions).toHaveLength(1);
    const [ended] = actions;
    expect(ended).toMatchObject({ id: null, kind: 'ended', requirement: 'B', name: '旧台账', day: ACTION });
    // Six people x two hours over five workdays; afterwards nobody hands it in.
    expect(ended!.own).toMatchObject({ status: 'ok', weeksBefore: 8, after: 0 });
    expect(ended!.own!.before!).toBeGreaterThan(2.3);
    expect(ended!.all.difference!).toBeLessThan(-2);
    expect(ended!.all.low!).toBeLessThan(ended!.all.difference!);
    expect(ended!.all.high!).toBeLessThan(0);
    expect(limits).toMatchObject({ to: dayOf((ENDED_AFTER - 1) * 7) });
    expect(limits!.weeks).toBeGreaterThanOrEqual(12);
    const before = weeks.filter(({ week }) => week < ACTION);
    const after = weeks.filter(({ week, whole }) => week >= ACTION && whole);
    expect(before.every(({ outside }) => !outside)).toBe(true);
    expect(after.every(({ outside, value }) => outside || value === null)).toBe(true);
  });

  it('takes what is noted down, and forgets it when it is taken back, both in the audit log', async () => {
    const day = dayOf(20 * 7);
    const answer = await note({ day, kind: 'fewer-fields', requirement: 'A', note: '字段由 20 个减到 8 个' });
    expect(answer.status).toBe(201);
    const noted = Relief.parse(await answer.json()).actions.find((action) => action.id !== null)!;
    expect(noted).toMatchObject({ day, kind: 'fewer-fields', requirement: 'A', name: '日志', by: 'leader' });
    expect(noted.own!.status).toBe('ok');
    expect((await leader.fetch(`/api/v1/relief/actions/${noted.id}`, { method: 'DELETE' })).status).toBe(200);
    expect((await relief()).actions.every((action) => action.id === null)).toBe(true);
    expect((await leader.fetch(`/api/v1/relief/actions/${noted.id}`, { method: 'DELETE' })).status).toBe(404);
    const auditor = await app.signIn('auditor');
    const { rows } = (await (await auditor.fetch('/api/v1/audit')).json()) as { rows: { action: string }[] };
    expect(rows.map(({ action }) => action)).toEqual(expect.arrayContaining(['relief-recorded', 'relief-withdrawn']));
  });

  it('cannot judge an action with too few weeks beside it', async () => {
    const answer = await note({ day: dayOf(14), kind: 'other', note: '开会少了' });
    const early = Relief.parse(await answer.json()).actions.find(({ id }) => id !== null)!;
    expect(early).toMatchObject({
      requirement: '',
      all: { status: 'cannot-judge', reason: 'too-few-weeks', difference: null },
    });
    expect(early.own).toBeUndefined();
    expect((await relief()).limits).toBeNull();
    await leader.fetch(`/api/v1/relief/actions/${early.id}`, { method: 'DELETE' });
  });

  it('withholds hours of fewer than five people, and refuses what makes no sense', async () => {
    const own = await app.signIn('leader', 'T2');
    expect(await relief(own)).toMatchObject({ status: 'suppressed', weeks: [] });
    expect((await note({ day: '2026-13-01', kind: 'other', note: 'x' })).status).toBe(400);
    expect((await note({ day: ACTION, kind: 'ended', requirement: 'no-such', note: 'x' })).status).toBe(404);
    expect((await note({ day: ACTION, kind: 'ended', note: '  ' })).status).toBe(400);
    expect((await note({ day: ACTION, kind: 'ended', note: 'x' }, steward)).status).toBe(403);
  });
});
