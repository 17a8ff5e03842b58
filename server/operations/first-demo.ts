import { Injectable } from '@nestjs/common';
import { In, Not } from 'typeorm';
import { Account } from '../access/account.entity.ts';
import { Batch } from '../intake/batch.entity.ts';
import { EVERYBODY, Jobs, type ReportJob } from '../progress/jobs.ts';
import { DEMO_NAMES, DemoTownship } from './demo-accounts.ts';
import { DemoWorlds, type DemoState } from './demo.ts';
import { Operations } from './operations.ts';
import { DEMO_SETTING, Settings } from './settings.ts';

/** Known to the page without asking: everybody signed in may watch the demo being prepared. */
export const DEMO_JOB = '00000000-0000-4000-8000-0000000000de';
const FIRST_WORLD = 'demo-county';

/** The demo of a first start. */
@Injectable()
export class FirstDemo {
  constructor(
    private readonly settings: Settings,
    private readonly operations: Operations,
    private readonly jobs: Jobs,
    private readonly worlds: DemoWorlds,
    private readonly township: DemoTownship,
  ) {}

  /** Whether the data folder holds a demo, or nothing at all yet: no batch, and no account but those of a demo. */
  async isWelcome(): Promise<boolean> {
    if ((await this.settings.get(DEMO_SETTING)) !== undefined) return true;
    const { read } = this.operations;
    return !(await read.exists(Batch)) && !(await read.existsBy(Account, { name: Not(In([...DEMO_NAMES])) }));
  }

  /** Fills an empty data folder, or goes on where an earlier start was interrupted. Data of anybody else is left alone. */
  async fillEmpty(): Promise<void> {
    if (!(await this.isWelcome())) return;
    const state = await this.settings.get<DemoState>(DEMO_SETTING);
    if (!state?.complete) {
      const world = state?.world ?? FIRST_WORLD;
      const work = (report: ReportJob, signal: AbortSignal) => this.worlds.prepare(world, report, signal);
      await this.jobs.start('demo', EVERYBODY, work, DEMO_JOB).done;
    }
    await this.township.give();
  }
}
