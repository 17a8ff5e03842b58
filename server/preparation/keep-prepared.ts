/** In a server: after every computation, and after a start, what pages ask first is answered while nobody waits for anything. */
import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { Metrics } from '../http/metrics.ts';
import { ComputationService } from '../indicators/computation.service.ts';
import { Batch } from '../intake/batch.entity.ts';
import { Operations } from '../operations/operations.ts';
import { PreparedAnswers } from './prepared-answers.ts';

const LOOK_EVERY_MS = 5_000;
/** Nobody asked anything for so long: readers come first, also between two questions. */
const QUIET_MS = 1_500;

@Injectable()
export class KeepPrepared implements BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private readonly stop = new AbortController();
  private running: Promise<unknown> | undefined;
  private prepared = 0;

  constructor(
    private readonly metrics: Metrics,
    private readonly operations: Operations,
    private readonly computation: ComputationService,
    private readonly answers: PreparedAnswers,
  ) {}

  /** From now on. An empty store does not start the engine. */
  start(): void {
    this.timer = setInterval(() => {
      this.running ??= this.look()
        .catch(() => undefined)
        .finally(() => (this.running = undefined));
    }, LOOK_EVERY_MS);
    this.timer.unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    this.stop.abort();
    await this.running;
  }

  private async look(): Promise<void> {
    if (!this.isQuiet() || !(await this.operations.read.existsBy(Batch, { state: 'loaded' }))) return;
    const { computation } = await this.computation.current();
    if (computation === this.prepared) return;
    await this.answers.prepare({ turn: () => this.quiet(), signal: this.stop.signal });
    this.prepared = computation;
  }

  private isQuiet(): boolean {
    return this.metrics.idleMilliseconds() > QUIET_MS;
  }

  private async quiet(): Promise<void> {
    while (!this.isQuiet() && !this.stop.signal.aborted) await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
