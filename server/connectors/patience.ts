/** How often a connector asks, and how long it waits before it asks again. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { Words } from '../../metrics/columns.ts';

/** What may be gone the next time: a server that is busy, a line that broke, a limit that was reached. */
export class Temporary extends Error {
  readonly words: Words;
  /** The other side said how long. */
  readonly retryAfterMs: number | undefined;

  constructor(words: Words, more: { retryAfterMs?: number | undefined; cause?: unknown } = {}) {
    super(words.en, { cause: more.cause });
    this.name = 'Temporary';
    this.words = words;
    this.retryAfterMs = more.retryAfterMs;
  }
}

const MOST_ATTEMPTS = 6;
const LONGEST_WAIT_MS = 60_000;
/** Told to wait longer than this, the run ends and the next one keeps to it. */
const LONGEST_ASKED_MS = 120_000;

@Injectable()
export class Patience {
  /** Before the second attempt, on average; doubled each time. */
  firstWaitMs = 1_000;
  private readonly nextAt = new Map<string, number>();

  /** Holds requests of one account to a number a minute, evenly spaced. */
  async turn(account: string, perMinute: number, signal: AbortSignal): Promise<void> {
    const now = Date.now();
    const at = Math.max(now, this.nextAt.get(account) ?? 0);
    this.nextAt.set(account, at + 60_000 / perMinute);
    if (at > now) await sleep(at - now, undefined, { signal });
    signal.throwIfAborted();
  }

  /** Repeats what fails for now, with waits that grow and differ by chance. @throws Temporary after the last attempt */
  async insist<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      signal.throwIfAborted();
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof Temporary) || attempt >= MOST_ATTEMPTS) throw error;
        const asked = error.retryAfterMs ?? 0;
        if (asked > LONGEST_ASKED_MS) throw error;
        await sleep(Math.max(asked, withJitter(this.firstWaitMs, attempt, LONGEST_WAIT_MS)), undefined, { signal });
      }
    }
  }
}

/** Half of `first * 2^(n-1)`, capped, and a random part of the other half: clients that failed together do not return together. */
export function withJitter(first: number, n: number, most: number): number {
  const full = Math.min(most, first * 2 ** (n - 1));
  return full / 2 + (Math.random() * full) / 2;
}
