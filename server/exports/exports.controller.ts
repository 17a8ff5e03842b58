import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Controller, Get, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import { Allow } from '../access/policy.ts';
import { Audit } from '../access/audit.ts';
import { Caller, Scope, type Principal } from '../access/principal.ts';
import type { UnitScope } from '../access/scope.ts';
import type { Role } from '../contract.ts';
import { ExportQuery, type ExportView } from '../contract-exports.ts';
import { Environment } from '../environment.ts';
import { Answers } from '../http/answers.ts';
import { generalRefusal } from '../http/problem.ts';
import { currentLang } from '../http/request-context.ts';
import { exportFile, MEDIA_TYPES } from './export-file.ts';
import { ExportsService } from './exports.service.ts';

/** As on their pages; all others are for whoever sees figures. Administrators look after accounts, and take nothing along. */
const FIGURES: readonly Role[] = ['leader', 'reform', 'auditor', 'steward'];
const FINDINGS: readonly Role[] = ['leader', 'reform', 'auditor'];
const READERS: Partial<Record<ExportView, readonly Role[]>> = {
  findings: FINDINGS,
  finding: FINDINGS,
  'red-lines': FINDINGS,
  soundness: FINDINGS,
  receipts: ['steward', 'auditor'],
  audit: ['auditor'],
  connectors: ['steward'],
  photos: ['steward'],
  mappings: ['steward', 'auditor'],
  codes: ['steward'],
};
/** Rows of events: opening them is logged as evidence, too. */
const OPENS_EVIDENCE: ReadonlySet<ExportView> = new Set(['finding', 'evidence']);

@Controller('api/v1/exports')
export class ExportsController {
  constructor(
    private readonly exports: ExportsService,
    private readonly audit: Audit,
    private readonly environment: Environment,
  ) {}

  /** The whole view as a file; every export is logged. */
  @Get()
  @Allow('leader', 'reform', 'auditor', 'steward')
  @Answers(null, { summary: { zh: '导出视图', en: 'A view as a file' }, produces: 'application/octet-stream' })
  async export(
    @Query({ schema: ExportQuery }) query: ExportQuery,
    @Caller() caller: Principal,
    @Scope() scope: UnitScope,
    @Res() response: Response,
  ): Promise<void> {
    const { role, name: by } = caller;
    if (role === null || !(READERS[query.view] ?? FIGURES).includes(role)) throw generalRefusal(403);
    const document = await this.exports.build({ query, scope, lang: query.lang ?? currentLang(), caller });
    if (OPENS_EVIDENCE.has(query.view))
      await this.audit.write({
        actor: by,
        action: 'evidence-opened',
        object: query.finding ?? query.id ?? '',
        detail: { view: 'export' },
      });
    const pieces = exportFile(document, query.format, { table: query.table, chromium: this.environment.chromium });
    // The first piece before the head: what fails until then is answered as a problem.
    const first = await pieces.next();
    await this.audit.write({
      actor: by,
      action: 'exported',
      object: `${query.view}.${query.format}`,
      detail: Object.fromEntries(document.provenance),
    });
    response.writeHead(200, {
      'Content-Type': MEDIA_TYPES[query.format],
      'Content-Disposition': `attachment; filename="henjian-${query.view}.${query.format}"`,
      'Cache-Control': 'no-store',
    });
    if (!first.done) response.write(first.value);
    // A broken transfer is the only way left to say that the file is not whole.
    await pipeline(Readable.from(pieces), response).catch(() => response.destroy());
  }
}
