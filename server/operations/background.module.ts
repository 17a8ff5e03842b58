/** What a server does by itself, after it has taken up interrupted batches: the demo of a first start, then computing. */
import { Module, type OnModuleInit } from '@nestjs/common';
import { Environment } from '../environment.ts';
import { Metrics } from '../http/metrics.ts';
import { AnalysisModule } from '../indicators/analysis.module.ts';
import { IntakeModule } from '../intake/intake.module.ts';
import { PreparationModule } from '../preparation/preparation.module.ts';
import { DemoTownship } from './demo-accounts.ts';
import { DemoWorlds } from './demo.ts';
import { FirstDemo } from './first-demo.ts';
import { KeepComputed } from './keep-computed.ts';
import { StartUp } from './start-up.ts';

@Module({
  imports: [IntakeModule, AnalysisModule, PreparationModule],
  providers: [DemoWorlds, DemoTownship, FirstDemo, KeepComputed],
  exports: [DemoWorlds],
})
export class BackgroundModule implements OnModuleInit {
  constructor(
    private readonly environment: Environment,
    private readonly startUp: StartUp,
    private readonly demo: FirstDemo,
    private readonly keepComputed: KeepComputed,
    metrics: Metrics,
  ) {
    const { done } = keepComputed;
    metrics.gauge('henjian_computations', 'Computations finished since the start', () => done.computations);
    metrics.gauge('henjian_computation_seconds', 'How long the last of them took', () => done.seconds);
  }

  onModuleInit(): void {
    if (this.environment.demo) this.startUp.add('demo', () => this.demo.fillEmpty());
    this.startUp.add('compute', () => this.keepComputed.start());
  }
}
