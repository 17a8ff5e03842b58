/** How auditors marked findings at first sight: to check, or set aside with a reason. A mark is no conclusion; cases come to those. */
import { Injectable } from '@nestjs/common';
import { Audit } from '../access/audit.ts';
import { TRIAGE_STATES, type Triage, type TriageChange } from '../contract-queue.ts';
import { Operations } from '../operations/operations.ts';
import { shanghaiTime } from '../shanghai-time.ts';
import { FindingTriage } from './finding-triage.entity.ts';

export interface Marks {
  /** Number of the last mark: another one makes lists new. */
  last: number;
  byFinding: ReadonlyMap<string, Triage>;
}

@Injectable()
export class FindingTriages {
  private known: Marks = { last: 0, byFinding: new Map() };

  constructor(
    private readonly operations: Operations,
    private readonly audit: Audit,
  ) {}

  /** The marks that count now. Reads everything only after something was marked. */
  async marks(): Promise<Marks> {
    const [newest] = await this.operations.read.find(FindingTriage, { order: { id: 'DESC' }, take: 1 });
    const last = newest?.id ?? 0;
    if (last !== this.known.last) {
      const byFinding = new Map<string, Triage>();
      for (const row of await this.operations.read.find(FindingTriage, { order: { id: 'ASC' } })) {
        const state = TRIAGE_STATES.find((one) => one === row.state);
        if (state === undefined) byFinding.delete(row.finding);
        else
          byFinding.set(row.finding, { state, reason: row.reason, by: row.changedBy, at: shanghaiTime(row.changedAt) });
      }
      this.known = { last, byFinding };
    }
    return this.known;
  }

  /** Kept together with its line in the audit chain, or not at all. */
  async mark(finding: string, { state, reason }: TriageChange, by: string): Promise<void> {
    await this.operations.write(async (manager) => {
      await manager.insert(FindingTriage, {
        finding,
        state,
        reason,
        changedAt: new Date().toISOString(),
        changedBy: by,
      });
      await this.audit.write({ actor: by, action: 'finding-marked', object: finding, detail: { state, reason } });
    });
  }
}
