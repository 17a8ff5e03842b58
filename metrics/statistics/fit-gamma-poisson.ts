/** Empirical-Bayes prior of many small rates per exposure: counts y over exposure t, rate ~ Gamma(shape, rate). */
import gammaln from '@stdlib/math-base-special-gammaln';
import { gammaQuantile } from './gamma.ts';
import { nelderMead } from './nelder-mead.ts';

export interface ExposureCell {
  y: number;
  t: number;
}

export interface GammaPrior {
  shape: number;
  rate: number;
  mean: number;
  /** True when the cells cannot be told apart: show the pooled rate. */
  pooled: boolean;
}

const POOLED_SHAPE = 1e6;

/** Maximum likelihood of the negative-binomial marginal. Throws RangeError when there is no exposure. */
export function fitGammaPoisson(cells: readonly ExposureCell[]): GammaPrior {
  const used = cells.filter((cell) => cell.t > 0);
  const t = used.reduce((sum, cell) => sum + cell.t, 0);
  const y = used.reduce((sum, cell) => sum + cell.y, 0);
  if (t === 0) throw new RangeError('fitGammaPoisson needs some exposure');
  const mean = Math.max(y, 0.5) / t;
  const pooled = { shape: POOLED_SHAPE, rate: POOLED_SHAPE / mean, mean, pooled: true };
  if (y === 0 || used.length < 2) return pooled;
  const fit = nelderMead(
    ([lnShape, lnRate]) => {
      const [shape, rate] = [Math.exp(lnShape!), Math.exp(lnRate!)];
      if (shape > 1e9 || shape < 1e-9) return Infinity;
      return -used.reduce(
        (sum, cell) =>
          sum +
          gammaln(cell.y + shape) -
          gammaln(shape) +
          shape * Math.log(rate / (rate + cell.t)) -
          cell.y * Math.log(rate + cell.t),
        0,
      );
    },
    [0, -Math.log(mean)],
  );
  const [shape, rate] = [Math.exp(fit.x[0]!), Math.exp(fit.x[1]!)];
  return shape > POOLED_SHAPE ? pooled : { shape, rate, mean: shape / rate, pooled: false };
}

/** Posterior mean and central interval of the rate behind y over t. */
export function gammaPosterior(
  cell: ExposureCell,
  prior: GammaPrior,
  level: number,
): { mean: number; low: number; high: number } {
  const [shape, rate] = [cell.y + prior.shape, cell.t + prior.rate];
  const tail = (1 - level) / 2;
  return { mean: shape / rate, low: gammaQuantile(tail, shape, rate), high: gammaQuantile(1 - tail, shape, rate) };
}
