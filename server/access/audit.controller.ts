import { Controller, Get, Query } from '@nestjs/common';
import type { z } from 'zod';
import { Audit as AuditAnswer, AuditQuery } from '../contract-intake.ts';
import { Answers } from '../http/answers.ts';
import { auditRow } from './audit-row.ts';
import { Audit } from './audit.ts';
import { Allow } from './policy.ts';

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
    @Query({ schema: AuditQuery }) { page, size, ...filter }: z.infer<typeof AuditQuery>,
  ): Promise<z.infer<typeof AuditAnswer>> {
    const [{ total, rows }, names] = await Promise.all([this.audit.list(page, size, filter), this.audit.names()]);
    return { total, ...names, rows: rows.map(auditRow) };
  }
}
