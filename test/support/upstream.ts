/** A machine that delivers files, never gives up, and notices every answer that is not as it must be. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Receipt } from '../../server/contract-intake.ts';
import type { Random } from '../../seeds/random.ts';
import type { CheckinFile, CheckinSource, Counts } from './checkin-files.ts';
import type { Victim } from './victim.ts';

export interface Figures {
  /** Files and rows answered 202, or found loaded. */
  acknowledged: number;
  rows: number;
  /** Requests whose answer never came. */
  unknown: number;
  /** Of these: found loaded by their digest, and by sending them again with the same key. */
  resolvedByDigest: number;
  resolvedByKey: number;
  /** Asked after by digest, still not loaded after PENDING_MS, and sent again. */
  stuck: number;
  /** Answers that promised nothing, by problem code. */
  refusals: Record<string, number>;
  /** When each acknowledgement came, ms. */
  acknowledgedAt: number[];
  /** Milliseconds that acknowledged requests took. */
  took: number[];
}

export const noFigures = (): Figures => ({
  acknowledged: 0,
  rows: 0,
  unknown: 0,
  resolvedByDigest: 0,
  resolvedByKey: 0,
  stuck: 0,
  refusals: {},
  acknowledgedAt: [],
  took: [],
});

const SIZES = [40, 400, 400, 3_000, 3_000, 12_000] as const;
/** A delivery that is in nobody's hands any more. */
const LONGEST_MS = 240_000;
const WAIT_MS = 150;
/** A batch that was interrupted is loaded again by itself within this. */
const PENDING_MS = 60_000;

export class Upstream {
  private readonly server: Victim;
  readonly files: CheckinSource;
  private readonly token: string;
  private readonly random: Random;
  private readonly figures: Figures;

  constructor(server: Victim, files: CheckinSource, token: string, random: Random, figures: Figures) {
    this.server = server;
    this.files = files;
    this.token = token;
    this.random = random;
    this.figures = figures;
  }

  /** Delivers until told to stop, and finishes what it has begun. @throws on every answer that is not as it must be */
  async run(stopped: () => boolean, sizes: readonly number[] = SIZES): Promise<void> {
    let last: CheckinFile | undefined;
    while (!stopped()) {
      const repeats = last !== undefined && this.random.chance(0.1);
      const file = repeats ? this.files.again(last!) : this.files.next(this.random.pick(sizes));
      await this.deliver(file, !repeats);
      last = file;
    }
  }

  /** @param byDigest whether an unknown outcome may be asked after by the digest: not for bytes that came before */
  async deliver(file: CheckinFile, byDigest = true): Promise<Receipt> {
    const key = randomUUID();
    const begin = Date.now();
    let asks = byDigest && this.random.chance(0.5);
    let known = true;
    let pendingSince: number | undefined;
    for (;;) {
      const sent = Date.now();
      const receipt = asks && !known ? await this.receipt(file) : await this.post(file, key);
      if (receipt === 'unknown') {
        known = false;
        this.figures.unknown++;
        pendingSince = undefined;
      } else if (receipt === 'refused' || receipt === 'never-seen') asks = false;
      else if (receipt === 'pending') {
        pendingSince ??= Date.now();
        if (Date.now() - pendingSince > PENDING_MS) {
          this.figures.stuck++;
          asks = false;
        }
      } else {
        if (!known) this.figures[asks ? 'resolvedByDigest' : 'resolvedByKey']++;
        this.acknowledge(file, receipt, Date.now() - sent);
        return receipt;
      }
      if (Date.now() - begin > LONGEST_MS)
        throw new Error(`${file.sha256}: not acknowledged within ${LONGEST_MS} ms; last answer ${String(receipt)}`);
      await sleep(WAIT_MS);
    }
  }

  /** One attempt. */
  async post(file: CheckinFile, key: string): Promise<Receipt | 'unknown' | 'refused'> {
    const answer = await this.fetch('batches', {
      method: 'POST',
      headers: { 'Content-Type': file.contentType, 'Idempotency-Key': key },
      body: new Uint8Array(file.bytes),
    });
    if (answer === undefined) return 'unknown';
    if (answer.status === 202) return answer.body as Receipt;
    const { code, detail } = answer.body as { code?: string; detail?: string };
    // 503 and 507 promise nothing and ask for another try; everything else is a fault of the server here.
    if (answer.status !== 503 && answer.status !== 507)
      throw new Error(`POST batches answered ${answer.status} ${code}: ${detail}`);
    if (answer.type !== 'application/problem+json; charset=utf-8')
      throw new Error(`${answer.status} is no problem JSON but ${answer.type}`);
    this.figures.refusals[code ?? ''] = (this.figures.refusals[code ?? ''] ?? 0) + 1;
    return 'refused';
  }

  /** What the server says of these bytes now. */
  async receipt(file: CheckinFile): Promise<Receipt | 'unknown' | 'never-seen' | 'pending' | 'refused'> {
    const answer = await this.fetch(`receipts/${file.sha256}`);
    if (answer === undefined) return 'unknown';
    if (answer.status !== 200)
      throw new Error(`GET receipts answered ${answer.status}: ${JSON.stringify(answer.body)}`);
    const receipt = answer.body as Receipt | { state: 'never-seen' };
    if (receipt.state === 'never-seen') return 'never-seen';
    return receipt.state === 'received' || receipt.state === 'loading' ? 'pending' : receipt;
  }

  private async fetch(
    path: string,
    init: RequestInit = {},
  ): Promise<{ status: number; type: string | null; body: unknown } | undefined> {
    const url = await this.server.url();
    try {
      const response = await fetch(`${url}/api/v1/${path}`, {
        ...init,
        headers: { ...init.headers, Authorization: `Bearer ${this.token}` },
        signal: AbortSignal.timeout(LONGEST_MS),
      });
      const text = await response.text();
      return { status: response.status, type: response.headers.get('Content-Type'), body: JSON.parse(text) as unknown };
    } catch (error) {
      // A connection that broke, or an answer cut off in the middle.
      if (error instanceof Error && error.name === 'TimeoutError') throw error;
      return undefined;
    }
  }

  private acknowledge(file: CheckinFile, receipt: Receipt, ms: number): void {
    const { seen, accepted, amended, duplicate, rejected } = receipt;
    const said: Counts = { seen, accepted, amended, duplicate, rejected };
    const wrong =
      receipt.state !== 'loaded' ||
      receipt.sha256 !== file.sha256 ||
      JSON.stringify(said) !== JSON.stringify(file.expected);
    if (wrong)
      throw new Error(
        `receipt ${receipt.receipt} (${receipt.state}) says ${JSON.stringify(said)}, must say ${JSON.stringify(file.expected)}` +
          (receipt.problem ? `: ${receipt.problem.en}` : ''),
      );
    this.files.confirm(file);
    this.figures.acknowledged++;
    this.figures.rows += seen;
    this.figures.acknowledgedAt.push(Date.now());
    this.figures.took.push(ms);
  }
}
