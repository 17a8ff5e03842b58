/** Heat map of the hours of a week, averaged over the days of each weekday; the dashed frame is working time. */
import type { WeekHours } from '../../server/contract-decisions.ts';
import { base, opens, tooltipLines } from './model.ts';
import type { ChartContext, ChartModel } from './model.ts';

export interface WeekHoursInput {
  answer: WeekHours;
  measure: string;
  unit: string;
  open: (weekday: number, hour: number) => string;
  /** Where a cell leads instead, on a page whose charts are linked: choosing its weekday. */
  pick?: ((weekday: number) => string) | undefined;
  /** The weekday chosen on this page; the others step back. */
  chosen?: number | undefined;
}

const FAINT = 0.2;
const FIRST_HOUR = 8;
const LAST_HOUR = 18;
const HOURS = Array.from({ length: 24 }, (_, hour) => hour);
const WEEKDAYS = [0, 1, 2, 3, 4, 5, 6];

/** Working time is 08:30-18:00; by whole hours only this much can be said to lie outside. */
const isOutside = (weekday: number, hour: number): boolean => weekday > 4 || hour < FIRST_HOUR || hour >= LAST_HOUR;

export function weekHours(
  { answer, measure, unit, open, pick, chosen }: WeekHoursInput,
  context: ChartContext,
): ChartModel {
  const { t, number, percent, theme, width } = context;
  const narrow = width < 480;
  const cells = answer.rows
    .filter((row) => (answer.days[row.weekday] ?? 0) > 0)
    .map((row) => ({ ...row, average: row.value / answer.days[row.weekday]! }));
  const placed = answer.rows.reduce((sum, row) => sum + row.n, 0);
  const unplaced = answer.unplaced.reduce((sum, row) => sum + row.n, 0);
  const total = cells.reduce((sum, cell) => sum + cell.value, 0);
  const outside = cells.filter((cell) => isOutside(cell.weekday, cell.hour)).reduce((sum, cell) => sum + cell.value, 0);
  const peak = cells.reduce<(typeof cells)[number] | undefined>(
    (best, cell) => (!best || cell.average > best.average ? cell : best),
    undefined,
  );
  const short = (value: number): string => number(value, value >= 100 ? 0 : value >= 10 ? 1 : 2);
  const clock = (hour: number): string => `${String(hour).padStart(2, '0')}:00–${String(hour + 1).padStart(2, '0')}:00`;
  const when = (weekday: number, hour: number): string => `${t(`weekdays.${weekday}`)} ${clock(hour)}`;
  const title = peak
    ? t('charts.weekHours.title', {
        measure,
        when: when(peak.weekday, peak.hour),
        value: short(peak.average),
        unit,
        share: percent(total > 0 ? outside / total : 0, 0),
      })
    : answer.status === 'suppressed'
      ? t('charts.weekHours.suppressed', { measure })
      : t(unplaced > 0 ? 'charts.weekHours.unknown' : 'charts.weekHours.plain', { measure });
  const reading = [
    t('charts.weekHours.reading', { measure, unit }),
    t(pick ? 'brush.marks' : 'charts.weekHours.opens'),
    ...(unplaced > 0
      ? [
          t('charts.weekHours.unplaced', {
            share: percent(unplaced / (placed + unplaced), 0),
            sources: answer.unplaced
              .slice(0, 3)
              .map((row) => row.source)
              .join(t('punctuation.comma')),
          }),
        ]
      : []),
  ].join(' ');
  const high = [...cells.map((cell) => cell.average)].sort((a, b) => a - b)[Math.floor((cells.length - 1) * 0.98)] ?? 1;
  const tip = (cell: (typeof cells)[number]): string =>
    tooltipLines(when(cell.weekday, cell.hour), [
      t('charts.weekHours.tip', { value: short(cell.average), unit }),
      t('overview.basis', { n: number(cell.n) }),
    ]);
  const rowHeight = narrow ? 24 : 32;
  return {
    title,
    reading,
    height: 7 * rowHeight + 96,
    table: {
      columns: [
        { label: t('charts.weekHours.weekday'), numeric: false },
        { label: t('charts.weekHours.hour'), numeric: false },
        { label: t('charts.weekHours.average', { unit }), numeric: true },
        { label: `${measure} (${unit})`, numeric: true },
        { label: t('charts.trend.records'), numeric: true },
      ],
      rows: cells.map((cell) => [
        { text: t(`weekdays.${cell.weekday}`) },
        { text: clock(cell.hour) },
        { text: short(cell.average) },
        { text: short(cell.value), to: open(cell.weekday, cell.hour) },
        { text: number(cell.n), to: open(cell.weekday, cell.hour) },
      ]),
    },
    option: {
      ...base(context, `${title} ${reading}`),
      grid: { left: narrow ? 28 : 72, right: 16, top: 8, height: 7 * rowHeight },
      visualMap: {
        type: 'continuous',
        min: 0,
        max: high || 1,
        calculable: false,
        orient: 'horizontal',
        left: narrow ? 28 : 72,
        bottom: 0,
        itemWidth: 10,
        itemHeight: 96,
        text: [`${(peak?.average ?? 0) > high ? '≥ ' : ''}${short(high)} ${unit}`, '0'],
        textStyle: { color: theme.ink3, fontSize: 12 },
        inRange: { color: [theme.surface2, theme.accentSoft, theme.accent] },
        seriesIndex: 0,
      },
      xAxis: {
        type: 'category',
        data: HOURS.map(String),
        axisLabel: {
          color: theme.ink3,
          fontSize: 12,
          interval: narrow ? 5 : 1,
          formatter: (hour: string) => `${hour}:00`,
        },
        axisTick: { show: false },
        axisLine: { show: false },
      },
      yAxis: {
        type: 'category',
        inverse: true,
        data: WEEKDAYS.map((day) => t(`${narrow ? 'weekdaysShort' : 'weekdays'}.${day}`)),
        axisLabel: { color: theme.ink2, fontSize: 12 },
        axisTick: { show: false },
        axisLine: { show: false },
      },
      series: [
        {
          type: 'heatmap',
          cursor: 'pointer',
          itemStyle: { borderColor: theme.surface, borderWidth: 2 },
          data: cells.map((cell) =>
            opens(
              {
                value: [cell.hour, cell.weekday, cell.average],
                ...(chosen !== undefined && cell.weekday !== chosen ? { itemStyle: { opacity: FAINT } } : {}),
              },
              pick ? pick(cell.weekday) : open(cell.weekday, cell.hour),
            ),
          ),
          tooltip: { formatter: (params) => tip(cells[(params as { dataIndex: number }).dataIndex]!) },
        },
        {
          type: 'custom',
          silent: true,
          z: 4,
          data: cells.length ? [[0]] : [],
          renderItem: (_params, api) => {
            const [x] = api.coord([FIRST_HOUR, 0]) as [number, number];
            const [end, bottom] = api.coord([LAST_HOUR - 1, 4]) as [number, number];
            const [, y] = api.coord([0, 0]) as [number, number];
            const [cellWidth, cellHeight] = api.size!([1, 1]) as [number, number];
            return {
              type: 'rect',
              // From the middle of the cell of eight o'clock: half past.
              shape: { x, y: y - cellHeight / 2, width: end + cellWidth / 2 - x, height: bottom - y + cellHeight },
              style: { fill: 'none', stroke: theme.ink3, lineDash: [3, 3], lineWidth: 1 },
            };
          },
        },
      ],
    },
  };
}
