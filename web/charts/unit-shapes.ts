/** The tile cartogram's figures on the county's own map, where the reader brought one: same colours, same table, same choice. */
import type { CustomSeriesOption, EChartsOption } from 'echarts';
import { textWidth } from './label-room.ts';
import { opens, tooltipLines } from './model.ts';
import type { ChartContext, ChartModel } from './model.ts';
import { STRONG, unitTiles } from './unit-tiles.ts';
import type { UnitTilesInput } from './unit-tiles.ts';
import { inFrame } from './unit-shapes-file.ts';
import type { Shapes } from './unit-shapes-file.ts';

const TALLEST = 420;
const LEGEND = 48;
/** Room a label leaves to the edges of its shape. */
const EDGE = 16;
const SHORTEST = 28;

type Ring = readonly (readonly [number, number])[];

export function unitShapes(input: UnitTilesInput & { shapes: Shapes }, context: ChartContext): ChartModel {
  const { t, number, theme, width } = context;
  const { rows, units, chosen, pick, shapes } = input;
  const tiles = unitTiles(input, context);
  const frame = inFrame(shapes, width - 2, TALLEST);
  const left = Math.max(0, Math.floor((width - frame.width) / 2));
  const hoursOf = new Map(
    rows.map((row) => [row.unit ?? '', row.status === 'ok' ? row.perCadreWeek?.value : undefined]),
  );
  const most = Math.max(1e-9, ...[...hoursOf.values()].filter((value) => value !== undefined));
  const drawn = units.filter(({ code }) => frame.rings.has(code));
  const judged = drawn.filter(({ code }) => hoursOf.get(code) !== undefined);
  const unjudged = drawn.filter(({ code }) => hoursOf.get(code) === undefined);
  const lost = units.length - drawn.length;
  const reading = [t('charts.shapes.reading'), ...(lost > 0 ? [t('charts.shapes.lost', { n: lost })] : [])].join(' ');
  const rowOf = new Map(tiles.table.rows.map((row) => [row[0]!.text, row]));
  const tip = (name: string): string =>
    tooltipLines(name, [`${t('charts.unitDots.value')} ${rowOf.get(name)?.[1]?.text ?? t('status.cannot-judge')}`]);
  const series = (of: typeof drawn, more: (code: string) => object): CustomSeriesOption => ({
    type: 'custom',
    cursor: 'pointer',
    encode: { x: 0, y: 1 },
    data: of.map(({ code }) => {
      const [x, y] = middleOf(frame.rings.get(code)!);
      return opens({ value: [x, y, hoursOf.get(code) ?? 0] }, pick(code));
    }),
    tooltip: { formatter: (params) => tip(of[(params as { dataIndex: number }).dataIndex]!.name) },
    renderItem: (params, api) => {
      const { code, name } = of[params.dataIndex]!;
      const rings = frame.rings.get(code)!;
      const value = hoursOf.get(code);
      const at = ([x, y]: readonly [number, number]): [number, number] => [left + x, y];
      const [x, y] = at(middleOf(rings));
      const isChosen = code === chosen;
      const room = widthOf(rings);
      const said = value === undefined ? '?' : number(value, value >= 1 ? 1 : 2);
      return {
        type: 'group',
        children: [
          ...rings.map((ring) => ({
            type: 'polygon' as const,
            shape: { points: ring.map(at) },
            style: {
              fill: value === undefined ? theme.surface2 : String(api.visual('color')),
              stroke: isChosen ? theme.ink : theme.surface,
              lineWidth: isChosen ? 3 : 1,
              ...more(code),
            },
          })),
          ...(room > SHORTEST
            ? [
                {
                  type: 'text' as const,
                  silent: true,
                  style: {
                    x,
                    y,
                    text: room > textWidth(name) + EDGE ? `${name}\n${said}` : said,
                    fontSize: 12,
                    lineHeight: 16,
                    align: 'center' as const,
                    verticalAlign: 'middle' as const,
                    fill: value !== undefined && value > most * STRONG ? theme.surface : theme.ink,
                  },
                },
              ]
            : []),
        ],
      };
    },
  });
  const hidden = (max: number) => ({ type: 'value' as const, min: 0, max: Math.max(1, max), show: false });
  return {
    ...tiles,
    reading,
    height: frame.height + LEGEND,
    option: {
      ...tiles.option,
      grid: { left, top: 0, width: frame.width, height: frame.height },
      xAxis: hidden(frame.width),
      yAxis: { ...hidden(frame.height), inverse: true },
      series: [series(judged, () => ({})), series(unjudged, () => ({ lineDash: [3, 3], stroke: theme.ink3 }))],
    } as EChartsOption,
  };
}

/** Middle of the frame of the largest ring: good enough for a label. */
function middleOf(rings: readonly Ring[]): [number, number] {
  const largest = [...rings].sort((a, b) => boxOf(b).area - boxOf(a).area)[0]!;
  const { x, y, width, height } = boxOf(largest);
  return [x + width / 2, y + height / 2];
}

const widthOf = (rings: readonly Ring[]): number => Math.max(...rings.map((ring) => boxOf(ring).width));

function boxOf(ring: Ring): { x: number; y: number; width: number; height: number; area: number } {
  const [xs, ys] = [ring.map(([x]) => x), ring.map(([, y]) => y)];
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  const [width, height] = [Math.max(...xs) - x, Math.max(...ys) - y];
  return { x, y, width, height, area: width * height };
}
