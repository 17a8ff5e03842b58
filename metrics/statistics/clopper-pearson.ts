import { betaQuantile } from './beta.ts';

/** Exact binomial interval for x of n (Clopper & Pearson 1934, Biometrika 26:404). */
export function clopperPearsonInterval(x: number, n: number, level: number): [number, number] {
  const tail = (1 - level) / 2;
  return [x === 0 ? 0 : betaQuantile(tail, x, n - x + 1), x === n ? 1 : betaQuantile(1 - tail, x + 1, n - x)];
}
