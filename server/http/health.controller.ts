import { Controller, Get, Res } from '@nestjs/common';
import type { Response } from 'express';
import { LoopbackOrSignedIn, Public } from '../access/policy.ts';
import { Health as HealthSchema } from '../contract-intake.ts';
import { Answers } from './answers.ts';
import { Health, type HealthReport } from './health.ts';
import { Metrics } from './metrics.ts';

@Controller()
export class HealthController {
  private readonly health: Health;
  private readonly metrics: Metrics;
  constructor(health: Health, metrics: Metrics) {
    this.health = health;
    this.metrics = metrics;
  }

  /** Alive as soon as the server listens, whatever state its parts are in. */
  @Get('healthz')
  @Public()
  @Answers(HealthSchema, { summary: { zh: '进程是否存活', en: 'Whether the process is alive' } })
  alive(): HealthReport {
    return { status: 'ok', checks: {} };
  }

  @Get('readyz')
  @Public()
  @Answers(HealthSchema, { summary: { zh: '各部件是否就绪', en: 'Whether every part can work' } })
  async ready(@Res({ passthrough: true }) response: Response): Promise<HealthReport> {
    const report = await this.health.report();
    response.status(report.status === 'ok' ? 200 : 503);
    return report;
  }

  @Get('metrics')
  @LoopbackOrSignedIn()
  @Answers(null, { summary: { zh: 'Prometheus 指标', en: 'Figures for Prometheus' }, produces: 'text/plain' })
  async prometheus(@Res() response: Response): Promise<void> {
    const text = await this.metrics.text();
    response.setHeader('Content-Type', 'text/plain; version=0.0.4; charset=utf-8');
    response.setHeader('Cache-Control', 'no-store');
    response.end(text);
  }
}
