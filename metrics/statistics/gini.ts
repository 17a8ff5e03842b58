import { normalQuantile } from './normal.ts';

/**
 * Gini coefficient of non-negative values, population version: sum((2i - n - 1) x_(i)) / (n sum x).
 * 0 = all equal; NaN when empty or all zero.
 */
export function gini(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  const n = sorted.length;
  let [weighted, total] = [0, 0];
  sorted.forEach((value, index) => {
    weighted += (2 * (index + 1) - n - 1) * value;
    total += value;
  });
  return weighted / (n * total);
}

/**
 * Gini with a jackknife interval over the values (Yitzhaki 1991, J. Bus. Econ. Stat. 9:235), in one pass after sorting:
 * leaving out x_(i) changes the weighted sum by a known amount. Cut at 0 and 1; NaN ends below three values.
 */
export function giniInterval(values: readonly number[], level: number): { value: number; low: number; high: number } {
  const value = gini(values);
  const n = values.length;
  if (n < 3) return { value, low: NaN, high: NaN };
  const sorted = Float64Array.from(values).sort();
  const total = sorted.reduce((sum, one) => sum + one, 0);
  const ranked = sorted.reduce((sum, one, index) => sum + (index + 1) * one, 0);
  let above = total;
  const without = Array.from(sorted, (one, index) => {
    above -= one;
    const rest = total - one;
    const restRanked = ranked - (index + 1) * one - above;
    return (2 * restRanked - n * rest) / ((n - 1) * rest);
  });
  const centre = without.reduce((sum, one) => sum + one, 0) / n;
  const variance = ((n - 1) / n) * without.reduce((sum, one) => sum + (one - centre) ** 2, 0);
  const half = normalQuantile(1 - (1 - level) / 2) * Math.sqrt(variance);
  return { value, low: Math.max(0, value - half), high: Math.min(1, value + half) };
}
