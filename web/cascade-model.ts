/** The chains of tasks as a flow from department to level to level. What goes sideways gets a node of its own, what goes up none. */
import type { Cascade } from '../server/contract-reform.ts';

/** From above; '' = not known. */
export const LEVELS = ['province', 'city', 'county', 'township', 'village', 'grid'] as const;

export type NodeKind = 'issuer' | 'others' | 'level' | 'same-level' | 'unknown' | 'unplaced';
export interface FlowNode {
  id: string;
  kind: NodeKind;
  /** Department or level. */
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
  /** Passed to a level above: no flow, but listed. */
  upward: Cascade['hops'];
  heads: number;
  /** Tasks that descend from the heads or the middle of chains: whose parent is known. */
  descended: number;
  /** The hop down that multiplies most. */
  steepest: (Flow & { parents: number }) | undefined;
}

const place = (level: string): number => (LEVELS as readonly string[]).indexOf(level);
const node = (kind: NodeKind, name: string): FlowNode => ({ id: `${kind}:${name}`, kind, name });

/** @param most departments named one by one */
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
  const isUpward = ({ above, below }: Cascade['hops'][number]): boolean =>
    place(above) > place(below) && place(below) >= 0;
  const fromHops = hops
    .filter((hop) => !isUpward(hop))
    .map(({ above, below, tasks, parents }): Flow => {
      const from = above === '' ? node('unknown', '') : levelNode(above);
      const to = above !== '' && above === below ? node('same-level', below) : levelNode(below);
      return { from, to, tasks, parents };
    });
  const known = hops.filter(({ above }) => above !== '');
  const steepest = fromHops
    .filter((flow): flow is Flow & { parents: number } => flow.from.kind === 'level' && (flow.parents ?? 0) > 0)
    .sort((a, b) => b.tasks / b.parents - a.tasks / a.parents)[0];
  return {
    flows: [...fromHeads.values(), ...fromHops],
    upward: hops.filter(isUpward),
    heads: heads.reduce((sum, { tasks }) => sum + tasks, 0),
    descended: known.reduce((sum, { tasks }) => sum + tasks, 0),
    steepest,
  };
}

function levelNode(level: string): FlowNode {
  return level === '' ? node('unplaced', '') : node('level', level);
}
