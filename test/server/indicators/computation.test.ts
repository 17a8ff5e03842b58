/**
 * What updates leave behind is what one computation of everything gives: after a first part, newer days, late facts with
 * their late photos, and amendments. And every reading route of the API answers by its contract on that county.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { z } from 'zod';
import { catalogue } from '../../../metrics/catalogue.ts';
import { factKind } from '../../../metrics/facts.ts';
import { generateWorld } from '../../../seeds/worlds.ts';
import * as contract from '../../../server/contract.ts';
import * as catalogueContract from '../../../server/contract-catalogue.ts';
import * as intakeContract from '../../../server/contract-intake.ts';
import { Overlaps } from '../../../server/contract-overlap.ts';
import { Sources } from '../../../server/contract-sources.ts';
import { SignalsService } from '../../../server/findings/signals.service.ts';
import { ComputationService, type ComputationResult } from '../../../server/indicators/computation.service.ts';
import { startApp, type SignedIn, type TestApp } from '../../support/app.ts';

type Row = Record<string, string>;
type Part = 'first' | 'newer' | 'late';

/** Indicators whose numerator is a number of facts. */
const COUNTS = [
  ...[
    'forms-in-force',
    'submissions',
    'checkins',
    'same-day-demand',
    'off-hours',
    'off-list-demand',
    'cascade-amplification',
  ],
  ...['inspection-days', 'unread-share', 'pilot-overlap', 'quantified-share', 'late-share'],
];
const DAYS = 31;
const NEWER_FROM = '2025-01-21';

const folder = mkdtempSync(join(tmpdir(), 'henjian-updates-'));
let app: TestApp;
let auditor: SignedIn;
let steward: SignedIn;
const updates: ComputationResult[] = [];
const receipts = new Map<string, number[]>();

const csv = (rows: readonly Row[]): string =>
  [Object.keys(rows[0]!), ...rows.map((row) => Object.values(row))]
    .map((cells) => cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(','))
    .join('\n');

async function upload(name: string, kind: string, rows: readonly Row[]): Promise<void> {
  if (rows.length === 0) return;
  const form = new FormData();
  form.append('file', new Blob([csv(rows)]), `${name}-${kind}.csv`);
  const response = await steward.fetch(`/api/v1/batches?as=${kind}`, { method: 'POST', body: form });
  const answer = (await response.json()) as { receipt: number; state: string; seen: number; rejected: number };
  expect(answer).toMatchObject({ state: 'loaded', seen: rows.length, rejected: 0 });
  receipts.set(`${name}-${kind}`, [...(receipts.get(`${name}-${kind}`) ?? []), answer.receipt]);
}

function partOf(kind: string, row: Row, index: number): Part {
  const time = factKind(kind)!.eventTime;
  if (kind === 'photos') return index % 3 === 0 ? 'late' : 'first';
  if (time === undefined) return 'first';
  if (row[time]!.slice(0, 10) >= NEWER_FROM) return 'newer';
  return index % 40 === 0 ? 'late' : 'first';
}

/** Rows with other content under a known key: what was far away comes near, a text becomes another's. */
function amended(kind: string, rows: readonly Row[]): Row[] {
  if (kind === 'checkins') {
    const some = rows.filter((row) => row['lat'] && row['claimed_at']!.startsWith('2025-01-14')).slice(0, 40);
    return some.map((row) => ({ ...row, lat: some[0]!['lat']!, lon: some[0]!['lon']! }));
  }
  if (kind === 'reports') {
    const some = rows.filter((row) => row['text'] && row['submitted_at']!.startsWith('2025-01-15')).slice(0, 40);
    return some.map((row) => ({ ...row, text: some[0]!['text']! }));
  }
  return [];
}

async function get<T>(path: string): Promise<T> {
  const response = await auditor.fetch(`/api/v1/${path}`);
  const text = await response.text();
  expect([path, response.status, response.ok ? '' : text]).toEqual([path, 200, '']);
  return JSON.parse(text) as T;
}

/** Sums may be added up in another order. */
const rounded = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (_key, one: unknown) => (typeof one === 'number' ? Number(one.toPrecision(9)) : one)),
  );

async function everythingShown(): Promise<unknown> {
  const signals: unknown[] = [];
  for await (const signal of app.get(SignalsService).stream({}, true)) signals.push(signal);
  const findings = await get<{ total: number; rows: { id: string }[] }>('findings?size=500');
  const details = await Promise.all(findings.rows.slice(0, 20).map(({ id }) => get<object>(`findings/${id}`)));
  const values = [];
  for (const by of ['period&period=day', 'requirement,period&period=month', 'unit,period&period=week'])
    values.push((await get<{ rows: unknown[] }>(`indicators/values?by=${by}`)).rows);
  return rounded({ signals, total: findings.total, findings: findings.rows, details, values });
}

