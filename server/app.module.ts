import { Module, type DynamicModule } from '@nestjs/common';
import { AccessModule } from './access/access.module.ts';
import { EnvironmentModule } from './environment.module.ts';
import type { Environment } from './environment.ts';
import { HttpModule } from './http/http.module.ts';
import { OperationsModule } from './operations/operations.module.ts';
import { ProgressModule } from './progress/progress.module.ts';

/** Everything the server and the command line share. A new capability adds its module to the list. */
@Module({})
export class AppModule {
  static with(environment: Environment): DynamicModule {
    return {
      module: AppModule,
      imports: [EnvironmentModule.with(environment), OperationsModule, HttpModule, AccessModule, ProgressModule],
    };
  }
}
