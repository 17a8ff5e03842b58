/**
 * Benford's law on whole numbers instead of single digits: mantissas log10(x) mod 1 of values > 0 are uniform on [0, 1) under it.
 */
export interface Mantissas {
  n: number;
  /** 0.5 and 1/12 under the law. */
  mean: number;
  variance: number;
  /** Squared length of the mean of the points on the unit circle (arc test, Alexander 2009), 0 under the law, and its p. */
  arc: number;
  arcP: number;
  /** Distortion factor (Nigrini 1996): how far the mean of values collapsed to [10, 100) is off 90 / ln 10; below 0 = too small. */
  distortion: number;
}

/** Values that are not above 0 are left out. All NaN when none is left. */
export function mantissas(values: readonly number[]): Mantissas {
  const logs = values.filter((one) => one > 0).map((one) => Math.log10(one));
  const fractions = logs.map((one) => one - Math.floor(one));
  const n = fractions.length;
  const average = (of: (fraction: number) => number) => fractions.reduce((sum, one) => sum + of(one), 0) / n;
  const mean = average((one) => one);
  const arc = average((one) => Math.cos(2 * Math.PI * one)) ** 2 + average((one) => Math.sin(2 * Math.PI * one)) ** 2;
  return {
    n,
    mean,
    variance: (average((one) => (one - mean) ** 2) * n) / (n - 1),
    arc,
    arcP: Math.exp(-arc * n),
    distortion: average((one) => 10 ** (1 + one)) / (90 / Math.LN10) - 1,
  };
}
