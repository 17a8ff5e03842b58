/**
 * Beta-binomial distribution: x of n with a probability that itself varies as Beta(a, b).
 * The honest null of a rate that differs between cells by habit, terrain and app, not only by chance.
 */
import betaln from '@stdlib/math-base-special-betaln';
import gammaln from '@stdlib/math-base-special-gammaln';
import { betaQuantile } from './beta.ts';

export function betaBinomialLogProbability(x: number, n: number, a: number, b: number): number {
  return gammaln(n + 1) - gammaln(x + 1) - gammaln(n - x + 1) + betaln(x + a, n - x + b) - betaln(a, b);
}

/**
 * P(X >= x), summed from its largest term outwards, so that a tail of 1e-200 keeps its digits.
 * 0 <= x <= n integers, a, b > 0. Takes time proportional to the number of terms that matter, at most n.
 */
export function betaBinomialUpperTail(x: number, n: number, a: number, b: number): number {
  if (x <= 0) return 1;
  if (x > n) return 0;
  const start = Math.min(Math.max(x, mode(n, a, b)), n);
  const up = (k: number) => ((n - k) * (a + k)) / ((k + 1) * (b + n - k - 1));
  let sum = 1;
  for (let k = start, term = 1; k < n; k++) {
    term *= up(k);
    sum += term;
    if (term < sum * 1e-18 && up(k) < 1) break;
  }
  for (let k = start, term = 1; k > x; k--) {
    term /= up(k - 1);
    sum += term;
    if (term < sum * 1e-18 && up(k - 1) > 1) break;
  }
  return Math.min(1, sum * Math.exp(betaBinomialLogProbability(start, n, a, b)));
}

function mode(n: number, a: number, b: number): number {
  if (a + b <= 2) return a < b ? 0 : n;
  return Math.round(Math.min(Math.max((n * (a - 1)) / (a + b - 2), 0), n));
}

/** Central interval of the probability behind x of n when it is Beta(a, b) before seeing them; [low, high] in 0..1. */
export function posteriorInterval(x: number, n: number, a: number, b: number, level: number): [number, number] {
  const tail = (1 - level) / 2;
  return [betaQuantile(tail, x + a, n - x + b), betaQuantile(1 - tail, x + a, n - x + b)];
}
