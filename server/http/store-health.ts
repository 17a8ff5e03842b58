import { Injectable } from '@nestjs/common';
import { FactStore } from '../facts/fact-store.ts';
import { Operations } from '../operations/operations.ts';
import { Jobs } from '../progress/jobs.ts';
import { Health } from './health.ts';
import { Metrics } from './metrics.ts';

/** Tells health and metrics about the two stores and the work in progress. Asking after the facts starts their engine. */
@Injectable()
export class StoreHealth {
  private factsUp: number | undefined;

  constructor(health: Health, metrics: Metrics, operations: Operations, facts: FactStore, jobs: Jobs) {
    health.add('operations', async () => {
      await operations.read.query('SELECT 1');
      return operations.dialect;
    });
    health.add('facts', async () => {
      this.factsUp = 0;
      const [row] = await facts.query<{ version: string }>('SELECT version() AS version');
      this.factsUp = 1;
      return row?.version ?? 'ok';
    });
    metrics.gauge('henjian_jobs_running', 'Loads and computations in progress', () => jobs.running);
    // A scrape must not start the engine: this is what the last look at /readyz found, and absent before the first.
    metrics.gauge('henjian_facts_up', 'Whether the engine answered at the last readiness check', () => {
      if (this.factsUp === undefined) throw new Error('not looked at yet');
      return this.factsUp;
    });
  }
}
