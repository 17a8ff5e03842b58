/** Binomial distribution: x successes in n trials with probability p. Tails never as 1 - cdf: that loses every digit. */
import betainc from '@stdlib/math-base-special-betainc';

/** P(X >= x). */
export function binomialUpperTail(x: number, n: number, p: number): number {
  if (x <= 0) return 1;
  if (x > n) return 0;
  return betainc(p, x, n - x + 1);
}

/** P(X <= x). */
export function binomialLowerTail(x: number, n: number, p: number): number {
  if (x < 0) return 0;
  if (x >= n) return 1;
  return betainc(p, x + 1, n - x, true, true);
}

/** Smallest x with P(X <= x) >= probability. */
export function binomialQuantile(probability: number, n: number, p: number): number {
  let [low, high] = [0, n];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (binomialLowerTail(middle, n, p) >= probability) high = middle;
    else low = middle + 1;
  }
  return low;
}
