import { meanAndSd } from './mean-interval.ts';
import { tQuantile, tUpperTail } from './student-t.ts';

/**
 * Difference of two means with unequal variances (Welch 1947, Biometrika 34:28): t, its degrees of freedom, p (two-sided) and
 * the interval. All but the difference are NaN when either sample has fewer than two values or neither varies.
 */
export function welch(
  first: readonly number[],
  second: readonly number[],
  level: number,
): { difference: number; t: number; degrees: number; p: number; low: number; high: number } {
  const [a, b] = [meanAndSd(first), meanAndSd(second)];
  const [va, vb] = [a.sd ** 2 / first.length, b.sd ** 2 / second.length];
  const difference = a.mean - b.mean;
  const error = Math.sqrt(va + vb);
  if (!(error > 0)) return { difference, t: NaN, degrees: NaN, p: NaN, low: NaN, high: NaN };
  // As shares of the whole, so that tiny variances do not underflow when squared.
  const [sa, sb] = [va / (va + vb), vb / (va + vb)];
  const degrees = 1 / (sa ** 2 / (first.length - 1) + sb ** 2 / (second.length - 1));
  const t = difference / error;
  const half = tQuantile(1 - (1 - level) / 2, degrees) * error;
  return {
    difference,
    t,
    degrees,
    p: 2 * tUpperTail(Math.abs(t), degrees),
    low: difference - half,
    high: difference + half,
  };
}
