/** Which later batches keep rows of one that is withdrawn: those that sent the same rows and had them counted as duplicates. */
import { Injectable, Logger } from '@nestjs/common';
import { MoreThan } from 'typeorm';
import type { FactKind } from '../../metrics/columns.ts';
import { factKind } from '../../metrics/facts.ts';
import { Audit } from '../access/audit.ts';
import { FactStore } from '../facts/fact-store.ts';
import { Operations } from '../operations/operations.ts';
import { BatchLoader } from './batch-loader.ts';
import { Batch } from './batch.entity.ts';
import { FileProblem } from './file-problem.ts';
import { FileVault } from './file-vault.ts';
import { countStored, insertInherited, insertInheritedSeen, insertStillSuperseded } from './sql/inherit.ts';

const WRITE = { timeoutSeconds: 7200, settings: { max_partitions_per_insert_block: 0 } };

@Injectable()
export class Heirs {
  private readonly log = new Logger('withdrawal');

  constructor(
    private readonly operations: Operations,
    private readonly store: FactStore,
    private readonly vault: FileVault,
    private readonly loader: BatchLoader,
    private readonly audit: Audit,
  ) {}

  /** Hands over what later batches sent too; every step may run again after a crash. */
  async inherit(withdrawn: Batch): Promise<void> {
    const kind = factKind(withdrawn.kind);
    if (!kind) return;
    for (const heir of await this.candidates(withdrawn)) {
      if (!(await this.isAnythingLeft(kind, withdrawn))) break;
      await this.handOver(kind, withdrawn, heir);
    }
    await this.store.command(insertStillSuperseded(kind, withdrawn.receipt), {}, WRITE);
  }

  private async candidates({ receipt, kind, source }: Batch): Promise<Batch[]> {
    const later = await this.operations.read.find(Batch, {
      where: { receipt: MoreThan(receipt), kind, state: 'loaded', duplicate: MoreThan(0) },
      order: { receipt: 'ASC' },
    });
    // A batch of several sources names them all; one source each and not the same: no key in common.
    const single = (text: string): boolean => text !== '' && !text.includes(',');
    return later.filter((one) => one.source === source || !single(one.source) || !single(source));
  }

  private async isAnythingLeft(kind: FactKind, { receipt }: Batch): Promise<boolean> {
    const rows = `SELECT fact_id FROM ${kind.kind}_versions WHERE batch`;
    const [row] = await this.store.query<{ n: number }>(
      `SELECT count() AS n FROM (${rows} = {receipt:UInt32} AND fact_id NOT IN
         (${rows} != {receipt:UInt32} AND fact_id IN (${rows} = {receipt:UInt32})) LIMIT 1)`,
      { receipt },
    );
    return (row?.n ?? 0) > 0;
  }

  private async handOver(kind: FactKind, withdrawn: Batch, heir: Batch): Promise<void> {
    if (!(await this.vault.has(heir.sha256))) {
      this.log.warn(`file ${heir.sha256} of batch ${heir.receipt} is gone: it inherits nothing`);
      return;
    }
    const order = {
      batch: heir.receipt,
      path: this.vault.pathOf(heir.sha256),
      sha256: heir.sha256,
      name: heir.path,
      request: heir.request,
      temporaryFolder: this.vault.temporaryFolder,
    };
    try {
      await this.loader.staged(order, async (staged) => {
        if (staged.kind === kind.kind)
          await this.store.command(
            insertInherited(kind, withdrawn.receipt, heir.receipt),
            { file: heir.sha256 },
            WRITE,
          );
      });
    } catch (error) {
      // It was loaded once; what can no longer be read is no reason to keep what is to be withdrawn.
      if (!(error instanceof FileProblem)) throw error;
      this.log.warn(`batch ${heir.receipt} can no longer be read: ${error.message}`);
    }
    await this.store.command(insertInheritedSeen(kind, heir.receipt), {}, WRITE);
    await this.recount(kind, withdrawn, heir);
  }

  /** Its receipt goes on saying where each row it sent is: what is stored now is no duplicate any more. */
  private async recount(kind: FactKind, withdrawn: Batch, heir: Batch): Promise<void> {
    const [stored] = await this.store.query<{ accepted: number; amended: number }>(countStored(kind, heir.receipt));
    const { accepted, amended } = stored ?? heir;
    const inherited = accepted + amended - heir.accepted - heir.amended;
    if (inherited === 0) return;
    const warning = {
      zh: `第 ${withdrawn.receipt} 号收据已撤回,其中 ${inherited} 行本文件也有,改由本收据保留`,
      en: `Receipt ${withdrawn.receipt} was withdrawn; ${inherited} of its rows were in this file too and are now kept under this receipt`,
    };
    Object.assign(heir, {
      accepted,
      amended,
      duplicate: heir.seen - heir.rejected - accepted - amended,
      warnings: [...heir.warnings, warning],
    });
    await this.operations.write(async (manager) => {
      await manager.save(Batch, heir);
      await this.audit.write({
        actor: withdrawn.withdrawal?.by ?? '',
        action: 'batch-rows-inherited',
        object: `batch ${heir.receipt}`,
        detail: { from: withdrawn.receipt, rows: inherited },
      });
    });
  }
}
