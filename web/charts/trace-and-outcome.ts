/** Traces and outcomes by month, one below the other on axes of their own: two scales in one frame would invent a relation. */
import type { EChartsOption } from 'echarts';
import type { OutcomeView } from '../../server/contract-views.ts';
import { base, tooltipLines } from './model.ts';
import type { ChartContext, ChartModel } from './model.ts';

const PANEL = 112;
const GAP = 40;

export function traceAndOutcome(
  view: OutcomeView,
  kindWords: (kind: string) => string,
  context: ChartContext,
): ChartModel {
  const { t, number, percent, theme } = context;
  const panels = [
    { name: t('charts.outcome.traces'), values: view.traces },
    ...view.outcomes.map(({ kind, values }) => ({ name: kindWords(kind), values })),
  ];
  const change = (values: readonly (number | null)[]): number | null => {
    const known = values.filter((value): value is number => value !== null);
    const [first, last] = [known[0], known.at(-1)];
    return known.length > 1 && first ? last! / first - 1 : null;
  };
  const [traces, outcome] = [change(view.traces), view.outcomes[0] ? change(view.outcomes[0].values) : null];
  const signed = (share: number): string => `${share >= 0 ? '+' : '−'}${percent(Math.abs(share), 0)}`;
  const title =
    view.outcomes.length === 0
      ? t('charts.outcome.none')
      : traces !== null && outcome !== null
        ? t('charts.outcome.title', {
            traces: signed(traces),
            kind: kindWords(view.outcomes[0]!.kind),
            outcome: signed(outcome),
          })
        : t('charts.outcome.plain');
  const reading = t('charts.outcome.reading');
  const height = panels.length * (PANEL + GAP) + 32;
  const option: EChartsOption = {
    ...base(context, `${title} ${reading}`),
    title: panels.map(({ name }, i) => ({
      text: name,
      left: 0,
      top: i * (PANEL + GAP),
      textStyle: { color: theme.ink2, fontSize: 13, fontWeight: 500 },
    })),
    grid: panels.map((_panel, i) => ({ left: 64, right: 16, top: i * (PANEL + GAP) + 28, height: PANEL - 16 })),
    xAxis: panels.map((_panel, i) => ({
      type: 'category' as const,
      gridIndex: i,
      data: view.months,
      boundaryGap: true,
      axisLabel: { show: i === panels.length - 1, color: theme.ink3, fontSize: 12, hideOverlap: true },
      axisTick: { show: false },
      axisLine: { lineStyle: { color: theme.lineStrong } },
    })),
    yAxis: panels.map((_panel, i) => ({
      type: 'value' as const,
      gridIndex: i,
      min: 0,
      splitNumber: 2,
      axisLabel: { color: theme.ink3, fontSize: 12, formatter: (value: number) => number(value) },
      splitLine: { lineStyle: { color: theme.line } },
    })),
    series: panels.map(({ name, values }, i) => ({
      name,
      type: 'line' as const,
      xAxisIndex: i,
      yAxisIndex: i,
      symbol: 'circle',
      symbolSize: 6,
      connectNulls: false,
      lineStyle: { color: i === 0 ? theme.contrast : theme.accent, width: 2 },
      itemStyle: { color: i === 0 ? theme.contrast : theme.accent },
      data: [...values],
      tooltip: {
        formatter: (params: unknown) => {
          const at = (params as { dataIndex: number }).dataIndex;
          return tooltipLines(`${name} · ${view.months[at]}`, [
            number(values[at] ?? 0, Number.isInteger(values[at]) ? 0 : 1),
          ]);
        },
      },
    })),
  };
  return {
    title,
    reading,
    height,
    table: {
      columns: [
        { label: t('terms.month'), numeric: false },
        ...panels.map(({ name }) => ({ label: name, numeric: true })),
      ],
      rows:
        view.outcomes.length === 0
          ? []
          : view.months.map((month, at) => [
              { text: month },
              ...panels.map(({ values }) => ({
                text:
                  values[at] === null
                    ? t('charts.outcome.notGiven')
                    : number(values[at]!, Number.isInteger(values[at]) ? 0 : 1),
              })),
            ]),
    },
    option,
  };
}
