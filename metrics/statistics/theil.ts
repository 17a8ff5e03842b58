/**
 * Theil's two measures of inequality (Theil 1967), which split exactly into a part between groups and a part within them.
 * Values >= 0. NaN when there is nothing, all is zero, or a value is negative.
 */
export interface Decomposition {
  total: number;
  within: number;
  between: number;
  /** between / total; NaN when the total is 0. */
  betweenShare: number;
  /** Per group in order of first appearance: its name, its share of the sum and its own index. */
  groups: { name: string; share: number; index: number }[];
}

/** Theil T: mean of x/mu ln(x/mu), 0 ln 0 = 0. 0 = all equal, ln n = one has all. */
export function theilT(values: readonly number[]): number {
  return mean(relative(values).map((r) => (r === 0 ? 0 : r * Math.log(r))));
}

/** Theil L, the mean logarithmic deviation: mean of ln(mu/x). Infinity when a value is 0: leave zeros out and say so. */
export function theilL(values: readonly number[]): number {
  return mean(relative(values).map((r) => -Math.log(r)));
}

/** T = sum of s_g T_g (within) + sum of s_g ln(mu_g / mu) (between), s_g = the group's share of the sum. */
export function decomposeTheilT(values: readonly number[], group: readonly string[]): Decomposition {
  return decompose(
    theilT(values),
    parts(values, group),
    theilT,
    (part) => part.share,
    (part) => (part.share === 0 ? 0 : part.share * Math.log(part.relativeMean)),
  );
}

/** L = sum of (n_g / n) L_g (within) + sum of (n_g / n) ln(mu / mu_g) (between). */
export function decomposeTheilL(values: readonly number[], group: readonly string[]): Decomposition {
  return decompose(
    theilL(values),
    parts(values, group),
    theilL,
    (part) => part.weight,
    (part) => -part.weight * Math.log(part.relativeMean),
  );
}

interface Part {
  name: string;
  values: number[];
  /** Share of the members, share of the sum, own mean over the mean of all. */
  weight: number;
  share: number;
  relativeMean: number;
}

function decompose(
  total: number,
  all: readonly Part[],
  index: (values: readonly number[]) => number,
  weight: (part: Part) => number,
  between: (part: Part) => number,
): Decomposition {
  const groups = all.map((part) => ({ name: part.name, share: part.share, index: index(part.values) }));
  // A group without any sum (share 0) has no index of its own and adds nothing.
  const within = all.reduce((sum, part, i) => sum + (weight(part) === 0 ? 0 : weight(part) * groups[i]!.index), 0);
  const across = all.reduce((sum, part) => sum + between(part), 0);
  return { total, within, between: across, betweenShare: across / total, groups };
}

function parts(values: readonly number[], group: readonly string[]): Part[] {
  const members = new Map<string, number[]>();
  values.forEach((value, i) => {
    const name = group[i]!;
    const own = members.get(name);
    if (own) own.push(value);
    else members.set(name, [value]);
  });
  const overall = mean(values);
  return [...members].map(([name, own]) => {
    const relativeMean = mean(own) / overall;
    const weight = own.length / values.length;
    return { name, values: own, weight, share: weight * relativeMean, relativeMean };
  });
}

function relative(values: readonly number[]): number[] {
  const centre = mean(values);
  return values.map((one) => (one < 0 ? NaN : one / centre));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, one) => sum + one, 0) / values.length;
}
