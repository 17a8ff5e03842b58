/** HTTP requests of one run: to allowed hosts at pinned addresses, no redirects, with caps on size and time. */
import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Words } from '../../metrics/columns.ts';
import { Refusal } from '../http/problem.ts';
import type { AllowedHosts, Pinned } from './allowed-hosts.ts';
import { Temporary } from './patience.ts';

const LARGEST_ANSWER = 64 * 2 ** 20;
const LONGEST_MS = 60_000;

export interface Answer {
  status: number;
  headers: IncomingMessage['headers'];
  body: Buffer;
}

export interface Call {
  method: 'GET' | 'POST';
  url: URL;
  headers?: Record<string, string>;
  body?: string;
}

export class Outgoing {
  requests = 0;
  private readonly pins = new Map<string, Promise<Pinned>>();

  constructor(
    private readonly hosts: AllowedHosts,
    private readonly signal: AbortSignal,
    private readonly longestMs = LONGEST_MS,
  ) {}

  /** Resolved once: later requests of the run go to the same address. @throws Refusal as `AllowedHosts.pin` */
  pin(host: string, port: number): Promise<Pinned> {
    const text = `${host}:${port}`;
    const pin = this.pins.get(text) ?? this.hosts.pin(host, port);
    this.pins.set(text, pin);
    return pin;
  }

  /** @throws Temporary, Refusal. Answers other than 2xx are among them. */
  async send(call: Call): Promise<Answer> {
    const { url } = call;
    const secure = url.protocol === 'https:';
    const pinned = await this.pin(url.hostname, Number(url.port) || (secure ? 443 : 80));
    if (!secure && !pinned.internal)
      throw new Refusal(403, 'not-encrypted', {
        zh: `${url.host} 未使用 HTTPS。只有标为“内网”的主机可以用 HTTP。`,
        en: `${url.host} is not spoken to over HTTPS. Only hosts marked as internal may be.`,
      });
    this.requests += 1;
    const answer = await this.exchange(call, pinned, secure);
    refuseOther(answer, url);
    return answer;
  }

  private exchange({ method, url, headers = {}, body }: Call, pinned: Pinned, secure: boolean): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const options: RequestOptions = {
        method,
        headers: {
          Accept: '*/*',
          'Accept-Encoding': 'identity',
          'User-Agent': 'henjian',
          ...(body === undefined
            ? {}
            : { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) }),
          ...headers,
        },
        agent: false,
        signal: AbortSignal.any([this.signal, AbortSignal.timeout(this.longestMs)]),
        lookup: (_host, { all }, done) => {
          const { address, family } = pinned;
          if (all)
            (done as (error: null, found: { address: string; family: number }[]) => void)(null, [{ address, family }]);
          else done(null, address, family);
        },
      };
      const fail = (cause: unknown): void =>
        reject(
          this.signal.aborted ? (this.signal.reason as Error) : cause instanceof Refusal ? cause : broken(url, cause),
        );
      const request = (secure ? httpsRequest : httpRequest)(url, options, (response) => {
        const chunks: Buffer[] = [];
        let bytes = 0;
        response.on('data', (chunk: Buffer) => {
          bytes += chunk.length;
          if (bytes > LARGEST_ANSWER) request.destroy(tooLarge(url));
          chunks.push(chunk);
        });
        response.on('end', () => {
          if (!response.complete) return fail(new Error('the answer ends in the middle'));
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) });
        });
        response.on('error', fail);
      });
      request.on('error', fail);
      request.end(body);
    });
  }
}

const tooLarge = (url: URL): Refusal =>
  new Refusal(502, 'answer-too-large', {
    zh: `${url.host} 的一次回答超过 64 MB,请缩小每页条数。`,
    en: `An answer of ${url.host} is larger than 64 MB; ask for smaller pages.`,
  });

/** Never the whole address: vendors put secrets and tokens into it. */
const broken = (url: URL, cause: unknown): Temporary => {
  const code = (cause as NodeJS.ErrnoException | undefined)?.code ?? (cause as Error | undefined)?.name ?? '';
  return new Temporary(
    { zh: `与 ${url.host} 的连接中断(${code})。`, en: `The connection to ${url.host} broke off (${code}).` },
    { cause },
  );
};

function refuseOther({ status, headers }: Answer, url: URL): void {
  if (status >= 200 && status < 300) return;
  const where = `${url.host}${url.pathname}`;
  const said: Words = { zh: `${where} 返回 ${status}。`, en: `${where} answered ${status}.` };
  if (status === 429 || status === 408 || status >= 500)
    throw new Temporary(said, { retryAfterMs: retryAfter(headers) });
  if (status >= 300 && status < 400)
    throw new Refusal(502, 'redirect', {
      zh: `${where} 要求跳转到别处,已拒绝。请填写最终地址。`,
      en: `${where} redirects elsewhere; refused. Give the final address.`,
    });
  if (status === 401 || status === 403)
    throw new Refusal(502, 'not-let-in', {
      zh: `${where} 拒绝访问(${status})。请检查密钥和权限。`,
      en: `${where} denies access (${status}). Check the secret and its rights.`,
    });
  throw new Refusal(502, 'answer-refused', said);
}

/** Seconds or a date, as RFC 9110 has it; Lark's own header counts seconds. */
export function retryAfter(headers: IncomingMessage['headers']): number | undefined {
  const text = headers['retry-after'] ?? headers['x-ogw-ratelimit-reset'];
  if (typeof text !== 'string') return undefined;
  if (/^\d{1,6}$/.test(text)) return Number(text) * 1000;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.max(0, at - Date.now());
}
