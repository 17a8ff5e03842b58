/** Uploads that go on after a cut: of the connection, and of the server. */
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Tokens } from '../../../server/access/tokens.ts';
import type { BatchAnswer, UploadAnswer } from '../../../server/contract-intake.ts';
import { Operations } from '../../../server/operations/operations.ts';
import { PendingUpload } from '../../../server/intake/pending-upload.entity.ts';
import { PendingUploads } from '../../../server/intake/pending-uploads.ts';
import { startApp, type SignedIn, type TestApp } from '../../support/app.ts';
import { zipOf } from './workbook.ts';

let folder: string;
let app: TestApp;
let steward: SignedIn;
const open = async (): Promise<void> => {
  app = await startApp({ HENJIAN_DATA: folder });
  steward = await app.signIn('steward');
};
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'henjian-uploads-'));
  await open();
});
afterAll(async () => {
  await app.close();
  await rm(folder, { recursive: true, force: true });
});

const csv = (source: string, n: number): Buffer =>
  Buffer.from(
    [
      'source,external_id,cadre_code,claimed_at',
      ...Array.from({ length: n }, (_, i) => `${source},r${i},G1,2025-09-30 08:30`),
    ].join('\n'),
  );
const base64 = (text: string): string => Buffer.from(text).toString('base64');
async function announce(name: string, bytes: number, sha256?: string): Promise<string> {
  const response = await steward.fetch('/api/v1/uploads', {
    method: 'POST',
    headers: {
      'Upload-Length': String(bytes),
      'Upload-Metadata': `filename ${base64(name)}${sha256 === undefined ? '' : `,sha256 ${base64(sha256)}`}`,
    },
  });
  expect(response.status).toBe(201);
  const { id, received } = (await response.json()) as UploadAnswer;
  expect([response.headers.get('location'), received]).toEqual([`/api/v1/uploads/${id}`, 0]);
  return id;
}
const piece = (id: string, offset: number, body: Buffer, who = steward): Promise<Response> =>
  who.fetch(`/api/v1/uploads/${id}`, {
    method: 'PATCH',
    body: new Uint8Array(body),
    headers: { 'Content-Type': 'application/offset+octet-stream', 'Upload-Offset': String(offset) },
  });
const offsetOf = async (id: string): Promise<number> => {
  const response = await steward.fetch(`/api/v1/uploads/${id}`, { method: 'HEAD' });
  expect(response.status).toBe(200);
  return Number(response.headers.get('upload-offset'));
};
const load = (ids: string, key?: string): Promise<Response> =>
  steward.fetch(`/api/v1/batches?uploads=${ids}`, {
    method: 'POST',
    headers: key === undefined ? {} : { 'Idempotency-Key': key },
  });
const codeOf = async (response: Response): Promise<[number, string]> => [
  response.status,
  ((await response.json()) as { code: string }).code,
];

/** Sends a piece and pulls the plug once the server has it. */
function cutOff(id: string, offset: number, body: Buffer, announced: number): Promise<void> {
  return new Promise((resolve) => {
    const request = httpRequest(`${app.url}/api/v1/uploads/${id}`, {
      method: 'PATCH',
      headers: {
        Cookie: steward.cookie,
        'X-CSRF-Token': steward.csrf,
        'Content-Type': 'application/offset+octet-stream',
        'Upload-Offset': String(offset),
        'Content-Length': String(announced),
      },
    });
    request.on('error', () => resolve());
    request.on('close', () => resolve());
    request.write(body, () => setTimeout(() => request.destroy(), 100));
  });
}

it('goes on after a cut of the connection and after a restart of the server, and is loaded once', async () => {
  const file = csv('resumed', 5_000);
  const id = await announce('县/打卡.csv', file.length, createHash('sha256').update(file).digest('hex'));
  const a = Math.floor(file.length / 3);
  const b = 2 * a;
  expect((await piece(id, 0, file.subarray(0, a))).status).toBe(204);
  // The connection breaks in the middle of the second piece: what arrived is kept.
  await cutOff(id, a, file.subarray(a, a + 1_000), b - a);
  expect(await offsetOf(id)).toBe(a + 1_000);
  expect(await codeOf(await load(id))).toEqual([409, 'upload-incomplete']);
  expect(await codeOf(await piece(id, a, file.subarray(a, b)))).toEqual([409, 'wrong-offset']);

  await app.close();
  await open();
  const at = await offsetOf(id);
  expect(at).toBe(a + 1_000);
  expect((await piece(id, at, file.subarray(at))).headers.get('upload-offset')).toBe(String(file.length));

  const loaded = (await (await load(id)).json()) as BatchAnswer;
  expect(loaded).toMatchObject({ state: 'loaded', path: '县/打卡.csv', seen: 5_000, accepted: 5_000 });
  // An answer that was lost is asked for again: the same receipt, though the upload is gone.
  const again = (await (await load(id)).json()) as BatchAnswer;
  expect(again.receipt).toBe(loaded.receipt);
  expect(await readdir(join(folder, 'uploads'))).toEqual([]);
  expect((await steward.fetch(`/api/v1/uploads/${id}`, { method: 'HEAD' })).status).toBe(404);
});

