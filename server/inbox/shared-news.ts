/** What others wrote for the caller: views they share, notes on findings the caller follows. */
import { Injectable } from '@nestjs/common';
import { In, MoreThan, Not } from 'typeorm';
import type { Principal } from '../access/principal.ts';
import { FactStore } from '../facts/fact-store.ts';
import type { Statement } from '../indicators/statements.ts';
import { Operations } from '../operations/operations.ts';
import { Audience } from '../sharing/audience.ts';
import { FindingFollow, NoteRow, SavedViewRow } from '../sharing/sharing.entity.ts';
import type { News } from './load-news.ts';

const MOST = 50;
const MOST_FOLLOWED = 5000;

@Injectable()
export class SharedNews {
  constructor(
    private readonly operations: Operations,
    private readonly audience: Audience,
    private readonly store: FactStore,
  ) {}

  /** @param since ISO 8601 UTC @param scope on `e.unit` */
  async since(since: string, caller: Principal, scope: Statement): Promise<News[]> {
    const shared = await this.audience.sharedWith(caller);
    if (shared.length === 0) return [];
    const [views, notes] = await Promise.all([
      this.operations.read.find(SavedViewRow, {
        where: shared.map((one) => ({ ...one, owner: Not(caller.id), changedAt: MoreThan(since) })),
        order: { changedAt: 'DESC' },
        take: MOST,
      }),
      this.notes(since, caller, scope, shared),
    ]);
    return [
      ...views.map((row): News => ({
        id: `view:${row.id}`,
        kind: 'view',
        at: row.changedAt,
        state: 'shared',
        subject: row.name,
        by: row.ownerName,
        count: 0,
        to: row.address,
        findings: [],
      })),
      ...notes.map((row): News => ({
        id: `note:${row.id}`,
        kind: 'note',
        at: row.createdAt,
        state: 'written',
        subject: row.text,
        by: row.ownerName,
        count: 0,
        to: `/findings/${encodeURIComponent(row.finding!)}#notes`,
        findings: [],
      })),
    ];
  }

  private async notes(
    since: string,
    caller: Principal,
    scope: Statement,
    shared: Awaited<ReturnType<Audience['sharedWith']>>,
  ): Promise<NoteRow[]> {
    const follows = await this.operations.read.find(FindingFollow, {
      where: { owner: caller.id },
      order: { since: 'DESC' },
      take: MOST_FOLLOWED,
    });
    if (follows.length === 0) return [];
    // Followed once does not mean visible now: the account's unit may have changed since.
    const seen = await this.store.query<{ id: string }>(
      `SELECT e.id AS id FROM findings e WHERE e.id IN {ids:Array(String)} AND ${scope.sql}`,
      { ...scope.parameters, ids: follows.map(({ finding }) => finding) },
    );
    const finding = In(seen.map(({ id }) => id));
    return this.operations.read.find(NoteRow, {
      where: shared.map((one) => ({ ...one, owner: Not(caller.id), createdAt: MoreThan(since), finding })),
      order: { id: 'DESC' },
      take: MOST,
    });
  }
}
