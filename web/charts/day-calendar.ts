/** Calendar heat map: one square a day, weeks start on Monday, holidays and moved workdays marked by shape. */
import type { IndicatorRow } from '../../server/contract.ts';
import { daysBetween, weekday } from '../period.ts';
import { base, opens, tooltipLines } from './model.ts';
import type { ChartContext, ChartModel } from './model.ts';

export interface DayKind {
  kind: 'workday' | 'weekend' | 'holiday' | 'moved-workday';
  name: string;
}

export interface CalendarInput {
  rows: readonly IndicatorRow[];
  /** What is counted, in words, and its unit. */
  measure: string;
  unit: string;
  dayKind: (day: string) => DayKind;
  open: (day: string) => string;
  /** Where a day leads instead, on a page whose charts are linked: choosing it. */
  pick?: ((day: string) => string) | undefined;
  /** Whether a day is among those chosen on this page; the others step back. */
  isChosen?: ((day: string) => boolean) | undefined;
  /** What falls due and who is inspected, by day; drawn and listed beside the figure. */
  marks?: {
    deadlines: ReadonlyMap<string, number>;
    inspections: ReadonlyMap<string, number>;
    openInspections: (day: string) => string;
  };
}

const FAINT = 0.2;
const SMALLEST_CELL = 14;
const LARGEST_CELL = 22;
const MARGIN = 40;
/** A day with as many deadlines as one in ten days has, and not just a few of them. */
const CROWDED = 0.9;
const BUSIEST = 10;

/** Splits the span into rows of whole weeks that fit the width. */
function bands(first: string, last: string, weeks: number): { from: string; to: string }[] {
  const days = daysBetween(first, last);
  const lead = weekday(first);
  const result: { from: string; to: string }[] = [];
  let at = 0;
  while (at < days.length) {
    const size = weeks * 7 - (at === 0 ? lead : 0);
    const slice = days.slice(at, at + size);
    result.push({ from: slice[0]!, to: slice.at(-1)! });
    at += size;
  }
  return result;
}

