/**
 * Benford's law for leading digits. Optional: only for amounts without caps that span three orders of magnitude, and never
 * alone. The books of Sino-Forest, a proven fraud, pass it (first digit, n 772, p 0.47), and large honest series fail the
 * chi-square; MAD and its excess over what chance gives are what to read (Nigrini 2012; Barney & Schulzke 2016, J. Forensic
 * Accounting Research 1:A66).
 */
import { goodnessOfFit } from './chi-square.ts';

/** `first` 1..9, `second` 0..9, `first-two` 10..99. */
export type BenfordDigits = 'first' | 'second' | 'first-two';
export type Conformity = 'close' | 'acceptable' | 'marginal' | 'nonconformity';

/** Nigrini's limits of the mean absolute deviation; the last of `second` is 0.012 in the book (0.011 in the R package). */
const LIMITS: Record<BenfordDigits, readonly [number, number, number]> = {
  first: [0.006, 0.012, 0.015],
  second: [0.008, 0.01, 0.012],
  'first-two': [0.0012, 0.0018, 0.0022],
};

export interface BenfordTest {
  n: number;
  chiSquare: number;
  degrees: number;
  p: number;
  mad: number;
  /** Mean absolute deviation that chance alone gives true Benford data of this n, and what is above it. */
  expectedMad: number;
  excessMad: number;
  /** Largest distance of the cumulated shares (Kolmogorov-Smirnov). */
  distance: number;
  /** Undefined without numbers. */
  conformity: Conformity | undefined;
}

/** Shares that the law expects, in the order of the digits. */
export function benfordShares(digits: BenfordDigits): number[] {
  if (digits === 'second') return range(0, 9).map((digit) => sum(range(1, 9).map((ten) => share(10 * ten + digit))));
  return (digits === 'first' ? range(1, 9) : range(10, 99)).map(share);
}

/** Probability of digit 0..9 at position 2, 3, ... (position 1: of 1..9, and 0 for the digit 0). */
export function benfordPosition(position: number, digit: number): number {
  if (position === 1) return digit === 0 ? 0 : share(digit);
  return sum(range(10 ** (position - 2), 10 ** (position - 1) - 1).map((before) => share(10 * before + digit)));
}

/** Counts in the order of the digits against the law. Gate on n before showing it: see `expectedMad`. */
export function benfordTest(counts: readonly number[], digits: BenfordDigits): BenfordTest {
  const shares = benfordShares(digits);
  const { n, chiSquare, degrees, p } = goodnessOfFit(counts, shares);
  const mad = sum(counts.map((count, i) => Math.abs(count / n - shares[i]!))) / counts.length;
  // A share's deviation is nearly normal: its mean absolute value is sqrt(2 / pi) times its standard error.
  const expectedMad = sum(shares.map((one) => Math.sqrt((2 / Math.PI) * ((one * (1 - one)) / n)))) / shares.length;
  let [gap, distance] = [0, 0];
  counts.forEach((count, i) => (distance = Math.max(distance, Math.abs((gap += count / n - shares[i]!)))));
  const [close, acceptable, marginal] = LIMITS[digits];
  const conformity =
    mad < close ? 'close' : mad < acceptable ? 'acceptable' : mad < marginal ? 'marginal' : 'nonconformity';
  return {
    n,
    chiSquare,
    degrees,
    p,
    mad,
    expectedMad,
    excessMad: mad - expectedMad,
    distance,
    conformity: n > 0 ? conformity : undefined,
  };
}

function share(digits: number): number {
  return Math.log1p(1 / digits) / Math.LN10;
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}

function sum(values: readonly number[]): number {
  return values.reduce((all, one) => all + one, 0);
}
