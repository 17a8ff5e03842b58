/** Further measures of inequality of values >= 0. All are NaN when there are no values or all are 0. */

/** Gini with the correction n / (n - 1) for small samples (Deltas 2003); `gini` is the population version. NaN below two. */
export function giniUnbiased(populationGini: number, n: number): number {
  return n < 2 ? NaN : (populationGini * n) / (n - 1);
}

/** Atkinson (1970): 1 - the equally distributed equivalent over the mean; `aversion` > 0, 1 = geometric mean. */
export function atkinson(values: readonly number[], aversion: number): number {
  const mean = average(values);
  if (!(mean > 0)) return NaN;
  if (aversion === 1) return 1 - Math.exp(average(values.map((one) => Math.log(one / mean))));
  const power = 1 - aversion;
  return 1 - average(values.map((one) => (one / mean) ** power)) ** (1 / power);
}

/** Hoover index: the share of the sum that would have to move for all to be equal. */
export function hoover(values: readonly number[]): number {
  const mean = average(values);
  return values.reduce((sum, one) => sum + Math.abs(one - mean), 0) / (2 * values.length * mean);
}

/** Half the squared coefficient of variation (population variance): generalised entropy of order 2. */
export function halfSquaredCv(values: readonly number[]): number {
  const mean = average(values);
  return average(values.map((one) => (one - mean) ** 2)) / (2 * mean * mean);
}

/** Ordinates of the Lorenz curve at 0/n, 1/n, ... n/n: share of the sum held by the least so many; n + 1 numbers. */
export function lorenzCurve(values: readonly number[]): number[] {
  const sorted = Float64Array.from(values).sort();
  const total = sorted.reduce((sum, one) => sum + one, 0);
  let sofar = 0;
  return [0, ...Array.from(sorted, (one) => (sofar += one) / total)];
}

function average(values: readonly number[]): number {
  return values.reduce((sum, one) => sum + one, 0) / values.length;
}
