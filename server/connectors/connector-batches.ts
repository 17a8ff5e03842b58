/** What is kept of a run: its row, its batches, and the checkpoint, which counts once their rows are loaded. */
import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { Refusal } from '../http/problem.ts';
import { Batch, type BatchRequest } from '../intake/batch.entity.ts';
import { FileVault } from '../intake/file-vault.ts';
import { IntakeService } from '../intake/intake.service.ts';
import { Mappings } from '../intake/mappings.ts';
import { Operations } from '../operations/operations.ts';
import { Connector, ConnectorRun, type Checkpoint } from './connector.entity.ts';
import type { PullStep } from './pull.ts';

/** Runs remembered of one connector. */
const KEPT_RUNS = 500;

@Injectable()
export class ConnectorBatches {
  constructor(
    private readonly operations: Operations,
    private readonly vault: FileVault,
    private readonly intake: IntakeService,
    private readonly mappings: Mappings,
  ) {}

  async begin(connector: Connector, startedBy: string): Promise<ConnectorRun> {
    return this.operations.write(async (manager) => {
      const [oldest] = await manager.find(ConnectorRun, {
        where: { connectorId: connector.id },
        order: { id: 'DESC' },
        skip: KEPT_RUNS,
        take: 1,
      });
      if (oldest) await manager.delete(ConnectorRun, { id: oldest.id });
      return manager.save(
        Object.assign(new ConnectorRun(), {
          connectorId: connector.id,
          state: 'running',
          startedBy,
          startedAt: new Date().toISOString(),
          endedAt: null,
          receipts: [],
          requests: 0,
          records: 0,
          problem: null,
        }),
      );
    });
  }

  async end(run: ConnectorRun, connector: Connector): Promise<void> {
    await this.operations.write(async (manager) => {
      await manager.save(ConnectorRun, run);
      await manager.save(Connector, connector);
    });
  }

  /** Runs that nobody ends any more: the process that ran them is gone. */
  async endOrphans(): Promise<void> {
    await this.operations.write(async (manager) => {
      const orphans = await manager.findBy(ConnectorRun, { state: 'running' });
      if (orphans.length === 0) return;
      const endedAt = new Date().toISOString();
      await manager.save(
        ConnectorRun,
        orphans.map((run) => ({ ...run, state: 'interrupted' as const, endedAt })),
      );
      const connectors = await manager.findBy(Connector, {
        id: In(orphans.map((run) => run.connectorId)),
        enabled: true,
      });
      await manager.save(
        Connector,
        connectors.map((connector) => ({ ...connector, nextRunAt: connector.schedule ? endedAt : null })),
      );
    });
  }

  /** Loads the rows of a step and moves the checkpoint behind them. @throws Refusal with the reason of the intake */
  async keep(connector: Connector, run: ConnectorRun, step: PullStep, signal: AbortSignal): Promise<void> {
    if (step.records === 0) return this.reached(connector, run, step.checkpoint);
    const request = await this.requestOf(connector);
    const file = await this.vault.put(chunksOf(step.parts), signal);
    await this.operations.write(async (manager) => {
      const { receipt } = await this.intake.register(file, {
        path: step.name,
        request,
        sender: { id: `connector:${connector.id}`, name: connector.name },
      });
      connector.pending = { receipt, checkpoint: step.checkpoint };
      run.records += step.records;
      await manager.save(Connector, connector);
    });
    await this.settle(connector, run, signal);
  }

  /** Finishes the batch that an earlier process registered, or this one just did. */
  async settle(connector: Connector, run: ConnectorRun, signal: AbortSignal): Promise<void> {
    const { pending } = connector;
    if (!pending) return;
    const registered = await this.operations.read.findOneByOrFail(Batch, { receipt: pending.receipt });
    const batch = await this.intake.load(registered, { signal });
    if (batch.state === 'loaded') {
      run.receipts = [...run.receipts, batch.receipt];
      return this.reached(connector, run, pending.checkpoint);
    }
    // Its rows are not in the facts: they are pulled again.
    connector.pending = null;
    await this.operations.write((manager) => manager.save(Connector, connector));
    const { zh, en } = batch.problem ?? { zh: '已取消', en: 'cancelled' };
    throw new Refusal(422, 'batch-refused', {
      zh: `第 ${batch.receipt} 号回执未能导入:${zh}`,
      en: `Receipt ${batch.receipt} was not loaded: ${en}`,
    });
  }

  private async reached(connector: Connector, run: ConnectorRun, checkpoint: Checkpoint): Promise<void> {
    Object.assign(connector, { checkpoint, pending: null });
    await this.operations.write(async (manager) => {
      await manager.save(Connector, connector);
      await manager.save(ConnectorRun, run);
    });
  }

  private async requestOf({ config }: Connector): Promise<BatchRequest> {
    const { source, as, encoding, crs, mapping } = config;
    const saved = mapping === undefined ? undefined : await this.mappings.find(mapping);
    return {
      ...(source === undefined ? {} : { source }),
      ...(as === undefined ? {} : { as }),
      ...(encoding === undefined ? {} : { encoding }),
      ...(crs === undefined ? {} : { crs }),
      ...(saved ? { mapping: `${saved.document.name}@${saved.version}` } : {}),
    };
  }
}

/** Answers one after the other, each on lines of its own. */
function* newlineEnded(parts: readonly Buffer[]): Generator<Buffer> {
  for (const part of parts) {
    yield part;
    if (part.at(-1) !== 10) yield Buffer.from('\n');
  }
}

async function* chunksOf(parts: readonly Buffer[]): AsyncGenerator<Buffer> {
  yield* newlineEnded(parts);
}
