/** Poisson distribution with mean > 0. Tails never as 1 - cdf. */
import gammainc from '@stdlib/math-base-special-gammainc';

/** P(X >= x). */
export function poissonUpperTail(x: number, mean: number): number {
  return x <= 0 ? 1 : gammainc(mean, x);
}

/** P(X <= x). */
export function poissonLowerTail(x: number, mean: number): number {
  return x < 0 ? 0 : gammainc(mean, x + 1, true, true);
}

/** Smallest x with P(X <= x) >= probability; Infinity for 1, NaN outside 0..1. */
export function poissonQuantile(probability: number, mean: number): number {
  if (!(probability >= 0 && probability <= 1)) return NaN;
  if (probability === 1) return mean === 0 ? 0 : Infinity;
  let high = Math.ceil(mean) + 1;
  while (poissonLowerTail(high, mean) < probability) high *= 2;
  let low = 0;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (poissonLowerTail(middle, mean) >= probability) high = middle;
    else low = middle + 1;
  }
  return low;
}
