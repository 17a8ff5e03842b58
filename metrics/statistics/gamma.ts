/** Gamma distribution with shape > 0 and rate > 0 on [0, ∞); chi-square with f degrees is gamma(f / 2, 1 / 2). */
import gammainc from '@stdlib/math-base-special-gammainc';
import { invertMonotone } from './invert-monotone.ts';

export function gammaLowerTail(x: number, shape: number, rate: number): number {
  return gammainc(x * rate, shape);
}

export function gammaUpperTail(x: number, shape: number, rate: number): number {
  return gammainc(x * rate, shape, true, true);
}

export function gammaQuantile(p: number, shape: number, rate: number): number {
  if (!(p >= 0 && p <= 1)) return NaN;
  if (p === 0) return 0;
  if (p === 1) return Infinity;
  let high = shape + 1;
  while (gammainc(high, shape) < p) high *= 2;
  return invertMonotone((x) => gammainc(x, shape), p, 0, high) / rate;
}
