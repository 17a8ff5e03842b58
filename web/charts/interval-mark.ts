import type { CustomSeriesOption } from 'echarts';

type RenderItem = NonNullable<CustomSeriesOption['renderItem']>;

/** A line from low to high with small caps. Data: [category, low, high]; `across` = the value axis is horizontal. */
export function intervalMark(colour: string, across: boolean, offset = 0): RenderItem {
  return (_params, api) => {
    const category = api.value(0) as number;
    const point = (value: number): number[] => {
      const [x, y] = api.coord(across ? [value, category] : [category, value]) as [number, number];
      return across ? [x, y + offset] : [x + offset, y];
    };
    const [x1, y1] = point(api.value(1) as number) as [number, number];
    const [x2, y2] = point(api.value(2) as number) as [number, number];
    const cap = 4;
    const line = (a: number, b: number, c: number, d: number) => ({
      type: 'line' as const,
      shape: { x1: a, y1: b, x2: c, y2: d },
      style: { stroke: colour, lineWidth: 1.5 },
    });
    return {
      type: 'group' as const,
      silent: true,
      children: [
        line(x1, y1, x2, y2),
        across ? line(x1, y1 - cap, x1, y1 + cap) : line(x1 - cap, y1, x1 + cap, y1),
        across ? line(x2, y2 - cap, x2, y2 + cap) : line(x2 - cap, y2, x2 + cap, y2),
      ],
    };
  };
}
