/** What a county leader weighs before deciding. */
import { Module } from '@nestjs/common';
import { AnalysisModule } from '../indicators/analysis.module.ts';
import { DecisionsController } from './decisions.controller.ts';
import { NewFormService } from './new-form.service.ts';
import { WeekHoursService } from './week-hours.service.ts';

@Module({
  imports: [AnalysisModule],
  controllers: [DecisionsController],
  providers: [NewFormService, WeekHoursService],
})
export class DecisionsModule {}
