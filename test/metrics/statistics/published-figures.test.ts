/** Figures that notes and papers state, with their inputs: F7 and F8 of the fabrication note, sources named there. */
import { benjaminiHochberg } from '../../../metrics/statistics/benjamini-hochberg.ts';
import { betaBinomialUpperTail } from '../../../metrics/statistics/beta-binomial.ts';
import { binomialUpperTail } from '../../../metrics/statistics/binomial.ts';
import { fitBetaBinomial } from '../../../metrics/statistics/fit-beta-binomial.ts';
import { fitBetaMoments } from '../../../metrics/statistics/fit-beta-moments.ts';
import { fitGammaPoisson, gammaPosterior } from '../../../metrics/statistics/fit-gamma-poisson.ts';
import { poissonFunnelLimit } from '../../../metrics/statistics/funnel-limits.ts';
import { gini, giniInterval } from '../../../metrics/statistics/gini.ts';
import { meanInterval } from '../../../metrics/statistics/mean-interval.ts';
import { betweenVariance, exposureZ, overdispersion, rateZ } from '../../../metrics/statistics/overdispersion.ts';
import { poissonUpperTail } from '../../../metrics/statistics/poisson.ts';
import { median, quantile } from '../../../metrics/statistics/quantiles.ts';

const F7 = {
  x: [0, 1, 5, 20, 3, 0, 12, 2, 30, 1],
  n: [10, 10, 50, 100, 40, 5, 200, 15, 300, 3],
};
const cells = F7.x.map((x, i) => ({ x, n: F7.n[i]! }));

describe('empirical Bayes (F7)', () => {
  it('shrinks batting averages as published (Robinson 2015: prior 78.661, 224.875)', () => {
    const shrunk = (x: number, n: number) => (x + 78.661) / (n + 78.661 + 224.875);
    expect(shrunk(300, 1000)).toBeCloseTo(0.2904876, 7);
    expect(shrunk(4, 10)).toBeCloseTo(0.2636412, 7);
  });

  it('finds p, rho, a and b by moments', () => {
    const { p, rho, a, b } = fitBetaMoments(cells);
    expect(p).toBeCloseTo(0.100955, 6);
    expect(rho).toBeCloseTo(0.01793386, 8);
    expect(a).toBeCloseTo(5.528341, 5);
    expect(b).toBeCloseTo(49.23211, 4);
    const shrunk = cells.map(({ x, n }) => ((x + a) / (n + a + b)).toFixed(4));
    expect(shrunk).toEqual([
      '0.0854',
      '0.1008',
      '0.1005',
      '0.1650',
      '0.0900',
      '0.0925',
      '0.0688',
      '0.1079',
      '0.1001',
      '0.1130',
    ]);
  });

  it('lets winsorising show the outlier that the plain adjustment hides', () => {
    const target = 74 / 733;
    const z = cells.map(({ x, n }) => rateZ(x, n, target));
    expect(z[3]).toBeCloseTo(3.2876, 4);
    const phi = overdispersion(z, 0);
    expect(phi).toBeCloseTo(1.844728, 6);
    expect(z[3]! / Math.sqrt(phi)).toBeCloseTo(2.4205, 4);
    expect(overdispersion(z)).toBeCloseTo(0.760062, 6);
    expect(
      betweenVariance(
        overdispersion(z),
        F7.n.map((n) => Math.sqrt((target * (1 - target)) / n)),
      ),
    ).toBe(0);
  });

  it('says that cells cannot be told apart when chance explains them', () => {
    const same = Array.from({ length: 40 }, (_, i) => ({ x: 10 + (i % 2), n: 100 }));
    const fit = fitBetaBinomial(same);
    expect(fit.pooled).toBe(true);
    expect(fit.mean).toBeCloseTo(0.105, 4);
    expect(() => fitBetaBinomial([{ x: 0, n: 0 }])).toThrow(RangeError);
    expect(fitBetaBinomial([{ x: 0, n: 99 }]).mean).toBeCloseTo(0.005, 12);
  });

  it('does not let a few gamed cells widen the prior when winsorised', () => {
    const honest = Array.from({ length: 36 }, (_, i) => ({ x: [1, 2, 2, 3, 1, 2][i % 6]!, n: 100 }));
    const gamed = [...honest, { x: 60, n: 100 }, { x: 70, n: 100 }, { x: 80, n: 100 }];
    const plain = fitBetaBinomial(gamed);
    const robust = fitBetaBinomial(gamed, { winsorise: 0.1 });
    expect(plain.mean).toBeGreaterThan(0.05);
    expect(robust.mean).toBeLessThan(0.035);
    expect(betaBinomialUpperTail(60, 100, robust.a, robust.b)).toBeLessThan(1e-6);
    expect(betaBinomialUpperTail(60, 100, plain.a, plain.b)).toBeGreaterThan(1e-3);
  });
});

