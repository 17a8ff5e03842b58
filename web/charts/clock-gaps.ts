/** The three clocks of the rows that took longest: from when it is said to have happened to when the server had it. */
import type { ViewEvent } from '../../server/contract-views.ts';
import { middle } from './middle.ts';
import { chosenMark } from './chosen-mark.ts';
import { base, categoryAxis, opens, tooltipLines } from './model.ts';
import type { ChartContext, ChartModel } from './model.ts';

export interface ClockGapsInput {
  events: readonly ViewEvent[];
  open: (event: ViewEvent) => string | undefined;
  /** The record chosen on this page. */
  isChosen?: ((event: ViewEvent) => boolean) | undefined;
  time: (iso: string) => string;
}

const SHOWN = 24;
const HOUR = 3_600_000;

type Clocked = ViewEvent & { claimedAt: string; uploadedAt: string };
const gap = (event: Clocked): number => (Date.parse(event.uploadedAt) - Date.parse(event.claimedAt)) / HOUR;

export function clockGaps({ events, open, isChosen, time }: ClockGapsInput, context: ChartContext): ChartModel {
  const { t, number, theme, width } = context;
  const clocked = events.filter((event): event is Clocked => event.claimedAt !== null && event.uploadedAt !== null);
  const of = (role: ViewEvent['role']) => clocked.filter((event) => event.role === role);
  const flagged = of('flagged').sort((a, b) => gap(b) - gap(a));
  const typical = (rows: readonly Clocked[]): string => hours(gap(middle(rows, gap)!), context);
  const title =
    flagged.length === 0
      ? t('charts.clockGaps.plain')
      : of('ordinary').length > 0
        ? t('charts.clockGaps.title', { flagged: typical(flagged), ordinary: typical(of('ordinary')) })
        : t('charts.clockGaps.alone', { flagged: typical(flagged) });
  const reading = t('charts.clockGaps.reading', {
    n: Math.min(SHOWN, flagged.length),
    shown: number(Math.min(SHOWN, flagged.length)),
  });
  const shown = flagged.slice(0, SHOWN);
  const labelWidth = width < 480 ? 88 : 136;
  const tip = (event: Clocked): string =>
    tooltipLines(event.externalId, [
      t('charts.dayHour.claimedAt', { at: time(event.claimedAt) }),
      ...(event.capturedAt ? [t('charts.clockGaps.capturedAt', { at: time(event.capturedAt) })] : []),
      t('charts.dayHour.uploadedAt', { at: time(event.uploadedAt) }),
      t('charts.clockGaps.gap', { gap: hours(gap(event), context) }),
    ]);
  const marks = (name: string, at: (event: Clocked) => string | null, more: object) => {
    const drawn = shown.flatMap((event, index) => (at(event) === null ? [] : [{ event, index }]));
    return {
      name: t(`clocks.${name}`),
      type: 'scatter' as const,
      data: drawn.map(({ event, index }) =>
        opens(
          {
            value: [Date.parse(at(event)!), index],
            ...(isChosen?.(event) ? { itemStyle: chosenMark(theme).itemStyle } : {}),
          },
          open(event),
        ),
      ),
      tooltip: { formatter: (params: unknown) => tip(drawn[(params as { dataIndex: number }).dataIndex]!.event) },
      ...more,
    };
  };
  return {
    title,
    reading,
    height: shown.length * 20 + 96,
    table: {
      columns: [
        { label: t('terms.record'), numeric: false },
        { label: t('clocks.claimed'), numeric: false },
        { label: t('clocks.captured'), numeric: false },
        { label: t('clocks.uploaded'), numeric: false },
        { label: t('charts.clockGaps.hours'), numeric: true },
      ],
      rows: flagged.map((event) => {
        const to = open(event);
        return [
          to ? { text: event.externalId, to } : { text: event.externalId },
          { text: time(event.claimedAt) },
          { text: event.capturedAt ? time(event.capturedAt) : '' },
          { text: time(event.uploadedAt) },
          { text: number(gap(event), 1) },
        ];
      }),
    },
    option: {
      ...base(context, `${title} ${reading}`),
      legend: { top: 0, left: 0, textStyle: { color: theme.ink2, fontSize: 12 } },
      grid: { left: labelWidth + 16, right: 16, top: 40, bottom: 32 },
      xAxis: {
        type: 'time',
        axisLabel: { color: theme.ink3, fontSize: 12, hideOverlap: true, formatter: '{MM}-{dd}' },
        axisTick: { show: false },
        axisLine: { lineStyle: { color: theme.lineStrong } },
        splitLine: { show: true, lineStyle: { color: theme.line } },
      },
      yAxis: {
        ...categoryAxis(
          context,
          shown.map((event) => event.externalId),
          labelWidth,
        ),
        inverse: true,
        axisLine: { show: false },
      },
      series: [
        {
          type: 'custom',
          silent: true,
          data: shown.map((event, index) => [Date.parse(event.claimedAt), index, Date.parse(event.uploadedAt)]),
          encode: { x: [0, 2], y: 1 },
          renderItem: (_params, api) => {
            const [x1, y] = api.coord([api.value(0), api.value(1)]) as [number, number];
            const [x2] = api.coord([api.value(2), api.value(1)]) as [number, number];
            return { type: 'line', shape: { x1, y1: y, x2, y2: y }, style: { stroke: theme.neutral, lineWidth: 1.5 } };
          },
        },
        marks('claimed', (event) => event.claimedAt, {
          symbol: 'circle',
          symbolSize: 8,
          itemStyle: { color: theme.surface, borderColor: theme.accent, borderWidth: 1.5 },
        }),
        marks('captured', (event) => event.capturedAt, {
          symbol: 'rect',
          symbolSize: [3, 12],
          itemStyle: { color: theme.ink2 },
        }),
        marks('uploaded', (event) => event.uploadedAt, {
          symbol: 'triangle',
          symbolSize: 9,
          itemStyle: { color: theme.contrast },
        }),
      ],
    },
  };
}

/** Minutes below two hours, hours below two days, days above. */
function hours(value: number, { t, number }: ChartContext): string {
  if (Math.abs(value) < 2) return t('charts.clockGaps.minutesValue', { value: number(value * 60) });
  if (Math.abs(value) < 48) return t('charts.clockGaps.hoursValue', { value: number(value, 1) });
  return t('charts.clockGaps.daysValue', { value: number(value / 24, 1) });
}
