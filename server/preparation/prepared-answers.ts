/** Answers what pages ask first before anybody waits for it, where that takes long: in a county with many facts. */
import { Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { FactStore } from '../facts/fact-store.ts';
import { ComputationService } from '../indicators/computation.service.ts';
import { MonthSums } from '../indicators/month-sums.ts';
import { FIRST_QUESTIONS, type Find } from './first-questions.ts';

/** Below so many computed rows the engine answers any page at once; some 400,000 facts make as many. */
const FEWEST_ROWS = 1_000_000;

export interface Preparing {
  /** Resolves when it is time for the next question. */
  turn?: () => Promise<void>;
  signal?: AbortSignal;
  report?: (share: number) => void;
  /** @default FEWEST_ROWS */
  fewestRows?: number;
}

@Injectable()
export class PreparedAnswers {
  constructor(
    private readonly modules: ModuleRef,
    private readonly store: FactStore,
    private readonly computation: ComputationService,
    private readonly monthSums: MonthSums,
  ) {}

  /** One question at a time, until something else is computed. Answers how many were asked; one that fails is left to who asks it. */
  async prepare({ turn, signal, report, fewestRows = FEWEST_ROWS }: Preparing = {}): Promise<number> {
    const { computation } = await this.computation.current();
    if (computation === 0 || (await this.rows()) < fewestRows) return 0;
    await turn?.();
    await this.monthSums.renew(signal);
    const find: Find = (service) => this.modules.get(service, { strict: false });
    let asked = 0;
    for (const question of FIRST_QUESTIONS) {
      await turn?.();
      signal?.throwIfAborted();
      if ((await this.computation.current()).computation !== computation) break;
      await question(find).catch(() => undefined);
      asked++;
      report?.(asked / FIRST_QUESTIONS.length);
    }
    return asked;
  }

  private async rows(): Promise<number> {
    const [row] = await this.store.query<{ n: number }>('SELECT count() AS n FROM indicator_rows');
    return row?.n ?? 0;
  }
}
