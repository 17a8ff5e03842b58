import { readFileSync } from 'node:fs';
import { Controller, Get, Header } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { LoopbackOrSignedIn } from '../access/policy.ts';
import { Answers } from './answers.ts';
import { docsPage } from './docs-page.ts';
import { openApiDocument } from './openapi.ts';
import { packageFile } from './package-root.ts';
import { routesOf } from './routes.ts';

@Controller('api')
export class OpenApiController {
  private readonly modules: ModulesContainer;
  private cached: Record<string, unknown> | undefined;
  constructor(modules: ModulesContainer) {
    this.modules = modules;
  }

  @Get('openapi.json')
  @LoopbackOrSignedIn()
  @Answers(null, {
    summary: { zh: '接口说明(OpenAPI 3.1)', en: 'This description (OpenAPI 3.1)' },
    produces: 'application/json',
  })
  document(): Record<string, unknown> {
    const { version } = JSON.parse(readFileSync(packageFile('package.json'), 'utf8')) as { version: string };
    return (this.cached ??= openApiDocument(routesOf(this.modules), version));
  }

  @Get('docs')
  @LoopbackOrSignedIn()
  @Header('Content-Type', 'text/html; charset=utf-8')
  @Answers(null, { summary: { zh: '接口说明页', en: 'The description as a page' }, produces: 'text/html' })
  page(): string {
    return docsPage(this.document());
  }
}
