import { Global, Module } from '@nestjs/common';
import { Environment } from '../environment.ts';
import { Operations } from './operations.ts';
import { Settings } from './settings.ts';
import { StartUp } from './start-up.ts';

@Global()
@Module({
  providers: [
    {
      provide: Operations,
      useFactory: (environment: Environment) => Operations.open(environment),
      inject: [Environment],
    },
    Settings,
    StartUp,
  ],
  exports: [Operations, Settings, StartUp],
})
export class OperationsModule {}
