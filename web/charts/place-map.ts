/**
 * Where events were recorded: points with their accuracy, registered duty points with their radius, and the way between the two
 * fixes of a signal with its speed. No tiles: a grid of degrees in true proportion, and outlines the reader brings along.
 */
import type { CustomSeriesOption, EChartsOption } from 'echarts';
import type { ViewEvent, ViewEvents } from '../../server/contract-views.ts';
import { metresBetween, metresPerDegree } from './geometry.ts';
import { chosenMark } from './chosen-mark.ts';
import { base, opens, tooltipLines, valueAxis } from './model.ts';
import type { Cell, ChartContext, ChartModel } from './model.ts';

export interface PlaceMapInput {
  events: readonly ViewEvent[];
  places: ViewEvents['places'];
  outlines: readonly (readonly [number, number][])[];
  /** Draw the way between the fixes of a signal: for detectors that speak of speed. */
  ways: boolean;
  open: (event: ViewEvent) => string | undefined;
  /** The record chosen on this page. */
  isChosen?: ((event: ViewEvent) => boolean) | undefined;
  time: (iso: string) => string;
}

type Located = ViewEvent & { lat: number; lon: number };
interface Way {
  from: Located;
  to: Located;
  km: number;
  /** null: both fixes carry the same second. */
  kmh: number | null;
}

/** More speeds than these hide each other; the table has all. */
const LABELLED = 3;
const MARGIN = 0.08;

