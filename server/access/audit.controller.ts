import { Controller, Get, Query } from '@nestjs/common';
import { z } from 'zod';
import { Page } from '../contract.ts';
import { Audit as AuditAnswer } from '../contract-intake.ts';
import { Answers } from '../http/answers.ts';
import { shanghaiTime } from '../shanghai-time.ts';
import { Audit } from './audit.ts';
import { Allow } from './policy.ts';

const PageQuery = z.strictObject(Page);

@Controller('api/v1/audit')
export class AuditController {
  private readonly audit: Audit;
  constructor(audit: Audit) {
    this.audit = audit;
  }

  @Get()
  @Allow('auditor', 'administrator')
  @Answers(AuditAnswer, { summary: { zh: '审计记录', en: 'The audit log' } })
  async list(
    @Query({ schema: PageQuery }) { page, size }: z.infer<typeof PageQuery>,
  ): Promise<z.infer<typeof AuditAnswer>> {
    const { total, rows } = await this.audit.list(page, size);
    return {
      total,
      rows: rows.map((row) => ({
        id: row.id,
        at: shanghaiTime(row.at),
        user: row.actor,
        action: row.action,
        object: row.object,
        detail: JSON.parse(row.detail) as Record<string, unknown>,
        hash: row.hash,
      })),
    };
  }
}
