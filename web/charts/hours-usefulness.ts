/**
 * Quadrants: hours of each requirement against how much of it is read, size = cadres. Whose use no source records stands in a
 * field of its own at the right, at the height of its hours: unknown is not unread.
 */
import type { IndicatorRow } from '../../server/contract.ts';
import { middle } from './middle.ts';
import { base, opens, tooltipLines, valueAxis } from './model.ts';
import type { ChartContext, ChartModel } from './model.ts';

export interface HoursUsefulnessInput {
  /** filling-hours by requirement. */
  hours: readonly IndicatorRow[];
  /** unread-share by requirement. */
  unread: readonly IndicatorRow[];
  open: (requirement: string) => string;
  /** Where a dot leads instead, on a page whose charts are linked: choosing the requirement. */
  pick?: ((requirement: string) => string) | undefined;
  /** The requirement chosen on this page; the others step back. */
  chosen?: string | undefined;
  openUnread: (requirement: string) => string;
  reasonWords: (reason: string) => string;
}

/** Read less than this: of little use, as far as the logs can tell. */
const USED = 0.5;
const NAMED = 4;
/** In powers of ten of hours. */
const LINE_APART = 0.2;
const SMALLEST = 7;
const LARGEST = 30;
/** Width of the field for what cannot be judged. */
const UNKNOWN = 88;

interface Point {
  code: string;
  name: string;
  hours: number;
  cadres: number | null;
  /** Share read within the time the definition gives; null where that cannot be judged. */
  read: number | null;
  low: number | null;
  high: number | null;
  reason: string;
}

/** Those whose names would not be written over one another: a good line's height apart on the axis of hours. */
function apart(sorted: readonly Point[]): Point[] {
  const taken: Point[] = [];
  for (const one of sorted)
    if (taken.every((other) => Math.log10(other.hours / one.hours) >= LINE_APART)) taken.push(one);
  return taken;
}

const judged = (row: IndicatorRow | undefined): row is IndicatorRow & { value: number } =>
  row?.status === 'ok' && row.value !== null;

function points(hours: readonly IndicatorRow[], unread: readonly IndicatorRow[]): Point[] {
  const readOf = new Map(unread.map((row) => [row.requirement ?? '', row]));
  return hours
    .filter((row): row is IndicatorRow & { value: number } => judged(row) && row.value > 0)
    .map((row) => {
      const code = row.requirement ?? '';
      const use = readOf.get(code);
      const known = judged(use) ? use : undefined;
      return {
        code,
        name: row.requirementName || code,
        hours: row.value,
        cadres: row.perCadreWeek?.cadres ?? null,
        read: known ? 1 - known.value : null,
        low: known ? 1 - (known.high ?? known.value) : null,
        high: known ? 1 - (known.low ?? known.value) : null,
        reason: known ? '' : (use?.reason ?? 'no-reading-recorded'),
      };
    })
    .sort((a, b) => b.hours - a.hours);
}

