/** What the search box offers: pages by their names here, the rest as the server found it. Pure, so that it is tested without a browser. */
import type { SearchAnswer } from './api.ts';
import { definitionLink, findingLink, requirementLink } from './links.ts';
import type { NavigationGroup } from './navigation.ts';
import { address } from './view-state.ts';

export type Hit = SearchAnswer['groups'][number]['hits'][number];

export interface PaletteEntry {
  name: string;
  detail: string;
  /** Where it leads; an entry without an address is an act named by `act`. */
  to?: string;
  act?: string;
}

export interface PaletteGroup {
  /** Key below `palette.groups`. */
  id: string;
  /** More than are shown here. */
  total: number;
  entries: PaletteEntry[];
}

export function hitLink({ kind, id }: Pick<Hit, 'kind' | 'id'>): string {
  switch (kind) {
    case 'requirement':
      return requirementLink(id);
    case 'unit':
      return address('/', { unit: id });
    case 'system':
      return address('/requirements', { search: id });
    case 'indicator':
    case 'rule':
      return definitionLink(id);
    case 'finding':
      return findingLink(id);
  }
}

interface Named {
  name: string;
  detail: string;
  /** Further words it is found by, such as its name in the other language. */
  also?: string;
}

/** Every word of the question occurs in it; an empty question matches everything. */
export function matches(question: string, { name, detail, also = '' }: Named): boolean {
  const text = `${name} ${detail} ${also}`.toLowerCase();
  return question
    .toLowerCase()
    .split(/\s+/u)
    .every((word) => text.includes(word));
}

/** Pages of the navigation in its order, those named by the question before those that only explain themselves with it. */
export function pageEntries(
  groups: readonly NavigationGroup[],
  question: string,
  describe: (title: string) => Named,
): PaletteEntry[] {
  const all = groups.flatMap(({ pages }) => pages).map(({ to, title }) => ({ to, ...describe(title) }));
  const inName = all.filter((page) => matches(question, { ...page, detail: '' }));
  const inAnswer = all.filter((page) => !inName.includes(page) && matches(question, page));
  return [...inName, ...inAnswer].map(({ to, name, detail }) => ({ to, name, detail }));
}

/** The next place of a list that is walked with the arrow keys and goes round. */
export function step(at: number, by: number, length: number): number {
  return length === 0 ? -1 : (at + by + length) % length;
}
