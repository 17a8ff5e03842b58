/** F distribution with degrees d1, d2 > 0, and the test of two variances. Tails through the incomplete beta, never 1 - cdf. */
import { betaLowerTail } from './beta.ts';
import { meanAndSd } from './mean-interval.ts';

export function fUpperTail(f: number, d1: number, d2: number): number {
  return f <= 0 ? 1 : betaLowerTail(d2 / (d2 + d1 * f), d2 / 2, d1 / 2);
}

export function fLowerTail(f: number, d1: number, d2: number): number {
  return f <= 0 ? 0 : betaLowerTail((d1 * f) / (d2 + d1 * f), d1 / 2, d2 / 2);
}

/**
 * Variance of `first` over variance of `second` and the one-sided p that it is so small (normal data; Al-Marzouki et al. 2005,
 * BMJ 331:267, compared variances this way). NaN when either has fewer than two values or `second` does not vary.
 */
export function varianceRatio(first: readonly number[], second: readonly number[]): { ratio: number; pLower: number } {
  const ratio = meanAndSd(first).sd ** 2 / meanAndSd(second).sd ** 2;
  if (!Number.isFinite(ratio)) return { ratio: NaN, pLower: NaN };
  return { ratio, pLower: fLowerTail(ratio, first.length - 1, second.length - 1) };
}
