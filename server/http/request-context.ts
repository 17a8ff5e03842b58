/** What belongs to one request and is needed where no request object reaches: its language and its correlation id. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import type { NextFunction, Request, Response } from 'express';

export type Lang = 'zh' | 'en';

interface RequestContext {
  correlationId: string;
  lang: Lang;
}

const store = new AsyncLocalStorage<RequestContext>();

export function currentLang(fallback: Lang = 'zh'): Lang {
  return store.getStore()?.lang ?? fallback;
}

export function currentCorrelationId(): string {
  return store.getStore()?.correlationId ?? '';
}

/** The better liked of zh and en in an Accept-Language header; `fallback` when it names neither. */
export function preferredLang(header: string | undefined, fallback: Lang): Lang {
  let best: { lang: Lang; quality: number } | undefined;
  for (const part of (header ?? '').slice(0, 500).split(',')) {
    const [range = '', ...options] = part.trim().toLowerCase().split(';');
    const lang = range.split('-')[0];
    if (lang !== 'zh' && lang !== 'en') continue;
    const weight = options.map((option) => option.trim()).find((option) => option.startsWith('q='));
    const quality = weight ? Number(weight.slice(2)) : 1;
    if (quality > 0 && (!best || quality > best.quality)) best = { lang, quality };
  }
  return best?.lang ?? fallback;
}

export function requestContext(fallback: Lang) {
  return (request: Request, response: Response, next: NextFunction): void => {
    const context = {
      correlationId: randomUUID(),
      lang: preferredLang(request.headers['accept-language'], fallback),
    };
    response.setHeader('X-Correlation-Id', context.correlationId);
    store.run(context, next);
  };
}
