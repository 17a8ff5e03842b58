/**
 * The way of a file into the facts. Bytes first, then the batch row, then loading, one batch at a time:
 * received -> loading -> loaded | refused | cancelled. A receipt is answered only when the rows are durable; whatever a
 * crash interrupts is removed by its batch number and loaded again.
 */
import { Injectable, Logger, type BeforeApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { In, IsNull } from 'typeorm';
import { Audit } from '../access/audit.ts';
import { EngineRestarted, EngineUnavailable } from '../facts/engine-errors.ts';
import { FactStore } from '../facts/fact-store.ts';
import { refusalOf } from '../http/problem.ts';
import { Operations } from '../operations/operations.ts';
import { ServerStops } from '../progress/jobs.ts';
import { removeBatch } from './batch-cleanup.ts';
import { Batch, type BatchRequest } from './batch.entity.ts';
import { BatchLoader, type LoadOutcome, type LoadProgress } from './batch-loader.ts';
import { FileProblem } from './file-problem.ts';
import type { SavedMapping } from './recognise/table-layout.ts';
import type { Classified } from './stage-load.ts';
import { FileVault, type StoredFile } from './file-vault.ts';

export interface Sender {
  /** Principal.id */
  id: string;
  name: string;
}

export interface Delivery {
  path: string;
  request: BatchRequest;
  sender: Sender;
  /** Which file of one request, from 0. */
  part?: number;
  idempotencyKey?: string;
}

export interface Watching {
  signal?: AbortSignal;
  /** Nobody waits for the answer: a failure leaves the batch to be taken up again. */
  resumed?: boolean;
  report?: (progress: LoadProgress) => void;
  /** Of a dry run: a mapping that is not saved yet. */
  mapping?: SavedMapping;
}

type AfterLoad = (batch: Batch) => void | Promise<void>;

/** An engine that dies this often over one file will die again. */
const MOST_ATTEMPTS = 3;
/** An interrupted batch that could not be loaded (the engine died again, the disk was full) is tried again after this. */
const RETRY_MILLISECONDS = 15_000;
/** Numbers of dry runs, far above any receipt. */
const DRY_RUNS_FROM = 4_200_000_000;

@Injectable()
export class IntakeService implements OnModuleInit, BeforeApplicationShutdown {
  private readonly log = new Logger('intake');
  private readonly listeners: AfterLoad[] = [];
  private readonly preparations: (() => Promise<void>)[] = [];
  private readonly underWay = new Map<number, Promise<Batch>>();
  /** Batches that may have rows in the facts without being loaded: these go before anything else comes. */
  private readonly leftovers = new Set<number>();
  private readonly stopping = new AbortController();
  private tail: Promise<unknown> = Promise.resolve();
  private dryRuns = 0;

  constructor(
    private readonly operations: Operations,
    private readonly store: FactStore,
    private readonly vault: FileVault,
    private readonly loader: BatchLoader,
    private readonly audit: Audit,
  ) {}

  /** Before anybody can send a file: what is there now, an earlier process left. */
  async onModuleInit(): Promise<void> {
    await this.vault.clearTemporary();
    const interrupted = await this.operations.read.find(Batch, {
      select: { receipt: true },
      where: { state: 'loading' },
    });
    for (const { receipt } of interrupted) this.leftovers.add(receipt);
  }

  /** An interrupted batch that is being loaded is left for the next start: nobody waits for it. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort(new ServerStops());
    await this.tail;
  }

  /** Runs after a batch that changed facts became durable, e.g. to compute the days it touched. */
  onLoaded(listener: AfterLoad): void {
    this.listeners.push(listener);
  }

  /** Runs before each load, in the queue of loads: what an earlier process left half done must end first. */
  before(work: () => Promise<void>): void {
    this.preparations.push(work);
  }

  /** Runs `work` while nothing is being loaded, after what was asked for earlier. */
  async exclusively<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.tail.then(async () => {
      await this.removeLeftovers();
      return work();
    });
    this.tail = mine.catch(() => undefined);
    return mine;
  }

  /** Starts the engine in advance, so that it is there when the bytes are. What fails here fails again, and is told, later. */
  warmUp(): void {
    void this.store.query('SELECT 1').catch(() => undefined);
  }

  /** The batch row for bytes that are in the vault already. Durable when it resolves. */
  async register(file: StoredFile, delivery: Delivery): Promise<Batch> {
    const [batch] = await this.registerAll([{ file, delivery }]);
    return batch!;
  }

  /** All of them or none. */
  async registerAll(deliveries: readonly { file: StoredFile; delivery: Delivery }[]): Promise<Batch[]> {
    return this.operations.write(async (manager) =>
      manager.save(
        deliveries.map(({ file, delivery }) =>
          manager.create(Batch, {
            state: 'received',
            ...file,
            path: delivery.path,
            request: delivery.request,
            source: delivery.request.source ?? '',
            reasons: [],
            unknownColumns: [],
            warnings: [],
            problem: null,
            withdrawal: null,
            profile: null,
            receivedAt: new Date().toISOString(),
            loadedAt: null,
            loadedBy: delivery.sender.name,
            principal: delivery.sender.id,
            idempotencyKey: delivery.idempotencyKey ?? null,
            part: delivery.part ?? 0,
          }),
        ),
      ),
    );
  }

  /** What was sent under this key before, in the order of its parts. */
  async sentBefore(principal: string, idempotencyKey: string): Promise<Batch[]> {
    return this.operations.read.find(Batch, { where: { principal, idempotencyKey }, order: { part: 'ASC' } });
  }

  /**
   * Loads a registered batch once those before it are through, and resolves when its rows are durable (or it is refused).
   * A batch that is finished, or is being loaded already, is not loaded again.
   * @throws the signal's reason when called off; the batch is then `cancelled`
   */
  load(batch: Batch, watching: Watching = {}): Promise<Batch> {
    if (isFinal(batch)) return Promise.resolve(batch);
    const running = this.underWay.get(batch.receipt);
    if (running) return running;
    const mine = this.tail.then(() => this.loadNow(batch, watching));
    this.tail = mine.catch(() => undefined);
    this.underWay.set(batch.receipt, mine);
    const forget = (): void => void this.underWay.delete(batch.receipt);
    mine.then(forget, forget);
    return mine;
  }

  /** What loading a file would do. Nothing is stored. @param name it is known by @throws FileProblem */
  async dryRun(path: string, request: BatchRequest, watching: Watching = {}, name = path): Promise<LoadOutcome> {
    await this.vault.prepare();
    const batch = DRY_RUNS_FROM + (process.pid % 1_000_000) + this.dryRuns++;
    return this.loader.load({
      batch,
      path,
      sha256: '',
      name,
      request,
      ...watching,
      dryRun: true,
      temporaryFolder: this.vault.temporaryFolder,
    });
  }

  /**
   * Loads what a crash or a stop interrupted. Call as the owner of the data folder. A batch whose sender was told that it
   * failed is not taken up: what was sent instead may be there by now, and newer.
   */
  async resumeInterrupted(): Promise<Batch[]> {
    const open = await this.operations.read.find(Batch, {
      where: { state: In(['received', 'loading']), problem: IsNull() },
      order: { receipt: 'ASC' },
    });
    for (const batch of open) {
      if (this.stopping.signal.aborted) break;
      this.log.log(`batch ${batch.receipt} was interrupted while ${batch.state}: loading it again`);
      await this.takeUp(batch);
    }
    return open;
  }

  private async takeUp(batch: Batch): Promise<void> {
    try {
      await this.load(batch, { signal: this.stopping.signal, resumed: true });
    } catch (error) {
      if (this.stopping.signal.aborted) return;
      this.log.error(`batch ${batch.receipt}: ${String(error)}`);
      setTimeout(() => void this.takeUp(batch), RETRY_MILLISECONDS).unref();
    }
  }

  /** Days whose results depend on this batch; `directory` means that all do. */
  async touchedDays(receipt: number): Promise<{ days: string[]; directory: boolean }> {
    const rows = await this.store.query<{ day: string }>(
      'SELECT DISTINCT day FROM batch_days WHERE batch = {receipt:UInt32} ORDER BY day',
      { receipt },
    );
    const days = rows.map(({ day }) => day);
    return { days: days.filter((day) => day !== '1970-01-01'), directory: days.includes('1970-01-01') };
  }

  private async loadNow(asked: Batch, watching: Watching): Promise<Batch> {
    const started = Date.now();
    // It may have been loaded while it waited, e.g. by a sender that gave up and asked again.
    const batch = await this.operations.read.findOneByOrFail(Batch, { receipt: asked.receipt });
    if (isFinal(batch)) return batch;
    for (let attempt = 1; ; attempt++) {
      try {
        await this.clearLeftovers(batch);
        for (const prepare of this.preparations) await prepare();
        return await this.attempt(batch, watching, started);
      } catch (error) {
        // The engine died and is back: what it had stored of the batch is removed by the next attempt.
        const died = error instanceof EngineRestarted || error instanceof EngineUnavailable;
        if (died && attempt < MOST_ATTEMPTS && !watching.signal?.aborted) {
          this.log.warn(`batch ${batch.receipt}: the engine restarted, attempt ${attempt + 1}`);
          continue;
        }
        return this.giveUp(batch, error, watching, (Date.now() - started) / 1000);
      }
    }
  }

  /** Rows of a batch that is not loaded would decide what the rows of this one are. */
  private async clearLeftovers({ receipt, state }: Batch): Promise<void> {
    if (state === 'loading') this.leftovers.add(receipt);
    await this.removeLeftovers();
  }

  private async removeLeftovers(): Promise<void> {
    for (const leftover of this.leftovers) {
      await removeBatch(this.store, leftover);
      this.leftovers.delete(leftover);
    }
  }

  private async attempt(batch: Batch, { signal, report }: Watching, started: number): Promise<Batch> {
    signal?.throwIfAborted();
    const outcome = await this.loader.load({
      batch: batch.receipt,
      path: this.vault.pathOf(batch.sha256),
      sha256: batch.sha256,
      name: batch.path,
      request: batch.request,
      temporaryFolder: this.vault.temporaryFolder,
      ...(signal ? { signal } : {}),
      ...(report ? { report } : {}),
      recognised: async ({ kind, format, encoding, mapping, source }) => {
        const known = { kind: kind.kind, format, encoding, mapping, source };
        await this.update(batch, { state: 'loading', problem: null, ...known });
      },
    });
    const seconds = (Date.now() - started) / 1000;
    await this.finish(
      batch,
      { ...outcome, state: 'loaded', seconds, loadedAt: new Date().toISOString() },
      'batch-loaded',
    );
    await this.tellListeners(batch);
    return batch;
  }

  private async giveUp(batch: Batch, error: unknown, { signal, resumed }: Watching, seconds: number): Promise<Batch> {
    this.leftovers.add(batch.receipt);
    // The server stops: the row stays as it is, and the next start takes it up.
    if (signal?.reason instanceof ServerStops) throw error;
    if (error instanceof FileProblem) {
      await this.clearLeftovers(batch);
      await this.finish(batch, { state: 'refused', problem: error.words, seconds }, 'batch-refused');
      return batch;
    }
    if (signal?.aborted) {
      await this.clearLeftovers(batch);
      const problem = { zh: '导入被取消,没有写入任何行。', en: 'The load was cancelled; no row was stored.' };
      await this.finish(batch, { state: 'cancelled', problem, seconds }, 'batch-cancelled');
      throw error;
    }
    // Disk full, memory, a store that is away: nothing of the batch stays, and sending it again loads it.
    await this.clearLeftovers(batch)
      .then(() => this.update(batch, { state: 'received', problem: resumed ? null : refusalOf(error).words }))
      .catch((second: unknown) => this.log.error(`batch ${batch.receipt} could not be cleaned up: ${String(second)}`));
    throw error;
  }

  private async finish(batch: Batch, changes: Partial<Batch> & Partial<LoadOutcome>, action: string): Promise<void> {
    const { stepped: _stepped, shifted: _shifted, ...columns } = changes as typeof changes & Partial<Classified>;
    await this.operations.write(async () => {
      await this.update(batch, columns);
      const { seen, accepted, amended, duplicate, rejected, sha256, path } = batch;
      await this.audit.write({
        actor: batch.loadedBy,
        action,
        object: `batch ${batch.receipt}`,
        detail: { path, sha256, seen, accepted, amended, duplicate, rejected },
      });
    });
  }

  private async update(batch: Batch, changes: Partial<Batch>): Promise<void> {
    Object.assign(batch, changes);
    await this.operations.write((manager) => manager.save(Batch, batch));
  }

  /** The facts of this batch came or went. */
  async tellListeners(batch: Batch): Promise<void> {
    if (batch.accepted + batch.amended === 0) return;
    for (const listener of this.listeners) {
      try {
        await listener(batch);
      } catch (error) {
        this.log.error(`after batch ${batch.receipt}: ${error instanceof Error ? error.stack : String(error)}`);
      }
    }
  }
}

const isFinal = ({ state }: Batch): boolean => state !== 'received' && state !== 'loading';
