import { median } from './quantiles.ts';

/**
 * Slope as the median over all pairs of points with different x (Theil 1950; Sen 1968, JASA 63:1379), intercept = median(y) -
 * slope median(x). x and y of equal length; x defaults to 1, 2, ... n. Takes n (n - 1) / 2 numbers. NaN without two different x.
 */
export function theilSen(
  y: readonly number[],
  x: readonly number[] = y.map((_, i) => i + 1),
): { slope: number; intercept: number } {
  const slope = median(slopes(y, x));
  return { slope, intercept: median(y) - slope * median(x) };
}

/** Sen's slope over several seasons (Hirsch et al. 1982): only points of one season are paired. */
export function seasonalSenSlope(seasons: readonly { x: readonly number[]; y: readonly number[] }[]): number {
  return median(seasons.flatMap(({ x, y }) => slopes(y, x)));
}

function slopes(y: readonly number[], x: readonly number[]): number[] {
  const found: number[] = [];
  for (let later = 1; later < y.length; later++)
    for (let earlier = 0; earlier < later; earlier++)
      if (x[later] !== x[earlier]) found.push((y[later]! - y[earlier]!) / (x[later]! - x[earlier]!));
  return found;
}
