/**
 * Runs a connector. Each step becomes a batch: its bytes are stored, then the batch row and the checkpoint that will count once
 * it is loaded are kept together, then it is loaded, then the checkpoint counts. Whatever a kill interrupts is either loaded by
 * the intake at the next start, or was never acknowledged and is pulled again.
 */
import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { Environment } from '../environment.ts';
import { Refusal, refusalOf } from '../http/problem.ts';
import { ServerStops } from '../progress/jobs.ts';
import { AllowedHosts } from './allowed-hosts.ts';
import { ConnectorBatches } from './connector-batches.ts';
import type { Connector, ConnectorRun } from './connector.entity.ts';
import { ownerOf } from './connectors.ts';
import { pullOf } from './kinds.ts';
import { nextRun, retryRun } from './next-run.ts';
import { Outgoing } from './outgoing.ts';
import { Patience, Temporary } from './patience.ts';
import { SecretBox } from './secret-box.ts';

/** Then it rests a minute: a first pull of years goes on in pieces. */
const LONGEST_RUN_MS = 30 * 60_000;
const REST_MS = 60_000;

@Injectable()
export class Pulls implements OnModuleInit {
  private readonly log = new Logger('connectors');
  private readonly running = new Set<string>();
  private readonly files: string | undefined;

  constructor(
    environment: Environment,
    private readonly hosts: AllowedHosts,
    private readonly patience: Patience,
    private readonly secrets: SecretBox,
    private readonly batches: ConnectorBatches,
  ) {
    this.files = environment.connectorFiles;
  }

  async onModuleInit(): Promise<void> {
    await this.batches.endOrphans();
  }

  isRunning(name: string): boolean {
    return this.running.has(name);
  }

  /** @throws Refusal 409 `connector-running` */
  requireIdle(name: string): void {
    if (!this.running.has(name)) return;
    throw new Refusal(409, 'connector-running', {
      zh: `连接器 ${name} 正在运行,请稍后再试。`,
      en: `Connector ${name} is running; try again when it has ended.`,
    });
  }

  /**
   * One run, from the checkpoint until there is no more. A failure is on the run that is returned, not thrown.
   * @throws Refusal 409 `connector-running`; ServerStops
   */
  async run(connector: Connector, startedBy: string, signal: AbortSignal): Promise<ConnectorRun> {
    this.requireIdle(connector.name);
    this.running.add(connector.name);
    try {
      const run = await this.batches.begin(connector, startedBy);
      const outgoing = new Outgoing(this.hosts, signal);
      try {
        const whole = await this.pull(connector, run, outgoing, signal);
        const now = new Date();
        const next = whole ? nextRun(connector.schedule, now) : new Date(now.getTime() + REST_MS);
        Object.assign(run, { state: 'done' });
        Object.assign(connector, { failures: 0, nextRunAt: this.timeOf(connector, next) });
      } catch (error) {
        this.failed(connector, run, error, signal);
      }
      run.requests = outgoing.requests;
      run.endedAt = new Date().toISOString();
      await this.batches.end(run, connector);
      if (signal.aborted) throw signal.reason;
      return run;
    } finally {
      this.running.delete(connector.name);
    }
  }

  /** @returns false when time was over before there was no more */
  private async pull(
    connector: Connector,
    run: ConnectorRun,
    outgoing: Outgoing,
    signal: AbortSignal,
  ): Promise<boolean> {
    const begin = Date.now();
    await this.batches.settle(connector, run, signal);
    const secret = connector.secret === null ? '' : await this.secrets.open(connector.secret, ownerOf(connector.name));
    const pull = pullOf(connector.name, connector.config, this.files);
    const tools = { outgoing, patience: this.patience, signal, secret, now: new Date() };
    for await (const step of pull(connector.checkpoint, tools)) {
      signal.throwIfAborted();
      await this.batches.keep(connector, run, step, signal);
      if (Date.now() - begin > LONGEST_RUN_MS) return false;
    }
    return true;
  }

  private failed(connector: Connector, run: ConnectorRun, error: unknown, signal: AbortSignal): void {
    if (signal.reason instanceof ServerStops) {
      Object.assign(run, { state: 'interrupted' });
      connector.nextRunAt = this.timeOf(connector, new Date());
      return;
    }
    const retryAfterMs = error instanceof Temporary ? error.retryAfterMs : undefined;
    const { words } = error instanceof Temporary ? error : refusalOf(error);
    if (!(error instanceof Temporary) && !(error instanceof Refusal))
      this.log.error(`${connector.name}: ${error instanceof Error ? error.stack : String(error)}`);
    connector.failures += 1;
    connector.nextRunAt = this.timeOf(
      connector,
      retryRun(connector.schedule, connector.failures, new Date(), retryAfterMs),
    );
    Object.assign(run, { state: 'failed', problem: words });
    this.log.warn(`${connector.name}: ${words.en}`);
  }

  private timeOf({ enabled, schedule }: Connector, at: Date | null): string | null {
    return enabled && schedule && at ? at.toISOString() : null;
  }
}
