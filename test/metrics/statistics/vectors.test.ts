/** Distributions, intervals, shrinkage, inequality and multiplicity against published or independently recomputed numbers. */
import { benjaminiYekutieli, bonferroni, hochberg, holm, hommel } from '../../../metrics/statistics/adjust-p.ts';
import { autocorrelation } from '../../../metrics/statistics/autocorrelation.ts';
import { benjaminiHochberg } from '../../../metrics/statistics/benjamini-hochberg.ts';
import { betaLowerTail, betaQuantile, betaUpperTail } from '../../../metrics/statistics/beta.ts';
import { posteriorInterval } from '../../../metrics/statistics/beta-binomial.ts';
import { clopperPearsonInterval } from '../../../metrics/statistics/clopper-pearson.ts';
import { chiSquareLowerTail, chiSquareUpperTail } from '../../../metrics/statistics/chi-square.ts';
import { fUpperTail } from '../../../metrics/statistics/f-distribution.ts';
import { fitBetaBinomial } from '../../../metrics/statistics/fit-beta-binomial.ts';
import { binomialFunnelLimit } from '../../../metrics/statistics/funnel-limits.ts';
import { gammaLowerTail, gammaQuantile, gammaUpperTail } from '../../../metrics/statistics/gamma.ts';
import { gini } from '../../../metrics/statistics/gini.ts';
import { atkinson, giniUnbiased, halfSquaredCv, hoover, lorenzCurve } from '../../../metrics/statistics/inequality.ts';
import { jamesStein, jamesSteinArcsine } from '../../../metrics/statistics/james-stein.ts';
import { meanAndSd } from '../../../metrics/statistics/mean-interval.ts';
import { newcombeInterval } from '../../../metrics/statistics/newcombe.ts';
import { normalQuantile, normalUpperTail } from '../../../metrics/statistics/normal.ts';
import { rateZ } from '../../../metrics/statistics/overdispersion.ts';
import { byarInterval, poissonInterval, rateRatio } from '../../../metrics/statistics/poisson-interval.ts';
import { tQuantile, tUpperTail } from '../../../metrics/statistics/student-t.ts';
import { decomposeTheilL, decomposeTheilT, theilL, theilT } from '../../../metrics/statistics/theil.ts';
import { wilsonInterval } from '../../../metrics/statistics/wilson.ts';
import { against } from '../../support/against-vector.ts';

type Events = { events: number[]; trials: number[] };

