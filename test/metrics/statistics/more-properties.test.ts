/** What must hold for any input of the tests, charts and measures of inequality, tried on many. */
import fc from 'fast-check';
import { benjaminiYekutieli, bonferroni, hochberg, holm, hommel } from '../../../metrics/statistics/adjust-p.ts';
import { benjaminiHochberg } from '../../../metrics/statistics/benjamini-hochberg.ts';
import { binomialTwoSided } from '../../../metrics/statistics/binomial-test.ts';
import { burstiness } from '../../../metrics/statistics/burstiness.ts';
import { changePoints } from '../../../metrics/statistics/change-point.ts';
import { chiSquareLowerTail, chiSquareUpperTail } from '../../../metrics/statistics/chi-square.ts';
import { lastDigit, leadingDigits } from '../../../metrics/statistics/decimal-digits.ts';
import { haversine } from '../../../metrics/statistics/haversine.ts';
import { atkinson, hoover, lorenzCurve } from '../../../metrics/statistics/inequality.ts';
import { jamesStein } from '../../../metrics/statistics/james-stein.ts';
import { kolmogorovSmirnov } from '../../../metrics/statistics/kolmogorov-smirnov.ts';
import { leastSquares } from '../../../metrics/statistics/least-squares.ts';
import { mannKendall } from '../../../metrics/statistics/mann-kendall.ts';
import { mannWhitney } from '../../../metrics/statistics/mann-whitney.ts';
import { modifiedZ } from '../../../metrics/statistics/modified-z.ts';
import { newcombeInterval } from '../../../metrics/statistics/newcombe.ts';
import { poissonLowerTail, poissonUpperTail } from '../../../metrics/statistics/poisson.ts';
import { byarInterval, poissonInterval, rateRatio } from '../../../metrics/statistics/poisson-interval.ts';
import { decomposeSeasons } from '../../../metrics/statistics/seasonal-decomposition.ts';
import { specialCauses } from '../../../metrics/statistics/spc-rules.ts';
import { tQuantile, tUpperTail } from '../../../metrics/statistics/student-t.ts';
import { decomposeTheilL, decomposeTheilT } from '../../../metrics/statistics/theil.ts';
import { theilSen } from '../../../metrics/statistics/theil-sen.ts';
import { welch } from '../../../metrics/statistics/welch.ts';
import { xmrLimits } from '../../../metrics/statistics/xmr.ts';

const tenths = fc.integer({ min: -300, max: 300 }).map((one) => one / 10);
const some = (min: number, max = 25) => fc.array(tenths, { minLength: min, maxLength: max });
const hours = fc.array(fc.double({ min: 0.01, max: 1e4, noNaN: true }), { minLength: 2, maxLength: 40 });
const probability = fc.double({ min: 0, max: 1, noNaN: true });

describe('adjusted p-values', () => {
  it('are ordered: BH <= Hommel <= Hochberg <= Holm <= Bonferroni, BH <= BY, never below p nor above 1', () => {
    fc.assert(
      fc.property(fc.array(probability, { minLength: 1, maxLength: 30 }), (p) => {
        const all = [p, benjaminiHochberg(p), hommel(p), hochberg(p), holm(p), bonferroni(p)];
        p.forEach((_, i) => {
          for (let j = 1; j < all.length; j++) expect(all[j]![i]!).toBeGreaterThanOrEqual(all[j - 1]![i]! - 1e-12);
          expect(benjaminiYekutieli(p)[i]!).toBeGreaterThanOrEqual(benjaminiHochberg(p)[i]! - 1e-12);
          expect(bonferroni(p)[i]!).toBeLessThanOrEqual(1);
        });
      }),
    );
  });
});

describe('tails and tests', () => {
  it('of chi-square and t add up and are undone', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 300, noNaN: true }), fc.integer({ min: 1, max: 60 }), (x, degrees) => {
        expect(chiSquareUpperTail(x, degrees) + chiSquareLowerTail(x, degrees)).toBeCloseTo(1, 10);
        const p = tUpperTail(x / 10, degrees);
        if (p > 1e-280) expect(Math.abs(tQuantile(p, degrees) + x / 10)).toBeLessThan(1e-6 * (1 + x));
      }),
    );
  });

  it('the two-sided binomial p is the summed probability of what is no likelier', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.nat(60),
        fc.double({ min: 0.02, max: 0.98, noNaN: true }),
        (n, k, rate) => {
          const x = Math.min(k, n);
          let choose = 1;
          const ways = Array.from({ length: n + 1 }, (_, i) => (i === 0 ? 1 : (choose *= (n - i + 1) / i)));
          const terms = ways.map((way, i) => way * rate ** i * (1 - rate) ** (n - i));
          const sum = terms.filter((one) => one <= terms[x]! * (1 + 1e-7)).reduce((all, one) => all + one, 0);
          expect(binomialTwoSided(x, n, rate)).toBeCloseTo(Math.min(1, sum), 9);
        },
      ),
    );
  });

  it('do not depend on which sample comes first, nor on a shift of both', () => {
    fc.assert(
      fc.property(some(2), some(2), fc.integer({ min: -50, max: 50 }), (a, b, shift) => {
        const [there, back] = [mannWhitney(a, b), mannWhitney(b, a)];
        expect(there.u + back.u).toBeCloseTo(a.length * b.length, 9);
        expect(there.p).toBeCloseTo(back.p, 9);
        expect(there.p).toBeGreaterThan(0);
        const ks = kolmogorovSmirnov(a, b);
        expect(kolmogorovSmirnov(b, a).p).toBeCloseTo(ks.p, 9);
        expect(ks.p >= 0 && ks.p <= 1 && ks.d >= 0 && ks.d <= 1).toBe(true);
        const [plain, moved] = [welch(a, b, 0.9), welch(a.map((x) => x + shift), b.map((x) => x + shift), 0.9)]; // prettier-ignore
        if (!Number.isNaN(plain.p) && plain.high - plain.low > 1e-6) expect(moved.p).toBeCloseTo(plain.p, 6);
      }),
    );
  });
});

