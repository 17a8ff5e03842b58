/** Chi-square distribution with `degrees` > 0, and the test of counts against shares. */
import { gammaLowerTail, gammaUpperTail } from './gamma.ts';

export function chiSquareLowerTail(x: number, degrees: number): number {
  return x <= 0 ? 0 : gammaLowerTail(x, degrees / 2, 0.5);
}

export function chiSquareUpperTail(x: number, degrees: number): number {
  return x <= 0 ? 1 : gammaUpperTail(x, degrees / 2, 0.5);
}

/**
 * Pearson's test (1900) that counts come in the given shares (which sum to 1; default all equal). Without counts: NaN.
 * A count where the share is 0 gives Infinity and p 0.
 */
export function goodnessOfFit(
  counts: readonly number[],
  shares: readonly number[] = counts.map(() => 1 / counts.length),
): { n: number; chiSquare: number; degrees: number; p: number } {
  const n = counts.reduce((sum, one) => sum + one, 0);
  const possible = counts
    .map((count, i) => ({ count, expected: n * shares[i]! }))
    .filter((one) => one.expected > 0 || one.count > 0);
  const chiSquare =
    n === 0 ? NaN : possible.reduce((sum, one) => sum + (one.count - one.expected) ** 2 / one.expected, 0);
  const degrees = shares.filter((share) => share > 0).length - 1;
  const p = chiSquare === 0 ? 1 : chiSquare === Infinity ? 0 : chiSquareUpperTail(chiSquare, degrees);
  return { n, chiSquare, degrees, p };
}
