import type { SankeySeriesOption } from 'echarts';
import type { ChartContext } from './model.ts';

/** The calm look all flows share: thin nodes, pale bands in one colour, names beside the nodes; below them where it runs downwards. */
export function sankeySeries({ theme, width }: ChartContext, downwards = false): SankeySeriesOption {
  const narrow = width < 480;
  return {
    type: 'sankey',
    orient: downwards ? 'vertical' : 'horizontal',
    left: downwards ? 36 : 4,
    right: downwards ? 36 : narrow ? 88 : 144,
    top: 8,
    bottom: downwards ? 28 : 8,
    nodeWidth: 10,
    nodeGap: downwards ? 64 : 14,
    draggable: false,
    emphasis: { focus: 'adjacency' },
    label: {
      ...(downwards ? { position: 'bottom' as const } : {}),
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
