/** When things are said to have happened, and when they reached the server: hour of day by date. Night and piles show as bands and columns. */
import type { ViewEvent } from '../../server/contract-views.ts';
import { chosenMark } from './chosen-mark.ts';
import { base, opens, tooltipLines, valueAxis } from './model.ts';
import type { ChartContext, ChartModel } from './model.ts';

export interface DayAndHourInput {
  events: readonly ViewEvent[];
  open: (event: ViewEvent) => string | undefined;
  /** The record chosen on this page. */
  isChosen?: ((event: ViewEvent) => boolean) | undefined;
  time: (iso: string) => string;
}

/** Times carry the offset of Asia/Shanghai: the text itself is the local time. */
const dayOf = (iso: string): string => iso.slice(0, 10);
const hourOf = (iso: string): number => Number(iso.slice(11, 13)) + Number(iso.slice(14, 16)) / 60;
const EVENING = 18;
const MORNING = 8;

export function dayAndHour({ events, open, isChosen, time }: DayAndHourInput, context: ChartContext): ChartModel {
  const { t, number, percent, theme, width } = context;
  const flagged = events.filter((event) => event.role === 'flagged');
  const ordinary = events.filter((event) => event.role === 'ordinary');
  const claimedOf = (event: ViewEvent): string => event.claimedAt ?? event.at;
  const uploaded = flagged.filter((event) => event.uploadedAt !== null);
  const late = uploaded.filter((event) => hourOf(event.uploadedAt!) >= EVENING || hourOf(event.uploadedAt!) < MORNING);
  const perDay = new Map<string, number>();
  for (const event of uploaded) perDay.set(dayOf(event.uploadedAt!), (perDay.get(dayOf(event.uploadedAt!)) ?? 0) + 1);
  const [busiest] = [...perDay].sort((a, b) => b[1] - a[1]);
  const title =
    uploaded.length > 0 && busiest
      ? t('charts.dayHour.title', {
          share: percent(late.length / uploaded.length, 0),
          day: busiest[0],
          n: busiest[1],
          count: number(busiest[1]),
        })
      : t('charts.dayHour.plain', { flagged: number(flagged.length) });
  const reading = t('charts.dayHour.reading');
  const marks = (of: readonly ViewEvent[], name: string, at: (event: ViewEvent) => string, more: object) => ({
    name: t(`charts.dayHour.${name}`),
    type: 'scatter' as const,
    data: of.map((event) =>
      opens(
        { value: [`${dayOf(at(event))} 12:00`, hourOf(at(event))], ...(isChosen?.(event) ? chosenMark(theme) : {}) },
        open(event),
      ),
    ),
    tooltip: {
      formatter: (params: unknown) => {
        const event = of[(params as { dataIndex: number }).dataIndex]!;
        return tooltipLines(t(`charts.dayHour.${name}`), [
          t('charts.dayHour.claimedAt', { at: time(claimedOf(event)) }),
          ...(event.uploadedAt ? [t('charts.dayHour.uploadedAt', { at: time(event.uploadedAt) })] : []),
        ]);
      },
    },
    ...more,
  });
  return {
    title,
    reading,
    height: 400,
    table: {
      columns: [
        { label: t('terms.record'), numeric: false },
        { label: t('clocks.claimed'), numeric: false },
        { label: t('clocks.captured'), numeric: false },
        { label: t('clocks.uploaded'), numeric: false },
      ],
      rows: flagged.map((event) => {
        const to = open(event);
        return [
          to ? { text: event.externalId, to } : { text: event.externalId },
          { text: time(claimedOf(event)) },
          { text: event.capturedAt ? time(event.capturedAt) : '' },
          { text: event.uploadedAt ? time(event.uploadedAt) : '' },
        ];
      }),
    },
    option: {
      ...base(context, `${title} ${reading}`),
      legend: {
        top: 0,
        left: 0,
        textStyle: { color: theme.ink2, fontSize: 12 },
        data: ['ordinary', 'claimed', 'uploaded'].map((name) => t(`charts.dayHour.${name}`)),
      },
      grid: { left: 56, right: 16, top: width < 480 ? 64 : 40, bottom: 40 },
      xAxis: {
        type: 'time',
        axisLabel: { color: theme.ink3, fontSize: 12, hideOverlap: true, formatter: '{MM}-{dd}' },
        axisLine: { lineStyle: { color: theme.lineStrong } },
        axisTick: { show: false },
        splitLine: { show: false },
      },
      yAxis: {
        ...valueAxis(context, t('charts.dayHour.hour')),
        min: 0,
        max: 24,
        interval: 6,
        inverse: true,
        nameGap: 40,
        axisLabel: {
          color: theme.ink3,
          fontSize: 12,
          formatter: (hour: number) => `${String(hour).padStart(2, '0')}:00`,
        },
      },
      series: [
        {
          ...marks(ordinary, 'ordinary', claimedOf, {
            symbol: 'circle',
            symbolSize: 4,
            itemStyle: { color: theme.neutral, opacity: 0.4 },
          }),
          markArea: {
            silent: true,
            itemStyle: { color: theme.surface2, opacity: 0.7 },
            data: [
              [{ yAxis: 0 }, { yAxis: MORNING }],
              [{ yAxis: EVENING }, { yAxis: 24 }],
            ],
          },
        },
        marks(flagged, 'claimed', claimedOf, {
          symbol: 'circle',
          symbolSize: 7,
          itemStyle: { color: theme.surface, borderColor: theme.accent, borderWidth: 1.5 },
        }),
        marks(uploaded, 'uploaded', (event) => event.uploadedAt!, {
          symbol: 'triangle',
          symbolSize: 8,
          itemStyle: { color: theme.contrast },
        }),
      ],
    },
  };
}
