/** What a machine's token may do with pictures, and what it must not. */
import { Tokens } from '../../../../server/access/tokens.ts';
import type { BatchAnswer } from '../../../../server/contract-intake.ts';
import { FactStore } from '../../../../server/facts/fact-store.ts';
import { PHOTO_SET_HEAD } from '../../../../server/intake/photos/photo-set.ts';
import { startApp, type SignedIn, type TestApp } from '../../../support/app.ts';
import { zipOf } from '../workbook.ts';
import { png, scene, sha256 } from './pictures.ts';

let app: TestApp;
let steward: SignedIn;
let secret: string;
beforeAll(async () => {
  app = await startApp();
  steward = await app.signIn('steward');
  secret = await app.get(Tokens).add('camera', 'cam', 'test');
}, 120_000);
afterAll(() => app.close());

type Send = (path: string, init?: RequestInit) => Promise<Response>;
const machine: Send = (path, init = {}) => {
  const headers = new Headers(init.headers);
  headers.set('Authorization', `Bearer ${secret}`);
  return fetch(app.url + path, { ...init, headers });
};
const asSteward: Send = (path, init) => steward.fetch(path, init);

const pictures = Array.from({ length: 8 }, (_, i) => png(240, 180, scene(i + 1)));

async function send(by: Send, files: Record<string, Buffer | string>, query = ''): Promise<BatchAnswer> {
  const form = new FormData();
  for (const [name, content] of Object.entries(files))
    form.append('file', new Blob([typeof content === 'string' ? content : new Uint8Array(content)]), name);
  const response = await by(`/api/v1/batches${query}`, { method: 'POST', body: form });
  const body = await response.text();
  expect([response.status, response.status === 202 ? '' : body]).toEqual([202, '']);
  return JSON.parse(body) as BatchAnswer;
}
const photos = async (): Promise<Record<string, string>> => {
  const rows = await app.get(FactStore).query<{ ref: string; sha256: string }>('SELECT ref, sha256 FROM photos');
  return Object.fromEntries(rows.map((row) => [row.ref, row.sha256]));
};
const checkins = (source: string, ...lines: string[]): string =>
  ['source,external_id,cadre_code,claimed_at,photos', ...lines.map((line) => `${source},${line}`)].join('\n');

it('brings pictures that its own records refer to, and no other', async () => {
  await send(asSteward, { 'a.csv': checkins('cam', 'c1,P1,2025-03-03T09:12:31+08:00,A1;SHARED') });
  await send(asSteward, { 'b.csv': checkins('other', 'o1,P2,2025-03-03T09:12:31+08:00,B1;B2;SHARED') });
  await send(asSteward, { 'B1.png': pictures[0]! });
  const answer = await send(machine, {
    'A1.png': pictures[1]!,
    // Another source's, which is there; another source's, which is not; everybody's; nobody's yet.
    'B1.png': pictures[2]!,
    'B2.png': pictures[3]!,
    'SHARED.png': pictures[4]!,
    'LATER.png': pictures[5]!,
  });
  expect(answer).toMatchObject({ kind: 'photos', seen: 5, accepted: 1, amended: 0, rejected: 4 });
  expect(answer.reasons).toMatchObject([{ code: 'picture-not-of-source', column: 'ref', n: 4 }]);
  expect(await photos()).toEqual({ B1: sha256(pictures[0]!), A1: sha256(pictures[1]!) });
  const refused = await (await machine(answer.rejects!)).text();
  for (const name of ['B1.png', 'B2.png', 'SHARED.png', 'LATER.png']) expect(refused).toContain(name);
  // Its own once more, better: both versions are kept, the newer counts.
  expect(await send(machine, { 'A1.png': pictures[6]! })).toMatchObject({ amended: 1, rejected: 0 });
}, 120_000);

it('brings records and their pictures in one archive, also in pieces', async () => {
  const zip = zipOf([
    { name: 'checkins.csv', content: checkins('cam', 'c2,P1,2025-03-04T09:12:31+08:00,Z1') },
    { name: 'photos/Z1.png', content: pictures[5]! },
  ]);
  const announced = await machine('/api/v1/uploads', {
    method: 'POST',
    headers: {
      'Tus-Resumable': '1.0.0',
      'Upload-Length': String(zip.length),
      'Upload-Metadata': `filename ${Buffer.from('march.zip').toString('base64')}`,
    },
  });
  const place = announced.headers.get('location')!;
  const piece = (from: number, to: number): Promise<Response> =>
    machine(place, {
      method: 'PATCH',
      headers: {
        'Tus-Resumable': '1.0.0',
        'Content-Type': 'application/offset+octet-stream',
        'Upload-Offset': String(from),
      },
      body: new Uint8Array(zip.subarray(from, to)),
    });
  expect((await piece(0, 1_000)).status).toBe(204);
  // Not even a steward sees an upload of somebody else's.
  expect((await steward.fetch(place, { method: 'HEAD' })).status).toBe(404);
  expect((await piece(1_000, zip.length)).status).toBe(204);
  const loaded = await machine(`/api/v1/batches?uploads=${place.split('/').at(-1)}`, { method: 'POST' });
  const { receipts } = (await loaded.json()) as BatchAnswer;
  expect(receipts.map(({ kind, accepted, rejected }) => [kind, accepted, rejected])).toEqual([
    ['checkins', 1, 0],
    ['photos', 1, 0],
  ]);
}, 60_000);

