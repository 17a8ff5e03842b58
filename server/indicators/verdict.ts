/** From the sums of an answer to a value with its interval, or the reason why there is none. */
import type { Indicator } from '../../metrics/definition.ts';
import { wilsonInterval } from '../../metrics/statistics/wilson.ts';
import type { IndicatorRow } from '../contract.ts';
import type { Dimension } from './values-query.ts';

export interface ValueRow extends Record<`by_${Dimension}`, string> {
  numerator: number;
  denominator: number;
  n: number;
  low: number;
  high: number;
  logged?: number;
  value?: number;
  /** Labels and the denominator of each. */
  parts?: [labels: string[], sums: number[]];
}

export const SUPPRESSED = {
  value: null,
  numerator: null,
  denominator: null,
  n: 0,
  low: null,
  high: null,
  status: 'suppressed',
  reason: 'fewer-than-5-people',
} as const;

type Verdict = Pick<
  IndicatorRow,
  'value' | 'numerator' | 'denominator' | 'n' | 'low' | 'high' | 'status' | 'reason' | 'parts'
>;

export function judged(indicator: Indicator, row: ValueRow): Verdict {
  const { numerator, denominator, n } = row;
  const enough = indicator.aggregate === 'sum' || n >= indicator.minimumN;
  if (!enough) {
    return {
      value: null,
      numerator,
      denominator,
      n,
      low: null,
      high: null,
      status: 'cannot-judge',
      reason: 'too-few-events',
    };
  }
  if (indicator.aggregate === 'sum') {
    return { value: numerator, numerator, denominator: null, n, low: row.low, high: row.high, status: 'ok' };
  }
  if (indicator.aggregate !== 'ratio') {
    return { value: row.value ?? null, numerator, denominator, n, low: row.low, high: row.high, status: 'ok' };
  }
  if (denominator === 0) {
    return {
      value: null,
      numerator,
      denominator,
      n,
      low: null,
      high: null,
      status: 'cannot-judge',
      reason: 'nothing-to-divide',
    };
  }
  // A share of counted events has a sampling interval; a share of hours carries the time model's own uncertainty instead.
  const counted = Number.isInteger(numerator) && denominator === n;
  const [low, high] = counted
    ? wilsonInterval(numerator, denominator, 0.95)
    : [row.low / denominator, row.high / denominator];
  const most = isShare(indicator) ? 1 : Infinity;
  return {
    value: numerator / denominator,
    numerator,
    denominator,
    n,
    low,
    high: Math.min(high, most),
    status: 'ok',
    ...partsOf(indicator, row),
  };
}

/** A share cannot exceed 1, whatever the uncertainty of its parts; hours per hour or yuan per day can. */
function isShare(indicator: Indicator): boolean {
  return indicator.unit.en === 'share';
}

function partsOf(indicator: Indicator, { parts, denominator }: ValueRow): Pick<Verdict, 'parts'> {
  if (!indicator.parts || !parts) return {};
  const [labels, sums] = parts;
  return { parts: labels.map((label, i) => ({ label, share: (sums[i] ?? 0) / denominator })) };
}
