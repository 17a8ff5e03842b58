/** Rank-sum test of two samples (Wilcoxon 1945; Mann & Whitney 1947) and the shift between them (Hodges & Lehmann 1963). */
import { normalUpperTail } from './normal.ts';
import { median } from './quantiles.ts';

export interface MannWhitney {
  /** Pairs in which `first` is greater, ties half: rank sum of the first sample - n1 (n1 + 1) / 2. */
  u: number;
  /** Two-sided: exact below 50 values a side and without ties, else `pContinuity`. */
  p: number;
  exact: boolean;
  /** Normal approximation with tie correction, with and without continuity correction; 1 when all values are equal. */
  pContinuity: number;
  pNoContinuity: number;
}

const EXACT_BELOW = 50;

/** All p are NaN when a sample is empty. Values must not be NaN. */
export function mannWhitney(first: readonly number[], second: readonly number[]): MannWhitney {
  const [m, n] = [first.length, second.length];
  const { ranks, tieSizes } = midRanks([...first, ...second]);
  const u = ranks.slice(0, m).reduce((sum, rank) => sum + rank, 0) - (m * (m + 1)) / 2;
  if (m === 0 || n === 0) return { u: NaN, p: NaN, exact: false, pContinuity: NaN, pNoContinuity: NaN };
  const all = m + n;
  const ties = tieSizes.reduce((sum, t) => sum + (t ** 3 - t), 0);
  const deviation = Math.sqrt(((m * n) / 12) * (all + 1 - ties / (all * Math.max(1, all - 1))));
  const distance = Math.abs(u - (m * n) / 2);
  const approximate = (shift: number) =>
    deviation > 0 ? Math.min(1, 2 * normalUpperTail((distance - shift) / deviation)) : 1;
  const pContinuity = approximate(distance > 0 ? 0.5 : 0);
  const exact = ties === 0 && m < EXACT_BELOW && n < EXACT_BELOW;
  const p = exact ? Math.min(1, 2 * cumulative(m, n)[Math.floor((m * n) / 2 - distance)]!) : pContinuity;
  return { u, p, exact, pContinuity, pNoContinuity: approximate(0) };
}

/**
 * Median of all differences first - second and its exact interval from the distribution of U (fewer than 50 values a side,
 * no ties: else the interval is NaN).
 */
export function hodgesLehmann(
  first: readonly number[],
  second: readonly number[],
  level: number,
): { shift: number; low: number; high: number } {
  const differences = Float64Array.from(first.flatMap((a) => second.map((b) => a - b))).sort();
  const shift = median([...differences]);
  const [m, n] = [first.length, second.length];
  const tied = new Set([...first, ...second]).size < m + n;
  if (tied || m === 0 || n === 0 || m >= EXACT_BELOW || n >= EXACT_BELOW) return { shift, low: NaN, high: NaN };
  const from = Math.max(
    1,
    cumulative(m, n).findIndex((tail) => tail >= (1 - level) / 2),
  );
  return { shift, low: differences[from - 1]!, high: differences[m * n - from]! };
}

/** P(U <= u) for u = 0..m n without ties: the number of ways, adding the values one by one from the least. */
function cumulative(m: number, n: number): Float64Array {
  const size = m * n + 1;
  // ways[k][s]: k of the values met so far belong to the first sample and beat s of the second.
  const ways = Array.from({ length: m + 1 }, () => new Float64Array(size));
  ways[0]![0] = 1;
  for (let met = 1; met <= m + n; met++)
    for (let k = Math.min(m, met); k >= 1; k--) {
      const beaten = met - k;
      if (beaten > n) continue;
      const [here, fewer] = [ways[k]!, ways[k - 1]!];
      for (let s = size - 1; s >= beaten; s--) here[s]! += fewer[s - beaten]!;
    }
  const total = ways[m]!.reduce((sum, one) => sum + one, 0);
  let sofar = 0;
  return ways[m]!.map((one) => (sofar += one) / total);
}

function midRanks(values: readonly number[]): { ranks: number[]; tieSizes: number[] } {
  const order = values.map((_, i) => i).sort((a, b) => values[a]! - values[b]!);
  const ranks = values.map(() => 0);
  const tieSizes: number[] = [];
  for (let start = 0, end = 0; start < order.length; start = end) {
    while (end < order.length && values[order[end]!] === values[order[start]!]) end++;
    if (end === start) end++;
    tieSizes.push(end - start);
    for (let i = start; i < end; i++) ranks[order[i]!] = (start + 1 + end) / 2;
  }
  return { ranks, tieSizes };
}
