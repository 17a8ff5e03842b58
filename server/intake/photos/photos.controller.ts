import { Body, Controller, Get, Param, Put, Res } from '@nestjs/common';
import type { Response } from 'express';
import { z } from 'zod';
import { Allow } from '../../access/policy.ts';
import { Caller, Scope, type Principal } from '../../access/principal.ts';
import { inScope, type UnitScope } from '../../access/scope.ts';
import { PhotoSettings as SettingsShape } from '../../contract-intake.ts';
import { FactStore } from '../../facts/fact-store.ts';
import { Answers } from '../../http/answers.ts';
import { generalRefusal } from '../../http/problem.ts';
import { PhotoFiles } from './photo-files.ts';
import { PhotoSettings } from './photo-settings.ts';

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);
/** The bytes of a thumbnail never change; who may see it may. */
const CACHE = 'private, max-age=300';

@Controller('api/v1')
export class PhotosController {
  constructor(
    private readonly store: FactStore,
    private readonly files: PhotoFiles,
    private readonly settings: PhotoSettings,
  ) {}

  /** Opening the evidence was logged; its pictures are part of it. */
  @Get('photos/:sha256/thumbnail')
  @Allow('auditor')
  @Answers(null, { summary: { zh: '照片缩略图', en: 'A small copy of a photo' }, produces: 'image/jpeg' })
  async thumbnail(
    @Param('sha256', { schema: Sha256 }) sha256: string,
    @Scope() scope: UnitScope,
    @Res() response: Response,
  ): Promise<void> {
    const picture = (await this.isShown(sha256, scope)) ? await this.files.thumbnail(sha256) : undefined;
    if (!picture) throw generalRefusal(404);
    response.set({ 'Content-Type': 'image/jpeg', 'Cache-Control': CACHE, 'X-Content-Type-Options': 'nosniff' });
    response.end(picture);
  }

  /** Some event of the caller's units shows it. */
  private async isShown(sha256: string, scope: UnitScope): Promise<boolean> {
    const { sql, parameters } = inScope(scope, 'u.unit');
    const refs = await this.store.query<{ ref: string }>('SELECT ref FROM photos WHERE sha256 = {sha256:String}', {
      sha256,
    });
    if (refs.length === 0) return false;
    const shown = ['checkins', 'reports'].map(
      (kind) => `SELECT cadre_code FROM ${kind} WHERE hasAny(photos, {refs:Array(String)})`,
    );
    const [row] = await this.store.query<{ n: number }>(
      `SELECT count() AS n FROM (SELECT DISTINCT cadre_code FROM (${shown.join(' UNION ALL ')})) AS e
       LEFT ANY JOIN (SELECT cadre_code, unit FROM cadre_units) AS u ON e.cadre_code = u.cadre_code WHERE ${sql}`,
      { ...parameters, refs: refs.map(({ ref }) => ref) },
    );
    return (row?.n ?? 0) > 0;
  }

  @Get('photo-settings')
  @Allow('steward', 'administrator')
  @Answers(SettingsShape, { summary: { zh: '照片设置', en: 'How photos are kept and compared' } })
  read(): Promise<z.output<typeof SettingsShape>> {
    return this.settings.read();
  }

  @Put('photo-settings')
  @Allow('steward', 'administrator')
  @Answers(SettingsShape, { summary: { zh: '更改照片设置', en: 'Change how photos are kept and compared' } })
  write(
    @Body({ schema: SettingsShape }) values: z.output<typeof SettingsShape>,
    @Caller() caller: Principal,
  ): Promise<z.output<typeof SettingsShape>> {
    return this.settings.write(values, caller.name);
  }
}
