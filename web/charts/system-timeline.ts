/** Gantt of systems: from launch to retirement or today, with the day by which each had to be on file. */
import type { CustomSeriesOption } from 'echarts';
import type { FilingLine } from '../filing-model.ts';
import { base, categoryAxis, opens, tooltipLines } from './model.ts';
import type { ChartContext, ChartModel } from './model.ts';

export interface SystemTimelineInput {
  lines: readonly FilingLine[];
  filingDays: { from: string; until: string };
  today: string;
  open: (line: FilingLine) => string;
}

const time = (day: string): number => Date.parse(`${day}T00:00:00Z`);
const BAR = 8;

export function systemTimeline(
  { lines, filingDays, today, open }: SystemTimelineInput,
  context: ChartContext,
): ChartModel {
  const { t, number, theme, width } = context;
  const narrow = width < 480;
  const count = (state: FilingLine['state']): number => lines.filter((line) => line.state === state).length;
  const late = count('late');
  const title =
    late > 0
      ? t('charts.timeline.title', { n: late, of: number(lines.length) })
      : count('unknown') === lines.length
        ? t('charts.timeline.unknown')
        : t('charts.timeline.none', { due: number(count('due')) });
  const reading = t('charts.timeline.reading', { from: filingDays.from, until: filingDays.until, today });
  const known = lines.flatMap((line, index) => (line.from === null ? [] : [{ line, index, from: line.from }]));
  const unknown = lines.flatMap((line, index) => (line.from === null ? [{ line, index }] : []));
  const due = known.filter(({ line }) => line.deadline !== null && line.state !== 'exempt');
  const overdue = known.filter(({ line }) => line.state === 'late');
  const filled = due.filter(({ line }) => line.state === 'filed');
  const hollow = due.filter(({ line }) => line.state !== 'filed');
  const stateWords = (line: FilingLine): string => t(`charts.timeline.states.${line.state}`);
  const tip = (line: FilingLine): string =>
    tooltipLines(line.system.name, [
      t('charts.timeline.launched', { day: line.from ?? t('terms.notStated') }),
      ...(line.system.retiredOn ? [t('systems.retiredOn', { day: line.system.retiredOn })] : []),
      ...(line.deadline ? [t('charts.timeline.deadline', { day: line.deadline })] : []),
      stateWords(line),
    ]);
  const first = known.map(({ from }) => from).sort()[0] ?? filingDays.from;
  const last = [today, filingDays.until].sort().at(-1)!;
  const labelWidth = narrow ? 96 : 176;
  const renderItem: NonNullable<CustomSeriesOption['renderItem']> = (_params, api) => {
    const row = api.value(0) as number;
    const [x1, y] = api.coord([api.value(1), row]) as [number, number];
    const [x2] = api.coord([api.value(2), row]) as [number, number];
    return {
      type: 'rect' as const,
      shape: { x: x1, y: y - BAR / 2, width: Math.max(2, x2 - x1), height: BAR },
      style: { fill: api.visual('color') as string, opacity: 0.55 },
    };
  };
  const mark = (name: string, of: typeof due, isFilled: boolean) => ({
    name,
    type: 'scatter' as const,
    symbol: 'diamond',
    symbolSize: 13,
    cursor: 'pointer',
    z: 4,
    itemStyle: isFilled
      ? { color: theme.ink2, borderColor: theme.surface, borderWidth: 1 }
      : { color: theme.surface, borderColor: theme.contrast, borderWidth: 2 },
    data: of.map(({ line, index }) => opens({ value: [time(line.deadline!), index] }, open(line))),
    tooltip: { formatter: (params: unknown) => tip(of[(params as { dataIndex: number }).dataIndex]!.line) },
  });

  return {
    title,
    reading,
    height: lines.length * 26 + (narrow ? 128 : 104),
    table: {
      columns: [
        { label: t('terms.system'), numeric: false },
        { label: t('systems.launched'), numeric: false },
        { label: t('charts.timeline.retired'), numeric: false },
        { label: t('charts.timeline.deadlineColumn'), numeric: false },
        { label: t('systems.filing'), numeric: false },
      ],
      rows: lines.map((line) => [
        { text: line.system.name, to: open(line) },
        { text: line.from ?? t('terms.notStated') },
        { text: line.system.retiredOn ?? '' },
        { text: line.deadline ?? '' },
        { text: stateWords(line) },
      ]),
    },
    option: {
      ...base(context, `${title} ${reading}`),
      legend: {
        top: 0,
        left: 0,
        itemWidth: 14,
        itemHeight: 12,
        textStyle: { color: theme.ink2, fontSize: 12 },
        data: [t('charts.timeline.filedMark'), t('charts.timeline.openMark')],
      },
      grid: { left: labelWidth + 16, right: narrow ? 24 : 136, top: narrow ? 56 : 36, bottom: 32 },
      xAxis: {
        type: 'time',
        min: time(first),
        max: time(last),
        axisLabel: { color: theme.ink3, fontSize: 12, hideOverlap: true },
        axisLine: { lineStyle: { color: theme.lineStrong } },
        splitLine: { show: true, lineStyle: { color: theme.line } },
        splitNumber: narrow ? 2 : 5,
      },
      yAxis: {
        ...categoryAxis(
          context,
          lines.map((line) => line.system.name),
          labelWidth,
        ),
        inverse: true,
      },
      series: [
        {
          name: t('terms.system'),
          type: 'custom',
          renderItem,
          encode: { x: [1, 2], y: 0 },
          cursor: 'pointer',
          data: known.map(({ line, index, from }) =>
            opens(
              {
                value: [index, time(from), time(line.to)],
                itemStyle: {
                  color:
                    line.state === 'late' ? theme.contrast : line.state === 'exempt' ? theme.neutral : theme.accent,
                },
              },
              open(line),
            ),
          ),
          tooltip: { formatter: (params) => tip(known[(params as { dataIndex: number }).dataIndex]!.line) },
          markLine: {
            symbol: 'none',
            silent: true,
            lineStyle: { color: theme.ink3, type: 'dashed', width: 1 },
            label: { show: false },
            data: [{ xAxis: time(filingDays.until) }],
          },
        },
        mark(t('charts.timeline.filedMark'), filled, true),
        mark(t('charts.timeline.openMark'), hollow, false),
        {
          // Words instead of a bar where no day is known, and beside the bars what is late.
          name: t('terms.status'),
          type: 'scatter',
          symbol: 'circle',
          symbolSize: 1,
          silent: true,
          itemStyle: { color: 'transparent' },
          label: {
            show: true,
            position: 'right',
            color: theme.ink3,
            fontSize: 12,
            formatter: (params) => {
              const at = (params as { dataIndex: number }).dataIndex;
              return at < unknown.length ? t('charts.timeline.noDay') : stateWords(overdue[at - unknown.length]!.line);
            },
          },
          data: [
            ...unknown.map(({ index }) => [time(first), index]),
            ...(narrow ? [] : overdue.map(({ index }) => [time(last), index])),
          ],
        },
      ],
    },
  };
}
