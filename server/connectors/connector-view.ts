/** Connectors as people see them: no secret, their state in one word, their last run. */
import { Injectable } from '@nestjs/common';
import type * as contract from '../contract-connectors.ts';
import { Operations } from '../operations/operations.ts';
import { shanghaiTime } from '../shanghai-time.ts';
import { Connector, ConnectorRun } from './connector.entity.ts';
import { reachedOf } from './kinds.ts';
import { Pulls } from './pulls.ts';

/** Of all connectors together, in one answer. */
const MOST_RUNS = 10_000;

const local = (at: string | null): string | null => (at === null ? null : shanghaiTime(at));

@Injectable()
export class ConnectorView {
  constructor(
    private readonly operations: Operations,
    private readonly pulls: Pulls,
  ) {}

  async all(): Promise<contract.Connector[]> {
    const connectors = await this.operations.read.find(Connector, { order: { name: 'ASC' } });
    return Promise.all(connectors.map((connector) => this.of(connector)));
  }

  async of(connector: Connector): Promise<contract.Connector> {
    const last = await this.operations.read.findOne(ConnectorRun, {
      where: { connectorId: connector.id },
      order: { id: 'DESC' },
    });
    const { name, config, schedule, enabled, secret, checkpoint, failures, nextRunAt } = connector;
    return {
      name,
      config,
      schedule,
      enabled,
      hasSecret: secret !== null,
      state: this.pulls.isRunning(name)
        ? 'running'
        : !enabled
          ? 'off'
          : failures > 0
            ? 'attention'
            : last
              ? 'waiting'
              : 'never-run',
      reached: reachedOf(checkpoint),
      nextRunAt: local(nextRunAt),
      failures,
      lastRun: last && runOf(last),
    };
  }

  /** Of all connectors, the latest first. */
  async everyRun(): Promise<{ connector: string; run: contract.ConnectorRun }[]> {
    const rows = await this.operations.read.find(ConnectorRun, {
      relations: { connector: true },
      order: { id: 'DESC' },
      take: MOST_RUNS,
    });
    return rows.map((row) => ({ connector: row.connector.name, run: runOf(row) }));
  }

  async runs({ id }: Connector, page: number, size: number): Promise<contract.ConnectorRuns> {
    const [rows, total] = await this.operations.read.findAndCount(ConnectorRun, {
      where: { connectorId: id },
      order: { id: 'DESC' },
      skip: (page - 1) * size,
      take: size,
    });
    return { total, rows: rows.map(runOf) };
  }
}

export function runOf(run: ConnectorRun): contract.ConnectorRun {
  const { id, state, startedBy, startedAt, endedAt, receipts, requests, records, problem } = run;
  return {
    id,
    state,
    startedBy,
    startedAt: shanghaiTime(startedAt),
    endedAt: local(endedAt),
    receipts,
    requests,
    records,
    problem,
  };
}
