/** Notes as flags on a chart with weeks, months or days along its axis. */
import type { EChartsOption } from 'echarts';
import { opens, tooltipLines } from './model.ts';
import type { Cell, ChartContext, ChartModel } from './model.ts';

export interface DayNote {
  day: string;
  text: string;
}

/** Where a day lies among months (`YYYY-MM`), or weeks by their Mondays, in ascending order; -1: outside. */
export function placeOfDay(periods: readonly string[], day: string): number {
  if (periods[0]?.length === 7) return periods.indexOf(day.slice(0, 7));
  let at = -1;
  while (at + 1 < periods.length && periods[at + 1]! <= day) at += 1;
  // Beyond the last week there is nothing to stand on.
  return at >= 0 && Date.parse(day) - Date.parse(periods[at]!) < 7 * 86_400_000 ? at : -1;
}

const linesOf = (own: readonly DayNote[]): string[] => own.map(({ day, text }) => `${day} ${text}`);

/** The model with a flag over every period that has notes; their texts are in the tooltip and in the table. */
export function withFlags(
  model: ChartModel,
  periods: readonly string[],
  notes: readonly DayNote[],
  { t, theme }: ChartContext,
): ChartModel {
  const at = new Map<number, DayNote[]>();
  for (const note of notes) {
    const index = placeOfDay(periods, note.day);
    if (index >= 0) at.set(index, [...(at.get(index) ?? []), note]);
  }
  if (at.size === 0) return model;
  const places = [...at].sort(([a], [b]) => a - b);
  const flags = {
    name: t('notes.onDays'),
    type: 'line' as const,
    data: [],
    markLine: {
      symbol: ['none', 'none'],
      animation: false,
      lineStyle: { color: theme.contrast, type: 'dotted' as const, width: 1.5 },
      label: { position: 'end' as const, distance: 0, formatter: '⚑', color: theme.contrast, fontSize: 14 },
      tooltip: {
        formatter: (params: unknown) => {
          const own = places[(params as { dataIndex: number }).dataIndex]![1];
          return tooltipLines(t('notes.count', { n: own.length }), linesOf(own));
        },
      },
      data: places.map(([xAxis]) => ({ xAxis })),
    },
  };
  return flagged(model, flags, (_row, index) => linesOf(at.get(index) ?? []), t);
}

/** The same, for a chart whose only horizontal axis lists its weeks, months or days. */
export function withFlagsOnAxis(model: ChartModel, notes: readonly DayNote[], context: ChartContext): ChartModel {
  const { data = [] } = (model.option.xAxis ?? {}) as { data?: readonly string[] };
  return withFlags(model, data, notes, context);
}

/** A calendar of days, the first column of its table, with a flag on every day that has notes. */
export function withCalendarFlags(
  model: ChartModel,
  notes: readonly DayNote[],
  { t, theme }: ChartContext,
): ChartModel {
  const bands = (model.option.calendar ?? []) as readonly { range: readonly [string, string] }[];
  const bandOf = (day: string): number => bands.findIndex(({ range: [from, to] }) => day >= from && day <= to);
  const byDay = new Map<string, DayNote[]>();
  for (const note of notes) if (bandOf(note.day) >= 0) byDay.set(note.day, [...(byDay.get(note.day) ?? []), note]);
  if (byDay.size === 0) return model;
  // A flag lies on its day and must not take its click away.
  const drawn = ([] as unknown[]).concat(model.option.series ?? []) as { data?: { value: [string]; to?: string }[] }[];
  const links = new Map(
    drawn.flatMap(({ data = [] }) => data.flatMap(({ value: [day], to }) => (to ? [[day, to] as const] : []))),
  );
  const flags = [...new Set([...byDay.keys()].map(bandOf))].map((calendarIndex) => ({
    type: 'scatter' as const,
    coordinateSystem: 'calendar' as const,
    calendarIndex,
    z: 5,
    symbolSize: 12,
    itemStyle: { color: 'transparent' },
    label: { show: true, formatter: '⚑', color: theme.contrast, fontSize: 14 },
    data: [...byDay.keys()]
      .filter((day) => bandOf(day) === calendarIndex)
      .map((day) => opens({ value: [day, 0] as [string, number] }, links.get(day))),
    tooltip: {
      formatter: (params: unknown) => {
        const own = byDay.get((params as { value: [string] }).value[0])!;
        return tooltipLines(t('notes.count', { n: own.length }), linesOf(own));
      },
    },
  }));
  return flagged(model, flags, ([day]) => (byDay.get(day!.text) ?? []).map(({ text }) => text), t);
}

/** The chart with its flags drawn, said, and listed beside the rows of its table. */
function flagged(
  model: ChartModel,
  flags: unknown,
  textsOf: (row: readonly Cell[], index: number) => readonly string[],
  t: ChartContext['t'],
): ChartModel {
  return {
    ...model,
    reading: `${model.reading} ${t('notes.onChart')}`,
    option: { ...model.option, series: ([] as unknown[]).concat(model.option.series ?? [], flags) } as EChartsOption,
    table: {
      columns: [...model.table.columns, { label: t('notes.onDays'), numeric: false }],
      rows: model.table.rows.map((row, index) => [
        ...row,
        { text: textsOf(row, index).join(t('punctuation.semicolon')) },
      ]),
    },
  };
}
