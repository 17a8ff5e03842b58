/** What a server does by itself, after it has taken up interrupted batches: the demo of a first start, then computing. */
import { Module, type OnModuleInit } from '@nestjs/common';
import { Environment } from '../environment.ts';
import { AnalysisModule } from '../indicators/analysis.module.ts';
import { IntakeModule } from '../intake/intake.module.ts';
import { DemoWorlds } from './demo.ts';
import { KeepComputed } from './keep-computed.ts';
import { StartUp } from './start-up.ts';

@Module({ imports: [IntakeModule, AnalysisModule], providers: [DemoWorlds, KeepComputed], exports: [DemoWorlds] })
export class BackgroundModule implements OnModuleInit {
  constructor(
    private readonly environment: Environment,
    private readonly startUp: StartUp,
    private readonly demo: DemoWorlds,
    private readonly keepComputed: KeepComputed,
  ) {}

  onModuleInit(): void {
    if (this.environment.demo) this.startUp.add('demo', () => this.demo.fillEmpty());
    this.startUp.add('compute', () => this.keepComputed.start());
  }
}
