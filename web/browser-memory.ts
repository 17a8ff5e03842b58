/** What this browser remembers for its reader, below names of our own. Kept in localStorage where the browser allows it. */

/** What this browser was asked to remember; '' = nothing. */
export function recall(name: string): string {
  try {
    return localStorage.getItem(`henjian.${name}`) ?? '';
  } catch {
    return '';
  }
}

export function remember(name: string, value: string): void {
  try {
    localStorage.setItem(`henjian.${name}`, value);
  } catch {
    // A browser that keeps nothing still works; the choice lasts as long as the page.
  }
}
