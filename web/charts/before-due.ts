/** How long before the deadline tasks were completed: a pile at the line is a deadline's doing. */
import type { ViewEvent } from '../../server/contract-views.ts';
import { base, categoryAxis, tooltipLines, valueAxis } from './model.ts';
import type { ChartContext, ChartModel } from './model.ts';

/** Lower ends of the bins in minutes before the deadline, from late to early. */
const EDGES = [-Infinity, 0, 30, 60, 120, 240, 480, 1440, 4320, 10_080] as const;

export function beforeDue(events: readonly ViewEvent[], context: ChartContext): ChartModel {
  const { t, number, percent, theme } = context;
  const timed = events.filter(
    (event) => event.dueAt !== null && event.completedAt !== null && event.role !== 'partner',
  );
  const minutes = (event: ViewEvent): number => (Date.parse(event.dueAt!) - Date.parse(event.completedAt!)) / 60_000;
  const binOf = (event: ViewEvent): number => EDGES.findLastIndex((edge) => minutes(event) >= edge);
  const count = (role: ViewEvent['role']): number[] =>
    EDGES.map((_edge, bin) => timed.filter((event) => event.role === role && binOf(event) === bin).length);
  const [flagged, ordinary] = [count('flagged'), count('ordinary')];
  const last = timed.filter((event) => minutes(event) >= 0 && minutes(event) < 120).length;
  const title =
    timed.length > 0
      ? t('charts.beforeDue.title', {
          share: percent(last / timed.length, 0),
          n: timed.length,
          all: number(timed.length),
        })
      : t('charts.beforeDue.plain');
  const reading = t('charts.beforeDue.reading');
  const labels = EDGES.map((_edge, bin) => t(`charts.beforeDue.bins.${bin}`));
  const series = (name: 'ordinary' | 'flagged', data: readonly number[], color: string) => ({
    name: t(`charts.beforeDue.${name}`),
    type: 'bar' as const,
    stack: 'all',
    barCategoryGap: '12%',
    itemStyle: { color },
    data: [...data],
    tooltip: {
      formatter: (params: unknown) => {
        const { dataIndex } = params as { dataIndex: number };
        return tooltipLines(labels[dataIndex]!, [
          t('charts.beforeDue.tip', { flagged: number(flagged[dataIndex]!), ordinary: number(ordinary[dataIndex]!) }),
        ]);
      },
    },
  });
  return {
    title,
    reading,
    height: 320,
    table: {
      columns: [
        { label: t('charts.beforeDue.left'), numeric: false },
        { label: t('charts.beforeDue.flagged'), numeric: true },
        { label: t('charts.beforeDue.ordinary'), numeric: true },
      ],
      rows:
        timed.length === 0
          ? []
          : labels.map((text, bin) => [{ text }, { text: number(flagged[bin]!) }, { text: number(ordinary[bin]!) }]),
    },
    option: {
      ...base(context, `${title} ${reading}`, true),
      legend: { top: 0, left: 0, textStyle: { color: theme.ink2, fontSize: 12 } },
      grid: { left: 56, right: 16, top: 40, bottom: 56 },
      xAxis: {
        ...categoryAxis(context, labels),
        name: t('charts.beforeDue.left'),
        nameLocation: 'middle',
        nameGap: 36,
        nameTextStyle: { color: theme.ink3, fontSize: 12 },
      },
      yAxis: { ...valueAxis(context, t('charts.beforeDue.tasks')), nameGap: 40, minInterval: 1 },
      series: [
        series('ordinary', ordinary, theme.neutral),
        series('flagged', flagged, theme.contrast),
        {
          // The deadline lies between the first bin, what came late, and the second.
          type: 'custom',
          silent: true,
          z: 5,
          data: [[1, 0]],
          renderItem: (params, api) => {
            const grid = params.coordSys as unknown as { y: number; height: number };
            const x = (api.coord([1, 0]) as number[])[0]! - (api.size!([1, 0]) as number[])[0]! / 2;
            return {
              type: 'group',
              children: [
                {
                  type: 'line',
                  shape: { x1: x, y1: grid.y, x2: x, y2: grid.y + grid.height },
                  style: { stroke: theme.ink, lineWidth: 1.5 },
                },
                {
                  type: 'text',
                  x: x - 6,
                  y: grid.y,
                  style: { text: t('charts.beforeDue.due'), fill: theme.ink, fontSize: 12, align: 'right' as const },
                },
              ],
            };
          },
        },
      ],
    },
  };
}
