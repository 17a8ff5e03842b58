/** 95 % interval of a share; Wilson (1927), kept inside 0..1 and usable at 0 and n of n. */
export function wilson(successes: number, n: number, z = 1.959964): { low: number; high: number } {
  if (n <= 0) return { low: 0, high: 1 };
  const share = Math.min(1, Math.max(0, successes / n));
  const centre = share + (z * z) / (2 * n);
  const spread = z * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n));
  const scale = 1 + (z * z) / n;
  return { low: Math.max(0, (centre - spread) / scale), high: Math.min(1, (centre + spread) / scale) };
}

/** Where a share of n would lie by chance around the baseline: the walls of the funnel (score limits). */
export function funnelLimits(baseline: number, n: number, z: number): { low: number; high: number } {
  const spread = z * Math.sqrt((baseline * (1 - baseline)) / Math.max(n, 1));
  return { low: Math.max(0, baseline - spread), high: Math.min(1, baseline + spread) };
}
