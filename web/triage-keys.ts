/** Keys for going through the queue of findings without a mouse. Pure, so that they are tested without a browser. */
import type { TriageChange } from './api.ts';

export type TriageAct = 'next' | 'previous' | 'open' | TriageChange['state'];

interface Stroke {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
}

const KEYS: Record<string, TriageAct> = {
  j: 'next',
  k: 'previous',
  o: 'open',
  c: 'to-check',
  x: 'set-aside',
  u: 'new',
};

/** In the order of the help line. */
export const TRIAGE_KEYS = Object.entries(KEYS).map(([key, act]) => ({ key, act }));

/** What a key asks for; a key typed into a field is text, and a shortcut of the browser stays one. */
export function triageAct({ key, ctrlKey, metaKey, altKey }: Stroke, typing: boolean): TriageAct | null {
  if (typing || ctrlKey || metaKey || altKey) return null;
  return Object.hasOwn(KEYS, key) ? KEYS[key]! : null;
}

/** The row to go to; -1 = none yet. */
export function rowAfter(at: number, act: 'next' | 'previous', rows: number): number {
  if (rows === 0) return -1;
  if (at < 0) return act === 'next' ? 0 : rows - 1;
  return Math.min(rows - 1, Math.max(0, at + (act === 'next' ? 1 : -1)));
}
