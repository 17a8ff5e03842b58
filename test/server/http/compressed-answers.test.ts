/** JSON answers of the API: packed where the caller can unpack them, not sent twice, and never where a secret is in them. */
import { createServer, request, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import express from 'express';
import { compressedAnswers } from '../../../server/http/compressed-answers.ts';

const ROWS = Array.from({ length: 400 }, (_, i) => ({ code: `R${i}`, name: '入户走访' }));
let server: Server;
let port: number;
beforeAll(async () => {
  const app = express();
  app.use('/api', compressedAnswers);
  app.get('/api/rows', (_request, response) => void response.json({ rows: ROWS }));
  app.get('/api/few', (_request, response) => void response.json({ rows: [] }));
  app.get('/api/failed', (_request, response) => void response.status(500).json({ rows: ROWS }));
  app.get('/api/secret', (_request, response) => void response.set('Cache-Control', 'no-store').json({ rows: ROWS }));
  app.get('/api/file', (_request, response) => void response.type('text/csv').send('a,b\n'.repeat(2000)));
  server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ({ port } = server.address() as AddressInfo);
});
afterAll(() => void server.close());

/** Not fetch: it unpacks what it gets. */
function get(path: string, headers: Record<string, string> = {}) {
  return new Promise<{ status: number; headers: IncomingHttpHeaders; body: Buffer }>((resolve, reject) => {
    request({ host: '127.0.0.1', port, path, headers }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () =>
        resolve({ status: response.statusCode!, headers: response.headers, body: Buffer.concat(parts) }),
      );
    })
      .on('error', reject)
      .end();
  });
}
const GZIP = { 'Accept-Encoding': 'gzip, deflate, br' };

describe('answers of the API', () => {
  it('are packed when the caller can unpack them, and hold the same', async () => {
    const plain = await get('/api/rows');
    const packed = await get('/api/rows', GZIP);
    expect(plain.headers['content-encoding']).toBeUndefined();
    expect(packed.headers['content-encoding']).toBe('gzip');
    expect(packed.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(packed.body.length).toBeLessThan(plain.body.length / 3);
    expect(gunzipSync(packed.body).equals(plain.body)).toBe(true);
    expect(JSON.parse(plain.body.toString())).toEqual({ rows: ROWS });
    for (const { headers } of [plain, packed]) expect(headers.vary).toContain('Accept-Encoding');
  });

  it('are asked about every time and not sent again when the browser has them', async () => {
    const first = await get('/api/rows', GZIP);
    expect(first.headers['cache-control']).toBe('private, no-cache');
    const again = await get('/api/rows', { ...GZIP, 'If-None-Match': first.headers.etag! });
    expect([again.status, again.body.length]).toEqual([304, 0]);
    const other = await get('/api/few', { ...GZIP, 'If-None-Match': first.headers.etag! });
    expect([other.status, other.body.toString()]).toEqual([200, '{"rows":[]}']);
  });

  it('are sent as they are where they are short, a failure, a file, or hold a secret', async () => {
    for (const path of ['/api/few', '/api/failed', '/api/secret', '/api/file'])
      expect((await get(path, GZIP)).headers['content-encoding']).toBeUndefined();
    expect((await get('/api/secret', GZIP)).headers['cache-control']).toBe('no-store');
  });
});
