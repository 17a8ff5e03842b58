/**
 * Special-cause rules of NHS Making Data Count (semantics of NHSRplotthedots 0.2.2): a point outside the limits; 7 strictly
 * rising or falling; 2 of 3 between two thirds of the limit and the limit with all three on one side; 7 on one side of the mean.
 * Four rules are enough: more give false alarms. Neighbouring values that resemble each other give them too (see autocorrelation).
 */
export type SpecialCause = 'outside' | 'trend' | 'two-of-three' | 'shift';

export interface ChartPoint {
  /** 1 above the mean, -1 below, 0 on it. */
  side: -1 | 0 | 1;
  /** The first rule that applies, in the order above. */
  cause: SpecialCause | null;
  /** Which way that rule points: 1 up, -1 down, 0 when none applies. */
  direction: -1 | 0 | 1;
}

const RUN = 7;

/** One answer per value. Limits as of an XmR or p chart; NaN limits (too few values) leave only the rules that need none. */
export function specialCauses(
  values: readonly number[],
  { mean, lower, upper }: { mean: number; lower: number; upper: number },
): ChartPoint[] {
  const sides = values.map((one) => Math.sign(one - mean));
  const near = values.map(
    (one) =>
      between(one, mean + (2 / 3) * (upper - mean), upper) || between(-one, -mean + (2 / 3) * (mean - lower), -lower),
  );
  const trends = runs(
    values.map((one, i) => (i === 0 ? 0 : Math.sign(one - values[i - 1]!))),
    RUN - 1,
    1,
  );
  const shifts = runs(sides, RUN, 0);
  return values.map((one, i) => {
    const side = (sides[i] || 0) as ChartPoint['side'];
    const found = (cause: SpecialCause, direction: number): ChartPoint => ({
      side,
      cause,
      direction: direction as ChartPoint['direction'],
    });
    if (one > upper) return found('outside', 1);
    if (one < lower) return found('outside', -1);
    if (trends[i]) return found('trend', trends[i]);
    if (near[i] && twoOfThree(i, near, sides)) return found('two-of-three', side);
    if (shifts[i]) return found('shift', shifts[i]);
    return { side, cause: null, direction: 0 };
  });
}

function between(value: number, from: number, to: number): boolean {
  return value > from && value <= to;
}

/** Marks every place of a run of `length` or more equal signs (and `before` places ahead of it) with the sign of the latest run. */
function runs(signs: readonly number[], length: number, before: number): number[] {
  const marked = signs.map(() => 0);
  for (let start = 0, end = 0; start < signs.length; start = end) {
    while (end < signs.length && signs[end] === signs[start]) end++;
    if (end === start) end++;
    if (end - start >= length && Math.abs(signs[start]!) === 1)
      for (let i = Math.max(0, start - before); i < end; i++) marked[i] = signs[start]!;
  }
  return marked;
}

function twoOfThree(i: number, near: readonly boolean[], sides: readonly number[]): boolean {
  return [i - 2, i - 1, i].some((from) => {
    if (from < 0 || from + 2 >= sides.length) return false;
    const three = [from, from + 1, from + 2];
    return Math.abs(three.reduce((sum, at) => sum + sides[at]!, 0)) === 3 && three.filter((at) => near[at]).length >= 2;
  });
}
