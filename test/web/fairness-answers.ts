/** Charts of how fairly the load is shared, drawn from small answers. */
import type { IndicatorRow } from '../../server/contract.ts';
import { capacityDots } from '../../web/charts/capacity-dots.ts';
import { lorenz } from '../../web/charts/lorenz.ts';
import { theilSplit } from '../../web/charts/theil-split.ts';
import { unitMultiples } from '../../web/charts/unit-multiples.ts';
import { context, row, unjudged, week } from './chart-answers.ts';

const unknown = {
  ...{ cadres: null, townships: null, gini: null, theil: null, within: null, between: null },
  ...{ staffQuota: null, budgetYuan: null, hoursPerTenThousandYuan: null },
};
const reasonWords = (one: IndicatorRow) => `because ${one.reason}`;
const suppressed = { value: null, low: null, high: null, status: 'suppressed', reason: 'fewer-than-5-people' } as const;
const carried = (unit: string, value: number, cadres: number) =>
  row({ unit, unitName: unit, value, perCadreWeek: { ...week(value / cadres), cadres } });

/** Of 100 cadres and 1,000 hours: half the cadres carry 200, the last fifth 500. */
export const shareRows: readonly IndicatorRow[] = [
  carried('Heavy', 500, 20),
  carried('Light', 200, 50),
  carried('Middle', 300, 30),
  row({ unit: 'Tiny', unitName: 'Tiny', ...suppressed }),
];
export const curve = (rows: readonly IndicatorRow[] = shareRows) =>
  lorenz({ rows, open: (unit) => `/evidence?unit=${unit}`, reasonWords }, context);

export const capacity = (rows?: readonly IndicatorRow[]) =>
  capacityDots(
    {
      rows: rows ?? [
        row({
          unit: 'A',
          unitName: 'Ashan',
          value: 0.05,
          low: 0.04,
          high: 0.07,
          numerator: 50,
          spread: { ...unknown, staffQuota: 60 },
        }),
        row({
          unit: 'B',
          unitName: 'Baixi',
          value: 0.2,
          low: 0.15,
          high: 0.3,
          numerator: 200,
          spread: { ...unknown, staffQuota: 55 },
        }),
        row({ unit: 'C', unitName: 'Chuan', ...unjudged }),
      ],
      without: rows ? [] : ['Dong'],
      overall: rows ? null : 0.1,
      open: (unit) => `/evidence?unit=${unit}`,
      reasonWords,
    },
    context,
  );

const spread = (theil: number, within: number, gini: number) => ({
  spread: { ...unknown, cadres: 80, townships: 4, gini, theil, within, between: theil - within },
});
export const theil = (rows?: readonly IndicatorRow[]) =>
  theilSplit(
    {
      rows: rows ?? [
        row({ period: '2026-02', ...spread(0.4, 0.3, 0.5) }),
        row({ period: '2026-01', ...spread(0.2, 0.15, 0.4) }),
        row({
          period: '2026-03',
          spread: { ...unknown, cadres: 4, townships: 1 },
        }),
        row({ period: '2026-05', ...spread(0.1, 0.02, 0.3), incomplete: true }),
      ],
      isCut: () => false,
      open: (month) => `/evidence?month=${month}`,
      reasonWords,
    },
    context,
  );

export const multiples = (rows?: readonly IndicatorRow[], width = 800) =>
  unitMultiples(
    {
      rows: rows ?? [
        row({ unit: 'A', unitName: 'Ashan', period: '2026-01', perCadreWeek: week(1) }),
        row({ unit: 'A', unitName: 'Ashan', period: '2026-02', ...suppressed }),
        row({ unit: 'A', unitName: 'Ashan', period: '2026-03', perCadreWeek: week(9), incomplete: true }),
        row({ unit: 'B', unitName: 'Baixi', period: '2026-01', perCadreWeek: week(4) }),
        row({ unit: 'B', unitName: 'Baixi', period: '2026-03', perCadreWeek: week(5), incomplete: true }),
      ],
      overall: rows ? [] : [row({ period: '2026-01', perCadreWeek: week(2) })],
      isCut: () => false,
      open: (unit, month) => `/evidence?unit=${unit}&month=${month}`,
      reasonWords,
    },
    { ...context, width },
  );
