/** In a server: what was loaded, or set for the definitions, is computed soon after, once for loads that follow one another. */
import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { OrgTree } from '../access/org-tree.ts';
import { ComputationService } from '../indicators/computation.service.ts';
import { Batch } from '../intake/batch.entity.ts';
import { IntakeService } from '../intake/intake.service.ts';
import { EVERYBODY, Jobs, ServerStops } from '../progress/jobs.ts';
import { Operations } from './operations.ts';

/** Files often come in a row; each would otherwise start a computation of its own. */
const QUIET_MILLISECONDS = 2_000;
/** A computation that failed (the engine was restarted, the disk was full) is tried again after this. */
const RETRY_MILLISECONDS = 60_000;

@Injectable()
export class KeepComputed implements BeforeApplicationShutdown {
  private active = false;
  private timer: NodeJS.Timeout | undefined;
  /** Computations this server finished, and how many seconds the last of them took. */
  readonly done = { computations: 0, seconds: 0 };

  constructor(
    intake: IntakeService,
    private readonly operations: Operations,
    private readonly computation: ComputationService,
    private readonly jobs: Jobs,
    orgTree: OrgTree,
  ) {
    intake.onLoaded((batch) => {
      if (batch.kind === 'org_units') orgTree.forget();
      if (this.active) this.soon(QUIET_MILLISECONDS);
    });
    computation.onDefinitionsSet(() => {
      if (this.active) this.soon(0);
    });
  }

  /** From now on; what an earlier process left uncomputed first. Does not start the engine for an empty store. */
  async start(): Promise<void> {
    this.active = true;
    const anything = await this.operations.read.existsBy(Batch, { state: 'loaded' });
    if (anything && ((await this.computation.isStale()) || (await this.computation.rulesAreDue()))) this.soon(0);
  }

  beforeApplicationShutdown(): void {
    this.active = false;
    clearTimeout(this.timer);
  }

  private soon(milliseconds: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.compute(), milliseconds);
  }

  private compute(): void {
    const job = this.jobs.start('compute', EVERYBODY, (report, signal) =>
      this.computation.compute({ signal, report: (phase, share) => report({ phase, share }) }),
    );
    job.done.then(
      ({ seconds }) => {
        this.done.computations++;
        this.done.seconds = seconds;
      },
      (error: unknown) => {
        if (this.active && !(error instanceof ServerStops)) this.soon(RETRY_MILLISECONDS);
      },
    );
  }
}
