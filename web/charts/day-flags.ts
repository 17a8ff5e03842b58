/** Notes as flags on a chart with weeks, months or days along its axis. */
import type { EChartsOption } from 'echarts';
import { tooltipLines } from './model.ts';
import type { ChartContext, ChartModel } from './model.ts';

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
  const lines = (own: readonly DayNote[]): string[] => own.map(({ day, text }) => `${day} ${text}`);
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
          return tooltipLines(t('notes.count', { n: own.length }), lines(own));
        },
      },
      data: places.map(([xAxis]) => ({ xAxis })),
    },
  };
  return {
    ...model,
    reading: `${model.reading} ${t('notes.onChart')}`,
    option: { ...model.option, series: ([] as unknown[]).concat(model.option.series ?? [], flags) } as EChartsOption,
    table: {
      columns: [...model.table.columns, { label: t('notes.onDays'), numeric: false }],
      rows: model.table.rows.map((row, index) => [
        ...row,
        { text: lines(at.get(index) ?? []).join(t('punctuation.semicolon')) },
      ]),
    },
  };
}
