/** Do two samples come from one distribution (Kolmogorov 1933; Smirnov 1939)? */
export interface KolmogorovSmirnov {
  /** Largest distance between the two empirical distribution functions. */
  d: number;
  /** Two-sided; exact (ties included: Schröer & Trenkler 1995) while n1 n2 < 10,000, else the limit distribution. */
  p: number;
  exact: boolean;
}

const EXACT_BELOW = 10_000;

/** NaN when a sample is empty. Values must not be NaN. */
export function kolmogorovSmirnov(first: readonly number[], second: readonly number[]): KolmogorovSmirnov {
  const [m, n] = [first.length, second.length];
  if (m === 0 || n === 0) return { d: NaN, p: NaN, exact: false };
  const all = [...first.map((value) => ({ value, own: 1 })), ...second.map((value) => ({ value, own: 0 }))].sort(
    (a, b) => a.value - b.value,
  );
  // Steps of both functions in units of 1 / (m n), whole numbers, compared only where a group of equal values ends.
  let [gap, widest] = [0, 0];
  const ends = all.map(({ value, own }, i) => {
    gap += own ? n : -m;
    const end = all[i + 1]?.value !== value;
    if (end) widest = Math.max(widest, Math.abs(gap));
    return end;
  });
  const exact = m * n < EXACT_BELOW;
  const d = widest / (m * n);
  return { d, p: exact ? exactUpperTail(widest, m, n, ends) : limitUpperTail(d * Math.sqrt((m * n) / (m + n))), exact };
}

/** P(distance >= widest / (m n)) over all orders of the pooled values; computed as the upper tail itself. */
function exactUpperTail(widest: number, m: number, n: number, ends: readonly boolean[]): number {
  const reached = (i: number, j: number) => i + j > 0 && ends[i + j - 1]! && Math.abs(i * n - j * m) >= widest;
  const p = new Float64Array(n + 1);
  for (let i = 0; i <= m; i++)
    for (let j = 0; j <= n; j++) {
      if (reached(i, j)) p[j] = 1;
      else if (i + j > 0) p[j] = ((i > 0 ? i * p[j]! : 0) + (j > 0 ? j * p[j - 1]! : 0)) / (i + j);
      else p[j] = 0;
    }
  return widest === 0 ? 1 : p[n]!;
}

/** P(K > t) of Kolmogorov's limit distribution; for small t by the theta series of the lower tail. */
export function limitUpperTail(t: number): number {
  if (t <= 0) return 1;
  let sum = 0;
  if (t < 1) {
    for (let k = 1; k <= 20; k++) sum += Math.exp((-((2 * k - 1) ** 2) * Math.PI ** 2) / (8 * t * t));
    return 1 - (Math.sqrt(2 * Math.PI) / t) * sum;
  }
  for (let k = 1; k <= 100; k++) sum += (k % 2 === 1 ? 1 : -1) * Math.exp(-2 * k * k * t * t);
  return Math.min(1, 2 * sum);
}
