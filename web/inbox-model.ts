/** How an item of the inbox is said. */
import type { InboxItem } from './api.ts';

type Words = (key: string, named?: Record<string, unknown>) => string;

export function sayItem(
  { kind, state, subject, by, count }: InboxItem,
  t: Words,
  number: (n: number) => string,
): string {
  const rejected = kind === 'batch' && state === 'loaded' && count > 0;
  const key = `inbox.items.${kind}.${rejected ? 'loadedRejected' : state}`;
  return t(key, { subject, by, n: count, count: number(count) });
}
