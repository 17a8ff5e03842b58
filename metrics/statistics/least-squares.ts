/** Ordinary least squares by Householder QR, which keeps twice the digits that the normal equations would. */
import { Matrix, QrDecomposition } from 'ml-matrix';
import { fUpperTail } from './f-distribution.ts';
import { meanAndSd } from './mean-interval.ts';

export interface LeastSquares {
  /** Intercept first, then one per column of x; with their standard errors (NaN without degrees of freedom). */
  coefficients: number[];
  errors: number[];
  residualSd: number;
  degrees: number;
  r2: number;
  /** F of the whole regression and its p; NaN without predictors. */
  f: number;
  p: number;
  residuals: number[];
}

/**
 * y (n values) on an intercept and the columns of x (n rows). Throws RangeError with fewer rows than coefficients, or when a
 * column follows from the others: then no coefficient is determined.
 */
export function leastSquares(y: readonly number[], x: readonly (readonly number[])[]): LeastSquares {
  const design = new Matrix(x.map((row) => [1, ...row]));
  const [n, k] = [design.rows, design.columns];
  if (n < k) throw new RangeError(`${k} coefficients need at least ${k} rows, there are ${n}`);
  // Columns of equal length first: rank and digits then do not depend on units.
  const lengths = Array.from({ length: k }, (_, j) => design.getColumnVector(j).norm() || 1);
  const scaled = Matrix.div(design, Matrix.rowVector(lengths).repeat({ rows: n }));
  const qr = new QrDecomposition(scaled);
  const r = qr.upperTriangularMatrix;
  if (r.diagonal().some((one) => Math.abs(one) < 1e-12)) throw new RangeError('a column of x follows from the others');
  const solved = qr.solve(Matrix.columnVector([...y])).to1DArray();
  const coefficients = solved.map((one, j) => one / lengths[j]!);
  const residuals = y.map((one, i) => one - [1, ...x[i]!].reduce((sum, value, j) => sum + value * coefficients[j]!, 0));
  const rss = residuals.reduce((sum, one) => sum + one * one, 0);
  const { mean } = meanAndSd(y);
  const total = y.reduce((sum, one) => sum + (one - mean) ** 2, 0);
  const degrees = n - k;
  const variance = degrees > 0 ? rss / degrees : NaN;
  const inverse = new QrDecomposition(r).solve(Matrix.eye(k));
  const errors = lengths.map((length, j) => (Math.sqrt(variance) * inverse.getRowVector(j).norm()) / length);
  const f = k > 1 ? (total - rss) / (k - 1) / variance : NaN;
  const p = fUpperTail(f, k - 1, degrees);
  return { coefficients, errors, residualSd: Math.sqrt(variance), degrees, r2: 1 - rss / total, f, p, residuals };
}
