/** What a new form would cost, and in which hours of the week people answer: figures worked out by hand, within the caller's units. */
import { NewForm, WeekHours } from '../../../server/contract-decisions.ts';
import { Evidence } from '../../../server/contract.ts';
import { ComputationService } from '../../../server/indicators/computation.service.ts';
import { startApp, type SignedIn, type TestApp } from '../../support/app.ts';

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
const read = async (path: string, who = leader): Promise<unknown> => {
  const response = await who.fetch(`/api/v1/${path}`);
  expect(response.status).toBe(200);
  return response.json();
};
const newForm = async (query: Record<string, string>, who = leader) =>
  NewForm.parse(await read(`new-form?${new URLSearchParams(query).toString()}`, who));
const hours = async (id: string, query = '', who = leader) =>
  WeekHours.parse(await read(`indicators/${id}/hours${query}`, who));

const report = (id: string, cadre: string, submitted_at: string, more: object = {}) => ({
  source: 'app',
  external_id: id,
  cadre_code: cadre,
  requirement_code: 'A',
  submitted_at,
  active_edit_s: 1800,
  ...more,
});

beforeAll(async () => {
  app = await startApp();
  steward = await app.signIn('steward');
  leader = await app.signIn('leader');
  await load('org_units', [
    { code: 'C', name: '县', level: 'county' },
    { code: 'T1', name: '甲乡', level: 'township', parent_code: 'C' },
    { code: 'T2', name: '乙乡', level: 'township', parent_code: 'C' },
    { code: 'V1', name: '一村', level: 'village', parent_code: 'T1' },
    { code: 'V2', name: '二村', level: 'village', parent_code: 'T1' },
    { code: 'V3', name: '三村', level: 'village', parent_code: 'T2' },
  ]);
  await load('cadres', [
    { code: 'P1', org_unit_code: 'V1' },
    { code: 'P2', org_unit_code: 'V2' },
    { code: 'P3', org_unit_code: 'T2' },
  ]);
  await load('requirements', [
    {
      code: 'A',
      name: '户情表',
      kind: 'report',
      issuer: '农业局',
      frequency: 'P1M',
      fields: '姓名|person.name;手机号;面积',
    },
    { code: 'B', name: '住房表', kind: 'report', issuer: '住建局', fields: '名字;住房面积' },
    { code: 'OLD', name: '旧表', kind: 'report', issuer: '统计局', fields: '姓名;面积;饮水', valid_to: '2025-12-31' },
  ]);
  await load('reports', [
    // Two Mondays and a Tuesday: 2026-03-02, -09 and -10.
    report('a', 'P1', '2026-03-02 09:12:31'),
    report('b', 'P2', '2026-03-09 09:40:02'),
    report('c', 'P3', '2026-03-10 21:15:44'),
    // A ledger that writes days only lies in no hour.
    ...[3, 4].map((day) => report(`paper${day}`, 'P1', `2026-03-0${day}`, { source: 'ledger' })),
    report('first', 'P1', '2026-02-10 09:00:12', { active_edit_s: 3600 }),
  ]);
  await app.get(ComputationService).compute();
}, 120_000);
afterAll(() => app?.close());

