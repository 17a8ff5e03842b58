/** How often each value was filed, with the scored line where there is one: figures that stop just above it stand in one column. */
import type { NumberViews } from '../../server/contract-views.ts';
import { base, tooltipLines, valueAxis } from './model.ts';
import type { ChartContext, ChartModel } from './model.ts';

type Field = NumberViews['fields'][number];
/** The window of the detector of bunching. */
const NEAR = 0.1;

export function valueHistogram(field: Field, context: ChartContext): ChartModel {
  const { t, number, theme } = context;
  const { values, target, binWidth } = field;
  const width = binWidth ?? 0;
  const near = target === null ? 0 : Math.max(1, NEAR * Math.abs(target));
  const sum = (chosen: (value: number) => boolean): number =>
    values.reduce((all, one) => (chosen(one.value + width / 2) ? all + one.n : all), 0);
  const above = target === null ? 0 : sum((value) => value >= target && value < target + near);
  const below = target === null ? 0 : sum((value) => value < target && value >= target - near);
  const common = [...values].sort((a, b) => b.n - a.n)[0];
  const digits = width > 0 && width < 1 ? 2 : values.every(({ value }) => Number.isInteger(value)) ? 0 : 1;
  const label = (value: number): string =>
    width > 0
      ? t('charts.values.bin', { from: number(value, digits), to: number(value + width, digits) })
      : number(value, digits);
  const title =
    target !== null
      ? t('charts.values.titleTarget', {
          field: field.label,
          above: number(above),
          below: number(below),
          target: number(target, digits),
        })
      : common
        ? t('charts.values.title', {
            field: field.label,
            value: label(common.value),
            n: common.n,
            count: number(common.n),
          })
        : t('charts.values.none');
  const reading = t(target === null ? 'charts.values.readingPlain' : 'charts.values.reading', {
    n: field.n,
    total: number(field.n),
  });
  const edges = [...values.map(({ value }) => value), ...(target === null ? [] : [target])];
  const step = width > 0 ? width : smallestStep(values.map(({ value }) => value));
  return {
    title,
    reading,
    height: 280,
    table: {
      columns: [
        { label: t('charts.values.value'), numeric: true },
        { label: t('charts.values.count'), numeric: true },
      ],
      rows: values.map(({ value, n }) => [{ text: label(value) }, { text: number(n) }]),
    },
    option: {
      ...base(context, `${title} ${reading}`),
      grid: { left: 56, right: 24, top: 32, bottom: 48 },
      xAxis: {
        ...valueAxis(context, field.label),
        nameGap: 28,
        min: Math.min(...edges) - step,
        max: Math.max(...edges) + step,
        splitLine: { show: false },
        axisLabel: {
          color: theme.ink3,
          fontSize: 12,
          hideOverlap: true,
          showMinLabel: false,
          showMaxLabel: false,
          formatter: (value: number) => number(value, digits),
        },
      },
      yAxis: { ...valueAxis(context, t('charts.values.count')), nameGap: 40, minInterval: 1 },
      series: [
        {
          type: 'custom',
          data: values.map(({ value, n }) => [width > 0 ? value + width / 2 : value, n]),
          encode: { x: 0, y: 1 },
          renderItem: (_params, api) => {
            const [x, y] = api.coord([api.value(0), api.value(1)]) as [number, number];
            const bottom = (api.coord([api.value(0), 0]) as number[])[1]!;
            const across = Math.max(2, (api.size!([step, 0]) as number[])[0]! * 0.8);
            return {
              type: 'rect',
              shape: { x: x - across / 2, y, width: across, height: Math.max(0, bottom - y) },
              style: { fill: theme.accent },
            };
          },
          tooltip: {
            formatter: (params) => {
              const one = values[(params as { dataIndex: number }).dataIndex]!;
              return tooltipLines(label(one.value), [t('charts.values.tip', { n: one.n, count: number(one.n) })]);
            },
          },
          ...(target === null
            ? {}
            : {
                markLine: {
                  silent: true,
                  symbol: 'none',
                  lineStyle: { color: theme.contrast, type: 'solid', width: 2 },
                  label: {
                    formatter: t('charts.values.target', { target: number(target, digits) }),
                    color: theme.contrast,
                    fontSize: 12,
                  },
                  data: [{ xAxis: target }],
                },
              }),
        },
      ],
    },
  };
}

function smallestStep(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const steps = sorted
    .slice(1)
    .map((value, i) => value - sorted[i]!)
    .filter((step) => step > 0);
  return steps.length > 0 ? Math.min(...steps) : 1;
}
