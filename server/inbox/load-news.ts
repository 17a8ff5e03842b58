/** How loading ended: the caller's own batches, for stewards all of them, and connector runs that failed. */
import { Injectable } from '@nestjs/common';
import { In, MoreThan, Not, type FindOptionsWhere } from 'typeorm';
import type { Principal } from '../access/principal.ts';
import { ConnectorRun } from '../connectors/connector.entity.ts';
import type { InboxItem } from '../contract-sharing.ts';
import { Batch } from '../intake/batch.entity.ts';
import { Operations } from '../operations/operations.ts';

export type News = Omit<InboxItem, 'unread'>;
const MOST = 50;

@Injectable()
export class LoadNews {
  constructor(private readonly operations: Operations) {}

  /** @param since ISO 8601 UTC */
  async since(since: string, caller: Principal): Promise<News[]> {
    const [batches, runs] = await Promise.all([this.batches(since, caller), this.runs(since, caller)]);
    return [...batches, ...runs];
  }

  private async batches(since: string, { id, role }: Principal): Promise<News[]> {
    const where: FindOptionsWhere<Batch> = {
      receivedAt: MoreThan(since),
      state: Not(In(['received', 'loading', 'withdrawing'])),
      ...(role === 'steward' ? {} : { principal: id }),
    };
    const rows = await this.operations.read.find(Batch, { where, order: { receipt: 'DESC' }, take: MOST });
    return rows.map(({ receipt, state, path, loadedAt, receivedAt, loadedBy, rejected }) => ({
      id: `batch:${receipt}:${state}`,
      kind: 'batch',
      at: loadedAt ?? receivedAt,
      state,
      subject: path.split('/').at(-1) ?? path,
      by: loadedBy,
      count: rejected,
      to: `/data?v=1&batch=${receipt}`,
      findings: [],
    }));
  }

  private async runs(since: string, { role }: Principal): Promise<News[]> {
    if (role !== 'steward' && role !== 'administrator') return [];
    const rows = await this.operations.read.find(ConnectorRun, {
      where: { startedAt: MoreThan(since), state: In(['failed', 'interrupted']) },
      relations: { connector: true },
      order: { id: 'DESC' },
      take: MOST,
    });
    return rows.map(({ id, state, connector, endedAt, startedAt, startedBy }) => ({
      id: `connector:${id}`,
      kind: 'connector',
      at: endedAt ?? startedAt,
      state,
      subject: connector.name,
      by: startedBy,
      count: 0,
      to: '/connectors',
      findings: [],
    }));
  }
}
