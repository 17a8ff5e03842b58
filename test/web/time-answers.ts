/** Charts of when the load falls, drawn from small answers. */
import type { IndicatorRow } from '../../server/contract.ts';
import { dayKindStrip } from '../../web/charts/day-kind-strip.ts';
import { trend } from '../../web/charts/trend.ts';
import type { TrendInput } from '../../web/charts/trend.ts';
import { dayKindFrom } from '../../web/day-kinds.ts';
import { context, notices, row, unjudged } from './chart-answers.ts';

/** Mondays: cut by the start of the data, whole, peak, cannot be judged, nothing at all, whole, still running. */
export const weekRows: readonly IndicatorRow[] = [
  row({ period: '2026-09-07', value: 90, low: 80, high: 100 }),
  row({ period: '2026-08-31', value: 5, low: 4, high: 6 }),
  row({ period: '2026-09-14', value: 200, low: 150, high: 260 }),
  row({ period: '2026-09-21', ...unjudged }),
  row({ period: '2026-10-05', value: 100, low: 90, high: 110 }),
  row({ period: '2026-10-12', value: 900, low: 800, high: 1000, incomplete: true }),
];
export const weeksOf = (more: Partial<TrendInput> = {}) =>
  trend(
    {
      rows: weekRows,
      step: 'week',
      measure: 'hours',
      unit: 'h',
      as: 'number',
      worse: 'high',
      band: 'model',
      isCut: (period) => period === '2026-08-31',
      open: (period) => `/evidence?week=${period}`,
      reasonWords: (one) => `because ${one.reason}`,
      ...more,
    },
    context,
  );
export const strip = (rows: readonly IndicatorRow[] = stripRows) =>
  dayKindStrip(
    {
      rows,
      measure: 'hours',
      unit: 'h',
      dayKind: dayKindFrom(notices, true),
      open: (day) => `/evidence?day=${day}`,
    },
    context,
  );
/** Monday 28 September to Saturday 10 October: National Day is a holiday, the Saturday is a workday instead. */
const stripRows: readonly IndicatorRow[] = [
  row({ period: '2026-09-28', value: 40 }),
  row({ period: '2026-09-29', value: 60 }),
  row({ period: '2026-10-05', value: 80 }),
  row({ period: '2026-10-01', value: 12 }),
  row({ period: '2026-10-03', value: 20 }),
  row({ period: '2026-10-04', ...unjudged }),
  row({ period: '2026-10-10', value: 50 }),
];
