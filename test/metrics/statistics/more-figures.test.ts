/** Figures that the fabrication note states (F4, F5, F8, F19, N4, N8), NIST's certified regression, and the edges of every function. */
import { benjaminiYekutieli, bonferroni, hochberg, holm, hommel } from '../../../metrics/statistics/adjust-p.ts';
import { autocorrelation, portmanteau } from '../../../metrics/statistics/autocorrelation.ts';
import { binomialTwoSided } from '../../../metrics/statistics/binomial-test.ts';
import { burstiness, gapsBetween } from '../../../metrics/statistics/burstiness.ts';
import { changePoints } from '../../../metrics/statistics/change-point.ts';
import { goodnessOfFit } from '../../../metrics/statistics/chi-square.ts';
import { fLowerTail, fUpperTail, varianceRatio } from '../../../metrics/statistics/f-distribution.ts';
import { haversine } from '../../../metrics/statistics/haversine.ts';
import { atkinson, hoover } from '../../../metrics/statistics/inequality.ts';
import { reliability } from '../../../metrics/statistics/intraclass-correlation.ts';
import { jamesStein } from '../../../metrics/statistics/james-stein.ts';
import { kolmogorovSmirnov, limitUpperTail } from '../../../metrics/statistics/kolmogorov-smirnov.ts';
import { leastSquares } from '../../../metrics/statistics/least-squares.ts';
import { mannKendall, seasonalMannKendall } from '../../../metrics/statistics/mann-kendall.ts';
import { hodgesLehmann, mannWhitney } from '../../../metrics/statistics/mann-whitney.ts';
import { modifiedZ } from '../../../metrics/statistics/modified-z.ts';
import { newcombeInterval } from '../../../metrics/statistics/newcombe.ts';
import { ratioZ } from '../../../metrics/statistics/overdispersion.ts';
import { pPrimeChart } from '../../../metrics/statistics/p-chart.ts';
import { byarInterval, poissonInterval, rateRatio } from '../../../metrics/statistics/poisson-interval.ts';
import { decomposeSeasons } from '../../../metrics/statistics/seasonal-decomposition.ts';
import { specialCauses } from '../../../metrics/statistics/spc-rules.ts';
import { tQuantile, tUpperTail } from '../../../metrics/statistics/student-t.ts';
import { seasonalSenSlope, theilSen } from '../../../metrics/statistics/theil-sen.ts';
import { decomposeTheilT, theilL, theilT } from '../../../metrics/statistics/theil.ts';
import { welch } from '../../../metrics/statistics/welch.ts';
import { xmrLimits } from '../../../metrics/statistics/xmr.ts';

const rounded = (values: readonly number[], digits = 2) => values.map((one) => Number(one.toFixed(digits)));

