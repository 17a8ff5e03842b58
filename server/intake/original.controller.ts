import { Controller, Get, Param } from '@nestjs/common';
import { z } from 'zod';
import { Audit } from '../access/audit.ts';
import { Allow } from '../access/policy.ts';
import { Caller, Scope, type Principal } from '../access/principal.ts';
import type { UnitScope } from '../access/scope.ts';
import { Original } from '../contract.ts';
import { Answers } from '../http/answers.ts';
import { OriginalRecords } from './original-records.ts';

const Code = z.string().min(1).max(800);

/** The line of the file a fact came from. It names people: every opening is written to the audit log first. */
@Controller('api/v1/facts')
export class OriginalController {
  constructor(
    private readonly originals: OriginalRecords,
    private readonly audit: Audit,
  ) {}

  @Get(':kind/:source/:externalId/original')
  @Allow('auditor', 'steward')
  @Answers(Original, { summary: { zh: '原始记录', en: 'The original record' } })
  async open(
    @Param('kind', { schema: z.string().max(40) }) kind: string,
    @Param('source', { schema: Code }) source: string,
    @Param('externalId', { schema: Code }) externalId: string,
    @Caller() caller: Principal,
    @Scope() scope: UnitScope,
  ): Promise<Original> {
    await this.audit.write({
      actor: caller.name,
      action: 'original-opened',
      object: `${kind}/${source}/${externalId}`,
    });
    return this.originals.of(kind, source, externalId, scope);
  }
}