describe('intervals', () => {
  it('of counts hold the count at their stated tails; Byar is near; a ratio turns over with its samples', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 1, max: 400 }), (x, y) => {
        const [low, high] = poissonInterval(x, 0.95);
        expect(low <= x && x <= high).toBe(true);
        expect(poissonLowerTail(x, high)).toBeCloseTo(0.025, 9);
        if (x > 0) expect(poissonUpperTail(x, low)).toBeCloseTo(0.025, 9);
        expect(Math.abs(byarInterval(x, 0.95)[1] - high)).toBeLessThan(0.03);
        const [one, other] = [rateRatio({ y: x, t: 3 }, { y, t: 7 }, 0.95), rateRatio({ y, t: 7 }, { y: x, t: 3 }, 0.95)]; // prettier-ignore
        expect(one.p).toBeCloseTo(other.p, 9);
        if (x > 0) expect(one.low * other.high).toBeCloseTo(1, 7);
      }),
    );
  });

  it('of a difference of proportions hold it and turn over with the samples', () => {
    const sample = fc.integer({ min: 1, max: 200 }).chain((n) => fc.record({ n: fc.constant(n), x: fc.integer({ min: 0, max: n }) })); // prettier-ignore
    fc.assert(
      fc.property(sample, sample, (a, b) => {
        const [one, other] = [newcombeInterval(a, b, 0.95), newcombeInterval(b, a, 0.95)];
        expect(one.low).toBeGreaterThanOrEqual(-1 - 1e-12);
        expect(one.high).toBeLessThanOrEqual(1 + 1e-12);
        expect(one.low <= one.difference && one.difference <= one.high).toBe(true);
        expect(one.low).toBeCloseTo(-other.high, 12);
      }),
    );
  });
});

describe('inequality and shrinkage', () => {
  it('splits exactly, does not depend on scale, and lies in its bounds', () => {
    fc.assert(
      fc.property(
        hours,
        fc.integer({ min: 1, max: 6 }),
        fc.double({ min: 0.01, max: 100, noNaN: true }),
        (values, k, scale) => {
          const group = values.map((_, i) => String((i * 7) % k));
          for (const decompose of [decomposeTheilT, decomposeTheilL]) {
            const { total, within, between } = decompose(values, group);
            expect(within + between).toBeCloseTo(total, 9);
            expect(Math.min(within, between)).toBeGreaterThanOrEqual(-1e-12);
            expect(decompose(values.map((one) => one * scale), group).total).toBeCloseTo(total, 8); // prettier-ignore
          }
          for (const index of [hoover(values), atkinson(values, 0.5), atkinson(values, 1), atkinson(values, 2)])
            expect(index >= -1e-9 && index < 1).toBe(true);
          const curve = lorenzCurve(values);
          curve.forEach((share, i) => expect(share).toBeLessThanOrEqual(i / values.length + 1e-12));
          expect(curve.at(-1)).toBeCloseTo(1, 12);
        },
      ),
    );
  });

  it('James-Stein keeps the mean and the order and never moves a value past it', () => {
    fc.assert(
      fc.property(some(4), fc.double({ min: 0, max: 50, noNaN: true }), (values, variance) => {
        const { mean, kept, shrunk } = jamesStein(values, variance);
        expect(kept >= 0 && kept <= 1).toBe(true);
        expect(shrunk.reduce((sum, one) => sum + one, 0) / shrunk.length).toBeCloseTo(mean, 8);
        shrunk.forEach((one, i) =>
          expect(Math.abs(one - mean)).toBeLessThanOrEqual(Math.abs(values[i]! - mean) + 1e-9),
        );
      }),
    );
  });
});