export function dayCalendar(input: CalendarInput, context: ChartContext): ChartModel {
  const { rows, measure, unit, dayKind, open, pick, isChosen, marks } = input;
  const { t, number, percent, theme, width } = context;
  const judged = rows.filter((row) => row.status === 'ok' && row.value !== null);
  const byDay = new Map(judged.map((row) => [row.period, row.value!]));
  const known = [...byDay.keys()].sort();
  const total = judged.reduce((sum, row) => sum + row.value!, 0);
  const digits = judged.every((row) => Number.isInteger(row.value)) ? 0 : 1;
  const peak = judged.reduce<IndicatorRow | undefined>(
    (best, row) => (!best || row.value! > best.value! ? row : best),
    undefined,
  );
  const off = judged.filter((row) => ['weekend', 'holiday'].includes(dayKind(row.period).kind));
  const offShare = total > 0 ? off.reduce((sum, row) => sum + row.value!, 0) / total : 0;
  const due = [...(marks?.deadlines.values() ?? [])].sort((a, b) => a - b);
  const crowd = Math.max(2, due[Math.floor((due.length - 1) * CROWDED)] ?? Infinity);
  const isCrowded = (day: string): boolean => (marks?.deadlines.get(day) ?? 0) >= crowd;
  const isInspected = (day: string): boolean => (marks?.inspections.get(day) ?? 0) > 0;
  const busiest = [...judged].sort((a, b) => b.value! - a.value!).slice(0, BUSIEST);
  const pressed = busiest.filter((row) => isCrowded(row.period) || isInspected(row.period)).length;
  const reading = [
    t('charts.calendar.reading', { measure, unit }),
    t(pick ? 'brush.marks' : 'charts.calendar.opens'),
    ...(marks && Number.isFinite(crowd) ? [t('charts.calendar.marksDue', { n: crowd })] : []),
    ...(marks?.inspections.size ? [t('charts.calendar.marksInspected')] : []),
  ].join(' ');
  const title =
    marks && peak
      ? t('charts.calendar.pressed', { n: busiest.length, k: number(pressed), day: peak.period })
      : peak
        ? t('charts.calendar.title', {
            day: peak.period,
            value: number(peak.value!, digits),
            unit,
            share: percent(offShare, 1),
          })
        : t('charts.calendar.plain', { measure });
  const kindWords = (day: string): string => {
    const { kind, name } = dayKind(day);
    return name ? `${t(`dayKinds.${kind}`)} · ${name}` : t(`dayKinds.${kind}`);
  };

  const span = known.length ? Math.ceil((daysBetween(known[0]!, known.at(-1)!).length + 6) / 7) + 1 : 1;
  const room = width - MARGIN - 8;
  const cell = Math.min(LARGEST_CELL, Math.max(SMALLEST_CELL, Math.floor(room / span)));
  const weeks = Math.max(8, Math.floor(room / cell));
  const rowsOfWeeks = known.length ? bands(known[0]!, known.at(-1)!, weeks) : [];
  const bandHeight = 7 * cell + 40;
  const ordered = [...byDay.values()].sort((a, b) => a - b);
  const high = ordered[Math.floor((ordered.length - 1) * 0.98)] ?? 1;

  const special = known.length
    ? daysBetween(known[0]!, known.at(-1)!).filter(
        (day) => ['holiday', 'moved-workday'].includes(dayKind(day).kind) || isCrowded(day),
      )
    : [];
  const inBand = (day: string, band: { from: string; to: string }): boolean => day >= band.from && day <= band.to;
  const markWords = (day: string): string[] => [
    ...(marks?.deadlines.get(day) ? [t('charts.calendar.due', { n: marks.deadlines.get(day)! })] : []),
    ...(isInspected(day) ? [t('charts.calendar.inspected', { n: marks!.inspections.get(day)! })] : []),
  ];
  const tip = (day: string): string => {
    const value = byDay.get(day);
    return tooltipLines(`${day} · ${t(`weekdays.${weekday(day)}`)}`, [
      kindWords(day),
      value === undefined ? t('charts.calendar.none') : `${number(value, digits)} ${unit}`,
      ...markWords(day),
    ]);
  };

  return {
    title,
    reading,
    height: rowsOfWeeks.length * bandHeight + 48,
    table: {
      columns: [
        { label: t('terms.day'), numeric: false },
        { label: t('terms.dayKind'), numeric: false },
        { label: `${measure} (${unit})`, numeric: true },
        ...(marks
          ? [
              { label: t('charts.calendar.deadlines'), numeric: true },
              { label: t('charts.calendar.inspections'), numeric: true },
            ]
          : []),
      ],
      rows: known.map((day) => [
        { text: day },
        { text: kindWords(day) },
        { text: number(byDay.get(day)!, digits), to: open(day) },
        ...(marks
          ? [
              { text: number(marks.deadlines.get(day) ?? 0) },
              isInspected(day)
                ? { text: number(marks.inspections.get(day)!), to: marks.openInspections(day) }
                : { text: '0' },
            ]
          : []),
      ]),
    },
    option: {
      ...base(context, `${title} ${reading}`),
      visualMap: {
        type: 'continuous',
        min: 0,
        max: high || 1,
        calculable: false,
        orient: 'horizontal',
        left: MARGIN,
        bottom: 0,
        itemWidth: 10,
        itemHeight: 96,
        text: [`${(ordered.at(-1) ?? 0) > high ? '≥ ' : ''}${number(high, 0)} ${unit}`, '0'],
        textStyle: { color: theme.ink3, fontSize: 12 },
        inRange: { color: [theme.surface2, theme.accentSoft, theme.accent] },
        seriesIndex: rowsOfWeeks.map((_, index) => index * 2),
      },
      calendar: rowsOfWeeks.map((band, index) => ({
        range: [band.from, band.to],
        top: index * bandHeight + 24,
        left: MARGIN,
        cellSize: [cell, cell],
        orient: 'horizontal',
        itemStyle: { color: 'transparent', borderColor: theme.surface, borderWidth: 2 },
        splitLine: { show: true, lineStyle: { color: theme.lineStrong, width: 1 } },
        yearLabel: { show: false },
        monthLabel: {
          color: theme.ink2,
          fontSize: 12,
          formatter: ({ yyyy, M }: { yyyy: string; M: number }) => {
            const month = t(`monthsShort.${Number(M)}`);
            return Number(M) === 1 ? t('charts.calendar.yearMonth', { year: yyyy, month }) : month;
          },
        },
        dayLabel: {
          firstDay: 1,
          color: theme.ink3,
          fontSize: 11,
          nameMap: [6, 0, 1, 2, 3, 4, 5].map((day) => ([0, 2, 4, 6].includes(day) ? t(`weekdaysShort.${day}`) : '')),
        },
      })),
      series: rowsOfWeeks.flatMap((band, index) => [
        {
          type: 'heatmap' as const,
          coordinateSystem: 'calendar' as const,
          calendarIndex: index,
          cursor: 'pointer',
          data: known
            .filter((day) => inBand(day, band))
            .map((day) =>
              opens(
                {
                  value: [day, byDay.get(day)!] as [string, number],
                  itemStyle: {
                    ...(isInspected(day) ? { borderColor: theme.ink, borderWidth: 1.5 } : {}),
                    ...(isChosen && !isChosen(day) ? { opacity: FAINT } : {}),
                  },
                },
                (pick ?? open)(day),
              ),
            ),
          tooltip: { formatter: (params: unknown) => tip((params as { value: [string] }).value[0]) },
        },
        {
          type: 'scatter' as const,
          coordinateSystem: 'calendar' as const,
          calendarIndex: index,
          silent: true,
          symbolSize: 5,
          itemStyle: { color: theme.contrast, borderColor: theme.surface, borderWidth: 1 },
          data: special
            .filter((day) => inBand(day, band))
            .map((day) => ({
              value: [day, 0] as [string, number],
              symbol: ['holiday', 'moved-workday'].includes(dayKind(day).kind)
                ? dayKind(day).kind === 'holiday'
                  ? 'circle'
                  : 'triangle'
                : 'diamond',
            })),
        },
      ]),
    },
  };
}
