/** What is added up by month says the same as its days, until they change; and what pages ask first is answered before anybody asks. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FactStore } from '../../../server/facts/fact-store.ts';
import { ComputationService } from '../../../server/indicators/computation.service.ts';
import { MonthSums } from '../../../server/indicators/month-sums.ts';
import { PreparedAnswers } from '../../../server/preparation/prepared-answers.ts';
import { startApp, type SignedIn, type TestApp } from '../../support/app.ts';

const CADRES = Array.from({ length: 14 }, (_, i) => ({ code: `P${i}`, org_unit_code: i < 7 ? 'T1' : 'T2' }));
const DAYS = ['2026-03-02', '2026-03-27', '2026-04-01', '2026-04-15'];
const record = (day: string, requirement: string, i: number) => ({
  source: 'app',
  external_id: `${requirement}-${day}-${i}`,
  cadre_code: `P${i}`,
  requirement_code: requirement,
});
const reports = DAYS.flatMap((day, d) =>
  CADRES.slice(0, 14 - d).flatMap((_, i) =>
    ['R1', 'R2'].map((code) => ({
      ...record(day, code, i),
      submitted_at: `${day} ${code === 'R1' ? '09' : '21'}:${10 + i}:00`,
      active_edit_s: 600 * (i + 1 + d),
      content: `${code} 已入户走访 ${i} 户`,
    })),
  ),
);
const checkins = DAYS.flatMap((day) =>
  CADRES.map((_, i) => ({
    ...record(day, 'R3', i),
    claimed_at: `${day} 10:${10 + (i % 3)}:31`,
    received_at: `${day} 10:${10 + (i % 3)}:32`,
    lat: 30.1,
    lon: 120.1,
    device_id: `D${i % 2}`,
    is_mock: i % 5 === 0 ? 1 : 0,
  })),
);
const usage = DAYS.flatMap((day) =>
  CADRES.map((_, i) => ({ system_code: 'S1', cadre_code: `P${i}`, on: day, active_s: 120 + i })),
);
const tasks = DAYS.flatMap((day) =>
  ['T1', 'T2'].map((unit) => ({
    source: 'app',
    external_id: `t-${day}-${unit}`,
    requirement_code: 'R1',
    cadre_code: 'P0',
    org_unit_code: unit,
    issued_at: `${day} 08:00:00`,
    due_at: `${day} 18:00:00`,
  })),
);

const SPANS = ['', '&from=2026-03-01&to=2026-03-31'];
/** Sums, shares, shared denominators, hours of each, spreads, medians, states, and what is counted or compared over people. */
const IDS = [
  ...['filling-hours', 'load-to-capacity', 'app-minutes', 'systems-per-cadre', 'burden-concentration', 'submissions'],
  ...['off-hours', 'trace-time-share', 'duplicate-collection', 'lead-time', 'forms-in-force', 'assessment-to-support'],
].join(',');
const QUESTIONS = [
  ...SPANS.map((span) => `indicators/values?id=${IDS}&by=period&period=all${span}`),
  `indicators/values?id=${IDS}&by=unit,period&period=month`,
  `indicators/values?id=${IDS}&by=requirement&period=all&from=2026-03-01&to=2026-03-31`,
  `indicators/values?id=${IDS}&by=issuer,unit&period=all`,
  `indicators/values?id=${IDS}&by=period&period=all&unit=T1`,
  `indicators/values?id=${IDS}&by=unit&period=all&requirement=R2&system=S2`,
  'requirements/R1',
  'requirements/R3?from=2026-03-01&to=2026-03-31',
];

let folder: string;
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

/** A server that remembers nothing of what was asked. */
async function start(): Promise<void> {
  await app?.close();
  await rm(join(folder, 'answers'), { recursive: true, force: true });
  app = await startApp({ HENJIAN_DATA: folder });
  steward = await app.signIn('steward');
  auditor = await app.signIn('auditor');
}

const ask = async (path: string): Promise<unknown> => {
  const response = await auditor.fetch(`/api/v1/${path}`);
  expect([path, response.status]).toEqual([path, 200]);
  return response.json();
};
async function answers(): Promise<unknown[]> {
  const all: unknown[] = [];
  for (const question of QUESTIONS) all.push(close(await ask(question)));
  return all;
}
/** Sums of floating-point numbers depend on their order. */
const close = (answer: unknown): unknown =>
  JSON.parse(JSON.stringify(answer), (_key, value: unknown) =>
    typeof value === 'number' ? Number(value.toPrecision(9)) : value,
  );

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'henjian-prepared-'));
  await start();
  await load('org_units', [
    { code: 'C', name: '县', level: 'county' },
    { code: 'T1', name: '甲乡', level: 'township', parent_code: 'C', staff_quota: 5, budget_yuan: 1000000 },
    { code: 'T2', name: '乙乡', level: 'township', parent_code: 'C', staff_quota: 5, budget_yuan: 3000000 },
  ]);
  await load('cadres', CADRES);
  await load(
    'requirements',
    ['R1', 'R2', 'R3'].map((code, i) => ({
      code,
      name: code,
      kind: code === 'R3' ? 'checkin' : 'report',
      issuer: `D${i % 2}`,
      system_code: `S${(i % 2) + 1}`,
      fields: ['姓名|person_name', '电话|phone'],
    })),
  );
  await load('reports', reports);
  await load('checkins', checkins);
  await load('app_usage', usage);
  await load('tasks', tasks);
  await app.get(ComputationService).compute();
}, 180_000);
afterAll(async () => {
  await app?.close();
  await rm(folder, { recursive: true, force: true });
});

