/**
 * The time model an installation has set: changes are kept in the operations store with who made them and why; what counts is
 * published to the facts database, where the definitions read it, and everything is computed again.
 */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { TIME_PARAMETERS } from '../../metrics/burden/time-model.ts';
import { Audit } from '../access/audit.ts';
import type { TimeNumbers } from '../contract-time-model.ts';
import { FactStore } from '../facts/fact-store.ts';
import { Refusal } from '../http/problem.ts';
import { Operations } from '../operations/operations.ts';
import { StartUp } from '../operations/start-up.ts';
import { ComputationService } from './computation.service.ts';
import { TimeModelChange } from './time-model-change.entity.ts';

/** The edition is kept as a 16-bit number beside the results. */
const MOST_CHANGES = 65_535;

export const AS_DELIVERED = Object.fromEntries(
  TIME_PARAMETERS.map(({ name, value }) => [name, value]),
) as unknown as TimeNumbers;

@Injectable()
export class TimeModel implements OnModuleInit {
  constructor(
    private readonly operations: Operations,
    private readonly audit: Audit,
    private readonly store: FactStore,
    private readonly computation: ComputationService,
    private readonly startUp: StartUp,
  ) {}

  /** A crash between keeping a change and publishing it is made good at the next start. */
  onModuleInit(): void {
    this.startUp.add('time model', () => this.publish());
  }

  async present(): Promise<{ edition: number; numbers: TimeNumbers }> {
    const [newest] = await this.history(1);
    return newest
      ? { edition: newest.id, numbers: JSON.parse(newest.numbers) as TimeNumbers }
      : { edition: 0, numbers: AS_DELIVERED };
  }

  /** Newest first. */
  history(take: number): Promise<TimeModelChange[]> {
    return this.operations.read.find(TimeModelChange, { order: { id: 'DESC' }, take });
  }

  /** @throws Refusal `bad-time-model` where a number lies outside its bounds, `too-many-changes` */
  async change(numbers: TimeNumbers | null, note: string, by: string): Promise<void> {
    const wanted = numbers ?? AS_DELIVERED;
    requireWithinBounds(wanted);
    await this.operations.write(async (manager) => {
      if ((await manager.count(TimeModelChange)) >= MOST_CHANGES) throw tooMany();
      await manager.insert(TimeModelChange, {
        numbers: JSON.stringify(wanted),
        note,
        changedAt: new Date().toISOString(),
        changedBy: by,
      });
      await this.audit.write({
        actor: by,
        action: 'time-model-changed',
        object: 'time-model',
        detail: { ...wanted, note },
      });
    });
    await this.publish();
    this.computation.definitionsWereSet();
  }

  /** Does nothing where nothing was ever set: the facts database came with the model as delivered. */
  private async publish(): Promise<void> {
    const { edition, numbers } = await this.present();
    if (edition === 0) return;
    const [known] = await this.store.query<{ edition: number }>('SELECT edition FROM time_model');
    if (known?.edition === edition) return;
    await this.store.insert('time_model_rows', [{ made: Date.now(), edition, ...numbers }]);
  }
}

function requireWithinBounds(numbers: TimeNumbers): void {
  for (const { name, low, high, terms } of TIME_PARAMETERS) {
    if (numbers[name] >= low && numbers[name] <= high) continue;
    throw new Refusal(422, 'bad-time-model', {
      zh: `“${terms.zh}”须在 ${low} 与 ${high} 之间。`,
      en: `"${terms.en}" must lie between ${low} and ${high}.`,
    });
  }
}

const tooMany = () =>
  new Refusal(422, 'too-many-changes', {
    zh: `用时模型最多修改 ${MOST_CHANGES} 次。`,
    en: `The time model can be changed ${MOST_CHANGES} times at most.`,
  });
