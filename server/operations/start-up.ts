import { Injectable, Logger } from '@nestjs/common';
import { Health } from '../http/health.ts';
import { ServerStops } from '../progress/jobs.ts';

/** Work that a part does once after the server listens: resume interrupted batches, look for stale results. */
@Injectable()
export class StartUp {
  private readonly log = new Logger('start');
  private readonly works: { name: string; work: () => Promise<void> }[] = [];
  /** undefined before and after the run; a command-line verb never runs the start-up work and waits for none. */
  private current: string | undefined;
  private failed: string | undefined;

  constructor(health: Health) {
    health.add('start', async () => {
      if (this.failed) throw new Error(this.failed);
      return this.current === undefined ? 'ok' : `starting: ${this.current}`;
    });
  }

  /** From now on the server says that it is starting: call before it listens. */
  announce(): void {
    this.current = 'services';
  }

  /** Call in the constructor or onModuleInit; runs in the order added, once, and only in a server. */
  add(name: string, work: () => Promise<void>): void {
    this.works.push({ name, work });
  }

  /** Runs everything added. One that fails is logged and does not keep the next from running. */
  async run(): Promise<void> {
    for (const { name, work } of this.works) {
      this.current = name;
      try {
        await work();
      } catch (error) {
        // Not a failure: the next start goes on with it.
        if (error instanceof ServerStops) break;
        this.failed = name;
        this.log.error(`${name}: ${error instanceof Error ? error.stack : String(error)}`);
      }
    }
    this.current = undefined;
  }
}
