/** Which findings are new. The computed tables say what is open; since when, is written down at the first look after each computation. */
import { Injectable } from '@nestjs/common';
import { In, IsNull, MoreThan } from 'typeorm';
import { FactStore } from '../facts/fact-store.ts';
import { AnswerCache } from '../indicators/answer-cache.ts';
import { ComputationService } from '../indicators/computation.service.ts';
import type { Statement } from '../indicators/statements.ts';
import { Operations } from '../operations/operations.ts';
import { OpenedFinding } from './inbox.entity.ts';

interface OpenFinding {
  id: string;
  requirement: string;
  unit: string;
  month: string;
}

export interface NewFindings {
  /** ISO 8601 UTC. */
  openedAt: string;
  count: number;
  first: OpenFinding[];
}

const NAMED = 5;
/** SQLite takes at most 32,766 values in one statement. */
const AT_ONCE = 500;

@Injectable()
export class OpenedFindings {
  private synced: { computation: number; done: Promise<void> } | undefined;

  constructor(
    private readonly store: FactStore,
    private readonly computation: ComputationService,
    private readonly operations: Operations,
    private readonly cache: AnswerCache,
  ) {}

  /** Open findings of the scope that opened after `since` (ISO 8601 UTC), grouped by when, newest first. */
  async since(since: string, scope: Statement): Promise<NewFindings[]> {
    await this.sync();
    const opened = await this.operations.read.findBy(OpenedFinding, { openedAt: MoreThan(since), closedAt: IsNull() });
    if (opened.length === 0) return [];
    const at = new Map(opened.map((row) => [row.finding, row.openedAt]));
    const rows = await this.cache.answer(['open-findings', scope], () => this.open(scope));
    const groups = new Map<string, NewFindings>();
    for (const row of rows) {
      const openedAt = at.get(row.id);
      if (openedAt === undefined) continue;
      const group = groups.get(openedAt) ?? { openedAt, count: 0, first: [] };
      group.count += 1;
      if (group.first.length < NAMED) group.first.push(row);
      groups.set(openedAt, group);
    }
    return [...groups.values()].sort((a, b) => (a.openedAt < b.openedAt ? 1 : -1));
  }

  private open(scope: Statement): Promise<OpenFinding[]> {
    return this.store.query<OpenFinding>(
      `SELECT e.id AS id, if(r.name = '', e.requirement, r.name) AS requirement, if(u.name = '', e.unit, u.name) AS unit,
         formatDateTime(e.month, '%Y-%m') AS month
       FROM findings e LEFT ANY JOIN (SELECT code, name FROM requirements) r ON r.code = e.requirement
         LEFT ANY JOIN (SELECT code, name FROM unit_paths) u ON u.code = e.unit
       WHERE e.status = 'open' AND ${scope.sql} ORDER BY e.month DESC, e.q, e.id`,
      scope.parameters,
    );
  }

  /** Once a computation; whoever comes meanwhile waits for it. */
  private async sync(): Promise<void> {
    const { computation, finishedAt } = await this.computation.current();
    if (computation === 0 || finishedAt === null) return;
    if (this.synced?.computation !== computation) {
      const done = this.write(new Date(finishedAt).toISOString());
      this.synced = { computation, done };
      done.catch(() => (this.synced = undefined));
    }
    await this.synced!.done;
  }

  private async write(at: string): Promise<void> {
    const rows = await this.store.query<{ id: string }>("SELECT DISTINCT id FROM findings WHERE status = 'open'");
    const open = new Set(rows.map(({ id }) => id));
    await this.operations.write(async (manager) => {
      const known = new Map((await manager.find(OpenedFinding)).map((row) => [row.finding, row]));
      const opened = [...open].filter((id) => !known.has(id));
      const reopened = [...open].filter((id) => known.get(id)?.closedAt);
      const closed = [...known.values()]
        .filter((row) => !row.closedAt && !open.has(row.finding))
        .map((row) => row.finding);
      for (const ids of chunks(opened))
        await manager
          .createQueryBuilder()
          .insert()
          .into(OpenedFinding)
          .values(ids.map((finding) => ({ finding, openedAt: at, closedAt: null })))
          .orIgnore()
          .execute();
      for (const ids of chunks(reopened))
        await manager.update(OpenedFinding, { finding: In(ids) }, { openedAt: at, closedAt: null });
      for (const ids of chunks(closed)) await manager.update(OpenedFinding, { finding: In(ids) }, { closedAt: at });
    });
  }
}

function* chunks(ids: readonly string[]): Generator<string[]> {
  for (let at = 0; at < ids.length; at += AT_ONCE) yield ids.slice(at, at + AT_ONCE);
}
