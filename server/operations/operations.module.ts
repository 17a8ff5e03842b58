import { Global, Module } from '@nestjs/common';
import { Environment } from '../environment.ts';
import { Operations } from './operations.ts';
import { Settings } from './settings.ts';

@Global()
@Module({
  providers: [
    {
      provide: Operations,
      useFactory: (environment: Environment) => Operations.open(environment),
      inject: [Environment],
    },
    Settings,
  ],
  exports: [Operations, Settings],
})
export class OperationsModule {}
