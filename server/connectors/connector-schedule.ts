/** In a server: runs connectors when their time has come, and when somebody says so. */
import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { LessThanOrEqual } from 'typeorm';
import { EVERYBODY, Jobs, ServerStops, type Job } from '../progress/jobs.ts';
import { Operations } from '../operations/operations.ts';
import { Connector, type ConnectorRun } from './connector.entity.ts';
import { Pulls } from './pulls.ts';

const LOOK_MS = 5_000;
/** Each load takes its turn anyway. */
const AT_A_TIME = 2;

@Injectable()
export class ConnectorSchedule implements BeforeApplicationShutdown {
  private readonly log = new Logger('connectors');
  private timer: NodeJS.Timeout | undefined;
  private underWay = 0;

  constructor(
    private readonly operations: Operations,
    private readonly pulls: Pulls,
    private readonly jobs: Jobs,
  ) {}

  start(): Promise<void> {
    this.timer = setInterval(() => {
      this.look().catch((error: unknown) => this.log.error(String(error)));
    }, LOOK_MS).unref();
    return this.look();
  }

  beforeApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /** @throws Refusal 409 `connector-running` */
  runNow(connector: Connector, startedBy: string): Job<ConnectorRun> {
    this.pulls.requireIdle(connector.name);
    this.underWay += 1;
    const job = this.jobs.start('pull', EVERYBODY, (report, signal) => {
      report({ phase: 'pulling', message: { zh: connector.name, en: connector.name } });
      return this.pulls.run(connector, startedBy, signal);
    });
    job.done
      .catch((error: unknown) => {
        if (!(error instanceof ServerStops)) this.log.error(`${connector.name}: ${String(error)}`);
      })
      .finally(() => (this.underWay -= 1));
    return job;
  }

  private async look(): Promise<void> {
    const due = await this.operations.read.find(Connector, {
      where: { enabled: true, nextRunAt: LessThanOrEqual(new Date().toISOString()) },
      order: { nextRunAt: 'ASC' },
    });
    for (const connector of due) {
      if (this.underWay >= AT_A_TIME) return;
      if (!this.pulls.isRunning(connector.name)) this.runNow(connector, 'schedule');
    }
  }
}
