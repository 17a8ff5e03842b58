/** Batches as receipts: what anybody who sent a file can be told, now and later. */
import { Injectable } from '@nestjs/common';
import type { Receipt } from '../contract-intake.ts';
import { Operations } from '../operations/operations.ts';
import { shanghaiTime } from '../shanghai-time.ts';
import { Batch } from './batch.entity.ts';

export interface NeverSeen {
  state: 'never-seen';
  sha256: string;
}

@Injectable()
export class Receipts {
  constructor(private readonly operations: Operations) {}

  /** @param principal limits to the batches this sender sent (tokens) */
  async list(page: number, size: number, principal?: string): Promise<{ total: number; rows: Receipt[] }> {
    const [rows, total] = await this.operations.read.findAndCount(Batch, {
      ...(principal === undefined ? {} : { where: { principal } }),
      order: { receipt: 'DESC' },
      skip: (page - 1) * size,
      take: size,
    });
    return { total, rows: rows.map((batch) => receiptOf(batch)) };
  }

  async byNumber(receipt: number): Promise<Batch | null> {
    return this.operations.read.findOneBy(Batch, { receipt });
  }

  /**
   * The receipt of these bytes. Loaded more than once, the first load counts: what it stored does not change when somebody
   * sends the file again.
   */
  async bySha256(sha256: string, principal?: string): Promise<Batch | NeverSeen> {
    const batches = await this.operations.read.find(Batch, {
      where: { sha256: sha256.toLowerCase(), ...(principal === undefined ? {} : { principal }) },
      order: { receipt: 'ASC' },
    });
    return batches.find((batch) => batch.state === 'loaded') ?? batches.at(-1) ?? { state: 'never-seen', sha256 };
  }
}

/** @param rejects where the refused rows are; the address of the API when absent */
export function receiptOf(batch: Batch, rejects?: string): Receipt {
  return {
    receipt: batch.receipt,
    state: batch.state,
    path: batch.path,
    sha256: batch.sha256,
    bytes: batch.bytes,
    format: batch.format,
    encoding: batch.encoding,
    mapping: batch.mapping,
    kind: batch.kind,
    source: batch.source,
    seen: batch.seen,
    accepted: batch.accepted,
    amended: batch.amended,
    duplicate: batch.duplicate,
    rejected: batch.rejected,
    rejects:
      batch.rejected > 0 && batch.state === 'loaded'
        ? (rejects ?? `/api/v1/batches/${batch.receipt}/refused.csv`)
        : null,
    reasons: batch.reasons,
    unknownColumns: batch.unknownColumns,
    warnings: batch.warnings,
    seconds: batch.seconds,
    receivedAt: shanghaiTime(batch.receivedAt),
    loadedAt: batch.loadedAt === null ? null : shanghaiTime(batch.loadedAt),
    loadedBy: batch.loadedBy,
    problem: batch.problem,
    withdrawal: batch.withdrawal && { ...batch.withdrawal, at: shanghaiTime(batch.withdrawal.at) },
    profile: batch.profile,
  };
}