describe('published figures', () => {
  it('modified z (F4): two of ten stand out; where most values are equal the mean deviation steps in', () => {
    const z = modifiedZ([2.1, 2.6, 2.4, 2.5, 2.3, 2.1, 2.3, 2.6, 8.2, 8.3]);
    expect(rounded(z)).toEqual([-1.57, 0.67, -0.22, 0.22, -0.67, -1.57, -0.67, 0.67, 25.86, 26.31]);
    expect(rounded(modifiedZ([5, 5, 5, 5, 9]))).toEqual([0, 0, 0, 0, 3.99]);
    expect(modifiedZ([5, 5, 5])).toEqual([0, 0, 0]);
    expect(modifiedZ([])).toEqual([]);
  });

  it('burstiness, haversine (F19) and the deviation of one district (F5)', () => {
    const { coefficient, burstiness: b } = burstiness(gapsBetween([103, 0, 1, 2, 3, 100, 101, 102]));
    expect([coefficient, b].map((one) => one.toFixed(4))).toEqual(['2.2830', '0.3908']);
    expect(burstiness([60, 60, 60]).burstiness).toBe(-1);
    expect(burstiness([60, 60, 60]).corrected).toBe(-1);
    expect(burstiness([0, 0, 0, 7]).corrected).toBeCloseTo(1, 12);
    expect(burstiness([]).burstiness).toBeNaN();
    const beijing = { lat: 39.9042, lon: 116.4074 };
    expect(haversine(beijing, { lat: 31.2304, lon: 121.4737 }) / 1000).toBeCloseTo(1067.312, 3);
    expect(haversine(beijing, { lat: 39.90421, lon: 116.4074 })).toBeCloseTo(1.112, 3);
    expect(haversine({ lat: 30, lon: 100 }, { lat: 30, lon: 100.00001 })).toBeCloseTo(0.963, 3);
    expect((9000 - 1524.5555) / 2654.4661).toBeCloseTo(2.81618, 5);
  });

  it('multiplicity (F8): BH rejects 4, Bonferroni 3, BY 3', () => {
    const p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1]; // prettier-ignore
    const rejected = (adjusted: readonly (number | null)[]) => adjusted.filter((one) => one! <= 0.05).length;
    expect([bonferroni(p), benjaminiYekutieli(p)].map(rejected)).toEqual([3, 3]);
    for (const adjust of [bonferroni, holm, hochberg, hommel, benjaminiYekutieli]) {
      expect(adjust([])).toEqual([]);
      expect(adjust([0.03])).toEqual([0.03]);
      expect(adjust([null, 0.03, NaN])).toEqual([null, 0.03, NaN]);
    }
    expect(hommel([0.01, 0.02])).toEqual(hochberg([0.01, 0.02]));
  });

  it('bunching at a target (N8): 30 against 10 and 18 against 4', () => {
    expect(binomialTwoSided(30, 40, 0.5)).toBeCloseTo(0.0022214, 7);
    expect(binomialTwoSided(18, 22, 0.5)).toBeCloseTo(0.0043435, 7);
    // R: binom.test(682, 925, 0.75), binom.test(3, 15, 0.1)
    expect(binomialTwoSided(682, 925, 0.75)).toBeCloseTo(0.3824916, 7);
    expect(binomialTwoSided(3, 15, 0.1)).toBeCloseTo(0.1840611, 6);
    expect([binomialTwoSided(0, 0, 0.5), binomialTwoSided(0, 7, 0), binomialTwoSided(1, 7, 0)]).toEqual([1, 1, 0]);
  });

  it('Kolmogorov-Smirnov: exact values by counting, and the table of its limit', () => {
    // All 20 orders of 3 and 3: distance 1 in 2, at least 2/3 in 12 of them.
    const apart = kolmogorovSmirnov([1, 2, 3], [4, 5, 6]);
    expect([apart.d, apart.exact]).toEqual([1, true]);
    expect(apart.p).toBeCloseTo(2 / 20, 12);
    const two = kolmogorovSmirnov([1, 2, 4], [3, 5, 6]);
    expect(two.d).toBeCloseTo(2 / 3, 12);
    expect(two.p).toBeCloseTo(12 / 20, 12);
    expect(kolmogorovSmirnov([1, 1, 1], [1, 1])).toEqual({ d: 0, p: 1, exact: true });
    // Kolmogorov's table: 5 % at 1.3581, 1 % at 1.6276; both series agree where they meet.
    expect(limitUpperTail(1.3580986)).toBeCloseTo(0.05, 6);
    expect(limitUpperTail(1.6276236)).toBeCloseTo(0.01, 6);
    expect(limitUpperTail(0.9999999)).toBeCloseTo(limitUpperTail(1.0000001), 6);
    expect(limitUpperTail(18) / (2 * Math.exp(-648))).toBeCloseTo(1, 9);
  });

  it('Longley’s regression keeps NIST’s certified digits although its columns nearly follow from each other', () => {
    const { coefficients, errors, r2, f } = leastSquares(LONGLEY.map((row) => row[0]!), LONGLEY.map((row) => row.slice(1))); // prettier-ignore
    const certified = [-3482258.63459582, 15.0618722713733, -0.035819179292591, -2.02022980381683, -1.03322686717359, -0.0511041056535807, 1829.15146461355]; // prettier-ignore
    certified.forEach((value, i) => expect(Math.abs(coefficients[i]! / value - 1)).toBeLessThan(1e-8));
    expect(Math.abs(errors[6]! / 455.478499142212 - 1)).toBeLessThan(1e-8);
    expect(r2).toBeCloseTo(0.995479004577296, 11);
    expect(Math.abs(f / 330.285339234588 - 1)).toBeLessThan(1e-8);
  });
});

