/** A dashed line at the figure of all units together, with its value; nothing where that cannot be judged. */
import type { ChartContext } from './model.ts';

/** Part of a series whose value axis lies across. @param shown the value as it is written on the line */
export function overallLine(overall: number | null, shown: (value: number) => string, { t, theme }: ChartContext) {
  if (overall === null) return {};
  return {
    markLine: {
      symbol: 'none' as const,
      silent: true,
      lineStyle: { color: theme.lineStrong, type: 'dashed' as const },
      label: {
        formatter: t('charts.unitDots.overall', { value: shown(overall) }),
        color: theme.ink3,
        fontSize: 12,
        position: 'start' as const,
      },
      data: [{ xAxis: overall }],
    },
  };
}
