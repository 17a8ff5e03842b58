/** Provides the FactStore; nothing starts before the first statement. */
import { Inject, Injectable, Module } from '@nestjs/common';
import type { DynamicModule, OnApplicationShutdown } from '@nestjs/common';
import { openFactStore } from './open-fact-store.ts';
import type { FactsOptions } from './open-fact-store.ts';
import { FactStore } from './fact-store.ts';

@Injectable()
class FactStoreCloser implements OnApplicationShutdown {
  constructor(@Inject(FactStore) private readonly store: FactStore) {}

  async onApplicationShutdown(): Promise<void> {
    await this.store.close();
  }
}

@Module({})
export class FactsModule {
  static forRoot(options: FactsOptions): DynamicModule {
    return {
      module: FactsModule,
      global: true,
      providers: [{ provide: FactStore, useFactory: () => openFactStore(options) }, FactStoreCloser],
      exports: [FactStore],
    };
  }
}
