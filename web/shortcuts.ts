/** Keys that work on every page. A key typed into a field is text, never a command. */

export type Command = 'search' | 'help';

interface Stroke {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
}

export function commandOf({ key, ctrlKey, metaKey, altKey }: Stroke, typing: boolean): Command | null {
  if (altKey) return null;
  if ((ctrlKey || metaKey) && key.toLowerCase() === 'k') return 'search';
  if (typing || ctrlKey || metaKey) return null;
  if (key === '/') return 'search';
  if (key === '?') return 'help';
  return null;
}

/** Whether what has the focus takes letters. */
export function takesText(element: Element | null): boolean {
  if (!(element instanceof HTMLElement)) return false;
  return element.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(element.tagName);
}