describe('false discovery rate (F8)', () => {
  it('gives the q values of the 1995 worked example', () => {
    const p = [
      0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1,
    ];
    const q = benjaminiHochberg(p).map((value) => value.toFixed(4));
    expect(q.slice(0, 9)).toEqual([
      '0.0015',
      '0.0030',
      '0.0095',
      '0.0356',
      '0.0603',
      '0.0639',
      '0.0639',
      '0.0645',
      '0.0765',
    ]);
    expect(benjaminiHochberg(p).filter((value) => value <= 0.05)).toHaveLength(4);
  });
});

describe('tails, intervals and inequality', () => {
  it('keeps the digits of small tails (exact sums of rational and 60-digit terms)', () => {
    expect(binomialUpperTail(9, 10, 0.001) / 9.991e-27).toBeCloseTo(1, 6);
    expect(binomialUpperTail(30, 40, 0.5)).toBeCloseTo(0.0011107168866146822, 14);
    expect(poissonUpperTail(1, 0.001)).toBeCloseTo(0.000999500166625, 14);
    expect(poissonUpperTail(100, 1) / 3.98128081895685e-159).toBeCloseTo(1, 10);
  });

  it('sums the beta-binomial tail to the binomial one when the prior is sharp, and to a line when it is flat', () => {
    expect(betaBinomialUpperTail(30, 40, 5e8, 5e8)).toBeCloseTo(0.0011107168866, 7);
    expect(betaBinomialUpperTail(8, 10, 1, 1)).toBeCloseTo(3 / 11, 14);
  });

  it('gives the funnel limit of observed over expected', () => {
    expect(poissonFunnelLimit(0.975, 10)).toBeCloseTo(1.6159950673344745, 10);
  });

  it('estimates rates per exposure', () => {
    const prior = fitGammaPoisson([1, 0, 9, 2, 14, 3].map((y) => ({ y, t: 10 })));
    expect(prior.pooled).toBe(false);
    expect(prior.mean).toBeCloseTo(29 / 60, 4);
    const { mean, low, high } = gammaPosterior({ y: 0, t: 10 }, prior, 0.95);
    expect(mean).toBeGreaterThan(0);
    expect(mean).toBeLessThan(prior.mean);
    expect(low).toBeLessThan(mean);
    expect(high).toBeGreaterThan(mean);
    expect(exposureZ(11865, 213145, 0.05601177) / Math.sqrt(0.2405054)).toBeCloseTo(-1.374058, 3);
  });

  it('gives mean, median and Gini with intervals', () => {
    const { mean, low, high } = meanInterval([4, 5, 6, 7, 8], 0.95);
    expect([mean, low, high].map((value) => value.toFixed(4))).toEqual(['6.0000', '4.0368', '7.9632']);
    expect(median([3, 1, 2, 10])).toBe(2.5);
    expect(quantile([1, 2, 3, 4], 0.1)).toBeCloseTo(1.3, 12);
    const values = [541, 1463, 2445, 3438, 4437, 5401, 6392, 8304, 11904, 22261];
    const without = values.map((_, i) => gini(values.filter((__, j) => j !== i)));
    const centre = without.reduce((sum, one) => sum + one, 0) / 10;
    const error = Math.sqrt(0.9 * without.reduce((sum, one) => sum + (one - centre) ** 2, 0));
    const interval = giniInterval(values, 0.95);
    expect(interval.value).toBeCloseTo(0.462091130267624, 12);
    expect(interval.high - interval.value).toBeCloseTo(1.959963984540054 * error, 10);
  });
});
