/** Series over time, comparisons of samples, distances and regression against published or independently recomputed numbers. */
import { autocorrelation, portmanteau } from '../../../metrics/statistics/autocorrelation.ts';
import { benfordTest } from '../../../metrics/statistics/benford.ts';
import { changePoints, noise } from '../../../metrics/statistics/change-point.ts';
import { haversine } from '../../../metrics/statistics/haversine.ts';
import { reliability } from '../../../metrics/statistics/intraclass-correlation.ts';
import { leastSquares } from '../../../metrics/statistics/least-squares.ts';
import { mannKendall } from '../../../metrics/statistics/mann-kendall.ts';
import { hodgesLehmann, mannWhitney } from '../../../metrics/statistics/mann-whitney.ts';
import { pChart, pPrimeChart, type ProportionChart } from '../../../metrics/statistics/p-chart.ts';
import { decomposeSeasons } from '../../../metrics/statistics/seasonal-decomposition.ts';
import { specialCauses } from '../../../metrics/statistics/spc-rules.ts';
import { theilSen } from '../../../metrics/statistics/theil-sen.ts';
import { welch } from '../../../metrics/statistics/welch.ts';
import { xmrLimits } from '../../../metrics/statistics/xmr.ts';
import { against } from '../../support/against-vector.ts';

describe('charts against reference vectors', () => {
  against<{ x: number[] }, object>('s18', ({ x }) => {
    const [nist, nhs] = [xmrLimits(x, { constant: 'd2' }), xmrLimits(x)];
    return {
      mean: nist.mean,
      mrBar: nist.meanRange,
      uclX: nist.upper,
      lclX: nist.lower,
      ucl2660: nhs.upper,
      lcl2660: nhs.lower,
      uclMR: Math.round(nhs.upperRange * 10000) / 10000,
      published: { mrBar: Math.round(nist.meanRange * 10000) / 10000, ucl: nist.upper, lcl: nist.lower },
    };
  });
  against<Record<string, number[]>, object>('s19', (series) =>
    Object.fromEntries(
      Object.entries(series).map(([name, values]) => {
        const limits = xmrLimits(values);
        const points = specialCauses(values, limits);
        const types = { '-1': 'special_cause_improvement', 0: 'common_cause', 1: 'special_cause_concern' } as const;
        return [
          name,
          {
            mean: limits.mean,
            lpl: limits.lower,
            upl: limits.upper,
            flag: points.map((point) => (point.cause ? 1 : 0)),
            pointType: points.map((point) => types[point.direction]),
            relative: points.map((point) => point.side),
          },
        ];
      }),
    ),
  );
  against<{ numerator: number[]; denominator: number[] }, object>('s21', ({ numerator, denominator }) => {
    const described = ({ lower, upper }: ProportionChart) => ({
      ucl: upper,
      lcl: lower,
      outside: numerator.filter((x, i) => x / denominator[i]! > upper[i]! || x / denominator[i]! < lower[i]!).length,
    });
    const prime = pPrimeChart(numerator, denominator);
    return {
      centre: prime.centre,
      sigmaZ: prime.sigmaZ,
      p: described(pChart(numerator, denominator)),
      pPrime: described(prime),
    };
  });
});

describe('series against reference vectors', () => {
  against<{ y: number[] }, object>('s24', ({ y }) => {
    const { s, variance, tau, p } = mannKendall(y);
    const { slope, intercept } = theilSen(y);
    return { S: s, varS: variance, tau, p, theilSen: slope, interceptMedian: intercept };
  });
  against<{ y: number[]; startYear: number; sigma: number; penalty: number; minSegment: number }, object>(
    's27',
    ({ y, startYear, ...options }) => {
      expect(noise(y)).toBeCloseTo(options.sigma, 9);
      const { after, means, residual } = changePoints(y, options);
      return {
        changeAfterIndex: after,
        changeAfterYear: startYear + after[0]! - 1,
        firstYearOfNewLevel: startYear + after[0]!,
        meanBefore: means[0],
        meanAfter: means[1],
        rssNoBreak: changePoints(y, { penalty: Infinity }).residual,
        rssOneBreak: residual,
      };
    },
    (expected) => ({ ...expected, strucchangeCi95: undefined }),
  );
  against<{ y: number[]; period: number }, { trendIdx: number[] }>('s29', ({ y, period }) => {
    const { figure, trend } = decomposeSeasons(y, period);
    return { figure, trendIdx: [7, 100, 300, 462], trend: [7, 100, 300, 462].map((at) => trend[at - 1]) };
  });
  against<{ y: number[]; lag: number }, object>('s38', ({ y, lag }) => {
    const { ljungBox, p, boxPierce } = portmanteau(y, lag);
    return { acf: autocorrelation(y, lag), ljungBox, ljungBoxP: p, boxPierce };
  });
});

describe('samples, places and regression against reference vectors', () => {
  against<Record<string, number[]>, object>('s22', (input) => {
    const [sleep, plant] = [
      welch(input['sleep1']!, input['sleep2']!, 0.95),
      welch(input['ctrl']!, input['trt1']!, 0.95),
    ];
    const ties = mannWhitney(input['ctrl']!, input['trt1']!);
    const exact = mannWhitney(input['hwX']!, input['hwY']!);
    const { shift, low, high } = hodgesLehmann(input['hwX']!, input['hwY']!, 0.95);
    expect([ties.exact, exact.exact]).toEqual([false, true]);
    return {
      welchSleep: { t: sleep.t, df: sleep.degrees, p: sleep.p, lower: sleep.low, upper: sleep.high },
      welchPlant: { t: plant.t, df: plant.degrees, p: plant.p },
      mwTies: { U: ties.u, pContinuity: ties.pContinuity, pNoContinuity: ties.pNoContinuity },
      mwExact: { U: exact.u, p: exact.p, hodgesLehmann: shift, lower: low, upper: high },
    };
  });
  against<{ pairs: { from: [number, number]; to: [number, number] }[] }, { haversineM: number[] }>(
    's26',
    ({ pairs }) => {
      const metres = pairs.map(({ from, to }) => haversine({ lon: from[0], lat: from[1] }, { lon: to[0], lat: to[1] }));
      return { haversineM: metres, geodesicWgs84M: metres };
    },
  );
  against<{ y: number[][] }, object>('s35', ({ y }) => {
    const { meanSquareBetween, meanSquareWithin, meanSquareResidual, designEffect, ...rest } = reliability(y);
    return {
      MSB: meanSquareBetween,
      MSW: meanSquareWithin,
      MSE: meanSquareResidual,
      designEffect1: designEffect,
      ...rest,
    };
  });
  against<{ firstDigitCounts: number[] }, object>('s31', ({ firstDigitCounts }) => {
    const { n, chiSquare, degrees, p, mad } = benfordTest(firstDigitCounts, 'first');
    return { n, chi2: chiSquare, df: degrees, p, mad };
  });
  against<{ x: number[]; y: number[] }, object>('s03', ({ x, y }) => {
    const { coefficients, errors, residualSd, r2, f } = leastSquares(
      y,
      x.map((one) => [one]),
    );
    return { coef: coefficients, se: errors, residualSd, r2, F: f };
  });
});
