/** What a county leader weighs before deciding. */
import { Module } from '@nestjs/common';
import { AnalysisModule } from '../indicators/analysis.module.ts';
import { DecisionsController } from './decisions.controller.ts';
import { NewFormService } from './new-form.service.ts';
import { ReliefActions } from './relief-actions.ts';
import { ReliefController } from './relief.controller.ts';
import { ReliefService } from './relief.service.ts';
import { StaffingService } from './staffing.service.ts';
import { WeekHoursService } from './week-hours.service.ts';

@Module({
  imports: [AnalysisModule],
  controllers: [DecisionsController, ReliefController],
  providers: [NewFormService, WeekHoursService, StaffingService, ReliefActions, ReliefService],
  exports: [NewFormService, StaffingService, ReliefService, WeekHoursService],
})
export class DecisionsModule {}
