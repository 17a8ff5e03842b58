/**
 * Takes a batch back as a whole: loaded -> withdrawing -> withdrawn. The wish is durable before anything is removed, every
 * step may run again, and nothing else is loaded before an interrupted withdrawal has ended. The receipt and the stored
 * bytes stay; the rows, what they had replaced and hidden, and what was refused of the file go.
 */
import { Injectable, Logger } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Audit } from '../access/audit.ts';
import type { Principal } from '../access/principal.ts';
import { DIRECTORY_DAY } from '../facts/batch-days.ts';
import { EngineRestarted, EngineUnavailable } from '../facts/engine-errors.ts';
import { FactStore } from '../facts/fact-store.ts';
import { generalRefusal, Refusal } from '../http/problem.ts';
import { affectedDays } from '../indicators/due-days.ts';
import { Operations } from '../operations/operations.ts';
import { daysOfBatch, noteRemoval, removeBatch } from './batch-cleanup.ts';
import { Batch } from './batch.entity.ts';
import { Heirs } from './heirs.ts';
import { IntakeService } from './intake.service.ts';

/** An engine that dies this often over one batch will die again. */
const MOST_ATTEMPTS = 3;
const RETRY_MILLISECONDS = 15_000;

@Injectable()
export class Withdrawals {
  private readonly log = new Logger('withdrawal');
  private retry: NodeJS.Timeout | undefined;

  constructor(
    private readonly operations: Operations,
    private readonly store: FactStore,
    private readonly intake: IntakeService,
    private readonly heirs: Heirs,
    private readonly audit: Audit,
  ) {
    intake.before(() => this.finishInterrupted());
  }

  /**
   * Resolves when nothing of the batch is left in the facts. One that is withdrawn already answers as it is.
   * @throws Refusal 404 when there is no such receipt, 409 `not-loaded` when it holds nothing that could be taken back
   */
  async withdraw(receipt: number, reason: string, by: Pick<Principal, 'name'>): Promise<Batch> {
    await this.operations.write(async (manager) => {
      const batch = await manager.findOneBy(Batch, { receipt });
      if (!batch) throw generalRefusal(404);
      if (batch.state === 'withdrawing' || batch.state === 'withdrawn') return;
      if (batch.state !== 'loaded') throw notLoaded(batch);
      const withdrawal = { reason, by: by.name, at: new Date().toISOString() };
      for (const one of await withItsRowsReadAgain(manager, batch)) {
        await manager.update(Batch, { receipt: one.receipt }, { state: 'withdrawing', withdrawal });
        await this.audit.write({
          actor: by.name,
          action: 'batch-withdrawn',
          object: `batch ${one.receipt}`,
          detail: { reason, sha256: one.sha256, accepted: one.accepted, amended: one.amended },
        });
      }
    });
    await this.resume();
    return this.operations.read.findOneByOrFail(Batch, { receipt });
  }

  /** Ends what a crash or a stop interrupted. */
  resume(): Promise<void> {
    return this.intake.exclusively(() => this.finishInterrupted());
  }

  private async finishInterrupted(): Promise<void> {
    const open = await this.operations.read.find(Batch, { where: { state: 'withdrawing' }, order: { receipt: 'ASC' } });
    for (const batch of open) {
      for (let attempt = 1; ; attempt++) {
        try {
          await this.finish(batch);
          break;
        } catch (error) {
          const died = error instanceof EngineRestarted || error instanceof EngineUnavailable;
          if (!died || attempt === MOST_ATTEMPTS) throw this.later(error);
          this.log.warn(`withdrawal of batch ${batch.receipt}: the engine restarted, attempt ${attempt + 1}`);
        }
      }
    }
  }

  /** The wish stands: what failed (the disk was full) is tried again, by the next load at the latest. */
  private later(error: unknown): unknown {
    this.retry ??= setTimeout(() => {
      this.retry = undefined;
      this.resume().catch((again: unknown) => this.log.error(String(again)));
    }, RETRY_MILLISECONDS).unref();
    return error;
  }

  private async finish(batch: Batch): Promise<void> {
    const { receipt } = batch;
    await this.heirs.inherit(batch);
    await this.noteWhatLeansOnIt(receipt);
    await removeBatch(this.store, receipt);
    batch.state = 'withdrawn';
    await this.intake.tellListeners(batch);
    await this.operations.write((manager) => manager.update(Batch, { receipt }, { state: 'withdrawn' }));
    this.log.log(`batch ${receipt} is withdrawn`);
  }

  /** While the rows are still there: afterwards nothing says any more which other days leaned on them. */
  private async noteWhatLeansOnIt(receipt: number): Promise<void> {
    const touched = await daysOfBatch(this.store, receipt);
    const kinds = new Set(touched.map(({ kind }) => kind));
    const days = [...new Set(touched.map(({ day }) => day))].sort();
    // A directory makes everything due anyway.
    if (days.includes(DIRECTORY_DAY)) return noteRemoval(this.store, touched);
    const affected = await affectedDays(this.store, { days, batches: [receipt], kinds, everything: false });
    const known = new Set(days);
    const others = affected.filter((day) => !known.has(day)).map((day) => ({ kind: touched[0]?.kind ?? '', day }));
    await noteRemoval(this.store, [...touched, ...others]);
  }
}

/** Rows of a batch that were read again because a code was given a meaning are of the same file: they go with it. */
async function withItsRowsReadAgain(manager: EntityManager, batch: Batch): Promise<Batch[]> {
  const sameFile = await manager.find(Batch, {
    where: { sha256: batch.sha256, state: 'loaded' },
    order: { receipt: 'ASC' },
  });
  const going = [batch];
  for (const one of sameFile) {
    const of = one.request.waiting?.of;
    if (going.some(({ receipt }) => receipt === of)) going.push(one);
  }
  return going;
}

const notLoaded = ({ receipt, state }: Batch): Refusal =>
  new Refusal(409, 'not-loaded', {
    zh: `收据 ${receipt} 的状态为 ${state},没有可撤回的内容。`,
    en: `Receipt ${receipt} is ${state}: there is nothing to withdraw.`,
  });