export function placeMap(input: PlaceMapInput, context: ChartContext): ChartModel {
  const { places, outlines, ways: withWays, open, isChosen, time } = input;
  const { t, number, theme, width } = context;
  const located = input.events.filter((event): event is Located => event.lat !== null && event.lon !== null);
  const ways = withWays ? waysOf(located) : [];
  const nearest = (event: Located): { code: string; beyond: number } | undefined =>
    places
      .map((place) => ({
        code: place.code,
        beyond: metresBetween(event, place) - place.radiusM - (event.accuracyM ?? 0),
      }))
      .sort((a, b) => a.beyond - b.beyond)[0];
  const flagged = located.filter((event) => event.role === 'flagged');
  const outside = flagged.map((event) => nearest(event)?.beyond ?? 0).filter((metres) => metres > 0);
  const fastest = ways.reduce<Way | undefined>(
    (best, way) => ((way.kmh ?? 0) > (best?.kmh ?? 0) ? way : best),
    undefined,
  );
  const title =
    ways.length > 0 && fastest
      ? t('charts.map.titleWays', {
          n: ways.length,
          ways: number(ways.length),
          kmh: number(fastest.kmh ?? 0),
          km: number(fastest.km, 1),
        })
      : places.length > 0 && outside.length > 0
        ? t('charts.map.titleOutside', {
            outside: number(outside.length),
            flagged: number(flagged.length),
            km: number(Math.max(...outside) / 1000, 1),
          })
        : t('charts.map.title', { flagged: number(flagged.length), all: number(located.length) });
  const reading = t(outlines.length > 0 ? 'charts.map.readingOutlines' : 'charts.map.reading');
  const frame = frameOf(
    located.map((event): [number, number] => [event.lon, event.lat]),
    width,
  );
  const points = (role: ViewEvent['role']) => located.filter((event) => event.role === role);
  const tip = (event: Located): string => {
    const near = nearest(event);
    return tooltipLines(t(`charts.map.${event.role}`), [
      time(event.at),
      t('charts.map.position', { lat: event.lat.toFixed(5), lon: event.lon.toFixed(5) }),
      ...(event.accuracyM === null ? [] : [t('charts.map.accuracy', { m: number(event.accuracyM) })]),
      ...(near ? [t('charts.map.toPlace', { code: near.code, m: number(Math.max(0, near.beyond)) })] : []),
    ]);
  };
  const scatter = (role: ViewEvent['role'], more: object) => ({
    name: t(`charts.map.${role}`),
    type: 'scatter' as const,
    data: points(role).map((event) =>
      opens({ value: [event.lon, event.lat], ...(isChosen?.(event) ? chosenMark(theme) : {}) }, open(event)),
    ),
    tooltip: { formatter: (params: unknown) => tip(points(role)[(params as { dataIndex: number }).dataIndex]!) },
    ...more,
  });
  const circles = (list: readonly (readonly [number, number, number])[], style: object): CustomSeriesOption => ({
    type: 'custom',
    silent: true,
    clip: true,
    data: list.map((one) => [...one]),
    encode: { x: 0, y: 1 },
    renderItem: (_params, api) => {
      const [lon, lat, metres] = [0, 1, 2].map((at) => api.value(at) as number) as [number, number, number];
      const [cx, cy] = api.coord([lon, lat]) as [number, number];
      const perDegree = (api.size!([1, 1]) as number[])[0]!;
      return { type: 'circle', shape: { cx, cy, r: Math.max(2, (metres / metresPerDegree(lat)) * perDegree) }, style };
    },
  });
  const line = (list: readonly (readonly (readonly [number, number])[])[], style: object): CustomSeriesOption => ({
    type: 'custom',
    silent: true,
    clip: true,
    data: list.map((_one, index) => [index]),
    renderItem: (params, api) => ({
      type: 'polyline',
      shape: { points: list[params.dataIndex]!.map((point) => api.coord([...point]) as [number, number]) },
      style: { fill: 'none', ...style },
    }),
  });
  const labelled = [...ways].sort((a, b) => (b.kmh ?? 0) - (a.kmh ?? 0)).slice(0, width < 640 ? 1 : LABELLED);
  const degrees = (suffix: string) => (value: number) => `${number(value, 2)}°${suffix}`;
  const axis = (name: string, [min, max]: [number, number], suffix: string) => ({
    ...valueAxis(context, name),
    min,
    max,
    splitNumber: width < 480 ? 3 : 5,
    axisLabel: {
      color: theme.ink3,
      fontSize: 12,
      hideOverlap: true,
      showMinLabel: false,
      showMaxLabel: false,
      formatter: degrees(suffix),
    },
  });
  const text = (one: string, to?: string): Cell => (to ? { text: one, to } : { text: one });
  const option: EChartsOption = {
    ...base(context, `${title} ${reading}`),
    legend: {
      top: 0,
      left: 0,
      itemGap: 16,
      textStyle: { color: theme.ink2, fontSize: 12 },
      data: ['flagged', 'partner', 'ordinary'].map((role) => t(`charts.map.${role}`)),
    },
    grid: { left: 72, right: 16, top: 40, bottom: 56 },
    xAxis: axis(t('charts.map.lon'), frame.lon, 'E'),
    yAxis: { ...axis(t('charts.map.lat'), frame.lat, 'N'), nameGap: 52 },
    series: [
      line(outlines, { stroke: theme.neutral, lineWidth: 1 }),
      circles(
        places.map((place) => [place.lon, place.lat, place.radiusM] as const),
        { fill: theme.accentSoft, stroke: theme.accent, lineWidth: 1 },
      ),
      circles(
        flagged
          .filter((event) => event.accuracyM !== null)
          .map((event) => [event.lon, event.lat, event.accuracyM!] as const),
        { fill: 'none', stroke: theme.contrast, lineWidth: 1, lineDash: [2, 2] },
      ),
      line(
        ways.map(
          ({ from, to }) =>
            [
              [from.lon, from.lat],
              [to.lon, to.lat],
            ] as const,
        ),
        { stroke: theme.contrast, lineWidth: 1.5, opacity: 0.6 },
      ),
      scatter('ordinary', { symbol: 'circle', symbolSize: 5, itemStyle: { color: theme.neutral, opacity: 0.5 } }),
      scatter('partner', {
        symbol: 'diamond',
        symbolSize: 9,
        itemStyle: { color: theme.surface, borderColor: theme.contrast, borderWidth: 1.5 },
      }),
      scatter('flagged', {
        symbol: 'circle',
        symbolSize: 8,
        itemStyle: { color: theme.contrast, borderColor: theme.surface, borderWidth: 1 },
      }),
      {
        type: 'scatter',
        silent: true,
        symbolSize: 0,
        // Each a little further along its way, so that they do not hide each other.
        data: labelled.map(({ from, to }, i) => {
          const along = 0.35 + 0.2 * i;
          return [from.lon + (to.lon - from.lon) * along, from.lat + (to.lat - from.lat) * along];
        }),
        labelLayout: { hideOverlap: true },
        label: {
          show: true,
          color: theme.ink,
          fontSize: 12,
          backgroundColor: theme.surface,
          padding: [1, 4],
          formatter: (params) => speedWords(labelled[params.dataIndex]!, context),
        },
      },
    ],
  };
  return {
    title,
    reading,
    height: frame.height,
    table: {
      columns: [
        { label: t('terms.record'), numeric: false },
        { label: t('charts.map.role'), numeric: false },
        { label: t('clocks.event'), numeric: false },
        { label: t('charts.map.lat'), numeric: true },
        { label: t('charts.map.lon'), numeric: true },
        { label: t('charts.map.accuracyM'), numeric: true },
        { label: t('charts.map.beyond'), numeric: true },
        { label: t('charts.map.speed'), numeric: true },
      ],
      rows: located
        .filter((event) => event.role !== 'ordinary')
        .map((event) => {
          const way = ways.find(({ to, from }) => to === event || from === event);
          const near = nearest(event);
          return [
            text(event.externalId, open(event)),
            text(t(`charts.map.${event.role}`)),
            text(time(event.at)),
            text(event.lat.toFixed(6)),
            text(event.lon.toFixed(6)),
            text(event.accuracyM === null ? '' : number(event.accuracyM)),
            text(near ? number(Math.max(0, near.beyond)) : ''),
            text(way ? speedWords(way, context) : ''),
          ];
        }),
    },
    option,
  };
}

