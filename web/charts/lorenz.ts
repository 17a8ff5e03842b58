/** Lorenz curve over townships: cadres from those who carry least to those who carry most, against the share of hours they carry. */
import type { IndicatorRow } from '../../server/contract.ts';
import { base, opens, tooltipLines, valueAxis } from './model.ts';
import type { ChartContext, ChartModel } from './model.ts';

export interface LorenzInput {
  /** filling-hours by township over one period. */
  rows: readonly IndicatorRow[];
  open: (unit: string) => string;
  reasonWords: (row: IndicatorRow) => string;
}

export interface LorenzPoint {
  row: IndicatorRow;
  hours: number;
  cadres: number;
  /** Shares of all cadres and hours up to and including this township. */
  x: number;
  y: number;
}

/** Townships by hours per cadre, lightest first, with what they add up to. */
export function lorenzPoints(rows: readonly IndicatorRow[]): LorenzPoint[] {
  const judged = rows
    .filter((row) => row.status === 'ok' && row.value !== null && (row.perCadreWeek?.cadres ?? 0) > 0)
    .map((row) => ({ row, hours: row.value!, cadres: row.perCadreWeek!.cadres }))
    .sort((a, b) => a.hours / a.cadres - b.hours / b.cadres);
  const hours = judged.reduce((sum, one) => sum + one.hours, 0);
  const cadres = judged.reduce((sum, one) => sum + one.cadres, 0);
  if (hours <= 0) return [];
  let [x, y] = [0, 0];
  return judged.map((one) => {
    x += one.cadres / cadres;
    y += one.hours / hours;
    return { ...one, x, y };
  });
}

/** Share of hours that the lightest `share` of cadres carry, along the straight pieces of the curve. */
export function carriedByLightest(points: readonly LorenzPoint[], share: number): number {
  let [fromX, fromY] = [0, 0];
  for (const { x, y } of points) {
    if (share <= x) return fromY + ((share - fromX) / (x - fromX)) * (y - fromY);
    [fromX, fromY] = [x, y];
  }
  return 1;
}

/** Twice the area between the curve and the diagonal: Gini between townships, as if all cadres of one carried the same. */
export function giniBetween(points: readonly LorenzPoint[]): number {
  let [fromX, fromY, area] = [0, 0, 0];
  for (const { x, y } of points) {
    area += ((x - fromX) * (y + fromY)) / 2;
    [fromX, fromY] = [x, y];
  }
  return points.length ? 1 - 2 * area : 0;
}

const HEAVIEST = 0.2;
/** Up to a tenth more than their share is called even. */
const EVEN = 1.1;

export function lorenz({ rows, open, reasonWords }: LorenzInput, context: ChartContext): ChartModel {
  const { t, number, percent, theme, width } = context;
  const points = lorenzPoints(rows);
  const left = rows.filter((row) => !points.some((point) => point.row === row));
  const named = (row: IndicatorRow): string => row.unitName ?? row.unit ?? '';
  const stateOf = (row: IndicatorRow): string =>
    row.status === 'ok'
      ? t('charts.lorenz.noCadres')
      : `${t(`status.${row.status}`)}${t('punctuation.colon')}${reasonWords(row)}`;
  const heavy = 1 - carriedByLightest(points, 1 - HEAVIEST);
  const title =
    points.length > 1
      ? t(heavy < HEAVIEST * EVEN ? 'charts.lorenz.even' : 'charts.lorenz.title', {
          people: percent(HEAVIEST, 0),
          hours: percent(heavy, 1),
        })
      : t('charts.lorenz.plain');
  const reading = [
    t('charts.lorenz.reading', { gini: number(giniBetween(points), 2) }),
    ...(left.length ? [t('charts.lorenz.left', { names: left.map(named).join(t('punctuation.comma')) })] : []),
  ].join(' ');
  const axisOf = (name: string) => ({
    ...valueAxis(context, name),
    min: 0,
    max: 1,
    interval: 0.2,
    axisLabel: { color: theme.ink3, fontSize: 12, formatter: (value: number) => percent(value, 0) },
  });
  /** The last ones carry most: named directly where there is room. */
  const labelled = new Set(width >= 400 ? points.slice(-2).map(({ row }) => row) : []);

  return {
    title,
    reading,
    height: 360,
    table: {
      columns: [
        { label: t('terms.unit'), numeric: false },
        { label: t('charts.pareto.hours'), numeric: true },
        { label: t('terms.cadres'), numeric: true },
        { label: t('charts.lorenz.each'), numeric: true },
        { label: t('charts.lorenz.cadres'), numeric: true },
        { label: t('charts.lorenz.hours'), numeric: true },
      ],
      rows: [
        ...points.map(({ row, hours, cadres, x, y }) => [
          { text: named(row) },
          { text: number(hours, 0), to: open(row.unit ?? '') },
          { text: number(cadres), to: open(row.unit ?? '') },
          { text: number(hours / cadres, 1) },
          { text: percent(x, 1) },
          { text: percent(y, 1) },
        ]),
        ...left.map((row) => [
          { text: named(row) },
          { text: stateOf(row) },
          ...['', '', '', ''].map((text) => ({ text })),
        ]),
      ],
    },
    option: {
      ...base(context, `${title} ${reading}`),
      grid: { left: 64, right: labelled.size ? 96 : 24, top: 16, bottom: 48 },
      xAxis: axisOf(t('charts.lorenz.cadres')),
      yAxis: { ...axisOf(t('charts.lorenz.hours')), nameGap: 48 },
      series: [
        {
          type: 'line',
          silent: true,
          symbol: 'none',
          lineStyle: { color: theme.lineStrong, type: 'dashed', width: 1 },
          data: [
            [0, 0],
            [1, 1],
          ],
          endLabel: { show: false },
        },
        {
          type: 'line',
          cursor: 'pointer',
          symbol: 'circle',
          symbolSize: 9,
          showAllSymbol: true,
          lineStyle: { color: theme.accent, width: 2 },
          itemStyle: { color: theme.accent, borderColor: theme.surface, borderWidth: 1.5 },
          areaStyle: { color: theme.accentSoft, opacity: 0.6 },
          data: [
            { value: [0, 0], symbolSize: 0 },
            ...points.map(({ row, x, y }) =>
              opens(
                {
                  value: [x, y] as [number, number],
                  ...(labelled.has(row)
                    ? {
                        label: {
                          show: true,
                          formatter: named(row),
                          position: 'right' as const,
                          distance: 8,
                          color: theme.ink2,
                          fontSize: 12,
                        },
                      }
                    : {}),
                },
                open(row.unit ?? ''),
              ),
            ),
          ],
          tooltip: {
            formatter: (params) => {
              const point = points[(params as { dataIndex: number }).dataIndex - 1];
              if (!point) return '';
              return tooltipLines(named(point.row), [
                t('charts.lorenz.tip', {
                  hours: number(point.hours, 0),
                  cadres: number(point.cadres),
                  each: number(point.hours / point.cadres, 1),
                }),
                t('charts.lorenz.tipUpTo', { cadres: percent(point.x, 1), hours: percent(point.y, 1) }),
              ]);
            },
          },
        },
      ],
    },
  };
}
