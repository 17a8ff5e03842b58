/** Beta distribution with shapes a, b > 0 on [0, 1]. */
import betainc from '@stdlib/math-base-special-betainc';
import betaincinv from '@stdlib/math-base-special-betaincinv';

export function betaLowerTail(x: number, a: number, b: number): number {
  return betainc(x, a, b);
}

export function betaUpperTail(x: number, a: number, b: number): number {
  return betainc(x, a, b, true, true);
}

export function betaQuantile(p: number, a: number, b: number): number {
  return betaincinv(p, a, b);
}
