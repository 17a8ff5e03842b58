/** Load over capacity of each township: value and interval, sorted; the line is the whole county. Townships without a quota have no dot. */
import type { IndicatorRow } from '../../server/contract.ts';
import { intervalMark } from './interval-mark.ts';
import { base, categoryAxis, opens, tooltipLines, valueAxis } from './model.ts';
import { overallLine } from './overall-line.ts';
import type { ChartContext, ChartModel } from './model.ts';

export interface CapacityDotsInput {
  rows: readonly IndicatorRow[];
  /** Townships that the answer leaves out. */
  without: readonly string[];
  overall: number | null;
  open: (unit: string) => string;
  reasonWords: (row: IndicatorRow) => string;
}

/** The heaviest against the lightest: below this they are called alike. */
const ALIKE = 1.1;

type Judged = IndicatorRow & { value: number };

export function capacityDots(
  { rows, without, overall, open, reasonWords }: CapacityDotsInput,
  context: ChartContext,
): ChartModel {
  const { t, number, percent, theme, width } = context;
  const named = (row: IndicatorRow): string => row.unitName ?? row.unit ?? '';
  const isJudged = (row: IndicatorRow): row is Judged => row.status === 'ok' && row.value !== null;
  const judged = rows.filter(isJudged).sort((a, b) => b.value - a.value);
  const unjudged = rows.filter((row) => !isJudged(row));
  const missing = t('charts.capacity.missing');
  const states = [
    ...unjudged.map((row) => ({
      name: named(row),
      state: t(`status.${row.status === 'ok' ? 'cannot-judge' : row.status}`),
      why: reasonWords(row),
    })),
    ...without.map((name) => ({ name, state: t('status.cannot-judge'), why: missing })),
  ];
  const labels = [...judged.map(named), ...states.map(({ name, state }) => `${name} · ${state}`)];
  const [top, bottom] = [judged[0], judged.at(-1)];
  const title =
    !top || !bottom || top === bottom
      ? t('charts.capacity.plain')
      : t(top.value < bottom.value * ALIKE ? 'charts.capacity.alike' : 'charts.capacity.title', {
          top: named(top),
          high: percent(top.value, 1),
          bottom: named(bottom),
          low: percent(bottom.value, 1),
          times: bottom.value > 0 ? number(top.value / bottom.value, 1) : '–',
        });
  const reading = t('charts.capacity.reading');
  // The state of a township stands beside its name and must be readable on a phone.
  const labelWidth = width >= 480 ? 176 : states.length ? 144 : 112;
  const quota = (row: IndicatorRow): string => {
    const posts = row.spread?.staffQuota;
    return typeof posts === 'number' ? number(posts) : '';
  };

  return {
    title,
    reading,
    height: labels.length * 26 + (overall === null ? 72 : 88),
    table: {
      columns: [
        { label: t('terms.unit'), numeric: false },
        { label: t('charts.capacity.share'), numeric: true },
        { label: t('terms.low'), numeric: true },
        { label: t('terms.high'), numeric: true },
        { label: t('charts.capacity.hours'), numeric: true },
        { label: t('charts.capacity.posts'), numeric: true },
      ],
      rows: [
        ...judged.map((row) => [
          { text: named(row) },
          { text: percent(row.value, 1), to: open(row.unit ?? '') },
          { text: row.low === null ? '' : percent(row.low, 1) },
          { text: row.high === null ? '' : percent(row.high, 1) },
          { text: number(row.numerator ?? 0), to: open(row.unit ?? '') },
          { text: quota(row) },
        ]),
        ...states.map(({ name, state, why }) => [
          { text: name },
          { text: `${state}${t('punctuation.colon')}${why}` },
          ...['', '', '', ''].map((text) => ({ text })),
        ]),
      ],
    },
    option: {
      ...base(context, `${title} ${reading}`),
      grid: { left: labelWidth + 16, right: 24, top: overall === null ? 16 : 32, bottom: 48 },
      xAxis: {
        ...valueAxis(context, t('charts.capacity.axis')),
        min: 0,
        axisLabel: { color: theme.ink3, fontSize: 12, formatter: (value: number) => percent(value, 0) },
      },
      yAxis: {
        ...categoryAxis(context, labels, labelWidth),
        inverse: true,
        axisLine: { show: false },
        splitLine: { show: true, lineStyle: { color: theme.line, type: 'dotted' } },
      },
      series: [
        {
          type: 'custom',
          renderItem: intervalMark(theme.accent, true),
          encode: { x: [1, 2], y: 0 },
          silent: true,
          z: 2,
          data: judged.map((row, index) => [index, row.low ?? row.value, row.high ?? row.value]),
        },
        {
          type: 'scatter',
          symbolSize: 11,
          cursor: 'pointer',
          itemStyle: { color: theme.accent, borderColor: theme.surface, borderWidth: 1.5 },
          z: 3,
          data: judged.map((row, index) => opens({ value: [row.value, index] }, open(row.unit ?? ''))),
          tooltip: {
            formatter: (params) => {
              const row = judged[(params as { dataIndex: number }).dataIndex]!;
              return tooltipLines(named(row), [
                t('charts.capacity.tip', {
                  share: percent(row.value, 1),
                  low: percent(row.low ?? row.value, 1),
                  high: percent(row.high ?? row.value, 1),
                }),
                t('charts.capacity.tipPosts', { hours: number(row.numerator ?? 0), posts: quota(row) }),
              ]);
            },
          },
          ...overallLine(overall, (value) => percent(value, 1), context),
        },
      ],
    },
  };
}
