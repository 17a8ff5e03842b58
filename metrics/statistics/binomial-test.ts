import gammaln from '@stdlib/math-base-special-gammaln';
import { binomialLowerTail, binomialUpperTail } from './binomial.ts';

/** Outcomes whose probability differs only by rounding count as equally likely (as R's binom.test). */
const SLACK = 1e-7;

/**
 * Exact two-sided p of x successes in n trials with probability `rate`: the total probability of all outcomes that are no
 * likelier than x (Fisher 1935; R's binom.test). 1 when n is 0.
 */
export function binomialTwoSided(x: number, n: number, rate: number): number {
  if (n === 0) return 1;
  if (rate === 0 || rate === 1) return x === n * rate ? 1 : 0;
  const mean = n * rate;
  if (x === mean) return 1;
  const limit = logProbability(x, n, rate) + Math.log1p(SLACK);
  const likelier = (k: number) => logProbability(k, n, rate) > limit;
  const mode = Math.min(n, Math.floor((n + 1) * rate));
  if (x < mean) {
    // Probabilities fall from the mode on: the first outcome above it that is no likelier than x.
    const from = firstWhere((k) => !likelier(k), Math.max(mode, x + 1), n + 1);
    return Math.min(1, binomialLowerTail(x, n, rate) + binomialUpperTail(from, n, rate));
  }
  const from = firstWhere(likelier, 0, Math.min(mode, x - 1) + 1);
  return Math.min(1, binomialLowerTail(from - 1, n, rate) + binomialUpperTail(x, n, rate));
}

/** The first whole number in [low, high) for which a condition that stays true once it is true holds, else `high`. */
function firstWhere(holds: (k: number) => boolean, low: number, high: number): number {
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

function logProbability(x: number, n: number, p: number): number {
  return gammaln(n + 1) - gammaln(x + 1) - gammaln(n - x + 1) + x * Math.log(p) + (n - x) * Math.log1p(-p);
}
