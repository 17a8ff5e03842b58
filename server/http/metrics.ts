/** Figures for Prometheus, text format 0.0.4. Routes are counted by pattern, so ids never become labels. */
import { Injectable } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';

const BUCKETS_SECONDS = [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 10, 60] as const;

interface Series {
  labels: string;
  buckets: number[];
  sum: number;
  count: number;
}

interface Gauge {
  name: string;
  help: string;
  read: () => number | Promise<number>;
}

const escaped = (text: string): string => text.replace(/[\\"\n]/g, (c) => (c === '\n' ? '\\n' : `\\${c}`));

@Injectable()
export class Metrics {
  private readonly series = new Map<string, Series>();
  private readonly gauges: Gauge[] = [];
  private readonly startedAt = Date.now();
  private open = 0;
  private lastAsked = 0;

  /** Adds a figure read at each scrape; a reader that throws is left out of that scrape. */
  gauge(name: string, help: string, read: Gauge['read']): void {
    this.gauges.push({ name, help, read });
  }

  readonly middleware = (request: Request, response: Response, next: NextFunction): void => {
    const start = process.hrtime.bigint();
    this.open++;
    response.once('close', () => {
      this.open--;
      this.lastAsked = Date.now();
      const route = (request as { route?: { path?: unknown } }).route?.path;
      this.observe(
        request.method,
        typeof route === 'string' ? route : 'none',
        response.statusCode,
        Number(process.hrtime.bigint() - start) / 1e9,
      );
    });
    next();
  };

  /** How long ago the last request ended; 0 while any is open. */
  idleMilliseconds(): number {
    return this.open > 0 ? 0 : Date.now() - this.lastAsked;
  }

  observe(method: string, route: string, status: number, seconds: number): void {
    const labels = `method="${escaped(method)}",route="${escaped(route)}",status="${status}"`;
    let series = this.series.get(labels);
    if (!series) {
      series = { labels, buckets: BUCKETS_SECONDS.map(() => 0), sum: 0, count: 0 };
      this.series.set(labels, series);
    }
    series.sum += seconds;
    series.count += 1;
    BUCKETS_SECONDS.forEach((bound, index) => {
      if (seconds <= bound) series.buckets[index]! += 1;
    });
  }

  async text(): Promise<string> {
    const memory = process.memoryUsage();
    const lines = [
      ...gaugeLines('process_resident_memory_bytes', 'Resident memory of the server process', memory.rss),
      ...gaugeLines('nodejs_heap_used_bytes', 'JavaScript heap in use', memory.heapUsed),
      ...gaugeLines('process_uptime_seconds', 'Seconds since start', (Date.now() - this.startedAt) / 1000),
    ];
    for (const gauge of this.gauges) {
      try {
        lines.push(...gaugeLines(gauge.name, gauge.help, await gauge.read()));
      } catch {
        // Its absence is the sign; a scrape must not fail because one part does.
      }
    }
    const name = 'henjian_http_request_duration_seconds';
    lines.push(`# HELP ${name} Time to answer a request`, `# TYPE ${name} histogram`);
    for (const { labels, buckets, sum, count } of this.series.values()) {
      BUCKETS_SECONDS.forEach((bound, index) =>
        lines.push(`${name}_bucket{${labels},le="${bound}"} ${buckets[index]}`),
      );
      lines.push(`${name}_bucket{${labels},le="+Inf"} ${count}`);
      lines.push(`${name}_sum{${labels}} ${sum}`, `${name}_count{${labels}} ${count}`);
    }
    return `${lines.join('\n')}\n`;
  }
}

function gaugeLines(name: string, help: string, value: number): string[] {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} gauge`, `${name} ${value}`];
}
