/** The rate of a detector where a pressure is on and where it is not, with 95 % intervals: does the trace follow the rule? */
import type { PressureView } from '../../server/contract-views.ts';
import { intervalMark } from './interval-mark.ts';
import { wilson } from './intervals.ts';
import { base, categoryAxis, tooltipLines, valueAxis, wholeAtMost } from './model.ts';
import type { ChartContext, ChartModel } from './model.ts';

type Row = PressureView['rows'][number];
type Side = 'on' | 'off';

export function pressureRates(view: PressureView, context: ChartContext): ChartModel {
  const { t, number, percent, theme, width } = context;
  const judged = (row: Row, side: Side): boolean => row[side].n >= Math.max(1, view.minimumN);
  const rate = (row: Row, side: Side): number => row[side].observed / row[side].n;
  const comparable = view.rows.filter((row) => judged(row, 'on') && judged(row, 'off'));
  const apart = comparable.filter(
    (row) => wilson(row.on.observed, row.on.n).low > wilson(row.off.observed, row.off.n).high,
  );
  const widest = apart.sort((a, b) => rate(b, 'on') - rate(b, 'off') - (rate(a, 'on') - rate(a, 'off')))[0];
  const title = widest
    ? t('charts.pressure.title', {
        pressure: t(`pressures.${widest.pressure}.on`),
        on: percent(rate(widest, 'on'), 1),
        off: percent(rate(widest, 'off'), 1),
      })
    : t(comparable.length > 0 ? 'charts.pressure.noGap' : 'charts.pressure.plain');
  const reading = t('charts.pressure.reading', { from: view.from, to: view.to, minimum: number(view.minimumN) });
  const drawn = view.rows.flatMap((row) => (['on', 'off'] as const).map((side) => ({ row, side })));
  const names = drawn.map(({ row, side }) => {
    const name = t(`pressures.${row.pressure}.${side}`);
    return judged(row, side) ? name : `${name} · ${t('status.cannot-judge')}`;
  });
  const of = (side: Side) =>
    drawn.flatMap((one, index) => (one.side === side && judged(one.row, side) ? [{ ...one, index }] : []));
  const labelWidth = width < 480 ? 128 : 216;
  const marks = (side: Side, more: object) => ({
    name: t(`charts.pressure.${side}`),
    type: 'scatter' as const,
    data: of(side).map(({ row, index }) => [rate(row, side), index]),
    tooltip: {
      formatter: (params: unknown) => {
        const { row } = of(side)[(params as { dataIndex: number }).dataIndex]!;
        return tooltipLines(t(`pressures.${row.pressure}.${side}`), [
          t('charts.pressure.tip', {
            observed: number(row[side].observed),
            n: number(row[side].n),
            rate: percent(rate(row, side), 1),
          }),
        ]);
      },
    },
    ...more,
  });
  return {
    title,
    reading,
    height: names.length * 28 + 104,
    table: {
      columns: [
        { label: t('charts.pressure.pressure'), numeric: false },
        { label: t('terms.observed'), numeric: true },
        { label: t('terms.n'), numeric: true },
        { label: t('terms.rate'), numeric: true },
      ],
      rows: drawn.map(({ row, side }) => [
        { text: t(`pressures.${row.pressure}.${side}`) },
        { text: number(row[side].observed) },
        { text: number(row[side].n) },
        { text: judged(row, side) ? percent(rate(row, side), 1) : t('status.cannot-judge') },
      ]),
    },
    option: {
      ...base(context, `${title} ${reading}`),
      legend: { top: 0, left: 0, textStyle: { color: theme.ink2, fontSize: 12 } },
      grid: { left: labelWidth + 16, right: 24, top: 40, bottom: 48 },
      xAxis: {
        ...valueAxis(context, t('terms.rate')),
        min: 0,
        max: wholeAtMost,
        axisLabel: {
          color: theme.ink3,
          fontSize: 12,
          hideOverlap: true,
          formatter: (share: number) => percent(share, share < 0.1 ? 1 : 0),
        },
      },
      yAxis: {
        ...categoryAxis(context, names, labelWidth),
        inverse: true,
        axisLine: { show: false },
        splitLine: { show: true, lineStyle: { color: theme.line, type: 'dotted' } },
      },
      series: [
        ...(['on', 'off'] as const).map((side) => ({
          type: 'custom' as const,
          silent: true,
          encode: { x: [1, 2], y: 0 },
          renderItem: intervalMark(side === 'on' ? theme.contrast : theme.neutral, true),
          data: of(side).map(({ row, index }) => {
            const { low, high } = wilson(row[side].observed, row[side].n);
            return [index, low, high];
          }),
        })),
        marks('off', {
          symbol: 'circle',
          symbolSize: 9,
          itemStyle: { color: theme.surface, borderColor: theme.neutral, borderWidth: 2 },
        }),
        marks('on', { symbol: 'diamond', symbolSize: 12, itemStyle: { color: theme.contrast } }),
      ],
    },
  };
}
