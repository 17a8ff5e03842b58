/** Where the level of a series shifts. */
import { meanAndSd } from './mean-interval.ts';
import { median } from './quantiles.ts';

export interface ChangePoints {
  /** 1-based index of the last value of each old level; empty when there is no shift. */
  after: number[];
  /** Mean of each level, one more than `after`. */
  means: number[];
  /** Sum of squared distances from the means of the levels. */
  residual: number;
}

/**
 * Exact segmentation (optimal partitioning, Jackson et al. 2005; PELT of Killick et al. 2012, JASA 107:1590, finds the same): least
 * sum of squared distances from segment means over sigma^2, plus `penalty` for every shift. O(n^2).
 * `sigma` defaults to the noise seen in the differences, `penalty` to 2 ln n, `minSegment` to 3 values. Fewer than two segments'
 * worth of values, or values that do not vary: no shift. Values must be finite.
 */
export function changePoints(
  values: readonly number[],
  { sigma = noise(values), penalty = 2 * Math.log(values.length), minSegment = 3 } = {},
): ChangePoints {
  const n = values.length;
  const cost = squaredDistances(values);
  const shortest = Math.max(1, Math.floor(minSegment));
  const best = new Float64Array(n + 1).fill(Infinity);
  const start = new Int32Array(n + 1);
  best[0] = -penalty;
  for (let end = sigma > 0 ? shortest : n + 1; end <= n; end++) {
    for (let from = 0; from <= end - shortest; from++) {
      const total = best[from]! + cost(from, end) / (sigma * sigma) + penalty;
      if (total < best[end]!) [best[end], start[end]] = [total, from];
    }
  }
  const after: number[] = [];
  if (best[n] !== Infinity) for (let end = start[n]!; end > 0; end = start[end]!) after.unshift(end);
  const bounds = [0, ...after, n];
  const segments = bounds.slice(1).map((end, i) => [bounds[i]!, end] as const);
  return {
    after,
    means: segments.map(([from, end]) => meanAndSd(values.slice(from, end)).mean),
    residual: segments.reduce((sum, [from, end]) => sum + cost(from, end), 0),
  };
}

/** Standard deviation of the noise from neighbouring differences, which a few shifts of level do not widen. */
export function noise(values: readonly number[]): number {
  const differences = values.slice(1).map((one, i) => one - values[i]!);
  const centre = median(differences);
  const robust = (1.4826 * median(differences.map((one) => Math.abs(one - centre)))) / Math.SQRT2;
  // More than half of the differences equal (counts, repeated values): the plain deviation is all there is.
  return robust > 0 ? robust : meanAndSd(differences).sd / Math.SQRT2;
}

/** Sums over [from, end) in constant time, of values moved to their mean so that no digits are lost. */
function squaredDistances(values: readonly number[]): (from: number, end: number) => number {
  const { mean } = meanAndSd(values);
  const [sums, squares] = [new Float64Array(values.length + 1), new Float64Array(values.length + 1)];
  values.forEach((one, i) => {
    sums[i + 1] = sums[i]! + (one - mean);
    squares[i + 1] = squares[i]! + (one - mean) ** 2;
  });
  return (from, end) =>
    Math.max(0, squares[end]! - squares[from]! - (sums[end]! - sums[from]!) ** 2 / Math.max(1, end - from));
}
