/** What every chart function returns, and what it may use. Chart functions are pure: answer in, model out. */
import type { EChartsOption } from 'echarts';

export interface ChartTheme {
  ink: string;
  ink2: string;
  ink3: string;
  line: string;
  lineStrong: string;
  surface: string;
  surface2: string;
  accent: string;
  accentSoft: string;
  contrast: string;
  neutral: string;
  font: string;
}

export interface ChartContext {
  t: (key: string, named?: Record<string, unknown>) => string;
  number: (value: number, digits?: number) => string;
  percent: (share: number, digits?: number) => string;
  theme: ChartTheme;
  /** Width of the drawing in CSS pixels. */
  width: number;
  /** The reader asked their system for less motion. */
  still?: boolean;
}

export interface Cell {
  text: string;
  /** Address this figure or name opens. */
  to?: string;
}

export interface ChartTable {
  columns: { label: string; numeric: boolean }[];
  rows: Cell[][];
}

export interface ChartModel {
  /** One sentence: what the reader should see. */
  title: string;
  /** How to read it: unit, period, what the marks are. */
  reading: string;
  height: number;
  option: EChartsOption;
  table: ChartTable;
  /** Names of marks too small to carry them: they carry the number, and the list stands below the chart. */
  keys?: { key: string; text: string; to: string }[];
}

/** Data items carry the address they open; Chart.vue follows it on click. */
export interface Opening {
  to?: string;
}

/** Adds the address to a data item, out of sight of ECharts' types. */
export function opens<Item extends object>(item: Item, to: string | undefined): Item {
  return to ? { ...item, to } : item;
}

export function readTheme(read: (token: string) => string): ChartTheme {
  return {
    ink: read('--ink'),
    ink2: read('--ink-2'),
    ink3: read('--ink-3'),
    line: read('--line'),
    lineStrong: read('--line-strong'),
    surface: read('--surface'),
    surface2: read('--surface-2'),
    accent: read('--accent'),
    accentSoft: read('--accent-soft'),
    contrast: read('--contrast'),
    neutral: read('--neutral-mark'),
    font: read('--font-text'),
  };
}

/** Common ground of all charts. Decal patterns tell filled series apart without colour; a chart with one filled series needs none. */
export function base(context: ChartContext, description: string, decal = false): EChartsOption {
  const { theme } = context;
  return {
    animation: context.still !== true,
    animationDuration: 240,
    textStyle: { fontFamily: theme.font, color: theme.ink2 },
    color: [theme.accent, theme.contrast, theme.neutral],
    aria: { enabled: true, decal: { show: decal }, label: { enabled: true, description } },
    tooltip: {
      trigger: 'item',
      confine: true,
      backgroundColor: theme.surface,
      borderColor: theme.lineStrong,
      textStyle: { color: theme.ink, fontFamily: theme.font, fontSize: 13 },
      extraCssText: 'box-shadow:none;border-radius:3px;max-width:320px;white-space:normal',
    },
  };
}

/** End of an axis of shares: no tick lies above the whole. Nothing near it leaves the choice to the axis. */
export const wholeAtMost = ({ max }: { max: number }): number | undefined => (max > 0.6 ? 1 : undefined);

export function valueAxis(context: ChartContext, name: string) {
  const { theme } = context;
  return {
    type: 'value' as const,
    name,
    nameLocation: 'middle' as const,
    nameGap: 32,
    nameTextStyle: { color: theme.ink3, fontSize: 12 },
    axisLabel: {
      color: theme.ink3,
      fontSize: 12,
      hideOverlap: true,
      formatter: (value: number) => context.number(value, digitsOfTick(value)),
    },
    axisLine: { show: false },
    axisTick: { show: false },
    splitLine: { lineStyle: { color: theme.line } },
    splitNumber: context.width < 640 ? 3 : 5,
  };
}

export function categoryAxis(context: ChartContext, data: string[], labelWidth?: number) {
  const { theme } = context;
  return {
    type: 'category' as const,
    data,
    axisLabel: {
      color: theme.ink2,
      fontSize: 12,
      ...(labelWidth ? { width: labelWidth, overflow: 'truncate' as const, interval: 0 } : {}),
    },
    axisLine: { lineStyle: { color: theme.lineStrong } },
    axisTick: { show: false },
  };
}

function digitsOfTick(value: number): number {
  const size = Math.abs(value);
  if (size === 0 || size >= 10) return 0;
  return size >= 1 ? (Number.isInteger(value) ? 0 : 1) : 2;
}

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Tooltips are HTML and names come from uploaded files. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character]!);
}

export function tooltipLines(heading: string, lines: readonly string[]): string {
  return [`<b>${escapeHtml(heading)}</b>`, ...lines.map(escapeHtml)].join('<br>');
}
