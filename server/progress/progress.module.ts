import { Global, Module } from '@nestjs/common';
import { JobsController } from './jobs.controller.ts';
import { Jobs } from './jobs.ts';

@Global()
@Module({ controllers: [JobsController], providers: [Jobs], exports: [Jobs] })
export class ProgressModule {}
