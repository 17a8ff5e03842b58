import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Injectable, Logger } from '@nestjs/common';
import { And, LessThan, LessThanOrEqual, MoreThan, MoreThanOrEqual, Raw, type FindOptionsWhere } from 'typeorm';
import { Environment } from '../environment.ts';
import { currentCorrelationId } from '../http/request-context.ts';
import { Operations } from '../operations/operations.ts';
import { AuditEntry, AuditHead } from './audit.entity.ts';
import { chainHash, verifyChain, type AuditVerdict, type ChainedRow, type Head } from './audit-chain.ts';

export interface Act {
  /** Name of who acts; for a person `principal.name`. */
  actor: string;
  /** Stable word: `login`, `batch-loaded`, `account-disabled`. */
  action: string;
  /** What it was done to: a receipt, an account, a finding. */
  object: string;
  /** No passwords, tokens or personal data beyond what the act needs. */
  detail?: Record<string, unknown>;
}

export interface AuditFilter {
  /** Days in Asia/Shanghai, the last included. */
  from?: string | undefined;
  to?: string | undefined;
  user?: string | undefined;
  action?: string | undefined;
  /** Anywhere in the object or the details. */
  text?: string | undefined;
  /** No later position in the chain. */
  upTo?: number;
}

const PAGE = 10_000;
const DAY_MILLISECONDS = 86_400_000;

/** The chain of acts. Heads are also written to a file beside the store, so that a cut end of the chain shows. */
@Injectable()
export class Audit {
  private readonly log = new Logger('audit');
  private readonly operations: Operations;
  private readonly witnessFile: string;
  constructor(operations: Operations, environment: Environment) {
    this.operations = operations;
    this.witnessFile = join(environment.dataFolder, 'audit-heads.log');
  }

  /** Adds one act, in the transaction in progress when called inside `operations.write`: both are kept or neither. */
  async write(act: Act): Promise<void> {
    await this.operations.write(async (manager) => {
      const head = await manager.findOneOrFail(AuditHead, {
        where: { id: 1 },
        // PostgreSQL runs transactions side by side: the head's row is what they queue at.
        ...(this.operations.dialect === 'postgres' ? { lock: { mode: 'pessimistic_write' } } : {}),
      });
      const correlationId = currentCorrelationId();
      const row = {
        id: head.count + 1,
        at: new Date().toISOString(),
        actor: act.actor,
        action: act.action,
        object: act.object,
        detail: JSON.stringify({ ...act.detail, ...(correlationId ? { correlationId } : {}) }),
      };
      const hash = chainHash(head.hash, row);
      await manager.insert(AuditEntry, { ...row, hash });
      await manager.update(AuditHead, { id: 1 }, { count: row.id, hash });
      await this.operations.afterCommit(() => this.witness({ count: row.id, hash }));
    });
  }

  async list(page: number, size: number, filter: AuditFilter = {}): Promise<{ total: number; rows: AuditEntry[] }> {
    const [rows, total] = await this.operations.read.findAndCount(AuditEntry, {
      where: this.where(filter),
      order: { id: 'DESC' },
      skip: (page - 1) * size,
      take: size,
    });
    return { total, rows };
  }

  /** Every action and user in the log, in order. */
  async names(): Promise<{ actions: string[]; users: string[] }> {
    const distinct = async (column: 'action' | 'actor'): Promise<string[]> => {
      const rows = await this.operations.read
        .createQueryBuilder(AuditEntry, 'entry')
        .select(`entry.${column}`, 'name')
        .distinct()
        .getRawMany<{ name: string }>();
      return rows.map(({ name }) => name).sort();
    };
    const [actions, users] = await Promise.all([distinct('action'), distinct('actor')]);
    return { actions, users };
  }

  /** One condition when no text is looked for, else one for the object and one for the details. */
  private where({ from, to, user, action, text, upTo }: AuditFilter): FindOptionsWhere<AuditEntry>[] {
    const begins = from === undefined ? [] : [MoreThanOrEqual(utc(from))];
    const ends = to === undefined ? [] : [LessThan(utc(to, DAY_MILLISECONDS))];
    const shared: FindOptionsWhere<AuditEntry> = {
      ...(begins.length + ends.length > 0 ? { at: And(...begins, ...ends) } : {}),
      ...(user === undefined ? {} : { actor: user }),
      ...(action === undefined ? {} : { action }),
      ...(upTo === undefined ? {} : { id: LessThanOrEqual(upTo) }),
    };
    if (text === undefined || text === '') return [shared];
    const found = this.operations.dialect === 'postgres' ? 'strpos' : 'instr';
    const holds = () => Raw((column) => `${found}(lower(${column}), lower(:text)) > 0`, { text });
    return [
      { ...shared, object: holds() },
      { ...shared, detail: holds() },
    ];
  }

  /** Recomputes the whole chain; names the first position that is not as it was written. */
  async verifyAudit(): Promise<AuditVerdict> {
    // The witnesses first: an act that happens meanwhile may only make the store longer than they say.
    const witnesses = await this.witnesses();
    const head = await this.operations.read.findOneByOrFail(AuditHead, { id: 1 });
    return verifyChain(this.rows(head.count), head, witnesses);
  }

  private async *rows(upTo: number): AsyncIterable<ChainedRow> {
    for (let last = 0; ;) {
      const page = await this.operations.read.find(AuditEntry, {
        where: { id: MoreThan(last) },
        order: { id: 'ASC' },
        take: PAGE,
      });
      for (const row of page) {
        // Acts added since the head was read are for the next check, unless the head is not theirs either.
        if (row.id > upTo && (await this.operations.read.findOneByOrFail(AuditHead, { id: 1 })).count >= row.id) return;
        yield row;
      }
      const end = page.at(-1);
      if (!end) return;
      last = end.id;
    }
  }

  /** The act is kept already: a full disk may not make it fail here. The next head vouches for this one too. */
  private async witness({ count, hash }: Head): Promise<void> {
    try {
      await mkdir(join(this.witnessFile, '..'), { recursive: true, mode: 0o700 });
      // Line break first: a line torn by a power cut does not swallow the next one.
      await appendFile(this.witnessFile, `\n${count} ${hash}`, { mode: 0o600 });
    } catch (error) {
      this.log.error(`head ${count} of the audit chain could not be witnessed: ${String(error)}`);
    }
  }

  private async witnesses(): Promise<Head[]> {
    const text = await readFile(this.witnessFile, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return '';
      throw error;
    });
    return [...text.matchAll(/^(\d+) ([0-9a-f]{64})$/gm)].map(([, count, hash]) => ({
      count: Number(count),
      hash: hash!,
    }));
  }
}

/** Midnight of a day in Asia/Shanghai, as acts are dated. */
const utc = (day: string, later = 0): string => new Date(Date.parse(`${day}T00:00:00+08:00`) + later).toISOString();
