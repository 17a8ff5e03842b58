/**
 * Classical additive decomposition of an evenly spaced series (as R's decompose): trend = centred moving average over one period
 * (NaN half a period from both ends), figure = mean distance from it at each place of the period, moved to sum 0.
 */
export interface Decomposition {
  trend: number[];
  /** One per place in the period, beginning with the place of the first value. */
  figure: number[];
  seasonal: number[];
  remainder: number[];
}

/** Throws RangeError below two whole periods or for a period below 2: then there is no season to speak of. */
export function decomposeSeasons(values: readonly number[], period: number): Decomposition {
  if (!Number.isInteger(period) || period < 2 || values.length < 2 * period)
    throw new RangeError(`two periods of ${period} values are needed, there are ${values.length} values`);
  const half = Math.floor(period / 2);
  const trend = values.map((_, i) => {
    if (i < half || i + half >= values.length) return NaN;
    const around = values.slice(i - half, i + half + 1);
    const sum = around.reduce((all, one) => all + one, 0);
    // An even period has its middle between two values: both ends count half.
    return (period % 2 === 1 ? sum : sum - (around[0]! + around.at(-1)!) / 2) / period;
  });
  const raw = Array.from({ length: period }, (_, place) =>
    average(values.map((one, i) => one - trend[i]!).filter((one, i) => i % period === place && !Number.isNaN(one))),
  );
  const centre = average(raw);
  const figure = raw.map((one) => one - centre);
  const seasonal = values.map((_, i) => figure[i % period]!);
  return { trend, figure, seasonal, remainder: values.map((one, i) => one - trend[i]! - seasonal[i]!) };
}

function average(values: readonly number[]): number {
  return values.reduce((sum, one) => sum + one, 0) / values.length;
}