it('does not say what pictures are like: tables and sets written elsewhere are refused whole', async () => {
  const before = await photos();
  const forged = { file: 'A1.png', sha256: 'f'.repeat(64), bytes: 1, format: 'png', phash64: '0'.repeat(16) };
  const attempts: [string, string, string][] = [
    ['photos.csv', `ref,sha256\nA1,${'f'.repeat(64)}\n`, ''],
    ['photos.csv', `ref,sha256\nA1,${'f'.repeat(64)}\n`, '?as=photos'],
    ['pictures.ndjson', `${PHOTO_SET_HEAD}\n${JSON.stringify(forged)}\n`, ''],
    ['photos/pictures.ndjson', `${PHOTO_SET_HEAD}\n${JSON.stringify(forged)}\n`, '?as=checkins'],
  ];
  for (const [name, content, query] of attempts) {
    const answer = await send(machine, { [name]: content }, query);
    expect([name, query, answer.state, answer.accepted]).toEqual([name, query, 'refused', 0]);
    expect(answer.problem!.zh).not.toBe('');
  }
  // Beside a real picture too.
  const { receipts } = await send(machine, { 'pictures.ndjson': attempts[2]![1], 'A1.png': pictures[6]! });
  expect(receipts.map(({ state, duplicate }) => [state, duplicate])).toEqual([
    ['refused', 0],
    ['loaded', 1],
  ]);
  expect(await photos()).toEqual(before);
}, 60_000);

it('loads under its own source, with the watermark of that source, and under no other', async () => {
  const json = { 'Content-Type': 'application/json' };
  const settings = { keepOriginals: true, masks: [{ source: 'cam', top: 0, bottom: 0.25 }] };
  expect(
    (await steward.fetch('/api/v1/photo-settings', { method: 'PUT', headers: json, body: JSON.stringify(settings) }))
      .status,
  ).toBe(200);
  const form = new FormData();
  form.append('file', new Blob([new Uint8Array(pictures[1]!)]), 'A1.png');
  const foreign = await machine('/api/v1/batches?source=other', { method: 'POST', body: form });
  expect([foreign.status, ((await foreign.json()) as { code: string }).code]).toEqual([403, 'wrong-source']);
  await send(machine, { 'c.csv': checkins('cam', 'c3,P1,2025-03-05T09:12:31+08:00,M1;M2') });
  const marked = (stripes: number): Buffer =>
    png(240, 180, (x, y) => (y < 135 ? scene(2)(x, y) : Math.floor((x + y) / stripes) % 2 ? 255 : 0));
  await send(machine, { 'M1.png': marked(9), 'M2.png': marked(23) });
  const [row] = await app
    .get(FactStore)
    .query<{ alike: number; n: number }>(
      "SELECT uniqExact(phash256) AS alike, count() AS n FROM photos WHERE ref IN ('M1', 'M2')",
    );
  expect(row).toMatchObject({ alike: 1, n: 2 });
}, 60_000);

it("sees no picture, changes no setting, takes nothing back and reads nobody else's receipts", async () => {
  const json = { 'Content-Type': 'application/json' };
  const theirs = await send(asSteward, { 'B3.png': pictures[7]! });
  const attempts: [string, RequestInit, number][] = [
    [`/api/v1/photos/${sha256(pictures[6]!)}/thumbnail`, {}, 403],
    ['/api/v1/photo-settings', {}, 403],
    ['/api/v1/photo-settings', { method: 'PUT', headers: json, body: '{}' }, 403],
    ['/api/v1/withdrawals', { method: 'POST', headers: json, body: '{"receipt":1,"reason":"mine"}' }, 403],
    ['/api/v1/unknown-codes', {}, 403],
    ['/api/v1/mappings', {}, 403],
    ['/api/v1/connectors', {}, 403],
    ['/api/v1/facts/checkins/cam/c1/original', {}, 403],
    [`/api/v1/batches/${theirs.receipt}`, {}, 404],
    [`/api/v1/batches/${theirs.receipt}/refused.csv`, {}, 404],
  ];
  for (const [path, init, status] of attempts)
    expect([path, init.method, (await machine(path, init)).status]).toEqual([path, init.method, status]);
  expect(await (await machine(`/api/v1/receipts/${theirs.sha256}`)).json()).toMatchObject({ state: 'never-seen' });
  await app.get(Tokens).revoke('camera', 'test');
  expect((await machine('/api/v1/batches')).status).toBe(401);
}, 60_000);
