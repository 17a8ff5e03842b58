/** Views as files. */
import { Module } from '@nestjs/common';
import { AnalysisModule } from '../indicators/analysis.module.ts';
import { ExportsController } from './exports.controller.ts';
import { ExportsService } from './exports.service.ts';
import { ReformTables } from './reform-tables.ts';

@Module({ imports: [AnalysisModule], controllers: [ExportsController], providers: [ExportsService, ReformTables] })
export class ExportsModule {}
