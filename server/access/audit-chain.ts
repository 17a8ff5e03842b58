/** The audit chain: each row's hash covers the row and the hash before it, so any change shows, and where. */
import { createHash } from 'node:crypto';

export const GENESIS = '0'.repeat(64);

export interface ChainedRow {
  id: number;
  at: string;
  actor: string;
  action: string;
  object: string;
  /** JSON text exactly as stored. */
  detail: string;
  hash: string;
}

/** h_i = SHA-256(h_{i-1} || JSON array of the row's fields in fixed order). */
export function chainHash(previous: string, row: Omit<ChainedRow, 'hash'>): string {
  return createHash('sha256')
    .update(previous)
    .update(JSON.stringify([row.id, row.at, row.actor, row.action, row.object, row.detail]))
    .digest('hex');
}

export interface AuditFault {
  /** First position (from 1) at which the chain is not what it was. */
  position: number;
  /** `altered` a row changed, was swapped or put in; `missing` a row is gone; `cut` the end is gone; `rewritten` rows were
   * changed and chained anew; `unwitnessed` the list of heads kept beside the store is gone; `added` rows beyond the head */
  fault: 'altered' | 'missing' | 'cut' | 'rewritten' | 'unwitnessed' | 'added';
}

export interface Head {
  count: number;
  hash: string;
}

export interface AuditVerdict {
  rows: number;
  head: string;
  fault: AuditFault | null;
}

/**
 * @param rows in order of id
 * @param head the store's own record of the chain's length and last hash
 * @param witnesses heads written down outside the store, in any order; they may lag behind the store, never lead it
 */
export async function verifyChain(
  rows: AsyncIterable<ChainedRow>,
  head: Head,
  witnesses: readonly Head[],
): Promise<AuditVerdict> {
  const witnessed = new Map(witnesses.map(({ count, hash }) => [count, hash]));
  let hash = GENESIS;
  let count = 0;
  const verdict = (fault: AuditFault['fault'] | null, position = 0): AuditVerdict => ({
    rows: count,
    head: hash,
    fault: fault && { fault, position },
  });
  for await (const row of rows) {
    const position = count + 1;
    if (row.id !== position) return verdict('missing', position);
    if (row.hash !== chainHash(hash, row)) return verdict('altered', position);
    const seen = witnessed.get(position);
    if (seen !== undefined && seen !== row.hash) return verdict('rewritten', position);
    hash = row.hash;
    count = position;
  }
  const furthest = witnesses.reduce((most, { count: n }) => Math.max(most, n), 0);
  if (count < Math.max(head.count, furthest)) return verdict('cut', count + 1);
  if (count > head.count) return verdict('added', head.count + 1);
  if (head.hash !== hash) return verdict('rewritten', count);
  if (count > 0 && witnesses.length === 0) return verdict('unwitnessed', 1);
  return verdict(null);
}
