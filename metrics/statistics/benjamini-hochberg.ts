import { overKnown, stepUp, type PossibleP } from './over-known.ts';

/**
 * Adjusted p-values of Benjamini & Hochberg (1995, JRSS B 57:289): reject where q <= the accepted share of false discoveries.
 * A missing p (null, NaN) stays as it is and does not count (as R's p.adjust).
 */
export function benjaminiHochberg(p: readonly number[]): number[];
export function benjaminiHochberg(p: readonly PossibleP[]): PossibleP[];
export function benjaminiHochberg(p: readonly PossibleP[]): PossibleP[] {
  return overKnown(p, (known) => stepUp(known, (rank) => known.length / rank));
}
