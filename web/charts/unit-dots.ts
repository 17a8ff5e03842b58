/** Sorted dot plot: hours per cadre and week of each unit, with 95 % intervals. Units that cannot be judged have no dot. */
import type { IndicatorRow } from '../../server/contract.ts';
import { intervalMark } from './interval-mark.ts';
import { base, categoryAxis, opens, tooltipLines, valueAxis } from './model.ts';
import { overallLine } from './overall-line.ts';
import type { Cell, ChartContext, ChartModel } from './model.ts';

export interface UnitDotsInput {
  rows: readonly IndicatorRow[];
  /** Value of all units together, drawn as a line of reference; null when it cannot be judged. */
  overall: number | null;
  /** Where the rows behind a unit's figure are. */
  open: (unit: string) => string;
  /** What clicking a dot does where it is not opening the rows: choosing the unit for the whole page. */
  pick?: (unit: string) => string;
  /** The unit chosen on this page; the others step back. */
  chosen?: string;
  reasonWords: (row: IndicatorRow) => string;
}

export function unitDots(
  { rows, overall, open, pick, chosen, reasonWords }: UnitDotsInput,
  context: ChartContext,
): ChartModel {
  const { t, number, theme, width } = context;
  const named = (row: IndicatorRow): string => row.unitName ?? row.unit ?? '';
  const judged = rows
    .filter((row) => row.status === 'ok' && row.perCadreWeek)
    .sort((a, b) => b.perCadreWeek!.value - a.perCadreWeek!.value);
  const unjudged = rows.filter((row) => !judged.includes(row));
  const labels = [
    ...judged.map(named),
    ...unjudged.map((row) => `${named(row)} · ${t(`status.${row.status === 'ok' ? 'cannot-judge' : row.status}`)}`),
  ];
  const top = judged[0];
  const bottom = judged.at(-1);
  const short = (value: number): string => number(value, value >= 1 ? 1 : value >= 0.1 ? 2 : 3);
  const title =
    !top || !bottom || top === bottom
      ? t('charts.unitDots.plain')
      : short(top.perCadreWeek!.value) === short(bottom.perCadreWeek!.value)
        ? t('charts.unitDots.same', { value: short(top.perCadreWeek!.value) })
        : t(
            top.perCadreWeek!.low <= bottom.perCadreWeek!.high
              ? 'charts.unitDots.overlapping'
              : 'charts.unitDots.title',
            {
              top: named(top),
              high: short(top.perCadreWeek!.value),
              bottom: named(bottom),
              low: short(bottom.perCadreWeek!.value),
            },
          );
  const labelWidth = width < 480 ? 112 : 176;

  const cellRow = (row: IndicatorRow): Cell[] => {
    const hours = row.perCadreWeek;
    if (!hours || row.status !== 'ok')
      return [{ text: named(row) }, { text: reasonWords(row) }, { text: '' }, { text: '' }, { text: '' }, { text: '' }];
    return [
      { text: named(row) },
      { text: number(hours.value, 2), to: open(row.unit ?? '') },
      { text: number(hours.low, 2) },
      { text: number(hours.high, 2) },
      { text: number(hours.cadres), to: open(row.unit ?? '') },
      { text: context.percent(hours.loggedShare, 0) },
    ];
  };

  return {
    title,
    reading: t('charts.unitDots.reading'),
    height: labels.length * 26 + (overall === null ? 72 : 88),
    table: {
      columns: [
        { label: t('terms.unit'), numeric: false },
        { label: t('charts.unitDots.value'), numeric: true },
        { label: t('terms.low'), numeric: true },
        { label: t('terms.high'), numeric: true },
        { label: t('terms.cadres'), numeric: true },
        { label: t('terms.loggedShare'), numeric: true },
      ],
      rows: rows.length ? [...judged, ...unjudged].map(cellRow) : [],
    },
    option: {
      ...base(context, `${title} ${t('charts.unitDots.reading')}`),
      grid: { left: labelWidth + 16, right: 24, top: overall === null ? 16 : 32, bottom: 48 },
      xAxis: { ...valueAxis(context, t('units.hoursPerCadreWeek')), min: 0 },
      yAxis: {
        ...categoryAxis(context, labels, labelWidth),
        inverse: true,
        axisLine: { show: false },
        splitLine: { show: true, lineStyle: { color: theme.line, type: 'dotted' } },
      },
      series: [
        {
          type: 'custom',
          renderItem: intervalMark(theme.accent, true),
          encode: { x: [1, 2], y: 0 },
          data: judged.map((row, index) => [index, row.perCadreWeek!.low, row.perCadreWeek!.high]),
          silent: true,
          z: 2,
        },
        {
          type: 'scatter',
          symbolSize: 11,
          cursor: 'pointer',
          itemStyle: { color: theme.accent, borderColor: theme.surface, borderWidth: 1.5 },
          z: 3,
          data: judged.map((row, index) =>
            opens(
              {
                value: [row.perCadreWeek!.value, index],
                ...(chosen && row.unit !== chosen ? { itemStyle: { color: theme.neutral } } : {}),
              },
              (pick ?? open)(row.unit ?? ''),
            ),
          ),
          tooltip: {
            formatter: (params) => {
              const row = judged[(params as { dataIndex: number }).dataIndex]!;
              const hours = row.perCadreWeek!;
              return tooltipLines(named(row), [
                t('charts.unitDots.tip', {
                  value: number(hours.value, 2),
                  low: number(hours.low, 2),
                  high: number(hours.high, 2),
                }),
                t('charts.unitDots.tipCadres', {
                  cadres: number(hours.cadres),
                  share: context.percent(hours.loggedShare, 0),
                }),
              ]);
            },
          },
          ...overallLine(overall, (value) => number(value, 1), context),
        },
      ],
    },
  };
}
