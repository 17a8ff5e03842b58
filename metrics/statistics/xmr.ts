/**
 * Limits of the XmR chart (individuals and moving range; Wheeler 1993). 2.66 and 3.267 are Wheeler's rounded constants, which NHS
 * Making Data Count uses too; `d2` of NIST gives 3 / 1.128 = 2.6596. Fix the limits after 12 or more points.
 */
import { meanAndSd } from './mean-interval.ts';

export interface XmrLimits {
  mean: number;
  /** Mean moving range, after screening if that was asked for. */
  meanRange: number;
  lower: number;
  upper: number;
  /** Upper limit of the moving ranges themselves. */
  upperRange: number;
}

export interface XmrOptions {
  /** `wheeler` 2.66, `d2` 3 / 1.128. */
  constant?: 'wheeler' | 'd2';
  /** Leave moving ranges above 3.267 times their mean out of the mean, once (default of the NHS charts). */
  screenRanges?: boolean;
}

const RANGE_LIMIT = 3.267;

/** Values in the order of time; limits are NaN below two values. */
export function xmrLimits(
  values: readonly number[],
  { constant = 'wheeler', screenRanges = false }: XmrOptions = {},
): XmrLimits {
  const { mean } = meanAndSd(values);
  const ranges = values.slice(1).map((one, i) => Math.abs(one - values[i]!));
  const first = average(ranges);
  const meanRange = screenRanges ? average(ranges.filter((range) => range <= RANGE_LIMIT * first)) : first;
  const distance = (constant === 'wheeler' ? 2.66 : 3 / 1.128) * meanRange;
  return { mean, meanRange, lower: mean - distance, upper: mean + distance, upperRange: RANGE_LIMIT * meanRange };
}

function average(values: readonly number[]): number {
  return values.reduce((sum, one) => sum + one, 0) / values.length;
}
