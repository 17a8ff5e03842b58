import { Controller, Get, Param, Query } from '@nestjs/common';
import { z } from 'zod';
import { Allow } from '../access/policy.ts';
import { Scope } from '../access/principal.ts';
import { inScope, type UnitScope } from '../access/scope.ts';
import { HoursQuery, NewForm, NewFormQuery, Staffing, StaffingQuery, WeekHours } from '../contract-decisions.ts';
import { Answers } from '../http/answers.ts';
import { NewFormService } from './new-form.service.ts';
import { StaffingService } from './staffing.service.ts';
import { WeekHoursService } from './week-hours.service.ts';

const Id = z.string().max(100);

@Controller('api/v1')
export class DecisionsController {
  constructor(
    private readonly newForm: NewFormService,
    private readonly weekHours: WeekHoursService,
    private readonly staffingService: StaffingService,
  ) {}

  @Get('new-form')
  @Allow('leader', 'reform', 'auditor', 'steward')
  @Answers(NewForm, {
    summary: {
      zh: '新增一张表会增加多少用时、与谁重复',
      en: 'What a new form would cost in a year, and who asks the same',
    },
  })
  estimate(@Query({ schema: NewFormQuery }) query: NewFormQuery, @Scope() scope: UnitScope): Promise<NewForm> {
    return this.newForm.estimate(query, inScope(scope, 'e.unit'));
  }

  @Get('staffing')
  @Allow('leader', 'reform', 'auditor', 'steward')
  @Answers(Staffing, { summary: { zh: '缺编、借调与人均填报用时', en: 'Vacancies and secondment beside the load' } })
  staffing(@Query({ schema: StaffingQuery }) query: StaffingQuery, @Scope() scope: UnitScope): Promise<Staffing> {
    return this.staffingService.staffing(query, inScope(scope, 'e.unit'));
  }

  @Get('indicators/:id/hours')
  @Allow('leader', 'reform', 'auditor', 'steward')
  @Answers(WeekHours, {
    summary: { zh: '一周中各小时', en: 'In which hours of the week the rows of an indicator lie' },
  })
  hours(
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: HoursQuery }) query: HoursQuery,
    @Scope() scope: UnitScope,
  ): Promise<WeekHours> {
    return this.weekHours.hours(id, query, inScope(scope, 'e.unit'));
  }
}
