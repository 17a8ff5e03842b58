/** Connectors of a running test server, without waiting for the clock. */
import type { ConnectorOrder } from '../../server/contract-connectors.ts';
import { ConnectorOrder as OrderSchema } from '../../server/contract-connectors.ts';
import { AllowedHosts } from '../../server/connectors/allowed-hosts.ts';
import type { ConnectorRun } from '../../server/connectors/connector.entity.ts';
import { Connectors } from '../../server/connectors/connectors.ts';
import { Patience } from '../../server/connectors/patience.ts';
import { Pulls } from '../../server/connectors/pulls.ts';
import { FactStore } from '../../server/facts/fact-store.ts';
import { Batch } from '../../server/intake/batch.entity.ts';
import { Operations } from '../../server/operations/operations.ts';
import { startApp, type TestApp } from './app.ts';

export class ConnectorBench {
  readonly app: TestApp;

  private constructor(app: TestApp) {
    this.app = app;
  }

  static async open(variables: Record<string, string> = {}): Promise<ConnectorBench> {
    const app = await startApp(variables);
    // Waits of a test; their growth and the other side's Retry-After stay as they are.
    app.get(Patience).firstWaitMs = 10;
    return new ConnectorBench(app);
  }

  close(): Promise<void> {
    return this.app.close();
  }

  allow(address: string, internal = true): Promise<void> {
    return this.app.get(AllowedHosts).allow(address, internal, 'test');
  }

  async save(name: string, config: object, secret?: string, more: Partial<ConnectorOrder> = {}): Promise<void> {
    const order = OrderSchema.parse({ config, ...(secret === undefined ? {} : { secret }), ...more });
    await this.app.get(Connectors).save(name, order, 'test');
  }

  async run(name: string, signal: AbortSignal = new AbortController().signal): Promise<ConnectorRun> {
    const connector = await this.app.get(Connectors).find(name);
    return this.app.get(Pulls).run(connector, 'test', signal);
  }

  /** Receipts of a run, and what they add up to. */
  async counts(
    run: ConnectorRun,
  ): Promise<{ seen: number; accepted: number; amended: number; duplicate: number; rejected: number }> {
    const sum = { seen: 0, accepted: 0, amended: 0, duplicate: 0, rejected: 0 };
    for (const receipt of run.receipts) {
      const batch = await this.app.get(Operations).read.findOneByOrFail(Batch, { receipt });
      for (const key of Object.keys(sum) as (keyof typeof sum)[]) sum[key] += batch[key];
    }
    return sum;
  }

  facts(table: string, source: string): Promise<Record<string, unknown>[]> {
    const store = this.app.nest.get<FactStore>(FactStore as never, { strict: false });
    return store.query(`SELECT * FROM ${table} WHERE source = {source:String} ORDER BY external_id`, { source });
  }
}

/** What went wrong, when something did. */
export const outcome = ({ state, problem }: ConnectorRun): [string, string | undefined] => [state, problem?.en];
