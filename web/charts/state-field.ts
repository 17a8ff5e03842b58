/** Grey fields behind a chart over periods where there is nothing to draw, with the state in words. */
import type { CustomSeriesOption } from 'echarts';
import type { ChartContext } from './model.ts';

interface Run {
  first: number;
  last: number;
  words: string;
}

/** Neighbouring periods in the same state become one field. */
export function runsOf(states: readonly (string | undefined)[]): Run[] {
  const runs: Run[] = [];
  states.forEach((words, index) => {
    if (words === undefined) return;
    const before = runs.at(-1);
    if (before && before.last === index - 1 && before.words === words) before.last = index;
    else runs.push({ first: index, last: index, words });
  });
  return runs;
}

/** `states`: per category its state in words, undefined where a figure is drawn. */
export function stateField(
  states: readonly (string | undefined)[],
  { theme }: ChartContext,
  tip: (index: number) => string,
  axes: { xAxisIndex: number; yAxisIndex: number } = { xAxisIndex: 0, yAxisIndex: 0 },
): CustomSeriesOption {
  const runs = runsOf(states);
  return {
    type: 'custom',
    ...axes,
    z: 1,
    encode: { x: [0, 1] },
    data: runs.map((run) => [run.first, run.last]),
    tooltip: { formatter: (params) => tip(runs[(params as { dataIndex: number }).dataIndex]!.first) },
    renderItem: (params, api) => {
      const run = runs[params.dataIndex]!;
      const grid = params.coordSys as unknown as { y: number; height: number };
      const step = (api.size!([1, 0]) as number[])[0]!;
      const from = (api.coord([run.first, 0]) as number[])[0]! - step / 2;
      const width = step * (run.last - run.first + 1);
      const field = {
        type: 'rect' as const,
        shape: { x: from, y: grid.y, width, height: grid.height },
        style: { fill: theme.surface2, stroke: theme.line, lineDash: [2, 3] },
      };
      if (width < 14) return { type: 'group' as const, children: [field] };
      return {
        type: 'group' as const,
        children: [
          field,
          {
            type: 'text' as const,
            x: from + width / 2,
            y: grid.y + grid.height / 2,
            rotation: width < 96 ? Math.PI / 2 : 0,
            style: {
              text: run.words,
              fill: theme.ink3,
              fontSize: 11,
              align: 'center' as const,
              verticalAlign: 'middle' as const,
              width: width < 96 ? grid.height - 8 : width - 8,
              overflow: 'truncate' as const,
            },
          },
        ],
      };
    },
  };
}
