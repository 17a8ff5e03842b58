import { wilsonInterval } from './wilson.ts';

/**
 * x1 of n1 minus x2 of n2 with the hybrid score interval (Newcombe 1998, Stat. Med. 17:873, method 10, without continuity
 * correction). In -1..1; NaN when n1 or n2 is 0.
 */
export function newcombeInterval(
  first: { x: number; n: number },
  second: { x: number; n: number },
  level: number,
): { difference: number; low: number; high: number } {
  const [p1, p2] = [first.x / first.n, second.x / second.n];
  const [low1, high1] = wilsonInterval(first.x, first.n, level);
  const [low2, high2] = wilsonInterval(second.x, second.n, level);
  const difference = p1 - p2;
  return {
    difference,
    low: difference - Math.hypot(p1 - low1, high2 - p2),
    high: difference + Math.hypot(high1 - p1, p2 - low2),
  };
}
