/** Slope chart: each measure before = 100 and after, so that what fell and what rose meanwhile are seen at once. */
import type { Figure, Moved } from '../moved-model.ts';
import { CHANGE, verdictOf } from '../moved-model.ts';
import { base, opens, tooltipLines, valueAxis } from './model.ts';
import type { Cell, ChartContext, ChartModel } from './model.ts';

export interface SlopesInput {
  rows: readonly Moved[];
  before: string;
  after: string;
  reasonWords: (reason: string | undefined) => string;
}

type Judged = Moved & { ratio: number };
/** Direct labels at the right need this much room each. */
const LABEL_HEIGHT = 18;
const HUNDRED = 100;

export function slopes({ rows, before, after, reasonWords }: SlopesInput, context: ChartContext): ChartModel {
  const { t, number, percent, theme, width } = context;
  const narrow = width < 480;
  const judged = rows.filter((row): row is Judged => row.ratio !== null).sort((a, b) => b.ratio - a.ratio);
  const unjudged = rows.filter((row) => row.ratio === null);
  const { verdict, down, up } = verdictOf(rows);
  const change = (ratio: number): string => `${ratio >= 1 ? '+' : '−'}${percent(Math.abs(ratio - 1), 0)}`;
  const named = (of: readonly Moved[]): string =>
    of
      .slice(0, 2)
      .map((row) => `${row.name} ${change(row.ratio!)}`)
      .join(t('punctuation.comma'));
  const title = t(`charts.slopes.${verdict}`, { down: named(down), up: named(up) });
  const missing = unjudged.map((row) => row.name).join(t('punctuation.comma'));
  const reading = [
    t('charts.slopes.reading', { change: percent(CHANGE, 0) }),
    ...(missing ? [t('charts.slopes.missing', { names: missing })] : []),
  ].join(' ');
  const said = (value: number): string => number(value, value >= 100 ? 0 : 1);
  const figure = ({ value, status, reason, to }: Figure): Cell =>
    value === null
      ? {
          text: `${t(`status.${status === 'ok' ? 'cannot-judge' : status}`)}${t('punctuation.colon')}${reasonWords(reason)}`,
        }
      : { text: said(value), to };
  const colour = (ratio: number): string =>
    ratio > 1 + CHANGE ? theme.contrast : ratio < 1 - CHANGE ? theme.accent : theme.neutral;
  const ends = judged.map(({ ratio }) => ratio * HUNDRED);
  const [low, high] = [Math.min(HUNDRED, ...ends), Math.max(HUNDRED, ...ends)];
  const margin = Math.max(5, (high - low) * 0.08);
  const [bottom, top] = [Math.max(0, Math.floor((low - margin) / 10) * 10), Math.ceil((high + margin) / 10) * 10];
  const height = Math.max(320, judged.length * (LABEL_HEIGHT + 18) + 80);
  const shifts = apart(
    ends.map((end) => ((top - end) / (top - bottom)) * (height - 64)),
    LABEL_HEIGHT,
  );

  return {
    title,
    reading,
    height,
    table: {
      columns: [
        { label: t('charts.slopes.measure'), numeric: false },
        { label: before, numeric: true },
        { label: after, numeric: true },
        { label: t('charts.slopes.change'), numeric: true },
        { label: t('charts.slopes.unit'), numeric: false },
      ],
      rows: [...judged, ...unjudged].map((row) => [
        { text: row.name },
        figure(row.before),
        figure(row.after),
        { text: row.ratio === null ? t('status.cannot-judge') : change(row.ratio) },
        { text: row.unit },
      ]),
    },
    option: {
      ...base(context, `${title} ${reading}`),
      grid: { left: narrow ? 56 : 88, right: narrow ? 144 : width < 900 ? 264 : 352, top: 16, bottom: 48 },
      xAxis: {
        type: 'category',
        data: [before, after],
        boundaryGap: false,
        axisLabel: { color: theme.ink2, fontSize: 12 },
        axisLine: { show: false },
        axisTick: { show: false },
        splitLine: { show: true, lineStyle: { color: theme.line } },
      },
      yAxis: {
        ...valueAxis(context, t('charts.slopes.axis')),
        nameGap: 40,
        min: bottom,
        max: top,
      },
      series: judged.map((row, index) => ({
        name: row.name,
        type: 'line' as const,
        symbol: row.ratio > 1 + CHANGE ? 'triangle' : row.ratio < 1 - CHANGE ? 'circle' : 'emptyCircle',
        symbolSize: 9,
        cursor: 'pointer',
        lineStyle: {
          color: colour(row.ratio),
          width: 2,
          type: Math.abs(row.ratio - 1) <= CHANGE ? ('dashed' as const) : ('solid' as const),
        },
        itemStyle: { color: colour(row.ratio) },
        emphasis: { focus: 'series' as const },
        endLabel: {
          show: true,
          offset: [4, shifts[index]!] as [number, number],
          color: theme.ink,
          fontSize: 12,
          width: narrow ? 128 : width < 900 ? 248 : 336,
          overflow: 'truncate' as const,
          formatter: narrow
            ? `${row.name} ${change(row.ratio)}`
            : `${row.name} ${said(row.before.value!)} → ${said(row.after.value!)} (${change(row.ratio)})`,
        },
        data: [opens({ value: HUNDRED }, row.before.to), opens({ value: row.ratio * HUNDRED }, row.after.to)],
        tooltip: {
          formatter: () =>
            tooltipLines(row.name, [
              `${before}${t('punctuation.colon')}${said(row.before.value!)} ${row.unit}`,
              `${after}${t('punctuation.colon')}${said(row.after.value!)} ${row.unit}`,
              change(row.ratio),
            ]),
        },
        ...(index === 0
          ? {
              markLine: {
                symbol: 'none',
                silent: true,
                lineStyle: { color: theme.lineStrong, type: 'dotted' as const },
                label: { show: false },
                data: [{ yAxis: HUNDRED }],
              },
            }
          : {}),
      })),
    },
  };
}

/** How far each label moves down or up so that none lies on another. @param places from above, in order */
export function apart(places: readonly number[], least: number): number[] {
  const moved = [...places];
  // Down first, then the block as a whole back up by half of what it was pushed: the lines to the labels stay short.
  for (let at = 1; at < moved.length; at++) moved[at] = Math.max(moved[at]!, moved[at - 1]! + least);
  for (let at = 0; at < moved.length;) {
    let last = at;
    while (last + 1 < moved.length && moved[last + 1]! - moved[last]! <= least) last++;
    const pushed = (moved[last]! - places[last]!) / 2;
    const room = at === 0 ? Infinity : moved[at]! - moved[at - 1]! - least;
    for (let one = at; one <= last; one++) moved[one] = moved[one]! - Math.min(pushed, room);
    at = last + 1;
  }
  return moved.map((place, at) => place - places[at]!);
}
