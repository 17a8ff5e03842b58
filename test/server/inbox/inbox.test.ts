/** What happened, to whom it matters and nobody else, and what was read stays read. */
import { Inbox } from '../../../server/contract-sharing.ts';
import { FactStore } from '../../../server/facts/fact-store.ts';
import { ComputationService } from '../../../server/indicators/computation.service.ts';
import { startApp, type SignedIn, type TestApp } from '../../support/app.ts';
import { replaceFacts } from '../../support/example-facts.ts';
import { giveComputation, giveFindings } from '../../support/findings.ts';

let app: TestApp;
let store: FactStore;
const march = (id: string, unit: string, status: 'open' | 'watch' = 'open') => ({
  ...{ id, requirement: 'R', unit, month: '2026-03-01', status },
});
const now = (minutes: number): string =>
  new Date(Date.now() + 8 * 3_600_000 + minutes * 60_000).toISOString().slice(0, 19).replace('T', ' ');

beforeAll(async () => {
  app = await startApp();
  store = app.nest.get(FactStore, { strict: false });
  await replaceFacts(
    store,
    {
      org_units: [
        { code: 'C', name: '县', level: 'county' },
        { code: 'T1', name: '一镇', level: 'township', parent_code: 'C' },
        { code: 'T2', name: '二镇', level: 'township', parent_code: 'C' },
      ],
      requirements: [{ code: 'R', name: '台账', kind: 'report', issuer: '局', frequency: 'P1M' }],
    },
    new Set(),
  );
  await app.get(ComputationService).compute({ full: true });
}, 120_000);
afterAll(() => app?.close());

async function inbox(by: SignedIn): Promise<Inbox> {
  const response = await by.fetch('/api/v1/inbox');
  expect(response.status).toBe(200);
  return Inbox.parse(await response.json());
}
const send = (by: SignedIn, method: string, path: string, body: unknown): Promise<Response> =>
  by.fetch(`/api/v1/${path}`, { method, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
const newFindings = async (by: SignedIn): Promise<[number, string[]][]> =>
  (await inbox(by)).rows
    .filter(({ kind }) => kind === 'findings')
    .map(({ count, findings }) => [count, findings.map(({ id }) => id).sort()]);

/** The computation that counts is remembered by the running service until it computes itself. */
async function computed(number: number, findings: readonly ReturnType<typeof march>[], minutes: number): Promise<void> {
  await giveFindings(store, number, findings);
  await giveComputation(store, number, now(minutes));
  (app.get(ComputationService) as unknown as { latest: undefined }).latest = undefined;
}

describe('the inbox', () => {
  it('has the findings that opened with each computation, of the own units', async () => {
    const county = await app.signIn('leader', 'C');
    const first = await app.signIn('leader', 'T1');
    await computed(100, [march('F1', 'T1'), march('F2', 'T2'), march('F3', 'T2', 'watch')], -10);
    expect(await newFindings(county)).toEqual([[2, ['F1', 'F2']]]);
    expect(await newFindings(first)).toEqual([[1, ['F1']]]);

    await computed(101, [march('F1', 'T1'), march('F2', 'T2', 'watch'), march('F3', 'T2')], -5);
    expect(await newFindings(county)).toEqual([
      [1, ['F3']],
      [1, ['F1']],
    ]);
    // F2 opens again: it is new once more.
    await computed(102, [march('F1', 'T1'), march('F2', 'T2'), march('F3', 'T2')], -1);
    expect((await newFindings(county))[0]).toEqual([1, ['F2']]);
    expect(await newFindings(await app.signIn('steward'))).toEqual([]);
    expect((await inbox(await app.signIn('administrator'))).rows).toEqual([]);
  });

  it('keeps what was read, one by one or all at once, for each reader alone', async () => {
    const county = await app.signIn('leader', 'C');
    const before = await inbox(county);
    expect(before.unread).toBe(before.rows.length);
    expect(before.unread).toBeGreaterThan(1);
    expect((await send(county, 'POST', 'inbox/read', { items: [before.rows[0]!.id, 'no:such'] })).status).toBe(204);
    const after = await inbox(county);
    expect([after.unread, after.rows[0]!.unread]).toEqual([before.unread - 1, false]);
    expect((await send(county, 'POST', 'inbox/read', {})).status).toBe(204);
    expect((await send(county, 'POST', 'inbox/read', {})).status).toBe(204);
    expect((await inbox(county)).unread).toBe(0);
    expect((await inbox(await app.signIn('auditor'))).unread).toBeGreaterThan(0);
    expect((await send(county, 'POST', 'inbox/read', { items: [] })).status).toBe(400);
  });

  it('tells whoever sent a file how it ended, and stewards of every file', async () => {
    const steward = await app.signIn('steward');
    const form = new FormData();
    form.append('file', new Blob(['code,name,level\nX,某村,village\nX2,,village\n']), 'org_units.csv');
    expect((await steward.fetch('/api/v1/batches?source=s', { method: 'POST', body: form })).status).toBe(202);
    const [item] = (await inbox(steward)).rows;
    expect(item).toMatchObject({ kind: 'batch', state: 'loaded', subject: 'org_units.csv', count: 1, by: 'steward' });
    expect((await inbox(await app.signIn('leader', 'C'))).rows.some(({ kind }) => kind === 'batch')).toBe(false);
  });

  it('has views shared with the reader and notes on findings the reader follows', async () => {
    const reform = await app.signIn('reform');
    const first = await app.signIn('leader', 'T1');
    await send(reform, 'POST', 'views', { name: 'for all', address: '/time', shared: 'all' });
    await send(reform, 'POST', 'views', { name: 'for me', address: '/time' });
    await send(reform, 'POST', 'notes', { finding: 'F1', text: 'before following', shared: 'all' });
    const seen = async (by: SignedIn): Promise<string[]> =>
      (await inbox(by)).rows.filter(({ kind }) => kind === 'view' || kind === 'note').map(({ subject }) => subject);
    expect(await seen(first)).toEqual(['for all']);
    await send(first, 'PUT', 'follows/F1', {});
    await send(reform, 'POST', 'notes', { finding: 'F1', text: 'see the form', shared: 'all' });
    await send(reform, 'POST', 'notes', { finding: 'F1', text: 'own draft' });
    expect(await seen(first)).toEqual(['see the form', 'before following', 'for all']);
    expect(await seen(reform)).toEqual([]);
    const item = (await inbox(first)).rows.find(({ kind }) => kind === 'note')!;
    expect([item.to, item.by]).toEqual(['/findings/F1#notes', 'reform']);
  });
});
