/** How much more cells vary than chance alone makes them (Spiegelhalter 2005, Stat. Med. 24:1185). */
import { quantile } from './quantiles.ts';

/** z score of x of n against the rate `target`. */
export function rateZ(x: number, n: number, target: number): number {
  return (x / n - target) / Math.sqrt((target * (1 - target)) / n);
}

/** z score of y per exposure t against the rate `target`. */
export function exposureZ(y: number, t: number, target: number): number {
  return (y / t - target) / Math.sqrt(target / t);
}

/** z score of `observed` events where `expected` were due, on the square-root scale, which steadies the variance of counts. */
export function ratioZ(observed: number, expected: number): number {
  return 2 * (Math.sqrt(observed) - Math.sqrt(expected));
}

/**
 * Mean of the squared z scores, clipped at the `winsorise` and 1 - `winsorise` quantiles first. Without clipping an outlier
 * inflates phi so far that |z| / sqrt(phi) can never exceed sqrt(k): with 9 townships a limit of 3 could never be passed.
 */
export function overdispersion(z: readonly number[], winsorise = 0.1): number {
  const [low, high] = winsorise > 0 ? [quantile(z, winsorise), quantile(z, 1 - winsorise)] : [-Infinity, Infinity];
  return z.reduce((sum, one) => sum + Math.min(Math.max(one, low), high) ** 2, 0) / z.length;
}

/**
 * Additive between-cell variance for standard errors `s`, only when phi clearly exceeds what chance gives
 * (phi > 1 + 2 sqrt(2 / k)); else 0. Limits then use sqrt(s^2 + tau^2).
 */
export function betweenVariance(phi: number, s: readonly number[]): number {
  const k = s.length;
  if (k < 2 || phi <= 1 + 2 * Math.sqrt(2 / k)) return 0;
  const weights = s.map((one) => 1 / (one * one));
  const total = weights.reduce((sum, w) => sum + w, 0);
  const squares = weights.reduce((sum, w) => sum + w * w, 0);
  return Math.max(0, (k * phi - (k - 1)) / (total - squares / total));
}
