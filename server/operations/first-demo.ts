import { Injectable } from '@nestjs/common';
import { Batch } from '../intake/batch.entity.ts';
import { EVERYBODY, Jobs, type ReportJob } from '../progress/jobs.ts';
import { DemoTownship } from './demo-accounts.ts';
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

  /** Whether the data folder holds a demo, or nothing yet: then, and only then, it is a place for demo accounts. */
  async isWelcome(): Promise<boolean> {
    return (await this.settings.get(DEMO_SETTING)) !== undefined || !(await this.operations.read.exists(Batch));
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