describe('edges', () => {
  it('tails keep their digits and quantiles their small end', () => {
    expect(tQuantile(1e-20, 5)).toBeLessThan(-1000);
    expect(tUpperTail(-tQuantile(1e-20, 5), 5) / 1e-20).toBeCloseTo(1, 9);
    expect([tQuantile(0, 3), tQuantile(1, 3), tQuantile(0.5, 3)]).toEqual([-Infinity, Infinity, 0]);
    expect(fUpperTail(1e6, 3, 40)).toBeGreaterThan(0);
    expect(fUpperTail(2.5, 4, 9) + fLowerTail(2.5, 4, 9)).toBeCloseTo(1, 14);
    const far = goodnessOfFit([4000, 0], [0.5, 0.5]);
    expect(far.p).toBe(0);
    expect(goodnessOfFit([1000, 100], [0.5, 0.5]).p).toBeGreaterThan(0);
    expect(goodnessOfFit([0, 0]).p).toBeNaN();
    expect(goodnessOfFit([3, 2], [1, 0]).p).toBe(0);
  });

  it('shrinkage and inequality with nothing, one, equal values', () => {
    expect(jamesStein([0.2, 0.4, 0.9], 0.01)).toMatchObject({ kept: 1, shrunk: [0.2, 0.4, 0.9] });
    expect(jamesStein([3, 3, 3, 3, 3], 1)).toMatchObject({ kept: 0, shrunk: [3, 3, 3, 3, 3] });
    expect(jamesStein([1, 2, 3, 4, 5], 100).kept).toBe(0);
    expect([theilT([4, 4, 4]), theilL([4, 4, 4]), hoover([4, 4]), atkinson([4, 4], 1)]).toEqual([0, 0, 0, 0]);
    expect(theilT([0, 0, 8])).toBeCloseTo(Math.log(3), 12);
    expect([theilL([0, 3]), atkinson([0, 3], 1)]).toEqual([Infinity, 1]);
    expect([theilT([]), theilT([0, 0]), theilT([-1, 3]), hoover([0])].every(Number.isNaN)).toBe(true);
    const idle = decomposeTheilT([0, 0, 5, 7], ['idle', 'idle', 'busy', 'busy']);
    expect(idle.within + idle.between).toBeCloseTo(idle.total, 12);
  });

  it('intervals of nothing and of everything', () => {
    expect(poissonInterval(0, 0.95)[0]).toBe(0);
    expect(byarInterval(0, 0.95)[0]).toBe(0);
    expect(rateRatio({ y: 0, t: 5 }, { y: 0, t: 5 }, 0.95)).toEqual({ estimate: NaN, low: 0, high: Infinity, p: 1 });
    expect(rateRatio({ y: 3, t: 5 }, { y: 0, t: 5 }, 0.95)).toMatchObject({ estimate: Infinity, high: Infinity });
    expect(newcombeInterval({ x: 0, n: 0 }, { x: 1, n: 2 }, 0.95).low).toBeNaN();
    expect(ratioZ(9, 4)).toBe(2);
  });

  it('samples that are empty, alike, or do not vary', () => {
    expect(welch([1], [2, 3], 0.95).p).toBeNaN();
    expect(welch([2, 2], [3, 3], 0.95)).toMatchObject({ difference: -1, p: NaN });
    expect(varianceRatio([1, 2, 3], [5, 5, 5]).ratio).toBeNaN();
    expect(mannWhitney([], [1]).p).toBeNaN();
    expect(mannWhitney([2, 2], [2, 2, 2])).toMatchObject({ u: 3, p: 1, pNoContinuity: 1 });
    expect(mannWhitney([1], [2])).toMatchObject({ u: 0, p: 1, exact: true });
    expect(mannWhitney([1, 2, 3], [4, 5, 6]).p).toBeCloseTo(0.1, 12);
    expect(hodgesLehmann([1, 1], [2, 3], 0.95).low).toBeNaN();
    expect(kolmogorovSmirnov([], [1]).p).toBeNaN();
    expect(reliability([[1, 2]]).icc1).toBeNaN();
  });

  it('series that are short or stand still', () => {
    expect(mannKendall([])).toMatchObject({ s: 0, p: 1 });
    expect(mannKendall([5, 5, 5])).toMatchObject({ s: 0, variance: 0, p: 1, tau: NaN });
    expect(mannKendall([1, NaN, 2, 3]).s).toBe(3);
    expect(seasonalMannKendall([[1, 2, 3], [9, 8, 7]])).toMatchObject({ s: 0, p: 1 }); // prettier-ignore
    expect(seasonalSenSlope([{ x: [1, 3], y: [10, 14] }, { x: [2, 4], y: [0, 6] }])).toBe(2.5); // prettier-ignore
    expect(theilSen([7]).slope).toBeNaN();
    expect(changePoints([])).toMatchObject({ after: [] });
    expect(changePoints([4, 4, 4, 4, 4, 4])).toMatchObject({ after: [], means: [4], residual: 0 });
    expect(changePoints([1, 1, 1, 1, 1, 9, 9, 9, 9, 9])).toMatchObject({ after: [5], means: [1, 9] });
    expect(autocorrelation([3, 3, 3], 1)[0]).toBeNaN();
    expect(portmanteau([3, 3, 3], 1).p).toBeNaN();
    expect(xmrLimits([5]).upper).toBeNaN();
    expect(specialCauses([5], xmrLimits([5]))).toEqual([{ side: 0, cause: null, direction: 0 }]);
    expect(xmrLimits([1, 2, 1, 2, 1, 40, 1, 2, 1, 2], { screenRanges: true }).meanRange).toBe(1);
    expect(pPrimeChart([3, 0, 4], [10, 0, 10]).upper[1]).toBeNaN();
    expect(() => decomposeSeasons([1, 2, 3], 2)).toThrow(RangeError);
    expect(rounded(decomposeSeasons([1, 3, 1, 3, 1, 3], 2).figure)).toEqual([-1, 1]);
    expect(() => leastSquares([1, 2, 3], [[1, 2], [2, 4], [3, 6]])).toThrow(RangeError); // prettier-ignore
    expect(() => leastSquares([1], [[1]])).toThrow(RangeError);
  });
});

