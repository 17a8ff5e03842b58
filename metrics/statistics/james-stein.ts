import { meanAndSd } from './mean-interval.ts';

/** `kept`: share of every value's distance from the mean that is kept, 0 (all alike) to 1 (too few values to shrink). */
export interface JamesStein {
  mean: number;
  kept: number;
  shrunk: number[];
}

/**
 * Shrinks k values of equal, known sampling `variance` towards their mean (Efron & Morris 1975, JASA 70:311): kept =
 * 1 - (k - 3) variance / sum of squared distances, not below 0 (positive part). Below 4 values nothing is shrunk.
 */
export function jamesStein(values: readonly number[], variance: number): JamesStein {
  const { mean } = meanAndSd(values);
  const squares = values.reduce((sum, one) => sum + (one - mean) ** 2, 0);
  const noise = Math.max(0, values.length - 3) * variance;
  const kept = noise === 0 ? 1 : Math.max(0, 1 - noise / squares);
  return { mean, kept, shrunk: values.map((one) => mean + kept * (one - mean)) };
}

/** The same for x of n (n common to all) on the scale sqrt(n) arcsin(2x/n - 1), whose variance is 1; proportions come back. */
export function jamesSteinArcsine(x: readonly number[], n: number): JamesStein {
  const root = Math.sqrt(n);
  const { kept, mean, shrunk } = jamesStein(
    x.map((one) => root * Math.asin((2 * one) / n - 1)),
    1,
  );
  const back = (one: number) => (Math.sin(one / root) + 1) / 2;
  return { kept, mean: back(mean), shrunk: shrunk.map(back) };
}
