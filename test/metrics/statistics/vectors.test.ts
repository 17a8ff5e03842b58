/** Every statistic against published or independently recomputed numbers. */
import { benjaminiHochberg } from '../../../metrics/statistics/benjamini-hochberg.ts';
import { betaLowerTail, betaQuantile, betaUpperTail } from '../../../metrics/statistics/beta.ts';
import { posteriorInterval } from '../../../metrics/statistics/beta-binomial.ts';
import { clopperPearsonInterval } from '../../../metrics/statistics/clopper-pearson.ts';
import { fitBetaBinomial } from '../../../metrics/statistics/fit-beta-binomial.ts';
import { binomialFunnelLimit } from '../../../metrics/statistics/funnel-limits.ts';
import { gammaLowerTail, gammaQuantile, gammaUpperTail } from '../../../metrics/statistics/gamma.ts';
import { gini } from '../../../metrics/statistics/gini.ts';
import { meanAndSd } from '../../../metrics/statistics/mean-interval.ts';
import { normalQuantile, normalUpperTail } from '../../../metrics/statistics/normal.ts';
import { rateZ } from '../../../metrics/statistics/overdispersion.ts';
import { tQuantile, tUpperTail } from '../../../metrics/statistics/student-t.ts';
import { wilsonInterval } from '../../../metrics/statistics/wilson.ts';
import { expectWithin, sharedVector, type Vector } from '../../support/shared-vectors.ts';

function against<Input, Expected>(
  id: string,
  compute: (input: Input) => unknown,
  pick: (expected: Expected) => unknown = (e) => e,
) {
  const vector = sharedVector<Input, Expected>(id);
  const run = vector ? it : it.skip;
  run(`agrees with vector ${id}`, () => {
    const { input, expected, tolerance } = vector as Vector<Input, Expected>;
    expectWithin(compute(input), pick(expected), tolerance);
  });
}

type Events = { events: number[]; trials: number[] };

describe('statistics against reference vectors', () => {
  against<Record<string, number[]>, Record<string, { mean: number; sd: number }>>(
    's01',
    (input) => Object.fromEntries(Object.entries(input).map(([name, values]) => [name, meanAndSd(values)])),
    (expected) => Object.fromEntries(Object.entries(expected).map(([name, { mean, sd }]) => [name, { mean, sd }])),
  );
  against<{ p: number[]; q: number }, object>(
    's05',
    ({ p, q }) => {
      const adjustedBH = benjaminiHochberg(p);
      const rejected = p.filter((_, i) => adjustedBH[i]! <= q);
      return { adjustedBH, rejectBH: rejected.length, criticalP: Math.max(...rejected) };
    },
    (expected) => ({ ...expected, rejectBonferroni: undefined }),
  );
  against<{ p: (number | null)[] }, { BH: unknown }>(
    's06',
    ({ p }) => benjaminiHochberg(p),
    (expected) => expected.BH,
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
  against<{ x: number[] }, { gini: number }>(
    's11',
    ({ x }) => gini(x),
    (expected) => expected.gini,
  );
  against<{ hours: number[] }, { gini: number }>(
    's12',
    ({ hours }) => gini(hours),
    (expected) => expected.gini,
  );
  against<{ cases: { x: number; n: number }[]; level: number }, object>('s13', ({ cases, level }) => ({
    results: cases.map(({ x, n }) => ({
      wilson: wilsonInterval(x, n, level),
      clopperPearson: clopperPearsonInterval(x, n, level),
    })),
  }));
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
      cdf: gammaLowerTail(x!, df! / 2, 0.5),
      sf: gammaUpperTail(x!, df! / 2, 0.5),
    })),
    gamma: input['gamma']!.map(({ x, shape }) => ({
      cdf: gammaLowerTail(x!, shape!, 1),
      sf: gammaUpperTail(x!, shape!, 1),
    })),
    beta: input['beta']!.map(({ x, a, b }) => ({ cdf: betaLowerTail(x!, a!, b!), sf: betaUpperTail(x!, a!, b!) })),
    t: input['t']!.map(({ t, df }) => ({ sf: tUpperTail(t!, df!) })),
    f: input['f']!.map(({ f, df1, df2 }) => ({ sf: betaLowerTail(df2! / (df2! + df1! * f!), df2! / 2, df1! / 2) })),
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
