import { Controller, Get, Param, Query } from '@nestjs/common';
import { z } from 'zod';
import { detector as detectorOf } from '../../metrics/catalogue.ts';
import { Allow } from '../access/policy.ts';
import { Caller, Scope, type Principal } from '../access/principal.ts';
import { inScope, type UnitScope } from '../access/scope.ts';
import { DefinitionVersions, FormerResults } from '../contract-versions.ts';
import { Answers } from '../http/answers.ts';
import { generalRefusal } from '../http/problem.ts';
import { FormerResultsService } from './former-results.service.ts';

const Id = z.string().max(100);
const Version = z.coerce.number().int().min(0).max(65_535);
/** `model`: edition of the time model it was computed with, where several are kept. */
const ResultsQuery = z.strictObject({ model: Version.optional() });

@Controller('api/v1/indicators/:id/versions')
export class VersionsController {
  constructor(private readonly former: FormerResultsService) {}

  @Get()
  @Allow('leader', 'reform', 'auditor', 'steward')
  @Answers(DefinitionVersions, {
    summary: { zh: '定义的各版本', en: 'Versions of an indicator or detector of which results are kept' },
  })
  versions(@Param('id', { schema: Id }) id: string): Promise<DefinitionVersions> {
    return this.former.versions(id);
  }

  @Get(':version')
  @Allow('leader', 'reform', 'auditor', 'steward')
  @Answers(FormerResults, {
    summary: { zh: '旧版本当时的结果', en: 'What a former version gave: figures by month, and findings of a detector' },
  })
  results(
    @Param('id', { schema: Id }) id: string,
    @Param('version', { schema: Version }) version: number,
    @Query({ schema: ResultsQuery }) { model }: z.infer<typeof ResultsQuery>,
    @Caller() caller: Principal,
    @Scope() scope: UnitScope,
  ): Promise<FormerResults> {
    // What a detector flags is part of a finding, which stewards do not see.
    if (detectorOf(id) !== undefined && caller.role === 'steward') throw generalRefusal(403);
    return this.former.results(id, { version, model }, inScope(scope, 'e.unit'), scope.all);
  }
}
