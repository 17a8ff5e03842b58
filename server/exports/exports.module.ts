/** Views as files. */
import { Module } from '@nestjs/common';
import { ConnectorsModule } from '../connectors/connectors.module.ts';
import { DecisionsModule } from '../decisions/decisions.module.ts';
import { InboxModule } from '../inbox/inbox.module.ts';
import { AnalysisModule } from '../indicators/analysis.module.ts';
import { IntakeModule } from '../intake/intake.module.ts';
import { CodeTables } from './code-tables.ts';
import { CountyTables } from './county-tables.ts';
import { DecisionTables } from './decision-tables.ts';
import { ExportsController } from './exports.controller.ts';
import { ExportsService } from './exports.service.ts';
import { DossierTables } from './dossier-tables.ts';
import { InboxTable } from './inbox-table.ts';
import { ProofTables } from './proof-tables.ts';
import { RecordTables } from './record-tables.ts';
import { ReformTables } from './reform-tables.ts';
import { RegisterTables } from './register-tables.ts';
import { DirectoryTables } from './directory-tables.ts';
import { SetupTables } from './setup-tables.ts';
import { ViewTables } from './view-tables.ts';

@Module({
  imports: [AnalysisModule, ConnectorsModule, DecisionsModule, InboxModule, IntakeModule],
  controllers: [ExportsController],
  providers: [
    ExportsService,
    ViewTables,
    ReformTables,
    DecisionTables,
    RegisterTables,
    DirectoryTables,
    DossierTables,
    ProofTables,
    RecordTables,
    SetupTables,
    CodeTables,
    InboxTable,
    CountyTables,
  ],
})
export class ExportsModule {}
