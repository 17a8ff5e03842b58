/**
 * How regular or bursty events are, from the gaps between them (same unit, >= 0): -1 every gap equal, 0 as chance (Poisson)
 * makes them, towards 1 all at once. `coefficient` = population sd / mean of the gaps; `burstiness` = (r - 1) / (r + 1) (Goh &
 * Barabasi 2008, EPL 81:48002), `corrected` for few gaps (Kim & Jo 2016, Phys. Rev. E 94:032311; reaches -1, 0 and 1 at any n).
 * NaN without gaps or when all are 0; `corrected` is NaN for a single gap too.
 */
export function burstiness(gaps: readonly number[]): { coefficient: number; burstiness: number; corrected: number } {
  const n = gaps.length;
  const mean = gaps.reduce((sum, one) => sum + one, 0) / n;
  const r = Math.sqrt(gaps.reduce((sum, one) => sum + (one - mean) ** 2, 0) / n) / mean;
  const [more, less] = [Math.sqrt(n + 1), Math.sqrt(n - 1)];
  return {
    coefficient: r,
    burstiness: (r - 1) / (r + 1),
    corrected: n < 2 ? NaN : (more * r - less) / ((more - 2) * r + less),
  };
}

/** Gaps between times, sorted first; n times give n - 1 gaps. */
export function gapsBetween(times: readonly number[]): number[] {
  const sorted = Float64Array.from(times).sort();
  return Array.from(sorted.subarray(1), (time, i) => time - sorted[i]!);
}
