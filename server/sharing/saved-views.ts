/** Addresses of pages, kept under a name. What a view shows is asked for again by whoever opens it, within their own scope. */
import { Injectable } from '@nestjs/common';
import { Audit } from '../access/audit.ts';
import type { Principal } from '../access/principal.ts';
import type { SavedView, Shared } from '../contract-sharing.ts';
import { Refusal } from '../http/problem.ts';
import { Operations } from '../operations/operations.ts';
import { Audience, authored, authorOf } from './audience.ts';
import { SavedViewRow } from './sharing.entity.ts';

export const MOST_VIEWS = 200;
/** Others' views beyond the newest of these are not listed. */
const MOST_LISTED = 500;

@Injectable()
export class SavedViews {
  constructor(
    private readonly operations: Operations,
    private readonly audience: Audience,
    private readonly audit: Audit,
  ) {}

  /** The caller's own first, then what others share, newest first. */
  async list(caller: Principal): Promise<SavedView[]> {
    const rows = await this.operations.read.find<SavedViewRow>(SavedViewRow, {
      where: await this.audience.sees(caller),
      order: { changedAt: 'DESC', id: 'DESC' },
      take: MOST_LISTED,
    });
    return rows.map((row) => shown(row, caller)).sort((a, b) => Number(b.mine) - Number(a.mine));
  }

  /** @throws Refusal `too-many-views` */
  async add(view: { name: string; address: string; shared: Shared }, caller: Principal): Promise<SavedView> {
    const at = new Date().toISOString();
    return this.operations.write(async (manager) => {
      if ((await manager.countBy(SavedViewRow, { owner: caller.id })) >= MOST_VIEWS)
        throw new Refusal(409, 'too-many-views', {
          zh: `每人最多保存 ${MOST_VIEWS} 个视图,请先删除不用的。`,
          en: `At most ${MOST_VIEWS} views are kept for one person; remove some first.`,
        });
      const row = manager.create(SavedViewRow, {
        ...authorOf(caller, view.shared),
        name: view.name,
        address: view.address,
        createdAt: at,
        changedAt: at,
      });
      await manager.save(row);
      await this.write(caller, 'view-saved', row);
      return shown(row, caller);
    });
  }

  /** @throws Refusal `unknown-view` when there is none or it is somebody else's */
  async change(
    id: number,
    change: { name?: string | undefined; shared?: Shared | undefined },
    caller: Principal,
  ): Promise<SavedView> {
    return this.operations.write(async (manager) => {
      const row = await manager.findOneBy(SavedViewRow, { id, owner: caller.id });
      if (!row) throw unknownView(id);
      if (change.name !== undefined) row.name = change.name;
      // Shared with the eyes of today: the author may have changed office since.
      if (change.shared !== undefined) Object.assign(row, authorOf(caller, change.shared));
      row.changedAt = new Date().toISOString();
      await manager.save(row);
      await this.write(caller, 'view-changed', row);
      return shown(row, caller);
    });
  }

  /** @throws Refusal `unknown-view` */
  async remove(id: number, caller: Principal): Promise<void> {
    await this.operations.write(async (manager) => {
      const row = await manager.findOneBy(SavedViewRow, { id, owner: caller.id });
      if (!row) throw unknownView(id);
      await this.write(caller, 'view-removed', row);
      await manager.remove(row);
    });
  }

  private write(caller: Principal, action: string, { id, shared, address }: SavedViewRow): Promise<void> {
    return this.audit.write({ actor: caller.name, action, object: `view ${id}`, detail: { shared, address } });
  }
}

const shown = (row: SavedViewRow, caller: Principal): SavedView => ({
  ...authored(row, caller),
  name: row.name,
  address: row.address,
});

const unknownView = (id: number) =>
  new Refusal(404, 'unknown-view', {
    zh: `没有编号为 ${id} 的视图,或不是您保存的。`,
    en: `There is no view ${id}, or it is not yours.`,
  });
