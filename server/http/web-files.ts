/** Serves the built web pages. Only files found in the folder at the first request can be named, so no path escapes it. */
import { createReadStream, existsSync, readdirSync, statSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import type { NextFunction, Request, Response } from 'express';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.webmanifest': 'application/manifest+json',
};
const ENCODINGS = [
  ['br', '.br'],
  ['gzip', '.gz'],
] as const;
/** Pages of one thing: codes may hold a dot. */
const NAMED_BY_CODE = /^\/(requirements|findings|indicators)\/[^/]+$/;
const SERVER_PATHS = /^\/(api|healthz|readyz|metrics)(\/|$)/;

interface WebFile {
  path: string;
  type: string;
  /** Vite puts a content hash into names below assets/: such a file never changes. */
  immutable: boolean;
}

function filesOf(folder: string): Map<string, WebFile> {
  const files = new Map<string, WebFile>();
  if (!existsSync(folder)) return files;
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const path = join(folder, name);
    const address = `/${relative(folder, path).split(sep).join('/')}`;
    if (!statSync(path).isFile() || address.endsWith('.br') || address.endsWith('.gz')) continue;
    const type = TYPES[extname(path)] ?? 'application/octet-stream';
    files.set(address, { path, type, immutable: address.startsWith('/assets/') });
  }
  return files;
}

export function webFiles(folder: string) {
  let files: Map<string, WebFile> | undefined;
  return (request: Request, response: Response, next: NextFunction): void => {
    if ((request.method !== 'GET' && request.method !== 'HEAD') || SERVER_PATHS.test(request.path)) return next();
    // Looked for again while missing: `npm run dev` starts the server before the pages are built.
    if (!files || files.size === 0) files = filesOf(folder);
    // Only a browser opening an address gets the application for it; a program that asks for data gets a 404.
    const isPage =
      (extname(request.path) === '' || NAMED_BY_CODE.test(request.path)) &&
      (request.headers.accept ?? '').includes('text/html');
    const file = files.get(request.path) ?? (isPage ? files.get('/index.html') : undefined);
    if (!file) return next();
    send(request, response, next, file);
  };
}

function send(request: Request, response: Response, next: NextFunction, file: WebFile): void {
  let path = file.path;
  response.setHeader('Vary', 'Accept-Encoding');
  for (const [encoding, suffix] of ENCODINGS) {
    if (request.acceptsEncodings(encoding) && existsSync(file.path + suffix)) {
      path = file.path + suffix;
      response.setHeader('Content-Encoding', encoding);
      break;
    }
  }
  const { size, mtimeMs } = statSync(path);
  const tag = `"${size.toString(36)}-${Math.trunc(mtimeMs).toString(36)}"`;
  response.setHeader('ETag', tag);
  response.setHeader('Cache-Control', file.immutable ? 'public, max-age=31536000, immutable' : 'no-cache');
  if (request.headers['if-none-match'] === tag) {
    response.status(304).end();
    return;
  }
  response.setHeader('Content-Type', file.type);
  response.setHeader('Content-Length', size);
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  createReadStream(path).once('error', next).pipe(response);
}
