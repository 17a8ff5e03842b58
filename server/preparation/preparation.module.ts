import { Module, type OnModuleInit } from '@nestjs/common';
import { AnalysisModule } from '../indicators/analysis.module.ts';
import { StartUp } from '../operations/start-up.ts';
import { KeepPrepared } from './keep-prepared.ts';
import { PreparedAnswers } from './prepared-answers.ts';

/** The services that answer are found in the whole program when they are asked. */
@Module({ imports: [AnalysisModule], providers: [PreparedAnswers, KeepPrepared], exports: [PreparedAnswers] })
export class PreparationModule implements OnModuleInit {
  constructor(
    private readonly startUp: StartUp,
    private readonly keepPrepared: KeepPrepared,
  ) {}

  onModuleInit(): void {
    this.startUp.add('prepare', async () => this.keepPrepared.start());
  }
}
