/** Help in place and the tour, as state that the header, the keys and the pages share. */
import { computed, ref } from 'vue';
import { recall, remember } from './browser-memory.ts';
import type { Right } from './rights.ts';

export const helpOpen = ref(false);

export interface TourStop {
  /** Key below `tour.stops`. */
  id: string;
  path: string;
  /** data-testid of what is shown; without it on the page the words stand alone. */
  at: string;
  needs?: Right;
}

/** From the county's load to one proven finding: what the three readers do first. */
export const TOUR: readonly TourStop[] = [
  { id: 'figures', path: '/', at: 'headline', needs: 'figures' },
  { id: 'when', path: '/time', at: 'chart-load', needs: 'figures' },
  { id: 'requirements', path: '/requirements', at: 'requirement-list', needs: 'figures' },
  { id: 'overlap', path: '/overlap', at: 'overlap', needs: 'figures' },
  { id: 'findings', path: '/findings', at: 'finding-list', needs: 'findings' },
  { id: 'data', path: '/data', at: 'data', needs: 'batches' },
  { id: 'glossary', path: '/indicators', at: 'indicators' },
  { id: 'search', path: '', at: 'search-open' },
  { id: 'help', path: '', at: 'help-open' },
];

export const tourStops = (can: (right: Right) => boolean): TourStop[] =>
  TOUR.filter(({ needs }) => !needs || can(needs));

const TOUR_DONE = 'done';
/** Place in the tour; -1: it is not running. A reload goes on where it was. */
const place = ref(Number(recall('tour-at') || -1));
const done = ref(recall('tour') === TOUR_DONE);
export const tourAt = computed(() => place.value);
/** Offered once to a browser, until it is taken or declined. */
export const tourOffered = computed(() => !done.value && place.value < 0);

export function goTour(to: number): void {
  place.value = to;
  remember('tour-at', to < 0 ? '' : String(to));
}

export function endTour(): void {
  goTour(-1);
  done.value = true;
  remember('tour', TOUR_DONE);
}
