/** Do neighbouring values resemble each other? Values in the order of time, evenly spaced. */
import { chiSquareUpperTail } from './chi-square.ts';
import { meanAndSd } from './mean-interval.ts';

/** Autocorrelation at lags 1..maxLag, all over the variance of the whole series (as R's acf). NaN when nothing varies. */
export function autocorrelation(values: readonly number[], maxLag: number): number[] {
  const { mean } = meanAndSd(values);
  const centred = values.map((one) => one - mean);
  const total = centred.reduce((sum, one) => sum + one * one, 0);
  return Array.from({ length: maxLag }, (_, i) => {
    const lag = i + 1;
    return centred.slice(lag).reduce((sum, one, at) => sum + one * centred[at]!, 0) / total;
  });
}

/**
 * Are the first `lags` autocorrelations together more than chance (Ljung & Box 1978, Biometrika 65:297; Box & Pierce 1970)? p by
 * chi-square with `lags` degrees, less `fitted` for the parameters of a model whose residuals these are. NaN when nothing varies.
 */
export function portmanteau(
  values: readonly number[],
  lags: number,
  fitted = 0,
): { ljungBox: number; p: number; boxPierce: number } {
  const n = values.length;
  const r = autocorrelation(values, lags);
  const ljungBox = n * (n + 2) * r.reduce((sum, one, i) => sum + (one * one) / (n - i - 1), 0);
  return {
    ljungBox,
    p: chiSquareUpperTail(ljungBox, lags - fitted),
    boxPierce: n * r.reduce((sum, one) => sum + one * one, 0),
  };
}
