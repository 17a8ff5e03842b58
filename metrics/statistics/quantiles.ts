/** Quantile by linear interpolation between order statistics (Hyndman & Fan 1996, type 7: R's and ClickHouse's default). NaN when empty or when a value is NaN. */
export function quantile(values: readonly number[], p: number): number {
  if (values.length === 0) return NaN;
  const sorted = Float64Array.from(values).sort();
  if (Number.isNaN(sorted.at(-1))) return NaN;
  const position = (sorted.length - 1) * p;
  const below = Math.floor(position);
  const low = sorted[below]!;
  return low + (position - below) * ((sorted[below + 1] ?? low) - low);
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}
