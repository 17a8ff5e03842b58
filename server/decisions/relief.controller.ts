import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import { Allow } from '../access/policy.ts';
import { Caller, Scope, type Principal } from '../access/principal.ts';
import { inScope, type UnitScope } from '../access/scope.ts';
import { Relief, ReliefOrder, ReliefQuery } from '../contract-decisions.ts';
import { Answers } from '../http/answers.ts';
import { ReliefActions } from './relief-actions.ts';
import { ReliefService } from './relief.service.ts';

const Id = z.coerce.number().int().min(1).max(2_147_483_647);

@Controller('api/v1/relief')
export class ReliefController {
  constructor(
    private readonly service: ReliefService,
    private readonly actions: ReliefActions,
  ) {}

  @Get()
  @Allow('leader', 'reform', 'auditor', 'steward')
  @Answers(Relief, {
    summary: { zh: '减负措施及其前后用时', en: 'What was done to relieve, and the hours before and after' },
  })
  relief(@Query({ schema: ReliefQuery }) query: ReliefQuery, @Scope() scope: UnitScope): Promise<Relief> {
    return this.service.relief(query, inScope(scope, 'e.unit'));
  }

  @Post('actions')
  @HttpCode(201)
  @Allow('leader', 'reform')
  @Answers(Relief, { summary: { zh: '记录一项减负措施', en: 'Note down something done to relieve' } })
  async record(
    @Body({ schema: ReliefOrder }) order: ReliefOrder,
    @Caller() caller: Principal,
    @Scope() scope: UnitScope,
  ): Promise<Relief> {
    await this.actions.record(order, caller.name);
    return this.service.relief({}, inScope(scope, 'e.unit'));
  }

  @Delete('actions/:id')
  @Allow('leader', 'reform')
  @Answers(Relief, { summary: { zh: '撤回一项记录', en: 'Take back what was noted down' } })
  async withdraw(
    @Param('id', { schema: Id }) id: number,
    @Caller() caller: Principal,
    @Scope() scope: UnitScope,
  ): Promise<Relief> {
    await this.actions.withdraw(id, caller.name);
    return this.service.relief({}, inScope(scope, 'e.unit'));
  }
}
