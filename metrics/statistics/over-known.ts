/** A p-value, or null / NaN where there was nothing to test. */
export type PossibleP = number | null;

/** Applies `adjust` to the known values only and puts the results back in their places; what is missing stays as it was. */
export function overKnown(p: readonly PossibleP[], adjust: (known: number[]) => readonly number[]): PossibleP[] {
  const known = p.filter((one): one is number => one !== null && !Number.isNaN(one));
  const adjusted = adjust(known);
  let next = 0;
  return p.map((one) => (one === null || Number.isNaN(one) ? one : adjusted[next++]!));
}

/** Indexes of the values from the least to the greatest; ties in their own order. */
export function ascending(values: readonly number[]): number[] {
  return values.map((_, index) => index).sort((a, b) => values[a]! - values[b]!);
}

/**
 * The values of a step-up procedure: going down from the greatest, `factor(rank)` times the value (rank 1 = least), never more
 * than what came before and never more than 1.
 */
export function stepUp(values: readonly number[], factor: (rank: number) => number): number[] {
  const result = values.map(() => 0);
  let least = 1;
  ascending(values)
    .reverse()
    .forEach((index, i) => (result[index] = least = Math.min(least, values[index]! * factor(values.length - i))));
  return result;
}
