import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express from 'express';
import { webFiles } from '../../../server/http/web-files.ts';

let folder: string;
let server: Server;
let port: number;
beforeAll(async () => {
  const root = mkdtempSync(join(tmpdir(), 'henjian-web-'));
  folder = join(root, 'web');
  mkdirSync(join(folder, 'assets'), { recursive: true });
  writeFileSync(join(root, 'secret.txt'), 'secret');
  writeFileSync(join(folder, 'index.html'), '<html>page</html>');
  writeFileSync(join(folder, 'assets', 'app-1a2b.js'), 'plain');
  writeFileSync(join(folder, 'assets', 'app-1a2b.js.br'), 'brotli');
  writeFileSync(join(folder, 'assets', 'app-1a2b.js.gz'), 'gzip');
  server = createServer(express().use(webFiles(folder)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ({ port } = server.address() as AddressInfo);
});
afterAll(() => {
  server.close();
  rmSync(join(folder, '..'), { recursive: true });
});

/** Not fetch: it tidies `..` away before sending. */
function get(path: string, headers: Record<string, string> = {}) {
  return new Promise<{ status: number; headers: Record<string, unknown>; body: string }>((resolve, reject) => {
    request({ host: '127.0.0.1', port, path, headers }, (response) => {
      let body = '';
      response.on('data', (chunk) => (body += String(chunk)));
      response.on('end', () => resolve({ status: response.statusCode!, headers: response.headers, body }));
    })
      .on('error', reject)
      .end();
  });
}

describe('the pages', () => {
  it('are served for every address a browser opens, never kept without asking', async () => {
    for (const path of ['/', '/findings/f-1?month=2026-03', '/requirements/RP-1.2']) {
      const page = await get(path, { Accept: 'text/html,*/*' });
      expect([page.status, page.body, page.headers['cache-control']]).toEqual([200, '<html>page</html>', 'no-cache']);
      expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
    }
  });

  it('have parts that are kept for ever, compressed as the browser understands', async () => {
    const part = (encoding: string) => get('/assets/app-1a2b.js', { 'Accept-Encoding': encoding });
    const plain = await part('identity');
    expect([plain.body, plain.headers['content-encoding']]).toEqual(['plain', undefined]);
    expect(plain.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect((await part('gzip')).body).toBe('gzip');
    const best = await part('gzip, br');
    expect([best.body, best.headers['content-encoding'], best.headers.vary]).toEqual([
      'brotli',
      'br',
      'Accept-Encoding',
    ]);
  });

  it('are not sent again when the browser has them', async () => {
    const { headers } = await get('/', { Accept: 'text/html' });
    const again = await get('/', { Accept: 'text/html', 'If-None-Match': String(headers.etag) });
    expect([again.status, again.body]).toEqual([304, '']);
  });

  it.each([
    '/../secret.txt',
    '/..%2fsecret.txt',
    '/assets/../../secret.txt',
    '/%2e%2e/secret.txt',
    '/missing.js',
    '/api/x',
    '/healthz',
  ])('leave %s to others', async (path) => {
    const answer = await get(path, { Accept: 'text/html' });
    expect(answer.status).toBe(404);
    expect(answer.body).not.toContain('secret\n');
  });
});
