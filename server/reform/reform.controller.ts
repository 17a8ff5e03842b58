import { Controller, Get, Query } from '@nestjs/common';
import { Allow } from '../access/policy.ts';
import { Scope } from '../access/principal.ts';
import { inScope, type UnitScope } from '../access/scope.ts';
import { Cascade, Claims, DaysQuery, Demands, Funnel, FunnelQuery } from '../contract-reform.ts';
import { Answers } from '../http/answers.ts';
import { CascadeService } from './cascade.service.ts';
import { ClaimsService } from './claims.service.ts';
import { DemandsService } from './demands.service.ts';
import { FunnelService } from './funnel.service.ts';

@Controller('api/v1')
export class ReformController {
  constructor(
    private readonly cascadeService: CascadeService,
    private readonly demandsService: DemandsService,
    private readonly claimsService: ClaimsService,
    private readonly funnelService: FunnelService,
  ) {}

  @Get('cascade')
  @Allow('leader', 'reform', 'auditor', 'steward')
  @Answers(Cascade, { summary: { zh: '任务逐级下转', en: 'How tasks are passed down from level to level' } })
  cascade(@Query({ schema: DaysQuery }) query: DaysQuery, @Scope() scope: UnitScope): Promise<Cascade> {
    return this.cascadeService.cascade(query, inScope(scope, 'e.unit'));
  }

  @Get('demands')
  @Allow('leader', 'reform', 'auditor', 'steward')
  @Answers(Demands, {
    summary: {
      zh: '各项要求的清单类别、考核分值与用量',
      en: 'Duty list, scoring weight and answers of each requirement',
    },
  })
  demands(@Query({ schema: DaysQuery }) query: DaysQuery, @Scope() scope: UnitScope): Promise<Demands> {
    return this.demandsService.demands(query, inScope(scope, 'e.unit'));
  }

  @Get('claims')
  @Allow('leader', 'reform', 'auditor', 'steward')
  @Answers(Claims, { summary: { zh: '自报数与日志重算', en: 'What was stated beside what the logs give' } })
  claims(@Query({ schema: DaysQuery }) query: DaysQuery, @Scope() scope: UnitScope): Promise<Claims> {
    return this.claimsService.claims(query, inScope(scope, 'e.unit'));
  }

  @Get('funnel')
  @Allow('leader', 'reform', 'auditor', 'steward')
  @Answers(Funnel, {
    summary: { zh: '乡镇公平比较（漏斗图）', en: 'Townships in a funnel with limits for their size' },
  })
  funnel(@Query({ schema: FunnelQuery }) query: FunnelQuery, @Scope() scope: UnitScope): Promise<Funnel> {
    return this.funnelService.funnel(query, inScope(scope, 'e.unit'));
  }
}