/** The flagged fix of each signal and the first that proves it. */
function waysOf(events: readonly Located[]): Way[] {
  const bySignal = new Map<string, Located[]>();
  for (const event of events)
    if (event.signal) bySignal.set(event.signal, [...(bySignal.get(event.signal) ?? []), event]);
  return [...bySignal.values()].flatMap((all) => {
    const to = all.find((event) => event.role === 'flagged');
    const from = all.find((event) => event.role === 'partner');
    if (!to || !from) return [];
    const km = metresBetween(from, to) / 1000;
    const hours = Math.abs(Date.parse(to.at) - Date.parse(from.at)) / 3_600_000;
    return [{ from, to, km, kmh: hours > 0 ? km / hours : null }];
  });
}

function speedWords({ kmh, km }: Way, { t, number }: ChartContext): string {
  return kmh === null ? t('charts.map.sameSecond', { km: number(km, 1) }) : t('charts.map.kmh', { kmh: number(kmh) });
}

/** Extent with a margin, and the height at which a kilometre is as long upwards as sideways. */
function frameOf(points: readonly [number, number][], width: number) {
  const of = (at: 0 | 1): [number, number] => {
    const values = points.map((point) => point[at]);
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const pad = Math.max((high - low) * MARGIN, 0.002);
    return [low - pad, high + pad];
  };
  if (points.length === 0) return { lon: [0, 1] as [number, number], lat: [0, 1] as [number, number], height: 240 };
  const [lon, lat] = [of(0), of(1)];
  const across = Math.max(1, width - 88);
  const shape = (lat[1] - lat[0]) / ((lon[1] - lon[0]) * Math.cos(((lat[0] + lat[1]) / 2) * (Math.PI / 180)));
  const wanted = across * shape;
  const tallest = Math.min(640, width * 1.2);
  const body = Math.min(Math.max(wanted, 240), tallest);
  // Too tall or too flat a county is given more room sideways or upwards, so that circles stay circles.
  const widen = (span: [number, number], by: number): [number, number] => {
    const extra = ((span[1] - span[0]) * (by - 1)) / 2;
    return [span[0] - extra, span[1] + extra];
  };
  return {
    lon: wanted > body ? widen(lon, wanted / body) : lon,
    lat: wanted < body ? widen(lat, body / wanted) : lat,
    height: Math.round(body) + 96,
  };
}
