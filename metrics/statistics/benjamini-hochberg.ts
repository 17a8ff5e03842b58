/**
 * Adjusted p-values of Benjamini & Hochberg (1995, JRSS B 57:289): reject where q <= the accepted share of false discoveries.
 * A null p stays null and does not count (as R's p.adjust).
 */
export function benjaminiHochberg(p: readonly number[]): number[];
export function benjaminiHochberg(p: readonly (number | null)[]): (number | null)[];
export function benjaminiHochberg(p: readonly (number | null)[]): (number | null)[] {
  const order = p
    .flatMap((value, index) => (value === null ? [] : [{ value, index }]))
    .sort((a, b) => b.value - a.value);
  const adjusted: (number | null)[] = p.map(() => null);
  let least = 1;
  order.forEach(({ value, index }, rank) => {
    least = Math.min(least, value * (order.length / (order.length - rank)));
    adjusted[index] = least;
  });
  return adjusted;
}