describe('statistics against reference vectors', () => {
  against<Record<string, number[]>, Record<string, { mean: number; sd: number }>>('s01', (input) =>
    Object.fromEntries(
      Object.entries(input).map(([name, values]) => [
        name,
        { ...meanAndSd(values), lag1: autocorrelation(values, 1)[0], n: values.length },
      ]),
    ),
  );
  against<{ p: number[]; q: number }, object>('s05', ({ p, q }) => {
    const adjustedBH = benjaminiHochberg(p);
    const rejected = p.filter((_, i) => adjustedBH[i]! <= q);
    const rejectBonferroni = bonferroni(p).filter((one) => one! <= q).length;
    return { adjustedBH, rejectBH: rejected.length, rejectBonferroni, criticalP: Math.max(...rejected) };
  });
  against<{ p: (number | null)[] }, object>('s06', ({ p }) => ({
    BH: benjaminiHochberg(p),
    BY: benjaminiYekutieli(p),
    holm: holm(p),
    hochberg: hochberg(p),
    hommel: hommel(p),
    bonferroni: bonferroni(p),
  }));
  against<{ hits: number[]; atBats: number; seasonRemainder: number[] }, object>(
    's07',
    ({ hits, atBats, seasonRemainder }) => {
      const raw = hits.map((x) => x / atBats);
      const centre = meanAndSd(raw).mean;
      const { mean, kept, shrunk } = jamesStein(raw, (centre * (1 - centre)) / atBats);
      const arcsine = jamesSteinArcsine(hits, atBats);
      const error = (guesses: number[]) => guesses.reduce((sum, one, i) => sum + (one - seasonRemainder[i]!) ** 2, 0);
      return {
        grandMean: mean,
        shrinkFactor: kept,
        js: shrunk,
        sseRaw: error(raw),
        sseJS: error(shrunk),
        arcsine: { shrinkFactor: arcsine.kept, js: arcsine.shrunk },
        publishedShrink: kept,
      };
    },
  );
  against<Events, object>('s08', ({ events, trials }) => {
    const { a, b, mean, logLikelihood } = fitBetaBinomial(events.map((x, i) => ({ x, n: trials[i]! })));
    const intervals = events.map((x, i) => posteriorInterval(x, trials[i]!, a, b, 0.95));
    return {
      alpha: a,
      beta: b,
      logLik: logLikelihood,
      priorMean: mean,
      posteriorMean: events.map((x, i) => (x + a) / (trials[i]! + a + b)),
      lower: intervals.map(([low]) => low),
      upper: intervals.map(([, high]) => high),
    };
  });
  against<{ x: number[] }, object>('s11', ({ x }) => ({
    gini: gini(x),
    giniUnbiased: giniUnbiased(gini(x), x.length),
    theilT: theilT(x),
    theilL: theilL(x),
    atkinsonHalf: atkinson(x, 0.5),
    hoover: hoover(x),
    halfCv2: halfSquaredCv(x),
    lorenzY: lorenzCurve(x),
  }));
  against<{ hours: number[]; township: number[] }, object>('s12', ({ hours, township }) => {
    const names = township.map(String);
    const { total, within, between, betweenShare, groups } = decomposeTheilT(hours, names);
    const positive = hours.flatMap((one, i) => (one > 0 ? [i] : []));
    const mld = decomposeTheilL(
      positive.map((i) => hours[i]!),
      positive.map((i) => names[i]!),
    );
    return {
      theilT: total,
      within,
      between,
      betweenShare,
      incomeShare: groups.map((one) => one.share),
      mldExcludingZero: { total: mld.total, within: mld.within, between: mld.between },
      gini: gini(hours),
    };
  });
  against<{ cases: { x: number; n: number }[]; level: number }, object>('s13', ({ cases, level }) => ({
    results: cases.map(({ x, n }) => ({
      wilson: wilsonInterval(x, n, level),
      clopperPearson: clopperPearsonInterval(x, n, level),
    })),
  }));
  against<{ cases: Record<'x1' | 'n1' | 'x2' | 'n2', number>[] }, object>('s14', ({ cases }) => ({
    results: cases.map(({ x1, n1, x2, n2 }) => {
      const { difference, low, high } = newcombeInterval({ x: x1, n: n1 }, { x: x2, n: n2 }, 0.95);
      return { diff: difference, lower: low, upper: high };
    }),
  }));
  against<
    {
      counts: number[];
      exposure: number;
      level: number;
      rateRatio: Record<'x1' | 't1' | 'x2' | 't2', number>;
    },
    object
  >('s15', ({ counts, exposure, level, rateRatio: { x1, t1, x2, t2 } }) => {
    const { estimate, low, high, p } = rateRatio({ y: x1, t: t1 }, { y: x2, t: t2 }, level);
    return {
      exact: counts.map((x) => poissonInterval(x, level)),
      byar: counts.map((x) => byarInterval(x, level)),
      rate137: poissonInterval(137, level).map((end) => end / exposure),
      rateRatio: { estimate, lower: low, upper: high, p },
    };
  });
  against<Events & { nGrid: number[]; unit: string[] }, object>('s16', ({ events, trials, nGrid, unit }) => {
    const sum = (values: number[]) => values.reduce((all, one) => all + one, 0);
    const target = sum(events) / sum(trials);
    const outside = (p: number) =>
      unit.filter((_, i) => {
        const limits = [p, 1 - p].map((tail) => binomialFunnelLimit(tail, trials[i]!, target));
        const rate = events[i]! / trials[i]!;
        return rate < limits[0]! || rate > limits[1]!;
      });
    return {
      target,
      limits: nGrid.map((n) => ({
        n,
        lo998: binomialFunnelLimit(0.001, n, target),
        lo95: binomialFunnelLimit(0.025, n, target),
        hi95: binomialFunnelLimit(0.975, n, target),
        hi998: binomialFunnelLimit(0.999, n, target),
      })),
      zNaive: events.map((x, i) => rateZ(x, trials[i]!, target)),
      outside95: outside(0.025),
      outside998: outside(0.001),
    };
  });
  against<Record<string, Record<string, number>[]>, object>('s39', (input) => ({
    chi2: input['chi2']!.map(({ x, df }) => ({
      cdf: chiSquareLowerTail(x!, df!),
      sf: chiSquareUpperTail(x!, df!),
    })),
    gamma: input['gamma']!.map(({ x, shape }) => ({
      cdf: gammaLowerTail(x!, shape!, 1),
      sf: gammaUpperTail(x!, shape!, 1),
    })),
    beta: input['beta']!.map(({ x, a, b }) => ({ cdf: betaLowerTail(x!, a!, b!), sf: betaUpperTail(x!, a!, b!) })),
    t: input['t']!.map(({ t, df }) => ({ sf: tUpperTail(t!, df!) })),
    f: input['f']!.map(({ f, df1, df2 }) => ({ sf: fUpperTail(f!, df1!, df2!) })),
    normal: input['normal']!.map(({ z }) => ({ sf: normalUpperTail(z!) })),
    quantiles: {
      chi2_95_df8: gammaQuantile(0.95, 4, 0.5),
      t_975_df4: tQuantile(0.975, 4),
      beta_025_2_30: betaQuantile(0.025, 2, 30),
      gamma_975_5: gammaQuantile(0.975, 5, 1),
      normal_999: normalQuantile(0.999),
    },
  }));
});