describe('series', () => {
  it('turned over in time, trends change sign; scaled, they keep p', () => {
    fc.assert(
      fc.property(some(2), (values) => {
        const [there, back] = [mannKendall(values), mannKendall([...values].reverse())];
        expect(back.s).toBe(-there.s || 0);
        expect(back.p).toBeCloseTo(there.p, 12);
        expect(there.p > 0 && there.p <= 1).toBe(true);
        expect(theilSen(values.map((one) => 3 * one + 1)).slope).toBeCloseTo(3 * theilSen(values).slope, 8);
      }),
    );
  });

  it('the segmentation found costs no more than any single shift, or none', () => {
    fc.assert(
      fc.property(some(6, 30), fc.double({ min: 0.1, max: 20, noNaN: true }), (values, penalty) => {
        const found = changePoints(values, { sigma: 5, penalty, minSegment: 2 });
        const cost = found.residual / 25 + penalty * found.after.length;
        const spread = (part: number[]) => {
          const mean = part.reduce((sum, one) => sum + one, 0) / part.length;
          return part.reduce((sum, one) => sum + (one - mean) ** 2, 0);
        };
        expect(cost).toBeLessThanOrEqual(spread(values) / 25 + 1e-9);
        for (let at = 2; at <= values.length - 2; at++)
          expect(cost).toBeLessThanOrEqual(
            (spread(values.slice(0, at)) + spread(values.slice(at))) / 25 + penalty + 1e-9,
          );
      }),
    );
  });

  it('decomposed series add up again, and their season sums to nothing', () => {
    fc.assert(
      fc.property(some(12, 40), fc.integer({ min: 2, max: 6 }), (values, period) => {
        const { trend, figure, seasonal, remainder } = decomposeSeasons(values, period);
        expect(figure.reduce((sum, one) => sum + one, 0)).toBeCloseTo(0, 9);
        trend.forEach((one, i) => {
          if (!Number.isNaN(one)) expect(one + seasonal[i]! + remainder[i]!).toBeCloseTo(values[i]!, 9);
        });
      }),
    );
  });

  it('a chart turned upside down finds the same causes the other way round', () => {
    fc.assert(
      fc.property(some(2), (values) => {
        const upside = values.map((one) => -one);
        const [points, turned] = [specialCauses(values, xmrLimits(values)), specialCauses(upside, xmrLimits(upside))];
        points.forEach((point, i) => {
          expect(turned[i]!.cause).toBe(point.cause);
          expect(turned[i]!.direction + point.direction).toBe(0);
        });
      }),
    );
  });

  it('least squares leaves residuals that no column explains', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(tenths, tenths, tenths), { minLength: 6, maxLength: 30 }), (rows) => {
        const x = rows.map(([, a, b], i) => [a + i, b]);
        fc.pre(new Set(rows.map(([, , b]) => b)).size > 2);
        const y = rows.map(([one]) => one);
        const { residuals, r2 } = leastSquares(y, x);
        for (const column of [x.map(() => 1), x.map((row) => row[0]!), x.map((row) => row[1]!)])
          expect(Math.abs(residuals.reduce((sum, one, i) => sum + one * column[i]!, 0))).toBeLessThan(1e-6);
        if (new Set(y).size > 1) expect(r2 >= -1e-9 && r2 <= 1 + 1e-9).toBe(true);
      }),
    );
  });
});

describe('scores, digits and distances', () => {
  it('modified z does not depend on unit or zero point', () => {
    fc.assert(
      fc.property(some(3), (values) => {
        const z = modifiedZ(values);
        modifiedZ(values.map((one) => 20 * one + 7)).forEach((one, i) => expect(one).toBeCloseTo(z[i]!, 6));
      }),
    );
  });

  it('digits are those of the text of any decimal number', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10 ** 9 }), fc.integer({ min: 0, max: 6 }), (whole, places) => {
        const text = (whole / 10 ** places).toFixed(places);
        expect(lastDigit(text)).toBe(whole % 10);
        expect(leadingDigits(text, 1)).toBe(Number(String(whole)[0]));
        expect(leadingDigits(`${whole}e-${places}`, 2)).toBe(leadingDigits(String(whole), 2));
      }),
    );
  });

  it('burstiness lies between -1 and 1 whatever the unit', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.001, max: 1e6, noNaN: true }), { minLength: 2, maxLength: 60 }),
        (gaps) => {
          const { burstiness: plain, corrected } = burstiness(gaps);
          expect(plain >= -1 && plain <= 1 && corrected >= -1 - 1e-9 && corrected <= 1 + 1e-9).toBe(true);
          expect(burstiness(gaps.map((one) => one * 60)).corrected).toBeCloseTo(corrected, 8);
        },
      ),
    );
  });

  it('distance is the same both ways and at most half the circumference', () => {
    const point = fc.record({ lat: fc.double({ min: -90, max: 90, noNaN: true }), lon: fc.double({ min: -180, max: 180, noNaN: true }) }); // prettier-ignore
    fc.assert(
      fc.property(point, point, (a, b) => {
        expect(haversine(a, b)).toBeCloseTo(haversine(b, a), 6);
        expect(haversine(a, b)).toBeLessThanOrEqual(20015114.5);
      }),
    );
  });
});
