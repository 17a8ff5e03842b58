/** Watermark bands as a person sets them, in whole percent of the height, and as the server keeps them, as shares. */
import type { PhotoSettings } from './api.ts';

export interface Band {
  source: string;
  top: number;
  bottom: number;
}

/** More than this of either side would leave hardly anything to compare. */
export const MOST_PERCENT = 45;

const percent = (share: number): number => Math.round(share * 1000) / 10;

export const bandsOf = ({ masks }: PhotoSettings): Band[] =>
  masks.map(({ source, top, bottom }) => ({ source, top: percent(top), bottom: percent(bottom) }));

export const settingsOf = (keepOriginals: boolean, bands: readonly Band[]): PhotoSettings => ({
  keepOriginals,
  masks: bands.map(({ source, top, bottom }) => ({ source, top: top / 100, bottom: bottom / 100 })),
});

/** Sources that have no band yet, in the order of their names. */
export function sourcesWithout(bands: readonly Band[], sources: readonly string[]): string[] {
  const taken = new Set(bands.map(({ source }) => source));
  return [...new Set(sources)].filter((source) => source !== '' && !taken.has(source)).sort();
}

/** What is compared of a picture's height, in percent. */
export const left = ({ top, bottom }: Pick<Band, 'top' | 'bottom'>): number =>
  Math.round((100 - top - bottom) * 10) / 10;