it('answers whole months from their sums as from their days, and follows what is loaded later', async () => {
  const byDay = await answers();
  expect(await app.get(MonthSums).cover('2026-03-01', '2026-03-31')).toBe(false);
  expect(await app.get(MonthSums).renew()).toBe(2);
  expect(await app.get(MonthSums).renew()).toBe(0);
  await start();
  const sums = app.get(MonthSums);
  expect(await sums.cover('2026-03-01', '2026-03-31')).toBe(true);
  expect(await sums.cover('2026-03-01', '2026-12-31')).toBe(true);
  expect(await sums.cover('2026-03-05', '2026-03-31')).toBe(false);
  expect(await sums.cover('2026-03-01', '2026-04-10')).toBe(false);
  const byMonth = await answers();
  for (const [i, question] of QUESTIONS.entries())
    expect({ question, answer: byMonth[i] }).toEqual({ question, answer: byDay[i] });

  await load('reports', [{ ...reports[0]!, external_id: 'late', active_edit_s: 36_000 }]);
  await app.get(ComputationService).compute();
  expect(await sums.cover('2026-03-01', '2026-03-31')).toBe(false);
  expect(await sums.cover('2026-04-01', '2026-04-30')).toBe(true);
  const hours = async () => {
    const { rows } = (await ask('indicators/values?id=filling-hours&by=period&period=all')) as {
      rows: { numerator: number }[];
    };
    return rows[0]!.numerator;
  };
  const later = await hours();
  const before = byDay[0] as { rows: { indicator: string; numerator: number }[] };
  const first = before.rows.find((row) => row.indicator === 'filling-hours')!.numerator;
  expect(later - first).toBeCloseTo(10, 6);
  expect(await sums.renew()).toBe(1);
  await start();
  expect(await hours()).toBeCloseTo(later, 6);
}, 180_000);

it('cuts a series of some days from that of all, with the same figures', async () => {
  await start();
  const rows = async (query: string) =>
    ((await ask(`indicators/values?id=filling-hours,off-hours&${query}`)) as { rows: { period: string }[] }).rows;
  const some = 'from=2026-03-10&to=2026-04-10';
  for (const [period, inside] of [
    ['day', (day: string) => day >= '2026-03-10' && day <= '2026-04-10'],
    ['week', (monday: string) => monday >= '2026-03-16' && monday <= '2026-03-30'],
  ] as const) {
    const asked = await rows(`by=unit,period&period=${period}&${some}`);
    const all = await rows(`by=unit,period&period=${period}`);
    expect(asked.filter((row) => inside(row.period))).toEqual(all.filter((row) => inside(row.period)));
    expect(asked.length).toBeGreaterThan(0);
  }
});

it('asks what pages ask first, so that none of it reaches the engine again; leaves small counties alone', async () => {
  await start();
  const prepared = app.get(PreparedAnswers);
  expect(await prepared.prepare()).toBe(0);
  const turns: number[] = [];
  const asked = await prepared.prepare({ fewestRows: 1, turn: async () => void turns.push(1) });
  expect([asked > 30, turns.length]).toEqual([true, asked + 1]);
  const store = app.get(FactStore as never) as FactStore;
  const asks: string[] = [];
  const { query } = store;
  store.query = function (this: FactStore, ...given: Parameters<FactStore['query']>) {
    asks.push(given[0]);
    return query.apply(this, given);
  } as FactStore['query'];
  for (const path of [
    'units',
    'indicators/values?id=filling-hours,submissions,checkins,trace-time-share,duplicate-collection,lead-time,off-hours,systems-per-cadre&by=period&period=all',
    'indicators/values?id=filling-hours&by=unit,period&period=all',
    'indicators/values?id=filling-hours&by=period&period=day&from=2026-04-01',
    'findings?size=1',
    'requirements/overlap',
    'systems',
  ])
    await ask(path);
  expect(asks).toEqual([]);
  store.query = query;
});
