import { median } from './quantiles.ts';

/** |z| above this is an outlier (Iglewicz & Hoaglin 1993, How to Detect and Handle Outliers, p. 11). */
export const MODIFIED_Z_LIMIT = 3.5;

/**
 * Modified z score of each value: 0.6745 (x - median) / MAD. Where more than half of the values are equal (MAD 0) the mean
 * absolute deviation takes its place: (x - median) / (1.2533 meanAD); where all are equal every score is 0. NaN in, NaN out.
 */
export function modifiedZ(values: readonly number[]): number[] {
  const centre = median(values);
  const distances = values.map((one) => Math.abs(one - centre));
  const mad = median(distances);
  const mean = distances.reduce((sum, one) => sum + one, 0) / values.length;
  if (mad === 0 && mean === 0) return values.map(() => 0);
  return values.map((one) => (mad === 0 ? (one - centre) / (1.2533 * mean) : (0.6745 * (one - centre)) / mad));
}
