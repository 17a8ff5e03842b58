/** Townships by size and value between limits that narrow with size: who stands out although small ones vary more. */
import type { Funnel } from '../../server/contract-reform.ts';
import { base, opens, tooltipLines, valueAxis } from './model.ts';
import type { ChartContext, ChartModel } from './model.ts';

export interface ComparisonFunnelInput {
  funnel: Funnel;
  measure: string;
  unit: string;
  open: (unit: string) => string;
  reasonWords: (reason: string | undefined) => string;
}

type Row = Funnel['rows'][number];
type Point = Row & { value: number };

export function comparisonFunnel(
  { funnel, measure, unit, open, reasonWords }: ComparisonFunnelInput,
  context: ChartContext,
): ChartModel {
  const { t, number, percent, theme, width } = context;
  const narrow = width < 480;
  // Per thousand residents: of a single one the numbers are too small to read.
  const scale = funnel.per === 'population' ? 1000 : 1;
  const said = (value: number): string =>
    funnel.kind === 'share' ? percent(value, 1) : number(value * scale, value * scale < 10 ? 2 : 1);
  const isPoint = (row: Row): row is Point => row.value !== null;
  const points = funnel.rows.filter(isPoint).sort((a, b) => Math.abs(b.z ?? 0) - Math.abs(a.z ?? 0));
  const states = funnel.rows.filter((row) => !isPoint(row));
  const outside = points.filter(({ beyond }) => beyond === 'high' || beyond === 'low');
  const inside = points.filter((point) => !outside.includes(point));
  const highest = outside.filter(({ beyond }) => beyond === 'high');
  const names = (rows: readonly Point[]): string =>
    rows
      .slice(0, 3)
      .map(({ unitName }) => unitName)
      .join(t('punctuation.comma'));
  const title =
    funnel.status !== 'ok' || funnel.target === null
      ? t('charts.comparison.cannot', { measure, reason: reasonWords(funnel.reason) })
      : outside.length === 0
        ? t('charts.comparison.none', { measure, n: number(points.length) })
        : t('charts.comparison.title', {
            n: outside.length,
            of: number(points.length),
            names: names(highest.length > 0 ? highest : outside),
            measure,
          });
  const sizeWords = t(`charts.comparison.sizes.${funnel.per}`);
  const axisName =
    funnel.kind === 'share' ? measure : t(`charts.comparison.units.${funnel.kind}-${funnel.per}`, { unit });
  const reading = [
    t('charts.comparison.reading', { size: sizeWords, target: funnel.target === null ? '–' : said(funnel.target) }),
    funnel.tau ? t('charts.comparison.spread', { phi: number(funnel.phi ?? 0, 1) }) : t('charts.comparison.noSpread'),
  ].join(' ');
  const line = (bound: 'low95' | 'high95' | 'low998' | 'high998') => ({
    name: t(bound.endsWith('95') ? 'charts.funnel.limit95' : 'charts.funnel.limit998'),
    type: 'line' as const,
    symbol: 'none',
    silent: true,
    endLabel: {
      show: bound.startsWith('high'),
      formatter: bound === 'high95' ? '95%' : '99.8%',
      offset: [0, bound === 'high95' ? 7 : -7] as [number, number],
      color: theme.ink3,
      fontSize: 12,
    },
    lineStyle: {
      color: theme.lineStrong,
      width: 1.25,
      type: bound.endsWith('95') ? ('dashed' as const) : ('dotted' as const),
    },
    data: funnel.limits.map((limit) => [limit.n, limit[bound] * scale]),
  });
  const tip = (point: Point): string =>
    tooltipLines(point.unitName, [
      `${measure} ${said(point.value)}`,
      `${sizeWords} ${number(point.n)}`,
      t(`charts.comparison.beyond.${point.beyond ?? 'within'}`),
    ]);
  // The limits of the smallest may run out of the drawing: the points are what is to be seen.
  const highestPoint = Math.max(0, ...points.map(({ value }) => value * scale));
  const highestLimit = Math.max(0, ...funnel.limits.map(({ high998 }) => high998 * scale));
  const top = highestPoint > 0 ? Math.min(highestPoint * 2, Math.max(highestLimit, highestPoint)) : highestLimit;
  // Not from zero where everything lies far above it: a funnel compares, it does not stack up.
  const lowest = Math.min(
    ...points.map(({ value }) => value * scale),
    ...funnel.limits.slice(Math.floor(funnel.limits.length / 4)).map(({ low998 }) => low998 * scale),
    top,
  );
  const margin = (top - lowest) * 0.12;
  const floor = lowest > top / 2 ? Math.max(0, lowest - margin) : 0;
  const ceiling = funnel.kind === 'share' ? Math.min(1, top + margin) : top + margin;
  const digits = ceiling - floor < 0.5 ? 2 : ceiling < 10 ? 1 : 0;
  const dots = (of: readonly Point[], isOutside: boolean) => ({
    name: t(isOutside ? 'charts.comparison.outside' : 'charts.comparison.inside'),
    type: 'scatter' as const,
    symbol: isOutside ? 'diamond' : 'circle',
    symbolSize: isOutside ? 14 : 9,
    cursor: 'pointer',
    z: isOutside ? 5 : 4,
    itemStyle: isOutside
      ? { color: theme.contrast, borderColor: theme.surface, borderWidth: 1.5 }
      : { color: theme.surface, borderColor: theme.accent, borderWidth: 1.5 },
    label: {
      show: isOutside,
      position: 'top' as const,
      color: theme.ink,
      fontSize: 12,
      formatter: (params: unknown) => of[(params as { dataIndex: number }).dataIndex]!.unitName,
    },
    labelLayout: { hideOverlap: true },
    data: of.map((point) => opens({ value: [point.n, point.value * scale] }, open(point.unit))),
    tooltip: { formatter: (params: unknown) => tip(of[(params as { dataIndex: number }).dataIndex]!) },
  });

  return {
    title,
    reading,
    height: narrow ? 360 : 420,
    table: {
      columns: [
        { label: t('terms.unit'), numeric: false },
        { label: sizeWords, numeric: true },
        { label: axisName, numeric: true },
        { label: 'z', numeric: true },
        { label: t('charts.comparison.verdict'), numeric: false },
      ],
      rows: [
        ...points.map((point) => [
          { text: point.unitName },
          { text: number(point.n) },
          { text: said(point.value), to: open(point.unit) },
          { text: point.z === null ? '' : number(point.z, 2) },
          { text: t(`charts.comparison.beyond.${point.beyond ?? 'within'}`) },
        ]),
        ...states.map((row) => [
          { text: row.unitName },
          { text: '' },
          { text: t(`status.${row.status === 'suppressed' ? 'suppressed' : 'cannot-judge'}`) },
          { text: '' },
          { text: reasonWords(row.reason) },
        ]),
      ],
    },
    option: {
      ...base(context, `${title} ${reading}`),
      grid: { left: 64, right: 56, top: 24, bottom: 48 },
      xAxis: {
        ...valueAxis(context, sizeWords),
        scale: true,
      },
      yAxis: {
        ...valueAxis(context, axisName),
        nameGap: 48,
        min: floor,
        ...(ceiling > 0 ? { max: ceiling } : {}),
        axisLabel: {
          color: theme.ink3,
          fontSize: 12,
          showMaxLabel: false,
          showMinLabel: floor === 0,
          formatter: (value: number) =>
            funnel.kind === 'share' ? percent(value, ceiling - floor < 0.1 ? 1 : 0) : number(value, digits),
        },
      },
      series: [
        line('low95'),
        line('high95'),
        line('low998'),
        line('high998'),
        {
          ...dots(inside, false),
          ...(funnel.target === null
            ? {}
            : {
                markLine: {
                  symbol: 'none',
                  silent: true,
                  lineStyle: { color: theme.ink3, type: 'solid' as const, width: 1 },
                  label: {
                    formatter: t('charts.unitDots.overall', { value: said(funnel.target) }),
                    color: theme.ink3,
                    fontSize: 12,
                    position: 'insideEndTop' as const,
                  },
                  data: [{ yAxis: funnel.target * scale }],
                },
              }),
        },
        dots(outside, true),
      ],
    },
  };
}
