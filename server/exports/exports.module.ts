/** Views as files. */
import { Module } from '@nestjs/common';
import { DecisionsModule } from '../decisions/decisions.module.ts';
import { AnalysisModule } from '../indicators/analysis.module.ts';
import { DecisionTables } from './decision-tables.ts';
import { ExportsController } from './exports.controller.ts';
import { ExportsService } from './exports.service.ts';
import { ReformTables } from './reform-tables.ts';
import { RegisterTables } from './register-tables.ts';
import { DirectoryTables } from './directory-tables.ts';
import { ViewTables } from './view-tables.ts';

@Module({
  imports: [AnalysisModule, DecisionsModule],
  controllers: [ExportsController],
  providers: [ExportsService, ViewTables, ReformTables, DecisionTables, RegisterTables, DirectoryTables],
})
export class ExportsModule {}
