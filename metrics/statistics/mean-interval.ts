import { tQuantile } from './student-t.ts';

/** Arithmetic mean and standard deviation (n - 1) in two passes; sd is NaN for fewer than two values. */
export function meanAndSd(values: readonly number[]): { mean: number; sd: number } {
  const n = values.length;
  const rough = values.reduce((sum, value) => sum + value, 0) / n;
  const mean = rough + values.reduce((sum, value) => sum + (value - rough), 0) / n;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, sd: n > 1 ? Math.sqrt(squares / (n - 1)) : NaN };
}

/** Mean with Student's interval (Student 1908); the interval is NaN for fewer than two values. */
export function meanInterval(values: readonly number[], level: number): { mean: number; low: number; high: number } {
  const { mean, sd } = meanAndSd(values);
  const half =
    values.length > 1 ? (tQuantile(1 - (1 - level) / 2, values.length - 1) * sd) / Math.sqrt(values.length) : NaN;
  return { mean, low: mean - half, high: mean + half };
}
