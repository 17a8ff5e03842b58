/** The chains of tasks as a flow from department to level to level. What goes sideways gets a node of its own, what goes up none. */
import type { Cascade } from '../server/contract-reform.ts';

/** From above; '' = not known. */
export const LEVELS = ['province', 'city', 'county', 'township', 'village', 'grid'] as const;

export type NodeKind =
  'issuer' | 'others' | 'level' | 'department' | 'other-departments' | 'same-level' | 'unknown' | 'unplaced';
export interface FlowNode {
  id: string;
  kind: NodeKind;
  /** Issuer, department or level. */
  name: string;
}
export interface Flow {
  from: FlowNode;
  to: FlowNode;
  tasks: number;
  /** Tasks they come from; null where the flow leaves a department. */
  parents: number | null;
}
export interface CascadeFlows {
  flows: Flow[];
  /** Passed to a level above, or round in a circle: no flow, but listed. */
  unseen: Flow[];
  heads: number;
  /** Tasks that descend from the heads or the middle of chains: whose parent is known. */
  descended: number;
  /** The hop from level to level that multiplies most. */
  steepest: (Flow & { parents: number }) | undefined;
  /** The department that makes most of one task before it is passed down. */
  splitting: (Flow & { parents: number }) | undefined;
}

const place = (level: string): number => (LEVELS as readonly string[]).indexOf(level);
const node = (kind: NodeKind, name: string): FlowNode => ({ id: `${kind}:${name}`, kind, name });

/** @param most issuers, and departments, named one by one */
export function cascadeFlows({ heads, hops }: Pick<Cascade, 'heads' | 'hops'>, most: number): CascadeFlows {
  const byIssuer = new Map<string, number>();
  for (const { issuer, tasks } of heads) byIssuer.set(issuer, (byIssuer.get(issuer) ?? 0) + tasks);
  const named = new Set(
    [...byIssuer]
      .sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]))
      .slice(0, most)
      .map(([issuer]) => issuer),
  );
  const fromHeads = new Map<string, Flow>();
  for (const { issuer, level, tasks } of heads) {
    const from = named.has(issuer) ? node('issuer', issuer) : node('others', '');
    const to = levelNode(level);
    const known = fromHeads.get(`${from.id}>${to.id}`);
    if (known) known.tasks += tasks;
    else fromHeads.set(`${from.id}>${to.id}`, { from, to, tasks, parents: null });
  }
  const isUpward = (from: FlowNode, to: FlowNode): boolean =>
    from.kind === 'level' && to.kind === 'level' && place(from.name) > place(to.name) && place(to.name) >= 0;
  const shown = largestDepartments(hops, most);
  const nodeOf = (level: string, department: string): FlowNode =>
    department === ''
      ? levelNode(level)
      : shown.has(department)
        ? node('department', department)
        : node('other-departments', level);
  const joined = new Map<string, Flow & { parents: number }>();
  for (const hop of hops) {
    const from = hop.above === '' ? node('unknown', '') : nodeOf(hop.above, hop.aboveDepartment);
    const below = nodeOf(hop.below, hop.belowDepartment);
    const to = from.id === below.id ? node('same-level', hop.below) : below;
    const same = joined.get(`${from.id}>${to.id}`);
    if (same) {
      same.tasks += hop.tasks;
      same.parents += hop.parents;
    } else joined.set(`${from.id}>${to.id}`, { from, to, tasks: hop.tasks, parents: hop.parents });
  }
  const all = [...joined.values()];
  const fromHops = withoutCircles(all.filter(({ from, to }) => !isUpward(from, to)));
  const known = hops.filter(({ above }) => above !== '');
  const byTimes = (a: { tasks: number; parents: number }, b: typeof a): number =>
    b.tasks / b.parents - a.tasks / a.parents;
  const steepest = fromHops.filter(({ from, to }) => from.kind === 'level' && to.kind === 'level').sort(byTimes)[0];
  const splitting = fromHops
    .filter(({ to, tasks, parents }) => to.kind === 'department' && tasks > parents)
    .sort(byTimes)[0];
  return {
    flows: [...fromHeads.values(), ...fromHops],
    unseen: all.filter((flow) => !fromHops.includes(flow)),
    heads: heads.reduce((sum, { tasks }) => sum + tasks, 0),
    descended: known.reduce((sum, { tasks }) => sum + tasks, 0),
    steepest,
    splitting,
  };
}

function levelNode(level: string): FlowNode {
  return level === '' ? node('unplaced', '') : node('level', level);
}

function largestDepartments(hops: Cascade['hops'], most: number): Set<string> {
  const tasks = new Map<string, number>();
  for (const hop of hops)
    for (const department of new Set([hop.aboveDepartment, hop.belowDepartment]))
      if (department !== '') tasks.set(department, (tasks.get(department) ?? 0) + hop.tasks);
  return new Set(
    [...tasks]
      .sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]))
      .slice(0, most)
      .map(([department]) => department),
  );
}

/** What departments of a level hand to each other and back up to it would run in circles: only the larger way of each pair is drawn. */
function withoutCircles<One extends Flow>(flows: One[]): One[] {
  const below = new Map<string, Set<string>>();
  const reaches = (from: string, to: string): boolean =>
    from === to || [...(below.get(from) ?? [])].some((next) => reaches(next, to));
  return [...flows]
    .sort((a, b) => b.tasks - a.tasks)
    .filter(({ from, to }) => {
      if (reaches(to.id, from.id)) return false;
      below.set(from.id, (below.get(from.id) ?? new Set()).add(to.id));
      return true;
    });
}
