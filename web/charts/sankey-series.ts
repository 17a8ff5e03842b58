import type { SankeySeriesOption } from 'echarts';
import type { ChartContext } from './model.ts';

/** The calm look all flows share: thin nodes, pale bands in one colour, names beside the nodes. */
export function sankeySeries({ theme, width }: ChartContext): SankeySeriesOption {
  const narrow = width < 480;
  return {
    type: 'sankey',
    left: 4,
    right: narrow ? 88 : 144,
    top: 8,
    bottom: 8,
    nodeWidth: 10,
    nodeGap: 14,
    draggable: false,
    emphasis: { focus: 'adjacency' },
    label: {
      color: theme.ink,
      fontSize: 12,
      width: narrow ? 80 : 136,
      overflow: 'truncate',
      textBorderColor: theme.surface,
      textBorderWidth: 2,
    },
    lineStyle: { color: theme.neutral, opacity: 0.28, curveness: 0.5 },
  };
}
