/** Clustered matrix: of the fields of each row, the share that the column asks for too. Like requirements stand side by side. */
import type { Overlap } from '../../server/contract-overlap.ts';
import { clustered } from '../overlap-model.ts';
import type { Asking } from '../overlap-model.ts';
import { base, categoryAxis, opens, tooltipLines } from './model.ts';
import type { ChartContext, ChartModel } from './model.ts';

const MOST = 30;
const MOST_ON_A_PHONE = 14;
const CLASSES = [0, 0.2, 0.4, 0.6, 0.8];

export interface OverlapMatrixInput {
  rows: readonly Overlap[];
  /** Hours that merging would return in a year as text; null where that cannot be said. */
  returned: string | null;
  merges: number;
  open: (pair: Overlap) => string;
}

interface Square {
  at: [x: number, y: number];
  pair: Overlap;
  from: Asking;
  into: Asking;
  /** null where the fields of the row are not known. */
  share: number | null;
  merge: boolean;
}

export function overlapMatrix({ rows, returned, merges, open }: OverlapMatrixInput, context: ChartContext): ChartModel {
  const { t, number, percent, theme, width } = context;
  const narrow = width < 480;
  const { shown, left } = clustered(rows, narrow ? MOST_ON_A_PHONE : MOST);
  const place = new Map(shown.map((one, index) => [one.code, index]));
  const squares = rows
    .filter((row) => place.has(row.first.code) && place.has(row.second.code))
    .flatMap((pair) => bothWays(pair, place));
  const judged = squares.filter((square) => square.share !== null);
  const unjudged = squares.filter((square) => square.share === null);
  const merging = squares.filter((square) => square.merge);
  const title =
    merges === 0
      ? t('charts.overlapMatrix.none')
      : returned === null
        ? t('charts.overlapMatrix.titleNoHours', { n: merges })
        : t('charts.overlapMatrix.title', { n: merges, hours: returned });
  const reading = [
    t('charts.overlapMatrix.reading'),
    ...(left > 0 ? [t('charts.overlapMatrix.left', { shown: number(shown.length), left: number(left) })] : []),
  ].join(' ');
  const labelWidth = narrow ? 112 : 248;
  const side = Math.max(12, Math.min(28, Math.floor((width - labelWidth - 40) / Math.max(1, shown.length))));
  const numbered = (one: Asking, index: number): string => `${index + 1}  ${one.name}`;
  const gridWidth = side * shown.length;
  const tip = (square: Square): string =>
    tooltipLines(
      t('charts.overlapMatrix.pair', { from: square.from.name, into: square.into.name }),
      [
        square.share === null
          ? t('charts.overlapMatrix.fieldsUnknown')
          : t('charts.overlapMatrix.tip', {
              shared: number(square.pair.shared.length),
              fields: number(square.from.fields),
              share: percent(square.share, 0),
            }),
        t('charts.overlapMatrix.tipUnits', { units: number(square.pair.units) }),
        square.merge ? t('overlap.verdicts.merge') : '',
      ].filter(Boolean),
    );

  return {
    title,
    reading,
    height: side * shown.length + 96,
    table: {
      columns: [
        { label: t('overlap.first'), numeric: false },
        { label: t('overlap.second'), numeric: false },
        { label: t('overlap.shared'), numeric: true },
        { label: t('overlap.fieldsOfFirst'), numeric: true },
        { label: t('overlap.share'), numeric: true },
        { label: t('overlap.verdict'), numeric: false },
      ],
      rows: rows.map((row) => [
        { text: row.first.name, to: open(row) },
        { text: row.second.name, to: open(row) },
        { text: number(row.shared.length), to: open(row) },
        { text: row.first.fields > 0 ? number(row.first.fields) : t('status.cannot-judge') },
        { text: row.first.fields > 0 ? percent(row.share, 0) : t('status.cannot-judge') },
        { text: t(`overlap.verdicts.${row.verdict}`) },
      ]),
    },
    option: {
      ...base(context, `${title} ${reading}`),
      grid: { left: labelWidth + 16, width: gridWidth, top: 32, height: gridWidth },
      visualMap: {
        type: 'piecewise',
        seriesIndex: 0,
        left: narrow ? 0 : labelWidth + 16,
        bottom: 0,
        orient: 'horizontal',
        itemWidth: 14,
        itemHeight: 12,
        itemGap: narrow ? 4 : 10,
        hoverLink: false,
        selectedMode: false,
        textStyle: { color: theme.ink3, fontSize: narrow ? 10 : 12 },
        pieces: CLASSES.map((low, index) => ({
          gt: low,
          lte: CLASSES[index + 1] ?? 1,
          label: `${number(low * 100)}–${percent(CLASSES[index + 1] ?? 1, 0)}`,
        })),
        inRange: { color: [theme.accentSoft, theme.accent] },
      },
      xAxis: {
        ...categoryAxis(
          context,
          shown.map((_, index) => String(index + 1)),
        ),
        position: 'top',
        axisLine: { show: false },
        axisLabel: { color: theme.ink3, fontSize: side < 18 ? 9 : 12, interval: 0 },
        splitLine: { show: true, interval: 0, lineStyle: { color: theme.line } },
      },
      yAxis: {
        ...categoryAxis(context, shown.map(numbered), labelWidth),
        inverse: true,
        axisLine: { show: false },
        splitLine: { show: true, interval: 0, lineStyle: { color: theme.line } },
      },
      series: [
        {
          name: t('overlap.share'),
          type: 'heatmap',
          cursor: 'pointer',
          itemStyle: { borderColor: theme.surface, borderWidth: 1 },
          data: judged.map((square) => opens({ value: [...square.at, square.share!] }, open(square.pair))),
          tooltip: { formatter: (params) => tip(judged[(params as { dataIndex: number }).dataIndex]!) },
        },
        {
          name: t('overlap.verdicts.merge'),
          type: 'scatter',
          symbol: 'diamond',
          symbolSize: Math.round(side * 0.5),
          cursor: 'pointer',
          itemStyle: { color: theme.contrast, borderColor: theme.surface, borderWidth: 1.5 },
          data: merging.map((square) => opens({ value: square.at }, open(square.pair))),
          tooltip: { formatter: (params) => tip(merging[(params as { dataIndex: number }).dataIndex]!) },
        },
        {
          name: t('status.cannot-judge'),
          type: 'scatter',
          symbol: 'rect',
          symbolSize: Math.round(side * 0.7),
          cursor: 'pointer',
          itemStyle: { color: 'transparent', borderColor: theme.lineStrong, borderWidth: 1, borderType: 'dashed' },
          label: { show: true, formatter: '?', color: theme.ink3, fontSize: 11 },
          data: unjudged.map((square) => opens({ value: square.at }, open(square.pair))),
          tooltip: { formatter: (params) => tip(unjudged[(params as { dataIndex: number }).dataIndex]!) },
        },
      ],
    },
  };
}

function bothWays(pair: Overlap, place: ReadonlyMap<string, number>): Square[] {
  const square = (from: Asking, into: Asking, merge: boolean): Square => ({
    at: [place.get(into.code)!, place.get(from.code)!],
    pair,
    from,
    into,
    share: from.fields > 0 ? Math.min(1, pair.shared.length / from.fields) : null,
    merge,
  });
  return [square(pair.first, pair.second, pair.verdict === 'merge'), square(pair.second, pair.first, false)];
}
