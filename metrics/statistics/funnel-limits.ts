/** Control limits of a funnel plot, exact and interpolated (Spiegelhalter 2005, Stat. Med. 24:1185, appendix A.1.1). */
import { binomialLowerTail, binomialQuantile } from './binomial.ts';
import { poissonLowerTail, poissonQuantile } from './poisson.ts';

/** Limit of a proportion around `target` with n trials, at probability p (0.001, 0.025, 0.975, 0.999). May be below 0. */
export function binomialFunnelLimit(p: number, n: number, target: number): number {
  const r = binomialQuantile(p, n, target);
  return (r - share(p, (x) => binomialLowerTail(x, n, target), r)) / n;
}

/** Limit of observed / expected with `expected` events, at probability p. */
export function poissonFunnelLimit(p: number, expected: number): number {
  const r = poissonQuantile(p, expected);
  return (r - share(p, (x) => poissonLowerTail(x, expected), r)) / expected;
}

function share(p: number, lowerTail: (x: number) => number, r: number): number {
  const [at, below] = [lowerTail(r), lowerTail(r - 1)];
  return (at - p) / (at - below);
}
