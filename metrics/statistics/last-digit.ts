/**
 * Last digits and heaping, from how often each digit 0..9 ends a number (10 counts). Weak evidence: rounding by convention, unit
 * prices and small ranges fail it honestly, and a genuine census of 18,417 towns does at p < 0.01 (fabrication note F2).
 */
import { goodnessOfFit } from './chi-square.ts';

/** Below this many numbers nothing is said (power at 0.05 against 10 % excess on 0 and 5: 22 % at 100, 88 % at 500). */
export const LAST_DIGIT_LEAST_N = 100;

/** Are all ten last digits equally common (Beber & Scacco 2012, Political Analysis 20:211)? Chi-square with 9 degrees. */
export function lastDigitTest(counts: readonly number[]): { n: number; chiSquare: number; p: number } {
  const { n, chiSquare, p } = goodnessOfFit(counts);
  return { n, chiSquare, p };
}

export type HeapingBand = 'highly-accurate' | 'fairly-accurate' | 'approximate' | 'rough' | 'very-rough';

/**
 * Whipple-style index: 500 times the share ending in 0 or 5; 100 = none preferred, 500 = nothing else. Bands of the UN
 * Demographic Yearbook. NaN (and no band) without numbers. A sign of estimating, not of inventing.
 */
export function whippleIndex(counts: readonly number[]): { index: number; band: HeapingBand | undefined } {
  const index = (500 * (counts[0]! + counts[5]!)) / total(counts);
  if (Number.isNaN(index)) return { index, band: undefined };
  if (index < 105) return { index, band: 'highly-accurate' };
  if (index < 110) return { index, band: 'fairly-accurate' };
  if (index < 125) return { index, band: 'approximate' };
  return { index, band: index < 175 ? 'rough' : 'very-rough' };
}

/** Myers-style index: half the sum of |share - 10 %|, in percent; 0 = even, 90 = one digit only. NaN without numbers. */
export function myersIndex(counts: readonly number[]): number {
  const n = total(counts);
  return counts.reduce((sum, count) => sum + Math.abs((100 * count) / n - 10), 0) / 2;
}

function total(counts: readonly number[]): number {
  return counts.reduce((sum, one) => sum + one, 0);
}
