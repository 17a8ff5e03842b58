/** Views and notes: private unless shared, shared only up and down the line of units, changed by nobody but their author. */
import { Notes, SavedView, SavedViews } from '../../../server/contract-sharing.ts';
import { AuditEntry } from '../../../server/access/audit.entity.ts';
import { FactStore } from '../../../server/facts/fact-store.ts';
import { ComputationService } from '../../../server/indicators/computation.service.ts';
import { Operations } from '../../../server/operations/operations.ts';
import { startApp, type SignedIn, type TestApp } from '../../support/app.ts';
import { replaceFacts } from '../../support/example-facts.ts';
import { giveFindings } from '../../support/findings.ts';

let app: TestApp;
let county: SignedIn;
let first: SignedIn;
let second: SignedIn;
let reform: SignedIn;

beforeAll(async () => {
  app = await startApp();
  const store = app.nest.get(FactStore, { strict: false });
  await replaceFacts(
    store,
    {
      org_units: [
        { code: 'C', name: '县', level: 'county' },
        { code: 'T1', name: '一镇', level: 'township', parent_code: 'C' },
        { code: 'T2', name: '二镇', level: 'township', parent_code: 'C' },
        { code: 'V1', name: '一村', level: 'village', parent_code: 'T1' },
      ],
      requirements: [{ code: 'R', name: '台账', kind: 'report', issuer: '局', frequency: 'P1M' }],
    },
    new Set(),
  );
  await app.get(ComputationService).compute({ full: true });
  await giveFindings(store, 1, [
    { id: 'F1', requirement: 'R', unit: 'T1', month: '2026-03-01' },
    { id: 'F2', requirement: 'R', unit: 'T2', month: '2026-03-01' },
  ]);
  county = await app.signIn('leader', 'C');
  first = await app.signIn('leader', 'T1');
  second = await app.signIn('leader', 'T2');
  reform = await app.signIn('reform');
}, 120_000);
afterAll(() => app?.close());