describe('a new form', () => {
  it('costs its fields, photos, text and check-in by the time model, with the range of the model', async () => {
    const answer = await newForm({
      fields: '联系电话\n姓名\n冰箱台数',
      photos: '2',
      characters: '40',
      checkin: 'yes',
      frequency: 'P1M',
      asked: 'village',
    });
    // 3 x 20 + 40 x 1.5 + 2 x 45 + 60 = 270 s, three villages, twelve times a year.
    expect(answer.answers).toEqual({ people: 3, timesAYear: 12, minutesEach: 4.5 });
    expect(answer.hours).toEqual({ value: 2.7, low: 1.35, high: 5.4 });
    expect(answer.parts.map(({ part, count, hoursAYear }) => [part, count, hoursAYear])).toEqual([
      ['fields', 3, 0.6],
      ['characters', 40, 0.6],
      ['photos', 2, 0.9],
      ['checkin', 1, 0.6],
    ]);
    expect(answer.status).toBe('ok');
  });

  it('names who asks for the same in force today, whatever the label, and what that would cost again', async () => {
    const answer = await newForm({ fields: '联系电话;姓名;冰箱台数', frequency: 'P1M', asked: 'village' });
    expect(answer.overlaps).toEqual([
      {
        requirement: 'A',
        name: '户情表',
        issuer: '农业局',
        frequency: 'P1M',
        fields: 3,
        shared: [
          { label: '联系电话', other: '手机号' },
          { label: '姓名', other: '姓名' },
        ],
      },
      {
        requirement: 'B',
        name: '住房表',
        issuer: '住建局',
        frequency: '',
        fields: 2,
        shared: [{ label: '姓名', other: '名字' }],
      },
    ]);
    expect(answer.known).toEqual({ fields: 2, of: 3, hoursAYear: (2 * 20 * 36) / 3600 });
  });

  it('is held against the hours of a year at the pace of the data: 3.5 h in 29 days', async () => {
    const { present } = await newForm({ fields: '饮水' });
    expect(present).toBeCloseTo((3.5 * 365) / 29, 9);
  });

  it('cannot be judged where nobody or nothing is asked', async () => {
    expect(await newForm({ fields: '' })).toMatchObject({
      status: 'cannot-judge',
      reason: 'nothing-asked',
      hours: null,
    });
    expect(await newForm({ fields: '饮水', unit: 'nowhere' })).toMatchObject({
      status: 'cannot-judge',
      reason: 'nobody-asked',
    });
  });

  it('asks only those the reader may see, and refuses what makes no sense', async () => {
    const own = await app.signIn('leader', 'T1');
    expect((await newForm({ fields: '饮水', asked: 'village' }, own)).answers.people).toBe(2);
    expect((await newForm({ fields: '饮水', asked: 'cadre' }, own)).answers.people).toBe(2);
    expect((await newForm({ fields: '饮水', asked: 'township', unit: 'T2' })).answers.people).toBe(1);
    expect((await leader.fetch('/api/v1/new-form?photos=-1')).status).toBe(400);
    expect((await leader.fetch('/api/v1/new-form?frequency=P2D')).status).toBe(400);
  });
});

describe('hours of the week', () => {
  it('places what has a clock, and names the sources that keep only days', async () => {
    const answer = await hours('submissions', '?from=2026-03-01');
    expect(answer.rows).toEqual([
      { weekday: 0, hour: 9, value: 2, n: 2 },
      { weekday: 1, hour: 21, value: 1, n: 1 },
    ]);
    expect(answer.unplaced).toEqual([{ kind: 'reports', source: 'ledger', n: 2, value: 2 }]);
    expect([answer.from, answer.to]).toEqual(['2026-03-01', '2026-03-10']);
    expect(answer.days).toEqual([2, 2, 1, 1, 1, 1, 2]);
    // Hours of three people would be hours of somebody.
    expect(await hours('filling-hours', '?from=2026-03-01')).toMatchObject({ status: 'suppressed', rows: [] });
  });

  it('opens the rows of an hour', async () => {
    const opened = Evidence.parse(await read('indicators/submissions/evidence?from=2026-03-01&weekday=0&hour=9'));
    expect(opened.rows.map(({ externalId }) => externalId).sort()).toEqual(['a', 'b']);
    const midnight = Evidence.parse(await read('indicators/submissions/evidence?from=2026-03-01&hour=0'));
    expect(midnight.total).toBe(0);
  });

  it('counts the units of the caller only', async () => {
    const own = await app.signIn('leader', 'T2');
    expect((await hours('submissions', '', own)).rows).toEqual([{ weekday: 1, hour: 21, value: 1, n: 1 }]);
    expect((await leader.fetch('/api/v1/indicators/no-such/hours')).status).toBe(404);
  });
});