/** NIST StRD Longley (1967): total employment; price deflator, GNP, unemployed, armed forces, population, year. */
const LONGLEY = [
  [60323, 83, 234289, 2356, 1590, 107608, 1947], [61122, 88.5, 259426, 2325, 1456, 108632, 1948],
  [60171, 88.2, 258054, 3682, 1616, 109773, 1949], [61187, 89.5, 284599, 3351, 1650, 110929, 1950],
  [63221, 96.2, 328975, 2099, 3099, 112075, 1951], [63639, 98.1, 346999, 1932, 3594, 113270, 1952],
  [64989, 99, 365385, 1870, 3547, 115094, 1953], [63761, 100, 363112, 3578, 3350, 116219, 1954],
  [66019, 101.2, 397469, 2904, 3048, 117388, 1955], [67857, 104.6, 419180, 2822, 2857, 118734, 1956],
  [68169, 108.4, 442769, 2936, 2798, 120445, 1957], [66513, 110.8, 444546, 4681, 2637, 121950, 1958],
  [68655, 112.6, 482704, 3813, 2552, 123366, 1959], [69564, 114.2, 502601, 3931, 2514, 125368, 1960],
  [69331, 115.7, 518173, 4806, 2572, 127852, 1961], [70551, 116.9, 554894, 4007, 2827, 130081, 1962],
]; // prettier-ignore