const send = (by: SignedIn, method: string, path: string, body?: unknown): Promise<Response> =>
  by.fetch(`/api/v1/${path}`, {
    method,
    ...(body === undefined ? {} : { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
  });
const save = async (by: SignedIn, name: string, shared: string, address = '/time?v=1&unit=T1'): Promise<SavedView> => {
  const response = await send(by, 'POST', 'views', { name, address, shared });
  expect(response.status).toBe(201);
  return SavedView.parse(await response.json());
};
const viewsOf = async (by: SignedIn): Promise<string[]> =>
  SavedViews.parse(await (await by.fetch('/api/v1/views')).json())
    .rows.map(({ name }) => name)
    .sort();

describe('saved views', () => {
  it('are seen by their author, and shared ones up and down the line, not beside it', async () => {
    await save(first, 'mine', 'me');
    await save(first, 'leaders', 'role');
    await save(first, 'everyone', 'all');
    await save(county, 'from above', 'role');
    expect(await viewsOf(first)).toEqual(['everyone', 'from above', 'leaders', 'mine']);
    expect(await viewsOf(county)).toEqual(['everyone', 'from above', 'leaders']);
    expect(await viewsOf(second)).toEqual(['from above']);
    // The reform office sees the whole data set: what is for everyone, not what is among leaders.
    expect(await viewsOf(reform)).toEqual(['everyone']);
    expect(await viewsOf(await app.signIn('leader', 'V1'))).toEqual(['everyone', 'from above', 'leaders']);
    expect(await viewsOf(await app.signIn('steward', 'T2'))).toEqual([]);
  });

  it('are renamed, shared and removed by their author only, and each act is in the audit log', async () => {
    const { id } = await save(reform, 'draft', 'me');
    for (const [method, body] of [
      ['PUT', { name: 'theirs' }],
      ['DELETE', undefined],
    ] as const)
      expect((await send(county, method, `views/${id}`, body)).status).toBe(404);
    const changed = await send(reform, 'PUT', `views/${id}`, { name: 'final', shared: 'all' });
    expect(SavedView.parse(await changed.json())).toMatchObject({ name: 'final', shared: 'all', mine: true });
    expect(await viewsOf(second)).toContain('final');
    expect((await send(reform, 'DELETE', `views/${id}`)).status).toBe(204);
    expect((await send(reform, 'DELETE', `views/${id}`)).status).toBe(404);
    const acts = await app.get(Operations).read.findBy(AuditEntry, { object: `view ${id}` });
    expect(acts.map(({ action, actor }) => `${actor} ${action}`)).toEqual([
      'reform view-saved',
      'reform view-changed',
      'reform view-removed',
    ]);
  });

  it('lead only to these pages', async () => {
    for (const address of [
      'https://elsewhere',
      '//elsewhere/x',
      '/\\elsewhere',
      'javascript:alert(1)',
      '',
      '/a b',
      '/x\n',
    ])
      expect([address, (await send(reform, 'POST', 'views', { name: 'x', address })).status]).toEqual([address, 400]);
    for (const body of [
      { name: ' ', address: '/' },
      { name: 'x'.repeat(81), address: '/' },
      { name: 'x', address: '/', owner: 'user:1' },
    ])
      expect((await send(reform, 'POST', 'views', body)).status).toBe(400);
  });

  it('are not kept without end', async () => {
    const steward = await app.signIn('steward');
    for (let n = 0; n < 200; n += 1)
      expect((await send(steward, 'POST', 'views', { name: `${n}`, address: '/' })).status).toBe(201);
    const response = await send(steward, 'POST', 'views', { name: 'one more', address: '/' });
    expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([409, 'too-many-views']);
  }, 60_000);
});

describe('notes', () => {
  const notes = async (by: SignedIn, query: string): Promise<Notes> => {
    const response = await by.fetch(`/api/v1/notes?${query}`);
    expect(response.status).toBe(200);
    return Notes.parse(await response.json());
  };
  const texts = async (by: SignedIn, query: string): Promise<string[]> =>
    (await notes(by, query)).rows.map(({ text }) => text);

  it('stand on a day, within the days asked for', async () => {
    for (const [day, text] of [
      ['2026-03-02', 'first'],
      ['2026-03-31', 'last'],
      ['2026-04-01', 'after'],
    ])
      expect((await send(reform, 'POST', 'notes', { day, text, shared: 'all' })).status).toBe(201);
    expect(await texts(county, 'from=2026-03-02&to=2026-03-31')).toEqual(['last', 'first']);
    expect(await texts(county, 'from=2026-04-01')).toEqual(['after']);
    expect((await send(reform, 'POST', 'notes', { day: '2026-02-30', text: 'no such day' })).status).toBe(400);
  });

  it('stand on a finding for whoever may see it, and its author follows it', async () => {
    expect(
      (await send(first, 'POST', 'notes', { finding: 'F1', text: 'asked the station', shared: 'all' })).status,
    ).toBe(201);
    expect(await notes(first, 'finding=F1')).toMatchObject({ following: true, total: 1 });
    expect(await notes(county, 'finding=F1')).toMatchObject({ following: false, total: 1 });
    expect((await second.fetch('/api/v1/notes?finding=F1')).status).toBe(404);
    expect((await send(second, 'POST', 'notes', { finding: 'F1', text: 'x' })).status).toBe(404);
    expect((await send(second, 'PUT', 'follows/F1')).status).toBe(404);
    expect((await (await app.signIn('steward', 'T1')).fetch('/api/v1/notes?finding=F1')).status).toBe(403);
  });

  it('are followed and no longer followed', async () => {
    for (const [method, following] of [
      ['PUT', true],
      ['PUT', true],
      ['DELETE', false],
    ] as const) {
      expect((await send(county, method, 'follows/F1')).status).toBe(204);
      expect((await notes(county, 'finding=F1')).following).toBe(following);
    }
  });

  it('are removed by their author only', async () => {
    const [own] = (await notes(first, 'finding=F1')).rows;
    expect((await send(county, 'DELETE', `notes/${own!.id}`)).status).toBe(404);
    expect((await send(first, 'DELETE', `notes/${own!.id}`)).status).toBe(204);
    expect(await texts(first, 'finding=F1')).toEqual([]);
  });

  it('have a text of at most a thousand characters, and one place', async () => {
    for (const body of [
      { day: '2026-03-01', text: ' ' },
      { day: '2026-03-01', text: 'x'.repeat(1001) },
      { day: '2026-03-01', finding: 'F1', text: 'both' },
      { text: 'nowhere' },
    ])
      expect((await send(county, 'POST', 'notes', body)).status).toBe(400);
    expect((await county.fetch('/api/v1/notes?finding=F1&from=2026-03-01')).status).toBe(400);
  });
});
