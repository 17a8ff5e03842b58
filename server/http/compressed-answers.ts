/**
 * JSON answers of the API as the caller's browser can keep and unpack them: compressed beyond a few kilobytes, and not sent again when it has
 * the same already. County offices sit behind lines of some Mbit/s, where the catalogue alone would take most of a second.
 */
import { createHash } from 'node:crypto';
import { gzip } from 'node:zlib';
import type { NextFunction, Request, Response } from 'express';

/** Shorter ones fit into two packets anyway. */
const LEAST_BYTES = 2048;
/** Beyond this level it takes twice as long for some percent. */
const LEVEL = 4;
/** Kept by the browser of one person, and asked about every time: rights may have changed, or rows been loaded. */
const KEPT_BY_ONE = 'private, no-cache';

/**
 * Where a secret is in the answer (the session's token: `no-store`), nothing is compressed: its length would tell about it (BREACH).
 * Compression runs beside the event loop.
 */
export function compressedAnswers(request: Request, response: Response, next: NextFunction): void {
  const sendAsIs = response.send.bind(response);
  response.send = (body: unknown): Response => {
    const type = String(response.getHeader('Content-Type') ?? '');
    const secret = String(response.getHeader('Cache-Control') ?? '').includes('no-store');
    if (request.method !== 'GET' || response.statusCode !== 200 || secret || !type.startsWith('application/json'))
      return sendAsIs(body);
    if (typeof body !== 'string') return sendAsIs(body);
    if (!response.hasHeader('Cache-Control')) response.setHeader('Cache-Control', KEPT_BY_ONE);
    response.vary('Accept-Encoding');
    response.setHeader('ETag', `W/"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"`);
    if (body.length < LEAST_BYTES || request.acceptsEncodings('gzip') !== 'gzip' || request.fresh)
      return sendAsIs(body);
    gzip(body, { level: LEVEL }, (error, packed) => {
      if (error) {
        sendAsIs(body);
        return;
      }
      response.setHeader('Content-Encoding', 'gzip');
      sendAsIs(packed);
    });
    return response;
  };
  next();
}
