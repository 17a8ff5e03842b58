/** Who may see what somebody shared: whoever is above or below the author in the line of units, never beside. */
import { Injectable } from '@nestjs/common';
import { In, type FindOptionsWhere } from 'typeorm';
import { OrgTree } from '../access/org-tree.ts';
import type { Principal } from '../access/principal.ts';
import { ALL_UNITS, type OrgUnit } from '../access/scope.ts';
import type { Shared } from '../contract-sharing.ts';
import { shanghaiTime } from '../shanghai-time.ts';
import type { Authored } from './sharing.entity.ts';

@Injectable()
export class Audience {
  constructor(private readonly orgTree: OrgTree) {}

  /** Conditions of which one must hold, for a query: the caller's own, and what was shared with them. */
  async sees(caller: Principal): Promise<FindOptionsWhere<Authored>[]> {
    const shared = await this.sharedWith(caller);
    return [{ owner: caller.id }, ...shared];
  }

  /** The same without the caller's own. */
  async sharedWith(caller: Principal): Promise<FindOptionsWhere<Authored>[]> {
    if (!caller.role || caller.unit === '') return [];
    const role: FindOptionsWhere<Authored> = { shared: 'role', role: caller.role };
    const all: FindOptionsWhere<Authored> = { shared: 'all' };
    if (caller.unit === ALL_UNITS) return [role, all];
    const { units } = await this.orgTree.scopeOf(caller);
    const line = [...new Set([...units, ...above(caller.unit, await this.orgTree.units()), ALL_UNITS])];
    return [role, all].map((one) => ({ ...one, unit: In(line) }));
  }
}

/** Units above a unit, nearest first. Circles in the directory end. */
export function above(unit: string, tree: readonly OrgUnit[]): string[] {
  const parents = new Map(tree.map(({ code, parent }) => [code, parent]));
  const found = new Set<string>();
  for (let at = parents.get(unit); at && at !== unit && !found.has(at); at = parents.get(at)) found.add(at);
  return [...found];
}

/** The author's part of a new row. */
export function authorOf({ id, name, role, unit }: Principal, shared: Shared): Authored {
  if (!role) throw new Error('only people write');
  return { owner: id, ownerName: name, role, unit, shared };
}

export const authored = <Row extends Authored & { id: number; createdAt: string }>(row: Row, caller: Principal) => ({
  id: row.id,
  shared: row.shared,
  by: row.ownerName,
  role: row.role,
  unit: row.unit,
  mine: row.owner === caller.id,
  createdAt: shanghaiTime(row.createdAt),
});
