import { Global, Module } from '@nestjs/common';
import { APP_FILTER, APP_INTERCEPTOR, APP_PIPE, Reflector } from '@nestjs/core';
import { StandardSchemaSerializerInterceptor } from '@nestjs/common';
import { HealthController } from './health.controller.ts';
import { Health } from './health.ts';
import { Metrics } from './metrics.ts';
import { OpenApiController } from './openapi.controller.ts';
import { ProblemFilter } from './problem.filter.ts';
import { StoreHealth } from './store-health.ts';
import { ValidationPipe } from './validation.pipe.ts';

@Global()
@Module({
  controllers: [HealthController, OpenApiController],
  providers: [
    Health,
    Metrics,
    StoreHealth,
    { provide: APP_FILTER, useClass: ProblemFilter },
    { provide: APP_PIPE, useClass: ValidationPipe },
    {
      provide: APP_INTERCEPTOR,
      useFactory: (reflector: Reflector) => new StandardSchemaSerializerInterceptor(reflector),
      inject: [Reflector],
    },
  ],
  exports: [Health, Metrics],
})
export class HttpModule {}
