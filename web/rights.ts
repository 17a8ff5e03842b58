import type { Role } from '../server/contract.ts';

/** What a page or a link needs. The server decides; this only keeps doors that would be shut out of sight. */
export type Right =
  | 'connectors'
  | 'hosts'
  | 'photos'
  | 'figures'
  | 'findings'
  | 'evidence'
  | 'triage'
  | 'original'
  | 'upload'
  | 'batches'
  | 'withdraw'
  | 'audit'
  | 'policy'
  | 'notes'
  | 'relief'
  | 'rules';

const GRANTED: Record<Role, readonly Right[]> = {
  leader: ['figures', 'findings', 'evidence', 'policy', 'notes', 'relief'],
  reform: ['figures', 'findings', 'policy', 'rules', 'notes', 'relief'],
  auditor: ['figures', 'findings', 'evidence', 'triage', 'original', 'batches', 'audit', 'policy', 'notes'],
  steward: ['connectors', 'photos', 'figures', 'original', 'upload', 'batches', 'withdraw', 'notes'],
  administrator: ['audit', 'connectors', 'hosts', 'photos', 'rules'],
};

export function may(role: Role | undefined, right: Right): boolean {
  return role !== undefined && GRANTED[role].includes(right);
}

/** Roles that have a right: named to someone who lacks it, so that they know whom to ask. */
export function rolesWith(right: Right): Role[] {
  return (Object.keys(GRANTED) as Role[]).filter((role) => GRANTED[role].includes(right));
}

export function homeOf(role: Role): string {
  return role === 'administrator' ? '/audit' : '/';
}
