import { Controller, Get, Param, Query } from '@nestjs/common';
import { z } from 'zod';
import { Allow } from '../access/policy.ts';
import { Scope } from '../access/principal.ts';
import { inScope, type UnitScope } from '../access/scope.ts';
import { Overlaps } from '../contract-overlap.ts';
import { Systems } from '../contract-systems.ts';
import { Coverage, Sources } from '../contract-sources.ts';
import { RequirementDetail, Requirements, ROLES, Units } from '../contract.ts';
import { Answers } from '../http/answers.ts';
import { ComputationService } from '../indicators/computation.service.ts';
import { DirectoryService } from './directory.service.ts';
import { OverlapsService } from './overlaps.service.ts';
import { SourcesService } from './sources.service.ts';
import { SystemsService } from './systems.service.ts';

const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
const SpanQuery = z.strictObject({ from: day.optional(), to: day.optional() });
const OverlapQuery = SpanQuery.extend({ requirement: z.string().max(200).optional() });
const Code = z.string().max(200);

@Controller('api/v1')
export class DirectoryController {
  constructor(
    private readonly directory: DirectoryService,
    private readonly overlapsService: OverlapsService,
    private readonly systemsService: SystemsService,
    private readonly sourcesService: SourcesService,
    private readonly computation: ComputationService,
  ) {}

  @Get('units')
  @Allow(...ROLES)
  @Answers(Units, { summary: { zh: '单位', en: 'Organisation units' } })
  async units(@Scope() scope: UnitScope): Promise<z.infer<typeof Units>> {
    return { rows: await this.directory.units(inScope(scope, 'e.unit')) };
  }

  @Get('requirements')
  @Allow('leader', 'reform', 'auditor', 'steward')
  @Answers(Requirements, { summary: { zh: '考核与报送要求', en: 'Requirements' } })
  async requirements(): Promise<z.infer<typeof Requirements>> {
    return { rows: await this.directory.requirements() };
  }

  @Get('requirements/overlap')
  @Allow('leader', 'reform', 'auditor', 'steward')
  @Answers(Overlaps, {
    summary: { zh: '可合并的要求', en: 'Pairs of requirements that ask for the same data' },
  })
  overlap(
    @Query({ schema: OverlapQuery }) query: z.infer<typeof OverlapQuery>,
    @Scope() scope: UnitScope,
  ): Promise<Overlaps> {
    return this.overlapsService.overlaps(query, inScope(scope, 'e.unit'));
  }

  @Get('requirements/:code')
  @Allow('leader', 'reform', 'auditor', 'steward')
  @Answers(RequirementDetail, {
    summary: { zh: '一项要求', en: 'One requirement: what it asks, of whom, what it draws' },
  })
  async requirement(
    @Param('code', { schema: Code }) code: string,
    @Query({ schema: SpanQuery }) query: z.infer<typeof SpanQuery>,
    @Scope() scope: UnitScope,
  ): Promise<RequirementDetail> {
    const span = await this.computation.span();
    const from = query.from ?? span?.first ?? '1970-01-01';
    const to = query.to ?? span?.last ?? '1970-01-01';
    return this.directory.requirement(code, { from, to }, inScope(scope, 'e.unit'));
  }

  @Get('systems')
  @Allow('leader', 'reform', 'auditor', 'steward')
  @Answers(Systems, {
    summary: { zh: '应用系统：在用、闲置、备案', en: 'Systems: in use, dormant, on file' },
  })
  systems(@Scope() scope: UnitScope): Promise<Systems> {
    return this.systemsService.systems(inScope(scope, 'e.unit'));
  }

  @Get('coverage')
  @Allow('leader', 'reform', 'auditor', 'steward')
  @Answers(Coverage, { summary: { zh: '一段时间的数字来自几批数据', en: 'How many batches a period rests on' } })
  coverage(@Query({ schema: SpanQuery }) query: z.infer<typeof SpanQuery>): Promise<Coverage> {
    return this.sourcesService.coverage(query);
  }

  @Get('sources')
  @Allow(...ROLES)
  @Answers(Sources, { summary: { zh: '数据新鲜度', en: 'How fresh each source is' } })
  sources(): Promise<Sources> {
    return this.sourcesService.sources();
  }
}