it('cuts off what a crash left beyond the bytes that were acknowledged', async () => {
  const file = csv('torn', 10);
  const id = await announce('torn.csv', file.length);
  expect((await piece(id, 0, file.subarray(0, 50))).status).toBe(204);
  const { appendFile } = await import('node:fs/promises');
  await appendFile(join(folder, 'uploads', id), 'rubbish that was never acknowledged');
  expect(await offsetOf(id)).toBe(50);
  expect((await piece(id, 50, file.subarray(50))).status).toBe(204);
  expect((await (await load(id)).json()) as BatchAnswer).toMatchObject({ accepted: 10, rejected: 0 });
});

it('loads several uploads as one delivery, a zip among them', async () => {
  const zip = zipOf([{ name: 'in/checkins.csv', content: csv('zipped', 2).toString() }]);
  const files: [string, Buffer][] = [
    ['a.csv', csv('several', 3)],
    ['b.zip', zip],
  ];
  const ids: string[] = [];
  for (const [name, body] of files) {
    const id = await announce(name, body.length);
    expect((await piece(id, 0, body)).status).toBe(204);
    ids.push(id);
  }
  const { receipts } = (await (await load(ids.join(','))).json()) as BatchAnswer;
  expect(receipts.map(({ path, accepted }) => [path, accepted])).toEqual([
    ['a.csv', 3],
    ['b.zip!in/checkins.csv', 2],
  ]);
});

it('refuses what is not as announced, and says so before it is read', async () => {
  const file = csv('wrong', 4);
  const id = await announce('wrong.csv', file.length, 'a'.repeat(64));
  expect(await codeOf(await piece(id, 0, Buffer.concat([file, file])))).toEqual([413, 'longer-than-announced']);
  expect((await piece(id, 0, file)).status).toBe(204);
  expect(await codeOf(await load(id))).toEqual([422, 'wrong-digest']);
  expect((await steward.fetch(`/api/v1/uploads/${id}`, { method: 'DELETE' })).status).toBe(204);
  expect((await steward.fetch(`/api/v1/uploads/${id}`, { method: 'DELETE' })).status).toBe(404);
  const headers = (more: Record<string, string>) => steward.fetch('/api/v1/uploads', { method: 'POST', headers: more });
  expect(await codeOf(await headers({}))).toEqual([400, 'bad-header']);
  expect(await codeOf(await headers({ 'Upload-Length': String(9 * 2 ** 30) }))).toEqual([413, 'too-large']);
  expect(await codeOf(await load('00000000-0000-4000-8000-000000000000'))).toEqual([404, 'no-such-upload']);
});

it('belongs to its sender alone', async () => {
  const id = await announce('mine.csv', 10);
  const secret = await app.get(Tokens).add('other-machine', 'feed', 'test');
  const as = (init: RequestInit) =>
    fetch(`${app.url}/api/v1/uploads/${id}`, { ...init, headers: { Authorization: `Bearer ${secret}` } });
  expect((await as({ method: 'HEAD' })).status).toBe(404);
  expect((await as({ method: 'DELETE' })).status).toBe(404);
  expect(await offsetOf(id)).toBe(0);
});

it('expires when it stands still', async () => {
  const id = await announce('old.csv', 10);
  const yesterday = new Date(Date.now() - 25 * 3_600_000).toISOString();
  await app.get(Operations).write((manager) => manager.update(PendingUpload, { id }, { touchedAt: yesterday }));
  await app.get(PendingUploads).onModuleInit();
  expect((await steward.fetch(`/api/v1/uploads/${id}`, { method: 'HEAD' })).status).toBe(404);
});

it('tells an idempotency key that is used with other parameters', async () => {
  const body = csv('keyed', 1).toString();
  const send = (query: string) =>
    steward.fetch(`/api/v1/batches${query}`, {
      method: 'POST',
      body,
      headers: { 'Content-Type': 'text/csv', 'Idempotency-Key': 'k-1' },
    });
  expect((await send('')).status).toBe(202);
  expect((await send('')).status).toBe(202);
  expect(await codeOf(await send('?source=elsewhere'))).toEqual([409, 'idempotency-key-reused']);
});
