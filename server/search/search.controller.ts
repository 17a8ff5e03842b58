import { Controller, Get, Query } from '@nestjs/common';
import type { z } from 'zod';
import { Allow } from '../access/policy.ts';
import { Caller, Scope, type Principal } from '../access/principal.ts';
import { inScope, type UnitScope } from '../access/scope.ts';
import { SearchAnswer, SearchQuery } from '../contract-search.ts';
import { ROLES } from '../contract.ts';
import { Answers } from '../http/answers.ts';
import { SearchService } from './search.service.ts';

@Controller('api/v1')
export class SearchController {
  constructor(private readonly searching: SearchService) {}

  /** Everyone searches what their pages show: an administrator units and definitions, a steward no findings. */
  @Get('search')
  @Allow(...ROLES)
  @Answers(SearchAnswer, {
    summary: { zh: '按名称或代码查找', en: 'Requirements, units, systems, definitions and findings by name or code' },
  })
  search(
    @Query({ schema: SearchQuery }) { q }: z.infer<typeof SearchQuery>,
    @Caller() { role }: Principal,
    @Scope() scope: UnitScope,
  ): Promise<SearchAnswer> {
    const business = role !== 'administrator';
    return this.searching.search(q, { business, findings: business && role !== 'steward' }, inScope(scope, 'e.unit'));
  }
}
