/** The record of what was done: added and taken back by name, both in the audit log; nothing is overwritten. */
import { Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import { Audit } from '../access/audit.ts';
import type { ReliefOrder } from '../contract-decisions.ts';
import { FactStore } from '../facts/fact-store.ts';
import { Refusal } from '../http/problem.ts';
import { unknownRequirement } from '../indicators/refusals.ts';
import { Operations } from '../operations/operations.ts';
import { ReliefActionRow } from './relief-action.entity.ts';

/** More than a county does in years; a page shows them all. */
const MOST = 500;

@Injectable()
export class ReliefActions {
  constructor(
    private readonly operations: Operations,
    private readonly audit: Audit,
    private readonly store: FactStore,
  ) {}

  /** Those that stand, by day. */
  standing(): Promise<ReliefActionRow[]> {
    return this.operations.read.find(ReliefActionRow, {
      where: { withdrawnAt: IsNull() },
      order: { day: 'ASC', id: 'ASC' },
      take: MOST,
    });
  }

  /** @throws Refusal `unknown-requirement`, `too-many-actions` */
  async record(order: ReliefOrder, by: string): Promise<void> {
    if (order.requirement !== '') await this.requireKnown(order.requirement);
    await this.operations.write(async (manager) => {
      if ((await manager.count(ReliefActionRow, { where: { withdrawnAt: IsNull() } })) >= MOST) throw tooMany();
      const { identifiers } = await manager.insert(ReliefActionRow, {
        ...order,
        recordedAt: new Date().toISOString(),
        recordedBy: by,
        withdrawnAt: null,
        withdrawnBy: null,
      });
      await this.audit.write({
        actor: by,
        action: 'relief-recorded',
        object: String(identifiers[0]?.['id']),
        detail: { ...order },
      });
    });
  }

  /** @throws Refusal `unknown-action` */
  async withdraw(id: number, by: string): Promise<void> {
    await this.operations.write(async (manager) => {
      const { affected } = await manager.update(
        ReliefActionRow,
        { id, withdrawnAt: IsNull() },
        { withdrawnAt: new Date().toISOString(), withdrawnBy: by },
      );
      if (!affected)
        throw new Refusal(404, 'unknown-action', {
          zh: `没有减负措施 ${id}。`,
          en: `There is no relief action ${id}.`,
        });
      await this.audit.write({ actor: by, action: 'relief-withdrawn', object: String(id), detail: {} });
    });
  }

  private async requireKnown(code: string): Promise<void> {
    const [row] = await this.store.query<{ n: number }>(
      'SELECT count() AS n FROM requirements r WHERE r.code = {code:String}',
      { code },
    );
    if (!row?.n) throw unknownRequirement(code);
  }
}

const tooMany = () =>
  new Refusal(422, 'too-many-actions', {
    zh: `最多记录 ${MOST} 条减负措施。先撤回不再需要的。`,
    en: `At most ${MOST} relief actions are kept. Take back those no longer needed first.`,
  });
