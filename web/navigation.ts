/**
 * The pages as the three readers look for them. A page slots in with one line in the group of those who ask its question;
 * its name is `pages.<title>`, the sentence below it `pageAnswers.<title>`.
 */
import type { Right } from './rights.ts';

export interface NavigationPage {
  to: string;
  title: string;
  needs?: Right;
}

export interface NavigationGroup {
  /** Key below `nav.groups`. */
  id: string;
  pages: readonly NavigationPage[];
}

export const NAVIGATION: readonly NavigationGroup[] = [
  {
    // The county leader: how heavy, where, when, how fairly.
    id: 'county',
    pages: [
      { to: '/', title: 'overview', needs: 'figures' },
      { to: '/townships', title: 'townships', needs: 'figures' },
      { to: '/time', title: 'time', needs: 'figures' },
      { to: '/week', title: 'week', needs: 'figures' },
      { to: '/fairness', title: 'fairness', needs: 'figures' },
      { to: '/relief', title: 'relief', needs: 'figures' },
      { to: '/red-lines', title: 'redLines' },
    ],
  },
  {
    // The reform office: what to merge, drop or switch off.
    id: 'reform',
    pages: [
      { to: '/requirements', title: 'requirements' },
      { to: '/new-form', title: 'newForm', needs: 'figures' },
      { to: '/overlap', title: 'overlap', needs: 'figures' },
      { to: '/systems', title: 'systems', needs: 'figures' },
      { to: '/assessment', title: 'assessment', needs: 'figures' },
      { to: '/cascade', title: 'cascade', needs: 'figures' },
      { to: '/comparison', title: 'comparison', needs: 'figures' },
    ],
  },
  {
    // The auditor: from a lead to its proof, and how far the tool itself can be trusted.
    id: 'checking',
    pages: [
      { to: '/findings', title: 'findings', needs: 'findings' },
      { to: '/soundness', title: 'soundness', needs: 'findings' },
    ],
  },
  {
    // Whoever brings the data, keeps the tool or wants to know what a figure means.
    id: 'data',
    pages: [
      { to: '/data', title: 'data', needs: 'batches' },
      { to: '/connectors', title: 'connectors', needs: 'connectors' },
      { to: '/data/photos', title: 'photos', needs: 'photos' },
      { to: '/indicators', title: 'indicators' },
      { to: '/audit', title: 'audit', needs: 'audit' },
    ],
  },
];

/** Groups with the pages this reader may open; a group without any is left out. */
export function navigationFor(can: (right: Right) => boolean): NavigationGroup[] {
  return NAVIGATION.map((group) => ({
    ...group,
    pages: group.pages.filter((page) => !page.needs || can(page.needs)),
  })).filter(({ pages }) => pages.length > 0);
}

/** The page of the navigation an address belongs to: itself or, for what opens from it, the longest beginning. */
export function pageOf(groups: readonly NavigationGroup[], path: string): NavigationPage | undefined {
  return groups
    .flatMap(({ pages }) => pages)
    .filter(({ to }) => path === to || (to !== '/' && path.startsWith(`${to}/`)))
    .sort((a, b) => b.to.length - a.to.length)[0];
}
