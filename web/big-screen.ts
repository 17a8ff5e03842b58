/** The wall screen: chosen pages in turn, without controls. Only pages of sums: no page that lists single rows or people. */
import { computed, ref } from 'vue';
import type { NavigationPage } from './navigation.ts';
import { recall, remember } from './browser-memory.ts';

/** Titles of the pages that may stand on a wall. A page that shows single records does not belong here. */
const FIT_FOR_A_WALL: ReadonlySet<string> = new Set([
  ...['overview', 'townships', 'time', 'week', 'fairness', 'redLines', 'relief'],
  ...['requirements', 'overlap', 'systems', 'assessment', 'cascade', 'comparison'],
]);

export const fitForAWall = (pages: readonly NavigationPage[]): NavigationPage[] =>
  pages.filter(({ title }) => FIT_FOR_A_WALL.has(title));

export const SECONDS = [15, 30, 60, 120] as const;

export interface Rotation {
  paths: string[];
  seconds: number;
}

/** A rotation as it was kept; null where it makes no sense any more. */
export function readRotation(text: string, known: readonly string[]): Rotation | null {
  try {
    const { paths, seconds } = JSON.parse(text) as Partial<Rotation>;
    if (!Array.isArray(paths) || !SECONDS.some((one) => one === seconds)) return null;
    const kept = paths.filter((path) => known.includes(path));
    return kept.length > 0 ? { paths: kept, seconds: seconds! } : null;
  } catch {
    return null;
  }
}

/**
 * What to show next: the next screenful of a page that is longer than the screen, else the next page.
 * @param at how far the page is scrolled, in pixels
 */
export function nextView(at: number, height: number, whole: number): { scrollTo: number } | 'next-page' {
  const below = whole - (at + height);
  // A rest of less than a tenth is only the foot of the page.
  return below > height / 10 ? { scrollTo: at + Math.min(below, height * 0.9) } : 'next-page';
}

const running = ref<Rotation | null>(null);
export const rotation = computed(() => running.value);

export const rememberedRotation = (known: readonly string[]): Rotation | null => readRotation(recall('screen'), known);

export function startRotation(to: Rotation): void {
  remember('screen', JSON.stringify(to));
  running.value = to;
  document.documentElement.dataset.screen = 'on';
}

export function endRotation(): void {
  running.value = null;
  delete document.documentElement.dataset.screen;
}
