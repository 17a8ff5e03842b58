import { normalUpperTail } from './normal.ts';

export interface TrendTest {
  /** Pairs that rise minus pairs that fall, its variance under no trend, and Kendall's tau-b. */
  s: number;
  variance: number;
  tau: number;
  /** Two-sided, normal approximation with continuity correction; 1 when nothing varies. */
  p: number;
}

/**
 * Is a series rising or falling (Mann 1945; Kendall 1975; tie correction of the variance)? Values in the order of time; a
 * missing one (NaN) is left out. The approximation is fair from 10 values on. tau is NaN when all values are equal.
 */
export function mannKendall(values: readonly number[]): TrendTest {
  return summed([counted(values)]);
}

/** The same over several seasons, e.g. twelve series of one month each (Hirsch, Slack & Smith 1982): only like is compared. */
export function seasonalMannKendall(seasons: readonly (readonly number[])[]): TrendTest {
  return summed(seasons.map(counted));
}

interface Counted {
  s: number;
  variance: number;
  pairs: number;
  untiedPairs: number;
}

function counted(series: readonly number[]): Counted {
  const values = series.filter((one) => !Number.isNaN(one));
  const n = values.length;
  let s = 0;
  for (let later = 1; later < n; later++)
    for (let earlier = 0; earlier < later; earlier++) s += Math.sign(values[later]! - values[earlier]!);
  const ties = new Map<number, number>();
  for (const one of values) ties.set(one, (ties.get(one) ?? 0) + 1);
  const spread = (t: number) => t * (t - 1) * (2 * t + 5);
  const tied = [...ties.values()];
  return {
    s,
    variance: (spread(n) - tied.reduce((sum, t) => sum + spread(t), 0)) / 18,
    pairs: (n * (n - 1)) / 2,
    untiedPairs: (n * (n - 1)) / 2 - tied.reduce((sum, t) => sum + (t * (t - 1)) / 2, 0),
  };
}

function summed(parts: readonly Counted[]): TrendTest {
  const total = (pick: (part: Counted) => number) => parts.reduce((sum, part) => sum + pick(part), 0);
  const [s, variance] = [total((part) => part.s), total((part) => part.variance)];
  const z = s === 0 ? 0 : (Math.abs(s) - 1) / Math.sqrt(variance);
  return {
    s,
    variance,
    tau: s / total((part) => Math.sqrt(part.pairs * part.untiedPairs)),
    p: Math.min(1, 2 * normalUpperTail(z)),
  };
}
