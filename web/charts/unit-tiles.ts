/**
 * Tile cartogram: one tile of the same size for each township, in the order of the organisation tree, the darker the heavier. No
 * map is needed, and a small township is as visible as a large one. What cannot be judged is a hatched tile, never a pale one.
 */
import type { IndicatorRow, Unit } from '../../server/contract.ts';
import { HATCH } from './hatch.ts';
import { base, opens, tooltipLines } from './model.ts';
import type { ChartContext, ChartModel } from './model.ts';

export interface UnitTilesInput {
  rows: readonly IndicatorRow[];
  /** In the order of the tree; only these are drawn. */
  units: readonly Pick<Unit, 'code' | 'name'>[];
  chosen: string;
  pick: (unit: string) => string;
  open: (unit: string) => string;
  reasonWords: (row: IndicatorRow) => string;
}

const SMALLEST_TILE = 76;
const LARGEST_TILE = 136;
const TILE_HEIGHT = 64;
/** The heaviest against the lightest: below this they are called alike. */
const ALIKE = 1.1;
/** From this share of the heaviest on a colour is strong enough for letters of the ground's colour. */
export const STRONG = 0.8;

export function unitTiles(
  { rows, units, chosen, pick, open, reasonWords }: UnitTilesInput,
  context: ChartContext,
): ChartModel {
  const { t, number, theme, width } = context;
  const rowOf = new Map(rows.map((row) => [row.unit ?? '', row]));
  const wanted = Math.ceil(Math.sqrt(units.length * 1.6));
  const columns = Math.max(1, Math.min(wanted, units.length, Math.floor(width / SMALLEST_TILE)));
  const tile = Math.min(LARGEST_TILE, Math.floor((width - 2) / columns));
  const bands = Math.ceil(units.length / columns);
  const short = (value: number): string => number(value, value >= 1 ? 1 : 2);
  const tiles = units.map((unit, index) => {
    const row = rowOf.get(unit.code);
    return {
      ...unit,
      at: [index % columns, Math.floor(index / columns)] as const,
      hours: row?.status === 'ok' ? row.perCadreWeek : undefined,
      why: row
        ? `${t(`status.${row.status === 'ok' ? 'cannot-judge' : row.status}`)}${t('punctuation.colon')}${reasonWords(row)}`
        : `${t('status.cannot-judge')}${t('punctuation.colon')}${t('charts.calendar.none')}`,
    };
  });
  type Tile = (typeof tiles)[number];
  type Judged = Tile & { hours: NonNullable<Tile['hours']> };
  const judged = tiles.filter((one): one is Judged => one.hours !== undefined);
  const unjudged = tiles.filter((one) => one.hours === undefined);
  const sorted = [...judged].sort((a, b) => b.hours.value - a.hours.value);
  const most = sorted[0]?.hours.value ?? 1;
  const third = sorted.slice(0, Math.max(1, Math.round(sorted.length / 3)));
  const all = sorted.reduce((sum, one) => sum + one.hours.value * one.hours.cadres, 0);
  const least = sorted.at(-1)?.hours.value ?? 0;
  const title =
    sorted.length > 1 && most < least * ALIKE
      ? t('charts.tiles.alike', { low: short(least), high: short(most) })
      : sorted.length < 3 || all === 0
        ? t('charts.tiles.plain')
        : t('charts.tiles.title', {
            n: third.length,
            share: context.percent(third.reduce((sum, one) => sum + one.hours.value * one.hours.cadres, 0) / all, 0),
            people: context.percent(
              third.reduce((sum, one) => sum + one.hours.cadres, 0) /
                sorted.reduce((sum, one) => sum + one.hours.cadres, 0),
              0,
            ),
          });
  const reading = t('charts.tiles.reading');
  const label = (one: Tile, second: string, colour: string) => ({
    show: true,
    formatter: `{name|${one.name}}\n${second}`,
    color: colour,
    fontSize: 14,
    lineHeight: 20,
    rich: { name: { fontSize: 12, color: colour, width: tile - 12, overflow: 'truncate' as const } },
  });
  const outline = (one: Tile) =>
    one.code === chosen ? { borderColor: theme.ink, borderWidth: 3 } : { borderColor: theme.surface, borderWidth: 2 };
  const axis = (length: number) => ({
    type: 'category' as const,
    data: Array.from({ length }, (_, index) => String(index)),
    show: false,
  });
  return {
    title,
    reading,
    height: bands * TILE_HEIGHT + 48,
    table: {
      columns: [
        { label: t('terms.unit'), numeric: false },
        { label: t('charts.unitDots.value'), numeric: true },
        { label: t('terms.low'), numeric: true },
        { label: t('terms.high'), numeric: true },
        { label: t('terms.cadres'), numeric: true },
      ],
      rows: [
        ...sorted.map(({ code, name, hours }) => [
          { text: name, to: pick(code) },
          { text: number(hours.value, 2), to: open(code) },
          { text: number(hours.low, 2) },
          { text: number(hours.high, 2) },
          { text: number(hours.cadres) },
        ]),
        ...unjudged.map((one) => [
          { text: one.name, to: pick(one.code) },
          { text: one.why },
          ...['', '', ''].map((text) => ({ text })),
        ]),
      ],
    },
    option: {
      ...base(context, `${title} ${reading}`),
      grid: { left: 0, top: 0, width: tile * columns, height: bands * TILE_HEIGHT },
      xAxis: axis(columns),
      yAxis: { ...axis(bands), inverse: true },
      visualMap: {
        type: 'continuous',
        min: 0,
        max: most || 1,
        calculable: false,
        orient: 'horizontal',
        left: 0,
        bottom: 0,
        itemWidth: 10,
        itemHeight: 96,
        text: [`${short(most)} ${t('units.hoursPerCadreWeek')}`, '0'],
        textStyle: { color: theme.ink3, fontSize: 12 },
        inRange: { color: [theme.surface2, theme.accentSoft, theme.accent] },
        seriesIndex: 0,
      },
      series: [
        {
          type: 'heatmap',
          cursor: 'pointer',
          data: judged.map((one) =>
            opens(
              {
                value: [...one.at, one.hours.value],
                itemStyle: outline(one),
                label: label(one, short(one.hours.value), one.hours.value > most * STRONG ? theme.surface : theme.ink),
              },
              pick(one.code),
            ),
          ),
          tooltip: {
            formatter: (params) => {
              const one = judged[(params as { dataIndex: number }).dataIndex]!;
              return tooltipLines(one.name, [
                t('charts.unitDots.tip', {
                  value: number(one.hours.value, 2),
                  low: number(one.hours.low, 2),
                  high: number(one.hours.high, 2),
                }),
                t('charts.unitDots.tipCadres', {
                  cadres: number(one.hours.cadres),
                  share: context.percent(one.hours.loggedShare, 0),
                }),
              ]);
            },
          },
        },
        {
          type: 'scatter',
          symbol: 'rect',
          symbolSize: [tile - 4, TILE_HEIGHT - 4],
          cursor: 'pointer',
          itemStyle: { color: theme.surface2, decal: HATCH(theme.line) },
          data: unjudged.map((one) =>
            opens({ value: [...one.at], itemStyle: outline(one), label: label(one, '?', theme.ink2) }, pick(one.code)),
          ),
          tooltip: {
            formatter: (params) => {
              const one = unjudged[(params as { dataIndex: number }).dataIndex]!;
              return tooltipLines(one.name, [one.why]);
            },
          },
        },
      ],
    },
  };
}
