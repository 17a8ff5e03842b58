import { Module } from '@nestjs/common';
import { AnalysisModule } from '../indicators/analysis.module.ts';
import { IntakeModule } from '../intake/intake.module.ts';
import { DemoWorlds } from './demo.ts';

@Module({ imports: [IntakeModule, AnalysisModule], providers: [DemoWorlds], exports: [DemoWorlds] })
export class DemoModule {}
