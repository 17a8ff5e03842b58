/** What must hold for any input, tried on many. */
import fc from 'fast-check';
import { benjaminiHochberg } from '../../../metrics/statistics/benjamini-hochberg.ts';
import {
  betaBinomialLogProbability,
  betaBinomialUpperTail,
  posteriorInterval,
} from '../../../metrics/statistics/beta-binomial.ts';
import { binomialLowerTail, binomialUpperTail } from '../../../metrics/statistics/binomial.ts';
import { clopperPearsonInterval } from '../../../metrics/statistics/clopper-pearson.ts';
import { fitBetaBinomial } from '../../../metrics/statistics/fit-beta-binomial.ts';
import { gini, giniInterval } from '../../../metrics/statistics/gini.ts';
import { normalQuantile, normalUpperTail } from '../../../metrics/statistics/normal.ts';
import { poissonLowerTail, poissonUpperTail } from '../../../metrics/statistics/poisson.ts';
import { quantile } from '../../../metrics/statistics/quantiles.ts';
import { wilsonInterval } from '../../../metrics/statistics/wilson.ts';

const probability = fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true });
const shape = fc.double({ min: 0.05, max: 500, noNaN: true });
const counted = fc
  .integer({ min: 1, max: 200 })
  .chain((n) => fc.record({ n: fc.constant(n), x: fc.integer({ min: 0, max: n }) }));

describe('Benjamini-Hochberg', () => {
  it('never lowers a p, keeps the order, and ignores nulls', () => {
    fc.assert(
      fc.property(fc.array(fc.option(probability), { minLength: 1 }), (p) => {
        const q = benjaminiHochberg(p);
        expect(benjaminiHochberg(p.filter((one) => one !== null))).toEqual(q.filter((one) => one !== null));
        p.forEach((one, i) => {
          expect(q[i] === null).toBe(one === null);
          if (one === null) return;
          expect(q[i]!).toBeGreaterThanOrEqual(one);
          expect(q[i]!).toBeLessThanOrEqual(1);
          p.forEach((other, j) => other !== null && other <= one && expect(q[j]!).toBeLessThanOrEqual(q[i]!));
        });
      }),
    );
  });
});

describe('tails', () => {
  it('of the binomial and Poisson add up to one', () => {
    fc.assert(
      fc.property(counted, probability, ({ x, n }, p) => {
        expect(binomialUpperTail(x, n, p) + binomialLowerTail(x - 1, n, p)).toBeCloseTo(1, 10);
        expect(poissonUpperTail(x, n * p) + poissonLowerTail(x - 1, n * p)).toBeCloseTo(1, 10);
      }),
    );
  });

  it('of the beta-binomial equal the sum of its terms and fall with x', () => {
    fc.assert(
      fc.property(counted, shape, shape, ({ x, n }, a, b) => {
        let sum = 0;
        for (let k = n; k >= x; k--) sum += Math.exp(betaBinomialLogProbability(k, n, a, b));
        const tail = betaBinomialUpperTail(x, n, a, b);
        expect(Math.abs(tail - sum)).toBeLessThan(1e-9 * Math.max(sum, 1e-300) + 1e-12);
        expect(betaBinomialUpperTail(x + 1, n, a, b)).toBeLessThanOrEqual(tail + 1e-12);
      }),
    );
  });

  it('of the normal are undone by its quantile', () => {
    fc.assert(
      fc.property(fc.double({ min: -5, max: 30, noNaN: true }), (z) => {
        expect(-normalQuantile(normalUpperTail(z))).toBeCloseTo(z, 8);
      }),
    );
  });
});

describe('intervals', () => {
  it('hold the raw rate, inside 0..1; the exact one is at least as wide as its level asks', () => {
    fc.assert(
      fc.property(counted, ({ x, n }) => {
        for (const [low, high] of [wilsonInterval(x, n, 0.95), clopperPearsonInterval(x, n, 0.95)]) {
          expect(low).toBeGreaterThanOrEqual(0);
          expect(high).toBeLessThanOrEqual(1);
          expect(low).toBeLessThanOrEqual(x / n + 1e-12);
          expect(high).toBeGreaterThanOrEqual(x / n - 1e-12);
        }
        const [low, high] = clopperPearsonInterval(x, n, 0.95);
        if (x > 0) expect(binomialUpperTail(x, n, low)).toBeCloseTo(0.025, 8);
        if (x < n) expect(binomialLowerTail(x, n, high)).toBeCloseTo(0.025, 8);
      }),
    );
  });
});

describe('shrinkage', () => {
  it('lies between the raw rate and the prior mean, and its interval around it', () => {
    fc.assert(
      fc.property(fc.array(counted, { minLength: 2, maxLength: 12 }), (cells) => {
        const { a, b, mean } = fitBetaBinomial(cells);
        for (const { x, n } of cells) {
          const shrunk = (x + a) / (n + a + b);
          expect(shrunk).toBeGreaterThanOrEqual(Math.min(x / n, mean) - 1e-12);
          expect(shrunk).toBeLessThanOrEqual(Math.max(x / n, mean) + 1e-12);
          const [low, high] = posteriorInterval(x, n, a, b, 0.99);
          expect(low).toBeLessThanOrEqual(high);
          // The mean of a beta distribution that piles up at 0 or 1 may lie beyond its quantiles: Beta(1e-9, 1) has mean 1e-9, and 0 as the 99.5 % one.
          if (a + x < 1 || b + n - x < 1) continue;
          expect(low).toBeLessThanOrEqual(shrunk);
          expect(high).toBeGreaterThanOrEqual(shrunk);
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('Gini', () => {
  const hours = fc.array(fc.double({ min: 0, max: 1e4, noNaN: true }), { minLength: 3, maxLength: 40 });
  it('lies in [0, 1), does not depend on scale or order, and is 0 when all are equal', () => {
    fc.assert(
      fc.property(hours, fc.double({ min: 0.01, max: 100, noNaN: true }), (values, scale) => {
        fc.pre(values.some((value) => value > 1e-3));
        const value = gini(values);
        expect(value).toBeGreaterThanOrEqual(-1e-12);
        expect(value).toBeLessThan(1);
        expect(gini([...values].reverse().map((one) => one * scale))).toBeCloseTo(value, 8);
        expect(gini(values.map(() => 7))).toBeCloseTo(0, 12);
        const { low, high } = giniInterval(values, 0.95);
        if (!Number.isNaN(low)) expect(low <= value + 1e-12 && value <= high + 1e-12).toBe(true);
      }),
    );
  });
});

describe('quantiles', () => {
  it('are values between the least and the greatest, rising with p', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ noNaN: true, min: -1e9, max: 1e9 }), { minLength: 1 }),
        probability,
        probability,
        (values, p, r) => {
          const [low, high] = [quantile(values, Math.min(p, r)), quantile(values, Math.max(p, r))];
          expect(low).toBeLessThanOrEqual(high);
          expect(low).toBeGreaterThanOrEqual(Math.min(...values));
          expect(high).toBeLessThanOrEqual(Math.max(...values));
        },
      ),
    );
  });
});