export function hoursUsefulness(
  { hours, unread, open, pick, chosen, openUnread, reasonWords }: HoursUsefulnessInput,
  context: ChartContext,
): ChartModel {
  const { t, number, percent, theme, width } = context;
  const narrow = width < 480;
  const all = points(hours, unread);
  const known = all.filter((point): point is Point & { read: number } => point.read !== null);
  const unknown = all.filter((point) => point.read === null);
  const usual = middle(all, (point) => point.hours)?.hours ?? 1;
  const isCandidate = (point: Point): boolean => point.read !== null && point.read < USED && point.hours >= usual;
  const candidates = known.filter(isCandidate);
  const total = all.reduce((sum, point) => sum + point.hours, 0);
  const title =
    known.length === 0
      ? t(all.length ? 'charts.quadrants.unknown' : 'charts.quadrants.plain')
      : candidates.length === 0
        ? t('charts.quadrants.none')
        : t('charts.quadrants.title', {
            n: candidates.length,
            share: percent(candidates.reduce((sum, point) => sum + point.hours, 0) / total, 0),
          });
  const reading = [
    t('charts.quadrants.reading', { n: unknown.length }),
    t(pick ? 'brush.marks' : 'charts.quadrants.opens'),
  ].join(' ');
  const most = Math.max(1, ...all.map((point) => point.cadres ?? 0));
  const size = (point: Point): number =>
    point.cadres === null ? SMALLEST : SMALLEST + (LARGEST - SMALLEST) * Math.sqrt(point.cadres / most);
  const quadrant = (point: Point): string =>
    point.read === null
      ? t('status.cannot-judge')
      : t(`charts.quadrants.${point.hours >= usual ? 'heavy' : 'light'}.${point.read < USED ? 'unread' : 'read'}`);
  const useWords = (point: Point): string =>
    point.read === null
      ? `${t('status.cannot-judge')}${t('punctuation.colon')}${reasonWords(point.reason)}`
      : t('charts.quadrants.tipRead', {
          share: percent(point.read, 0),
          low: percent(point.low ?? point.read, 0),
          high: percent(point.high ?? point.read, 0),
        });
  const tip = (point: Point): string =>
    tooltipLines(point.name, [
      t('charts.quadrants.tipHours', {
        hours: number(point.hours, 0),
        cadres: point.cadres === null ? t('terms.notStated') : number(point.cadres),
      }),
      useWords(point),
    ]);
  const bottom = Math.max(0.01, 10 ** Math.floor(Math.log10(Math.min(usual, ...all.map((point) => point.hours)))));
  const top = 10 ** Math.ceil(Math.log10(Math.max(usual, ...all.map((point) => point.hours)) * 1.05));
  const named = new Set(narrow ? [] : apart(candidates).slice(0, NAMED));
  const left = 64;
  const unknownWidth = unknown.length ? UNKNOWN : 0;
  const hoursAxis = (index: number) => ({
    ...valueAxis(context, index === 0 ? t('charts.quadrants.hours') : ''),
    type: 'log' as const,
    gridIndex: index,
    min: bottom,
    max: top,
    nameGap: 48,
    ...(index === 0 ? {} : { axisLabel: { show: false }, splitLine: { show: true, lineStyle: { color: theme.line } } }),
  });
  const dot = (shown: readonly Point[], xOf: (point: Point) => number, axis: number, colour: string) => ({
    type: 'scatter' as const,
    xAxisIndex: axis,
    yAxisIndex: axis,
    cursor: 'pointer',
    itemStyle: { color: colour, opacity: 0.78, borderColor: theme.surface, borderWidth: 1.5 },
    data: shown.map((point) => ({
      ...opens({ value: [xOf(point), point.hours] }, (pick ?? open)(point.code)),
      symbolSize: size(point),
      ...(isCandidate(point) ? { itemStyle: { color: theme.contrast, opacity: 0.9 } } : {}),
      ...(chosen
        ? {
            itemStyle:
              point.code === chosen
                ? { color: theme.accent, opacity: 1, borderColor: theme.ink, borderWidth: 2 }
                : { color: theme.neutral, opacity: 0.3 },
          }
        : {}),
      ...(point.code === chosen || (!chosen && named.has(point as Point & { read: number }))
        ? {
            label: {
              show: true,
              formatter: point.name,
              // The left half, where these stand, is the emptier one.
              position: 'left' as const,
              color: theme.ink2,
              fontSize: 12,
              width: 184,
              overflow: 'truncate' as const,
            },
          }
        : {}),
    })),
    labelLayout: { hideOverlap: true },
    tooltip: { formatter: (params: unknown) => tip(shown[(params as { dataIndex: number }).dataIndex]!) },
  });

  return {
    title,
    reading,
    height: narrow ? 360 : 440,
    table: {
      columns: [
        { label: t('terms.requirement'), numeric: false },
        { label: t('charts.pareto.hours'), numeric: true },
        { label: t('charts.quadrants.read'), numeric: true },
        { label: t('terms.low'), numeric: true },
        { label: t('terms.high'), numeric: true },
        { label: t('terms.cadres'), numeric: true },
        { label: t('charts.quadrants.quadrant'), numeric: false },
      ],
      rows: all.map((point) => [
        { text: point.name, to: open(point.code) },
        { text: number(point.hours, 0), to: open(point.code) },
        point.read === null ? { text: useWords(point) } : { text: percent(point.read, 0), to: openUnread(point.code) },
        { text: point.low === null ? '' : percent(point.low, 0) },
        { text: point.high === null ? '' : percent(point.high, 0) },
        { text: point.cadres === null ? '' : number(point.cadres) },
        { text: quadrant(point) },
      ]),
    },
    option: {
      ...base(context, `${title} ${reading}`),
      grid: [
        { left, right: 32 + (unknownWidth ? unknownWidth + 16 : 0), top: 32, bottom: 56 },
        {
          width: Math.max(1, unknownWidth),
          right: 16,
          top: 32,
          bottom: 56,
          show: unknownWidth > 0,
          backgroundColor: theme.surface2,
          borderColor: theme.line,
        },
      ],
      xAxis: [
        {
          ...valueAxis(context, t('charts.quadrants.read')),
          min: 0,
          max: 1,
          interval: narrow ? 0.5 : 0.25,
          axisLabel: { color: theme.ink3, fontSize: 12, formatter: (share: number) => percent(share, 0) },
        },
        {
          type: 'value',
          gridIndex: 1,
          min: -1,
          max: 1,
          show: unknownWidth > 0,
          name: t('charts.quadrants.unknownShort'),
          nameLocation: 'middle',
          nameGap: 24,
          nameTextStyle: { color: theme.ink3, fontSize: 12, width: UNKNOWN, overflow: 'break' },
          axisLabel: { show: false },
          axisLine: { show: false },
          axisTick: { show: false },
          splitLine: { show: false },
        },
      ],
      yAxis: [hoursAxis(0), hoursAxis(1)],
      series: [
        {
          ...dot(known, (point) => point.read!, 0, theme.accent),
          markLine: {
            symbol: 'none',
            silent: true,
            lineStyle: { color: theme.lineStrong, type: 'dashed' },
            label: { color: theme.ink3, fontSize: 12 },
            data: [
              {
                yAxis: usual,
                label: { show: !narrow, formatter: t('charts.quadrants.usual'), position: 'insideEndTop' },
              },
              { xAxis: USED, label: { formatter: percent(USED, 0), position: 'end' } },
            ],
          },
        },
        // Next to each other by their order, so that two of like hours are both seen.
        dot(unknown, (point) => ((unknown.indexOf(point) * 7) % 11) / 6.5 - 0.77, 1, theme.neutral),
      ],
    },
  };
}
