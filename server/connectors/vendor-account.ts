/** One account at a vendor: gets and renews its access token, keeps to the rate limit, and tells errors apart. */
import type { Words } from '../../metrics/columns.ts';
import { Refusal } from '../http/problem.ts';
import type { Call } from './outgoing.ts';
import { Temporary } from './patience.ts';
import type { PullTools } from './pull.ts';

export type Json = Record<string, unknown>;

export interface VendorAnswer {
  json: Json;
  body: Buffer;
}

/** What an answer's error code means. `token`: get a new one and ask again. */
export type Verdict = 'ok' | 'token' | 'later' | 'refused';

export interface VendorRules {
  vendor: string;
  base: URL;
  perMinute: number;
  /** Identifies the account for the rate limit; no secret. */
  account: string;
  token(): Call;
  /** Text of the token in the answer to `token`. */
  tokenIn(json: Json): unknown;
  verdict(json: Json): Verdict;
  /** Code and message of an error, as the vendor words them. */
  errorIn(json: Json): string;
  /** Puts the token where the vendor wants it. */
  signed(call: Call, token: string): Call;
}

export class VendorAccount {
  private token: string | undefined;

  constructor(
    private readonly rules: VendorRules,
    private readonly tools: PullTools,
  ) {}

  /**
   * @param query parameters of the address
   * @param body JSON of a POST; a GET when absent
   * @throws Temporary, Refusal
   */
  async ask(path: string, query: Record<string, string>, body?: Json): Promise<VendorAnswer> {
    const { patience, signal } = this.tools;
    return patience.insist(signal, async () => {
      for (let renewed = false; ; renewed = true) {
        const call = this.rules.signed(callOf(this.rules.base, path, query, body), await this.currentToken());
        const answer = await this.send(call);
        const verdict = this.rules.verdict(answer.json);
        if (verdict === 'ok') return answer;
        if (verdict === 'later') throw new Temporary(this.said(answer.json, path));
        // Expired a moment ago, or somebody else asked for a token and this one is void: once.
        if (verdict === 'token' && !renewed) {
          this.token = undefined;
          continue;
        }
        throw new Refusal(502, 'vendor-refused', this.said(answer.json, path));
      }
    });
  }

  private async currentToken(): Promise<string> {
    if (this.token !== undefined) return this.token;
    const call = this.rules.token();
    const { json } = await this.send(call);
    const token = this.rules.tokenIn(json);
    const verdict = this.rules.verdict(json);
    if (verdict === 'later') throw new Temporary(this.said(json, call.url.pathname));
    if (verdict !== 'ok' || typeof token !== 'string' || token === '')
      throw new Refusal(502, 'vendor-refused', this.said(json, call.url.pathname));
    return (this.token = token);
  }

  private async send(call: Call): Promise<VendorAnswer> {
    const { rules, tools } = this;
    await tools.patience.turn(`${rules.base.host} ${rules.account}`, rules.perMinute, tools.signal);
    const { body } = await tools.outgoing.send(call);
    try {
      const json: unknown = JSON.parse(body.toString('utf8'));
      if (typeof json === 'object' && json !== null && !Array.isArray(json)) return { json: json as Json, body };
    } catch {
      // Said below.
    }
    throw new Temporary({
      zh: `${rules.vendor}的回答不是完整的 JSON(${call.url.pathname})。`,
      en: `The answer of ${rules.vendor} is not complete JSON (${call.url.pathname}).`,
    });
  }

  private said(json: Json, path: string): Words {
    const error = this.rules.errorIn(json).slice(0, 300);
    return {
      zh: `${this.rules.vendor} ${path} 返回错误:${error}`,
      en: `${this.rules.vendor} ${path} answered with an error: ${error}`,
    };
  }
}

function callOf(base: URL, path: string, query: Record<string, string>, body: Json | undefined): Call {
  const url = new URL(`${base.pathname.replace(/\/$/, '')}${path}`, base);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return body === undefined ? { method: 'GET', url } : { method: 'POST', url, body: JSON.stringify(body) };
}

/** The list at a path like `result.data_list`; empty when there is none. */
export function listAt(json: Json, path: string): unknown[] {
  const found = valueAt(json, path);
  return Array.isArray(found) ? found : [];
}

export function valueAt(json: unknown, path: string): unknown {
  return path
    .split('.')
    .filter((key) => key !== '')
    .reduce<unknown>(
      (at, key) => (typeof at === 'object' && at !== null && Object.hasOwn(at, key) ? (at as Json)[key] : undefined),
      json,
    );
}

/** A cursor in an answer as text; '' when it says that there is no more. */
export function cursorAt(json: Json, path: string): string {
  const found = valueAt(json, path);
  return typeof found === 'string' || typeof found === 'number' ? String(found) : '';
}
