/** Student's t distribution with `degrees` > 0 degrees of freedom. */
import betainc from '@stdlib/math-base-special-betainc';
import betaincinv from '@stdlib/math-base-special-betaincinv';

export function tUpperTail(t: number, degrees: number): number {
  const tail = 0.5 * betainc(degrees / (degrees + t * t), degrees / 2, 0.5);
  return t >= 0 ? tail : 1 - tail;
}

/** Quantile for p in (0, 1), the smaller tail inverted directly; ±Infinity at the ends, NaN outside. */
export function tQuantile(p: number, degrees: number): number {
  if (!(p >= 0 && p <= 1)) return NaN;
  const tail = Math.min(p, 1 - p);
  if (tail === 0) return p === 0 ? -Infinity : Infinity;
  if (tail === 0.5) return 0;
  const x = betaincinv(2 * tail, degrees / 2, 0.5);
  return Math.sign(p - 0.5) * Math.sqrt((degrees * (1 - x)) / x);
}
