import { normalQuantile } from './normal.ts';

/**
 * Wilson score interval for x of n (Wilson 1927, JASA 22:209; checked against Newcombe 1998, Stat. Med. 17:857, Table I).
 * [NaN, NaN] when n is 0.
 */
export function wilsonInterval(x: number, n: number, level: number): [number, number] {
  const z = normalQuantile(1 - (1 - level) / 2);
  const centre = (x + (z * z) / 2) / (n + z * z);
  const half = (z * Math.sqrt((x * (n - x)) / n + (z * z) / 4)) / (n + z * z);
  return [x === 0 ? 0 : centre - half, x === n ? 1 : centre + half].map((end) => (n > 0 ? end : NaN)) as [
    number,
    number,
  ];
}
