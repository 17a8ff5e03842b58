/** The statements a store has under way: their names in the engine, time limits and how they are called off. */
import { randomUUID } from 'node:crypto';
import type { QueryOptions } from './fact-store.ts';

/** Beyond the engine's own limit, before the caller stops waiting for it. */
const GRACE_SECONDS = 15;

export interface RunningStatement {
  /** The statement's `log_comment`, by which the engine finds it. */
  comment: string;
  seconds: number;
  /** Size of the file it reads; 0 when it reads none. */
  totalBytes: number;
  /** Aborts the HTTP request: the caller called off, or the engine kept silent beyond the limit. */
  signal: AbortSignal;
  /** Why it was aborted; undefined while it was not. */
  reason: () => unknown;
  end: () => void;
}

export class RunningStatements {
  readonly #byTag = new Map<string, Set<RunningStatement>>();
  readonly #kill: (comments: string[]) => Promise<void>;

  /** @param kill stops the statements with these comments in the engine. */
  constructor(kill: (comments: string[]) => Promise<void>) {
    this.#kill = kill;
  }

  /** Throws the signal's reason when it is aborted already. */
  begin(options: QueryOptions | undefined, defaultSeconds: number, totalBytes = 0): RunningStatement {
    options?.signal?.throwIfAborted();
    const seconds = options?.timeoutSeconds ?? defaultSeconds;
    const comment = `henjian:${randomUUID()}:${options?.tag ?? ''}`;
    const controller = new AbortController();
    const abort = (reason: unknown) => {
      if (controller.signal.aborted) return;
      void this.#kill([comment]).catch(() => undefined);
      controller.abort(reason);
    };
    const called = () => abort(options?.signal?.reason);
    options?.signal?.addEventListener('abort', called, { once: true });
    const silence = () => abort(new DOMException(`The fact store did not answer within ${seconds} s`, 'TimeoutError'));
    const timer = setTimeout(silence, Math.min((seconds + GRACE_SECONDS) * 1000, 2 ** 31 - 1));
    timer.unref();
    const tag = options?.tag;
    const statement: RunningStatement = {
      comment,
      seconds,
      totalBytes,
      signal: controller.signal,
      reason: () => (controller.signal.aborted ? controller.signal.reason : undefined),
      end: () => {
        clearTimeout(timer);
        options?.signal?.removeEventListener('abort', called);
        if (tag === undefined) return;
        const others = this.#byTag.get(tag);
        others?.delete(statement);
        if (others?.size === 0) this.#byTag.delete(tag);
      },
    };
    if (tag !== undefined) this.#byTag.set(tag, (this.#byTag.get(tag) ?? new Set()).add(statement));
    return statement;
  }

  tagged(tag: string): RunningStatement[] {
    return [...(this.#byTag.get(tag) ?? [])];
  }
}
