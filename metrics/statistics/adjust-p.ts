/**
 * Adjusted p-values for several tests at once, as R's p.adjust gives them: reject where the adjusted p is at most the level.
 * n values in, n values out, in the same order; a missing p (null, NaN) stays as it is and does not count.
 */
import { ascending, overKnown, stepUp, type PossibleP } from './over-known.ts';

/** Family-wise error under any dependence (Bonferroni 1936): m p. */
export function bonferroni(p: readonly PossibleP[]): PossibleP[] {
  return overKnown(p, (known) => known.map((one) => Math.min(1, one * known.length)));
}

/** Family-wise error under any dependence, never weaker than Bonferroni (Holm 1979, Scand. J. Stat. 6:65): step down. */
export function holm(p: readonly PossibleP[]): PossibleP[] {
  return overKnown(p, (known) => {
    const result = known.map(() => 0);
    let most = 0;
    ascending(known).forEach(
      (index, i) => (result[index] = most = Math.max(most, Math.min(1, (known.length - i) * known[index]!))),
    );
    return result;
  });
}

/** Family-wise error for independent or positively dependent tests (Hochberg 1988, Biometrika 75:800): step up. */
export function hochberg(p: readonly PossibleP[]): PossibleP[] {
  return overKnown(p, (known) => stepUp(known, (rank) => known.length - rank + 1));
}

/** As Hochberg, a little stronger (Hommel 1988, Biometrika 75:383; algorithm of Wright 1992, Biometrics 48:1005). O(m^2). */
export function hommel(p: readonly PossibleP[]): PossibleP[] {
  return overKnown(p, (known) => {
    const order = ascending(known);
    const sorted = order.map((index) => known[index]!);
    const n = sorted.length;
    const simes = Math.min(...sorted.map((one, i) => (n * one) / (i + 1)));
    const adjusted = sorted.map((one) => Math.max(one, simes));
    for (let m = n - 1; m >= 2; m--) {
      const head = n - m;
      let tail = Infinity;
      for (let i = head + 1; i < n; i++) tail = Math.min(tail, (m * sorted[i]!) / (i - head + 1));
      for (let i = 0; i < n; i++) adjusted[i] = Math.max(adjusted[i]!, Math.min(m * sorted[Math.min(i, head)]!, tail));
    }
    const result = known.map(() => 0);
    order.forEach((index, i) => (result[index] = Math.min(1, adjusted[i]!)));
    return result;
  });
}

/** False-discovery rate under any dependence (Benjamini & Yekutieli 2001, Ann. Stat. 29:1165): BH times 1 + 1/2 + ... + 1/m. */
export function benjaminiYekutieli(p: readonly PossibleP[]): PossibleP[] {
  return overKnown(p, (known) => {
    const harmonic = known.reduce((sum, _, i) => sum + 1 / (i + 1), 0);
    return stepUp(known, (rank) => (harmonic * known.length) / rank);
  });
}
