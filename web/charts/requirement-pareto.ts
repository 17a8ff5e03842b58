/** Pareto: requirements, or those who issue them, by total hours, with the cumulative share of all hours. */
import type { IndicatorRow } from '../../server/contract.ts';
import { fewestFor } from '../fewest-for.ts';
import { base, categoryAxis, tooltipLines, valueAxis } from './model.ts';
import type { ChartContext, ChartModel } from './model.ts';

const SHOWN = 20;

export interface ParetoInput {
  rows: readonly IndicatorRow[];
  /** What the rows are about. */
  of?: 'requirement' | 'issuer';
  open: (code: string) => string;
  /** Where a bar leads instead, on a page whose charts are linked: choosing the requirement. */
  pick?: ((requirement: string) => string) | undefined;
  /** The requirement chosen on this page; the others step back. */
  chosen?: string | undefined;
}

export function requirementPareto(
  { rows, of = 'requirement', open, pick, chosen }: ParetoInput,
  context: ChartContext,
): ChartModel {
  const { t, number, percent, theme, width } = context;
  const judged = rows
    .filter((row) => row.status === 'ok' && row.value !== null && row.value > 0)
    .sort((a, b) => b.value! - a.value!);
  const total = judged.reduce((sum, row) => sum + row.value!, 0);
  let running = 0;
  const all = judged.map((row) => {
    running += row.value!;
    const code = row[of] ?? '';
    return {
      name: (of === 'requirement' && row.requirementName) || code || t('terms.notStated'),
      hours: row.value!,
      cumulative: total > 0 ? running / total : 0,
      code,
      to: open(code),
    };
  });
  const needed = fewestFor(
    judged.map((row) => row.value!),
    0.8,
  );
  const shown = all.slice(0, SHOWN);
  const rest = all.slice(SHOWN);
  const restHours = rest.reduce((sum, item) => sum + item.hours, 0);
  const bars: { name: string; hours: number; cumulative: number; to?: string; code?: string }[] = rest.length
    ? [...shown, { name: t('charts.pareto.rest', { n: rest.length }), hours: restHours, cumulative: 1 }]
    : shown;
  const title =
    needed > 0
      ? t(of === 'issuer' ? 'charts.pareto.issuers' : 'charts.pareto.title', {
          k: number(needed),
          n: number(all.length),
        })
      : t('charts.pareto.plain');
  const reading = `${t('charts.pareto.reading')} ${t(pick ? 'brush.marks' : of === 'issuer' ? 'charts.pareto.opensIssuer' : 'charts.pareto.opens')}`;
  const labelWidth = width < 480 ? 120 : 224;

  return {
    title,
    reading,
    height: bars.length * 24 + 104,
    table: {
      columns: [
        { label: t(of === 'issuer' ? 'terms.issuer' : 'terms.requirement'), numeric: false },
        { label: t('charts.pareto.hours'), numeric: true },
        { label: t('charts.pareto.cumulative'), numeric: true },
      ],
      rows: all.map((item) => [
        { text: item.name, to: item.to },
        { text: number(item.hours, 0), to: item.to },
        { text: percent(item.cumulative, 1) },
      ]),
    },
    option: {
      ...base(context, `${title} ${reading}`),
      grid: { left: labelWidth + 16, right: 32, top: 48, bottom: 48 },
      xAxis: [
        valueAxis(context, t('units.hours')),
        {
          ...valueAxis(context, t('charts.pareto.cumulative')),
          position: 'top',
          min: 0,
          max: 1,
          interval: 0.25,
          nameGap: 28,
          splitLine: { show: false },
          axisLabel: { color: theme.contrast, fontSize: 12, formatter: (share: number) => percent(share, 0) },
          nameTextStyle: { color: theme.contrast, fontSize: 12 },
        },
      ],
      yAxis: {
        ...categoryAxis(
          context,
          bars.map((bar) => bar.name),
          labelWidth,
        ),
        inverse: true,
      },
      series: [
        {
          name: t('charts.pareto.hours'),
          type: 'bar',
          barWidth: 14,
          data: bars.map((bar, index) => ({
            value: bar.hours,
            ...(bar.to ? { to: pick ? pick(bar.code!) : bar.to } : { cursor: 'default' }),
            itemStyle: {
              color:
                (rest.length && index === bars.length - 1) || (chosen && bar.code !== chosen)
                  ? theme.neutral
                  : theme.accent,
            },
          })),
          tooltip: {
            formatter: (params) => {
              const bar = bars[(params as { dataIndex: number }).dataIndex]!;
              return tooltipLines(bar.name, [
                t('charts.pareto.tip', {
                  hours: number(bar.hours, 0),
                  share: percent(total > 0 ? bar.hours / total : 0, 1),
                }),
              ]);
            },
          },
        },
        {
          name: t('charts.pareto.cumulative'),
          type: 'line',
          xAxisIndex: 1,
          symbol: 'diamond',
          symbolSize: 7,
          lineStyle: { color: theme.contrast, width: 1.5 },
          itemStyle: { color: theme.contrast },
          data: bars.map((bar) => bar.cumulative),
          tooltip: {
            formatter: (params) => {
              const bar = bars[(params as { dataIndex: number }).dataIndex]!;
              return tooltipLines(bar.name, [t('charts.pareto.tipCumulative', { share: percent(bar.cumulative, 1) })]);
            },
          },
        },
      ],
    },
  };
}
