/** How many tasks one task becomes, by department, unit or requirement: bars from 1, because one for one adds nothing. */
import type { IndicatorRow } from '../../server/contract.ts';
import { base, categoryAxis, opens, tooltipLines, valueAxis } from './model.ts';
import type { ChartContext, ChartModel } from './model.ts';

const MOST = 25;
/** Closer to the first than this is as much. */
const ALIKE = 0.98;

export interface AmplifiersInput {
  rows: readonly IndicatorRow[];
  name: (row: IndicatorRow) => string;
  overall: number | null;
  open: (row: IndicatorRow) => string | undefined;
  reasonWords: (row: IndicatorRow) => string;
}

type Judged = IndicatorRow & { value: number };

export function amplifiers(
  { rows, name, overall, open, reasonWords }: AmplifiersInput,
  context: ChartContext,
): ChartModel {
  const { t, number, theme, width } = context;
  const narrow = width < 480;
  const isJudged = (row: IndicatorRow): row is Judged => row.status === 'ok' && row.value !== null;
  const sorted = rows
    .filter(isJudged)
    .sort((a, b) => b.value - a.value || (b.numerator ?? 0) - (a.numerator ?? 0) || name(a).localeCompare(name(b)));
  const judged = sorted.slice(0, MOST);
  const unjudged = rows.filter((row) => !isJudged(row));
  const stateOf = (row: IndicatorRow): string => t(`status.${row.status === 'ok' ? 'cannot-judge' : row.status}`);
  const states = unjudged.slice(0, Math.max(0, MOST - judged.length));
  const top = judged[0];
  const level = top ? judged.filter(({ value }) => value > top.value * ALIKE).length : 0;
  const title = !top
    ? t('charts.amplifiers.nothing')
    : top.value > 1
      ? t(level > 1 ? 'charts.amplifiers.tie' : 'charts.amplifiers.title', {
          n: level,
          top: name(top),
          times: number(top.value, 1),
        })
      : t('charts.amplifiers.plain');
  const left = sorted.length + unjudged.length - judged.length - states.length;
  const reading = [
    t('charts.amplifiers.reading'),
    ...(left > 0 ? [t('charts.amplifiers.left', { left: number(left) })] : []),
  ].join(' ');
  const labels = [...judged, ...states].map(name);
  const labelWidth = narrow ? 112 : 200;
  const linked = (row: IndicatorRow, text: string) => {
    const to = open(row);
    return to ? { text, to } : { text };
  };

  return {
    title,
    reading,
    height: labels.length * 28 + 80,
    table: {
      columns: [
        { label: t('charts.amplifiers.who'), numeric: false },
        { label: t('charts.cascade.parents'), numeric: true },
        { label: t('charts.cascade.tasks'), numeric: true },
        { label: t('charts.cascade.times'), numeric: true },
      ],
      rows: [
        ...sorted.map((row) => [
          { text: name(row) },
          { text: number(row.denominator ?? 0) },
          linked(row, number(row.numerator ?? 0)),
          linked(row, number(row.value, 1)),
        ]),
        ...unjudged.map((row) => [
          { text: name(row) },
          { text: '' },
          { text: '' },
          { text: `${stateOf(row)}${t('punctuation.colon')}${reasonWords(row)}` },
        ]),
      ],
    },
    option: {
      ...base(context, `${title} ${reading}`),
      grid: { left: labelWidth + 16, right: narrow ? 56 : 144, top: overall === null ? 8 : 28, bottom: 48 },
      xAxis: { ...valueAxis(context, t('charts.cascade.times')), min: 0 },
      yAxis: { ...categoryAxis(context, labels, labelWidth), inverse: true },
      series: [
        {
          name: t('charts.cascade.times'),
          type: 'bar',
          barWidth: 14,
          cursor: 'pointer',
          itemStyle: { color: theme.accent },
          label: {
            show: true,
            position: 'right',
            color: theme.ink2,
            fontSize: 12,
            // The line of the whole runs behind some of them.
            textBorderColor: theme.surface,
            textBorderWidth: 3,
            formatter: (params) => {
              const row = judged[(params as { dataIndex: number }).dataIndex]!;
              return narrow
                ? number(row.value, 1)
                : t('charts.amplifiers.label', {
                    times: number(row.value, 1),
                    parents: number(row.denominator ?? 0),
                    tasks: number(row.numerator ?? 0),
                  });
            },
          },
          data: judged.map((row) => opens({ value: row.value }, open(row))),
          tooltip: {
            formatter: (params) => {
              const row = judged[(params as { dataIndex: number }).dataIndex]!;
              return tooltipLines(name(row), [
                t('charts.cascade.tipTasks', { tasks: number(row.numerator ?? 0) }),
                t('charts.cascade.tipTimes', {
                  parents: number(row.denominator ?? 0),
                  times: number(row.value, 1),
                }),
              ]);
            },
          },
          ...(overall === null
            ? {}
            : {
                markLine: {
                  symbol: 'none',
                  silent: true,
                  lineStyle: { color: theme.lineStrong, type: 'dashed' as const },
                  label: {
                    formatter: t('charts.amplifiers.overall', { times: number(overall, 1) }),
                    color: theme.ink3,
                    fontSize: 12,
                    position: 'start' as const,
                  },
                  data: [{ xAxis: overall }],
                },
              }),
        },
        {
          // Words at the foot of the axis, not a bar of no length.
          name: t('status.cannot-judge'),
          type: 'scatter',
          symbol: 'circle',
          symbolSize: 8,
          itemStyle: { color: theme.surface, borderColor: theme.lineStrong, borderWidth: 1, borderType: 'dashed' },
          label: {
            show: true,
            position: 'right',
            color: theme.ink3,
            fontSize: 12,
            formatter: (params) => stateOf(states[(params as { dataIndex: number }).dataIndex]!),
          },
          data: states.map((_row, index) => ({ value: [0, judged.length + index] })),
          tooltip: {
            formatter: (params) => {
              const row = states[(params as { dataIndex: number }).dataIndex]!;
              return tooltipLines(name(row), [stateOf(row), reasonWords(row)]);
            },
          },
        },
      ],
    },
  };
}