beforeAll(async () => {
  const { files } = await generateWorld('demo-county', folder, { townships: 4, months: 1 });
  app = await startApp();
  steward = await app.signIn('steward');
  auditor = await app.signIn('auditor');
  const kinds = files.map(({ path, kind }) => ({
    kind,
    rows: parse(readFileSync(join(folder, path), 'utf8'), { columns: true }) as Row[],
  }));
  const compute = async () => updates.push(await app.get(ComputationService).compute());
  for (const part of ['first', 'newer', 'late'] as const) {
    for (const { kind, rows } of kinds)
      await upload(
        part,
        kind,
        rows.filter((row, index) => partOf(kind, row, index) === part),
      );
    await compute();
  }
  for (const { kind, rows } of kinds) await upload('amended', kind, amended(kind, rows));
  await compute();
}, 300_000);
afterAll(async () => {
  await app?.close();
  rmSync(folder, { recursive: true });
});

describe('updates', () => {
  it('computed something each time, and only days that can have changed', () => {
    const [first, newer, late, amendments] = updates;
    expect(first).toMatchObject({ computation: 1, partitions: 20 });
    expect(newer!.partitions).toBeLessThan(DAYS);
    expect(late!.signals).toBeGreaterThan(0);
    expect(amendments!.partitions).toBeGreaterThan(1);
  });

  it('show what one computation of everything shows', async () => {
    const updated = (await everythingShown()) as { signals: unknown[]; total: number; values: unknown[][] };
    expect(updated.signals.length).toBeGreaterThan(100);
    expect(updated.total).toBeGreaterThan(10);
    expect(updated.values.every((rows) => rows.length > 20)).toBe(true);
    await app.get(ComputationService).compute({ full: true });
    const whole = (await everythingShown()) as typeof updated;
    expect(updated.values).toEqual(whole.values);
    expect(updated.signals).toEqual(whole.signals);
    expect(updated).toEqual(whole);
  }, 120_000);

  it('leaves nothing to compute', async () => {
    expect(await app.get(ComputationService).isStale()).toBe(false);
    expect((await app.get(ComputationService).compute()).partitions).toBe(0);
  });
});

describe('withdrawals', () => {
  async function withdraw(name: string): Promise<void> {
    for (const receipt of receipts.get(name)!) {
      const response = await steward.fetch('/api/v1/withdrawals', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ receipt, reason: `${name} 导错了` }),
      });
      expect([name, response.status, await response.json()]).toMatchObject([name, 200, { state: 'withdrawn' }]);
    }
  }

  it.each([
    ['amendments and what came late', ['amended-checkins', 'late-checkins', 'late-photos']],
    ['the newest reports and tasks', ['newer-reports', 'late-reports']],
  ])(
    'of %s leave what one computation of the rest shows',
    async (_what, names) => {
      const before = (await everythingShown()) as { signals: unknown[] };
      for (const name of names) await withdraw(name);
      expect(await app.get(ComputationService).isStale()).toBe(true);
      const update = await app.get(ComputationService).compute();
      expect(update.partitions).toBeGreaterThan(0);
      const updated = (await everythingShown()) as { signals: unknown[]; values: unknown[][] };
      expect(updated.signals.length).toBeLessThan(before.signals.length);
      await app.get(ComputationService).compute({ full: true });
      const whole = (await everythingShown()) as typeof updated;
      expect(updated.values).toEqual(whole.values);
      expect(updated.signals).toEqual(whole.signals);
      expect(updated).toEqual(whole);
    },
    300_000,
  );
});

describe('reading routes', () => {
  const answersBy = async (schema: z.ZodType, path: string): Promise<void> => {
    const answer = schema.safeParse(await get(path));
    expect([path, answer.error?.issues ?? []]).toEqual([path, []]);
  };

  it('answer by their contract', async () => {
    const findings = await get<{ rows: { id: string }[] }>('findings?status=open');
    const requirements = await get<{ rows: { code: string }[] }>('requirements');
    await answersBy(catalogueContract.Catalogue, 'catalogue');
    await answersBy(catalogueContract.Catalogue, 'catalogue?without=sql');
    await answersBy(contract.Units, 'units');
    await answersBy(Sources, 'sources');
    await answersBy(contract.Requirements, 'requirements');
    await answersBy(Overlaps, 'requirements/overlap');
    for (const { code } of requirements.rows.slice(0, 8))
      await answersBy(contract.RequirementDetail, `requirements/${code}`);
    for (const query of ['status=open', 'status=watch', 'status=cannot-judge', 'detector=text-copy-exact&size=5'])
      await answersBy(contract.Findings, `findings?${query}`);
    for (const { id } of findings.rows.slice(0, 8)) {
      await answersBy(contract.FindingDetail, `findings/${id}`);
      await answersBy(contract.Evidence, `findings/${id}/evidence`);
    }
    await answersBy(intakeContract.Batches, 'batches?size=3');
  });

  it.each(COUNTS)('show as many rows of evidence as %s counts', async (id) => {
    const { total } = await get<{ total: number }>(`indicators/${id}/evidence?size=1`);
    const { rows } = await get<{ rows: { numerator: number }[] }>(`indicators/values?id=${id}&by=`);
    expect(total).toBe(rows[0]?.numerator ?? 0);
  });

  it.each(catalogue.map(({ id, kind }) => [id, kind]))('show the evidence and values of %s', async (id, kind) => {
    await answersBy(contract.Evidence, `indicators/${id}/evidence?size=5`);
    if (kind === 'burden') {
      for (const by of contract.DIMENSIONS)
        await answersBy(contract.IndicatorValues, `indicators/values?id=${id}&by=${by},period&period=month`);
    }
  });
});
