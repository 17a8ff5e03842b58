import { join } from 'node:path';
import { Module, type DynamicModule } from '@nestjs/common';
import { AccessModule } from './access/access.module.ts';
import { ConnectorsModule } from './connectors/connectors.module.ts';
import { DecisionsModule } from './decisions/decisions.module.ts';
import { EnvironmentModule } from './environment.module.ts';
import type { Environment } from './environment.ts';
import { ExportsModule } from './exports/exports.module.ts';
import { FactsModule } from './facts/facts.module.ts';
import { HttpModule } from './http/http.module.ts';
import { InboxModule } from './inbox/inbox.module.ts';
import { AnalysisModule } from './indicators/analysis.module.ts';
import { IntakeModule } from './intake/intake.module.ts';
import { BackgroundModule } from './operations/background.module.ts';
import { OperationsModule } from './operations/operations.module.ts';
import { ProgressModule } from './progress/progress.module.ts';
import { SearchModule } from './search/search.module.ts';
import { SharingModule } from './sharing/sharing.module.ts';

/** Everything the server and the command line share. A new capability adds its module to the list. */
@Module({})
export class AppModule {
  static with(environment: Environment): DynamicModule {
    return {
      module: AppModule,
      imports: [
        EnvironmentModule.with(environment),
        OperationsModule,
        FactsModule.forRoot({
          engine: {
            path: join(environment.dataFolder, 'facts'),
            ...(environment.engineMemory === undefined ? {} : { maxMemoryBytes: environment.engineMemory }),
            log: (line) => process.stderr.write(`${line}\n`),
          },
          url: environment.clickhouseUrl,
          cluster: environment.clickhouseCluster,
        }),
        HttpModule,
        AccessModule,
        ProgressModule,
        AnalysisModule,
        IntakeModule,
        ConnectorsModule,
        ExportsModule,
        SearchModule,
        DecisionsModule,
        SharingModule,
        InboxModule,
        BackgroundModule,
      ],
    };
  }
}
