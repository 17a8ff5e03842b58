/** Empirical-Bayes prior of many small rates: the Beta(a, b) that best explains x of n in every cell. */
import { betaBinomialLogProbability, betaBinomialUpperTail } from './beta-binomial.ts';
import { nelderMead } from './nelder-mead.ts';
import { quantile } from './quantiles.ts';

export interface RateCell {
  x: number;
  n: number;
}

export interface BetaPrior {
  a: number;
  b: number;
  mean: number;
  /** True when the cells cannot be told apart: no more variation between them than chance makes. Show the pooled rate. */
  pooled: boolean;
  logLikelihood: number;
}

/** Above this many pseudo-trials the fitted spread between cells is less than anyone could see. */
const POOLED_CONCENTRATION = 1e6;

/**
 * Maximum likelihood over (ln a, ln b) by Nelder-Mead (Casella 1985; vector s08: BUGS "Surgical").
 * `winsorise` (e.g. 0.1): the share of cells with the highest rates is only counted as "at least as high as the quantile",
 * so that outliers neither hide themselves by widening the prior (Spiegelhalter 2005, Stat. Med. 24:1185) nor make honest
 * cells look alike, as clipping their values would.
 * Throws RangeError when there are no trials. With no successes, or nothing but successes, half a success is added.
 */
export function fitBetaBinomial(cells: readonly RateCell[], options: { winsorise?: number } = {}): BetaPrior {
  const used = cells.filter((cell) => cell.n > 0);
  const n = used.reduce((sum, cell) => sum + cell.n, 0);
  const x = used.reduce((sum, cell) => sum + cell.x, 0);
  if (n === 0) throw new RangeError('fitBetaBinomial needs at least one trial');
  if (x === 0 || x === n) return pooledAt((x + 0.5) / (n + 1), used);
  const pooledRate = x / n;
  const pooled = pooledAt(pooledRate, used);
  if (used.length < 2) return pooled;
  const logLikelihood = likelihood(used, options.winsorise ?? 0);
  const fit = nelderMead(
    ([lnA, lnB]) => {
      const [a, b] = [Math.exp(lnA!), Math.exp(lnB!)];
      return a + b > 1e9 || a < 1e-9 || b < 1e-9 ? Infinity : -logLikelihood(a, b);
    },
    [Math.log(10 * pooledRate), Math.log(10 * (1 - pooledRate))],
  );
  const [a, b] = [Math.exp(fit.x[0]!), Math.exp(fit.x[1]!)];
  if (a + b > POOLED_CONCENTRATION) return pooledAt(a / (a + b), used);
  return { a, b, mean: a / (a + b), pooled: false, logLikelihood: -fit.value };
}

function pooledAt(mean: number, cells: readonly RateCell[]): BetaPrior {
  const [a, b] = [mean * POOLED_CONCENTRATION, (1 - mean) * POOLED_CONCENTRATION];
  return { a, b, mean, pooled: true, logLikelihood: likelihood(cells, 0)(a, b) };
}

function likelihood(cells: readonly RateCell[], winsorise: number): (a: number, b: number) => number {
  const counted = countSame(cells);
  const ceiling =
    winsorise > 0
      ? quantile(
          cells.map((cell) => cell.x / cell.n),
          1 - winsorise,
        )
      : Infinity;
  return (a, b) =>
    counted.reduce((sum, { x, n, times }) => {
      // The slack keeps a rate equal to the ceiling below it whatever way the product rounds.
      const limit = ceiling * n + 1e-9;
      const log =
        x > limit
          ? Math.log(betaBinomialUpperTail(Math.floor(limit) + 1, n, a, b))
          : betaBinomialLogProbability(x, n, a, b);
      return sum + times * log;
    }, 0);
}

function countSame(cells: readonly RateCell[]): (RateCell & { times: number })[] {
  const counts = new Map<string, RateCell & { times: number }>();
  for (const { x, n } of cells) {
    const same = counts.get(`${x}/${n}`);
    if (same) same.times++;
    else counts.set(`${x}/${n}`, { x, n, times: 1 });
  }
  return [...counts.values()];
}
