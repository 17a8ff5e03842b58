/** Pictures in a zip, a form and alone: rows of photos, refusals, thumbnails, settings, evidence, withdrawal. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import type { BatchAnswer } from '../../../../server/contract-intake.ts';
import { FactStore } from '../../../../server/facts/fact-store.ts';
import { startApp, type SignedIn, type TestApp } from '../../../support/app.ts';
import { zipOf } from '../workbook.ts';
import { chunk, exifOf, png, scene, sha256 } from './pictures.ts';

let app: TestApp;
let steward: SignedIn;
let auditor: SignedIn;
beforeAll(async () => {
  app = await startApp();
  steward = await app.signIn('steward');
  auditor = await app.signIn('auditor');
}, 120_000);
afterAll(() => app.close());

const field = png(240, 180, scene(1), exifOf('2025:03:03 09:12:31', 'HUAWEI'));
const brighter = png(240, 180, (x, y) => scene(1)(x, y) * 0.9 + 6);
const other = png(240, 180, scene(4));
const white = png(300, 200, () => 255);

async function send(files: Record<string, Buffer | string>, query = ''): Promise<BatchAnswer> {
  const form = new FormData();
  for (const [name, content] of Object.entries(files))
    form.append('file', new Blob([typeof content === 'string' ? content : new Uint8Array(content)]), name);
  const response = await steward.fetch(`/api/v1/batches${query}`, { method: 'POST', body: form });
  const body = await response.text();
  expect([response.status, response.status === 202 ? '' : body]).toEqual([202, '']);
  return JSON.parse(body) as BatchAnswer;
}

const photos = (where = '1'): Promise<Record<string, unknown>[]> =>
  app
    .get(FactStore)
    .query(
      `SELECT ref, sha256, phash64, phash256, texture, captured_at, device, width, height, exif, doubts FROM photos WHERE ${where} ORDER BY ref`,
    );

const checkins = [
  'source,external_id,cadre_code,claimed_at,photos',
  'wecom,c1,P1,2025-03-03T09:12:31+08:00,IMG_1;IMG_2.png',
  'wecom,c2,P2,2025-03-04T09:12:31+08:00,b/IMG_3',
].join('\n');
let zipped: BatchAnswer;

it('a zip of facts and photos loads the facts, then the photos under the names that the facts use', async () => {
  const zip = zipOf([
    { name: 'checkins.csv', content: checkins },
    { name: 'photos/IMG_1.png', content: field },
    { name: 'photos/IMG_2.png', content: brighter },
    { name: 'photos/a/IMG_3.png', content: other },
    { name: 'photos/b/IMG_3.png', content: white },
    { name: 'photos/IMG_9.jpg', content: 'not a picture' },
    { name: 'logo.png', content: other },
  ]);
  zipped = await send({ 'march.zip': Buffer.from(zip) });
  expect(
    zipped.receipts.map(({ path, kind, format, seen, accepted, rejected }) => [
      path,
      kind,
      format,
      seen,
      accepted,
      rejected,
    ]),
  ).toEqual([
    ['march.zip!checkins.csv', 'checkins', 'csv', 2, 2, 0],
    ['march.zip!pictures.ndjson', 'photos', 'pictures', 5, 4, 1],
  ]);
  const rows = await photos();
  expect(rows.map(({ ref, width, height }) => [ref, width, height])).toEqual([
    ['IMG_1', 240, 180],
    ['IMG_2.png', 240, 180],
    ['a/IMG_3.png', 240, 180],
    ['b/IMG_3', 300, 200],
  ]);
  const [one, two, three, flat] = rows;
  expect(one).toMatchObject({
    sha256: sha256(field),
    captured_at: '2025-03-03T09:12:31.000+08:00',
    device: 'HUAWEI',
    doubts: ['zone-assumed'],
    exif: JSON.stringify({ 'IFD0:Make': 'HUAWEI', 'ExifIFD:DateTimeOriginal': '2025:03:03 09:12:31' }),
  });
  // Like its brighter copy, unlike another picture; a white one is like nothing.
  const { distance } = await import('./hamming.ts');
  const bits = (a: Record<string, unknown>, b: Record<string, unknown>) =>
    distance(String(a['phash256']), String(b['phash256']));
  expect(bits(one!, two!)).toBeLessThanOrEqual(10);
  expect(bits(one!, three!)).toBeGreaterThan(60);
  expect([flat!['phash64'], flat!['phash256'], Number(flat!['texture']) < 50]).toEqual(['', '', true]);

  const pictures = zipped.receipts[1]!;
  expect(pictures.reasons).toMatchObject([{ code: 'no-picture', n: 1, example: 'march.zip!photos/IMG_9.jpg' }]);
  expect(pictures.warnings.map(({ en }) => en)).toEqual([
    '1 pictures are not referred to by any check-in or report so far',
    '1 pictures have hardly any texture (one colour, too dark); they are not compared by likeness',
  ]);
  const refused = await (await steward.fetch(pictures.rejects!)).text();
  expect(refused).toContain('march.zip!photos/IMG_9.jpg');
  expect(refused).toContain('no-picture');
}, 120_000);

it('the same pictures again are duplicates, in a form too', async () => {
  const again = await send({ 'IMG_1.png': field, 'IMG_2.png': brighter });
  expect(again.receipts.map(({ kind, seen, duplicate }) => [kind, seen, duplicate])).toEqual([['photos', 2, 2]]);
});

it('an auditor sees small copies of what his units showed, nobody else does', async () => {
  const path = `/api/v1/photos/${sha256(field)}/thumbnail`;
  const response = await auditor.fetch(path);
  const bytes = Buffer.from(await response.arrayBuffer());
  expect([response.status, response.headers.get('content-type'), bytes.subarray(0, 2).toString('hex')]).toEqual([
    200,
    'image/jpeg',
    'ffd8',
  ]);
  expect((await steward.fetch(path)).status).toBe(403);
  const elsewhere = await app.signIn('auditor', 'T9');
  expect((await elsewhere.fetch(path)).status).toBe(404);
  // Not shown by any event.
  expect((await auditor.fetch(`/api/v1/photos/${sha256(other)}/thumbnail`)).status).toBe(404);
});

it('refuses pictures that are larger than they look within a second', async () => {
  const header = (width: number, height: number): Buffer => {
    const small = png(4, 4, () => 0);
    small.writeUInt32BE(width, 16);
    small.writeUInt32BE(height, 20);
    return small;
  };
  // 14,000 x 14,000 pixels in some 600 KB: what a decoder would unpack to 784 MB.
  const bomb = Buffer.concat([
    header(14_000, 14_000).subarray(0, 33),
    chunk('IDAT', deflateSync(Buffer.alloc(14_000 * 1_000))),
  ]);
  const gif = Buffer.concat([Buffer.from('GIF89a'), Buffer.from([0xff, 0xff, 0xff, 0xff, 0, 0, 0])]);
  const scans = Buffer.concat([
    Buffer.from([0xff, 0xd8, 0xff, 0xc2, 0, 17, 8, 8, 0, 8, 0, 3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1]),
    Buffer.from('ffda0008010100000000'.repeat(5_000), 'hex'),
  ]);
  const liar = header(6_000, 6_000);
  await send({ 'warm.png': other });
  const before = process.memoryUsage().rss;
  const started = Date.now();
  const answer = await send({
    'bomb.png': bomb,
    'frames.gif': gif,
    'scans.jpg': scans,
    'liar.png': liar,
    'empty.jpg': '' + 'x',
  });
  const seconds = (Date.now() - started) / 1000;
  expect(answer).toMatchObject({ seen: 5, accepted: 0, rejected: 5 });
  expect(Object.fromEntries(answer.reasons.map(({ code, n }) => [code, n]))).toEqual({
    'picture-too-large': 3,
    'picture-unreadable': 1,
    'no-picture': 1,
  });
  expect((process.memoryUsage().rss - before) / 2 ** 20).toBeLessThan(64);
  expect(seconds).toBeLessThan(5);
}, 60_000);

it('a watermark of an app is left out of the comparison, and pictures need not be kept', async () => {
  const put = await steward.fetch('/api/v1/photo-settings', {
    method: 'PUT',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ keepOriginals: false, masks: [{ source: 'marks', bottom: 0.25 }] }),
  });
  expect(await put.json()).toEqual({ keepOriginals: false, masks: [{ source: 'marks', top: 0, bottom: 0.25 }] });
  const twice = await steward.fetch('/api/v1/photo-settings', {
    method: 'PUT',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ masks: [{ source: 'marks' }, { source: 'marks', bottom: 0.1 }] }),
  });
  expect(twice.status).toBe(400);
  const marked = (stripes: number) =>
    png(240, 180, (x, y) => (y < 135 ? scene(2)(x, y) : Math.floor((x + y) / stripes) % 2 ? 255 : 0));
  const [first, second] = [marked(9), marked(23)];
  await send({ 'M1.png': first, 'M2.png': second }, '?source=marks');
  await send({ 'U1.png': first, 'U2.png': second }, '?source=other');
  const { distance } = await import('./hamming.ts');
  const [m1, m2, u1, u2] = (await photos("ref IN ('M1', 'M2', 'U1', 'U2')")).map(({ phash256 }) => String(phash256));
  expect(distance(m1!, m2!)).toBe(0);
  expect(distance(u1!, u2!)).toBeGreaterThan(31);
  const kept = readdirSync(join(app.environment.dataFolder, 'files'));
  expect([kept.includes(sha256(first)), kept.includes(sha256(field))]).toEqual([false, true]);
}, 60_000);

it('a withdrawn set takes its small copies and pictures along', async () => {
  const files = join(app.environment.dataFolder, 'files');
  const digest = sha256(brighter);
  const thumbnail = join(files, 'thumbnails', digest.slice(0, 2), `${digest}.jpg`);
  expect([existsSync(thumbnail), existsSync(join(files, digest))]).toEqual([true, true]);
  const withdraw = (receipt: number) =>
    steward.fetch('/api/v1/withdrawals', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ receipt, reason: '照片不应上传' }),
    });
  expect((await withdraw(zipped.receipts[1]!.receipt)).status).toBe(200);
  // The form had sent two of them too: they stay.
  expect((await photos("ref LIKE 'IMG%'")).map(({ ref }) => ref)).toEqual(['IMG_1', 'IMG_2.png']);
  expect(existsSync(thumbnail)).toBe(true);
  const white256 = sha256(white);
  expect(existsSync(join(files, white256))).toBe(false);
  expect(existsSync(join(files, 'thumbnails', white256.slice(0, 2), `${white256}.jpg`))).toBe(false);
}, 60_000);
