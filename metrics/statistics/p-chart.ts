/**
 * Control limits of proportions x / n over time: the ordinary p chart, and Laney's p' (2002, Quality Engineering 14:531), whose
 * limits are widened (or narrowed) by how much neighbouring z scores really differ. With denominators of thousands the ordinary
 * chart flags nearly everything.
 */
export interface ProportionChart {
  centre: number;
  /** 1 = the p chart was right; above 1.5 only p' should be shown. NaN below two points. */
  sigmaZ: number;
  lower: number[];
  upper: number[];
}

/** d2 of a moving range of two. */
const D2 = 1.128;

/** Limits centre ± 3 standard errors, cut at 0 and 1; NaN where n is 0. */
export function pChart(x: readonly number[], n: readonly number[]): ProportionChart {
  return chart(x, n, () => 1);
}

export function pPrimeChart(x: readonly number[], n: readonly number[]): ProportionChart {
  return chart(x, n, (sigmaZ) => sigmaZ);
}

function chart(x: readonly number[], n: readonly number[], factor: (sigmaZ: number) => number): ProportionChart {
  const total = (values: readonly number[]) => values.reduce((sum, one) => sum + one, 0);
  const centre = total(x) / total(n);
  const errors = n.map((one) => (one > 0 ? Math.sqrt((centre * (1 - centre)) / one) : NaN));
  const z = x.map((one, i) => (one / n[i]! - centre) / errors[i]!).filter((one) => !Number.isNaN(one));
  const sigmaZ = total(z.slice(1).map((one, i) => Math.abs(one - z[i]!))) / (z.length - 1) / D2;
  const distance = errors.map((error) => 3 * error * factor(sigmaZ));
  return {
    centre,
    sigmaZ,
    lower: distance.map((one) => Math.max(0, centre - one)),
    upper: distance.map((one) => Math.min(1, centre + one)),
  };
}
