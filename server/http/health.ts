import { Injectable } from '@nestjs/common';

type Check = () => Promise<string>;

export interface HealthReport {
  status: 'ok' | 'starting' | 'failed';
  checks: Record<string, string>;
}

/** A part that does not answer within this is not ready; the engine needs a second or two to start, more on a busy machine. */
const PATIENCE_MILLISECONDS = 10_000;

/** What must work before the server is ready. Each part adds its own check at start. */
@Injectable()
export class Health {
  private readonly checks = new Map<string, Check>();

  /** @param check resolves with "ok", a version, or "starting ..."; rejects when the part cannot work. */
  add(name: string, check: Check): void {
    this.checks.set(name, check);
  }

  async report(): Promise<HealthReport> {
    const entries = await Promise.all(
      [...this.checks].map(async ([name, check]) => {
        let timer: NodeJS.Timeout | undefined;
        const late = new Promise<never>((_resolve, reject) => {
          timer = setTimeout(() => reject(new Error('no answer')), PATIENCE_MILLISECONDS);
        });
        try {
          return [name, await Promise.race([check(), late]), true] as const;
        } catch {
          // The reason may hold addresses or data: it belongs in the log of the part, not in an open answer.
          return [name, 'failed', false] as const;
        } finally {
          clearTimeout(timer);
        }
      }),
    );
    const status = entries.some(([, , ok]) => !ok)
      ? 'failed'
      : entries.some(([, state]) => state.startsWith('starting'))
        ? 'starting'
        : 'ok';
    return {
      status,
      checks: Object.fromEntries(entries.map(([name, state]) => [name, state])),
    };
  }
}
