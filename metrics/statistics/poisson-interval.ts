/** Intervals for a Poisson count and for the ratio of two rates. */
import { binomialTwoSided } from './binomial-test.ts';
import { clopperPearsonInterval } from './clopper-pearson.ts';
import { gammaQuantile } from './gamma.ts';
import { normalQuantile } from './normal.ts';

/** Exact interval of the mean behind the count x >= 0 (Garwood 1936, Biometrika 28:437). Divide by the exposure for a rate. */
export function poissonInterval(x: number, level: number): [number, number] {
  const tail = (1 - level) / 2;
  return [x === 0 ? 0 : gammaQuantile(tail, x, 1), gammaQuantile(1 - tail, x + 1, 1)];
}

/** Byar's approximation to it (Breslow & Day 1987, Statistical Methods in Cancer Research II, eq. 2.13). */
export function byarInterval(x: number, level: number): [number, number] {
  const z = normalQuantile(1 - (1 - level) / 2);
  const end = (count: number, sign: number) => count * (1 - 1 / (9 * count) + (sign * z) / (3 * Math.sqrt(count))) ** 3;
  return [x === 0 ? 0 : Math.max(0, end(x, -1)), end(x + 1, 1)];
}

/**
 * Rate y1 / t1 over rate y2 / t2 given their total (Przyborowski & Wilenski 1940, Biometrika 31:313): exact interval through
 * the binomial share, p two-sided for equal rates. Exposures > 0. No events at all: estimate NaN, interval 0..Infinity, p 1.
 */
export function rateRatio(
  first: { y: number; t: number },
  second: { y: number; t: number },
  level: number,
): { estimate: number; low: number; high: number; p: number } {
  const total = first.y + second.y;
  const [low, high] = total === 0 ? [0, 1] : clopperPearsonInterval(first.y, total, level);
  const ratio = (share: number) => (share === 1 ? Infinity : (share / (1 - share)) * (second.t / first.t));
  return {
    estimate: first.y / first.t / (second.y / second.t),
    low: ratio(low),
    high: ratio(high),
    p: binomialTwoSided(first.y, total, first.t / (first.t + second.t)),
  };
}
