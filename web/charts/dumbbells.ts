/** Claimed and computed on one line: the longer the line between them, the less the claim recomputes. */
import { base, categoryAxis, opens, tooltipLines, valueAxis } from './model.ts';
import type { ChartContext, ChartModel } from './model.ts';

export interface DumbbellRow {
  name: string;
  claimed: number;
  computed: number | null;
  /** Quartiles of the computed, where it is a median. */
  low?: number | null;
  high?: number | null;
  n: number;
  status: 'agrees' | 'differs' | 'cannot-judge';
  reason?: string | undefined;
  to?: string | undefined;
}

export interface DumbbellsInput {
  rows: readonly DumbbellRow[];
  /** Key below `charts.dumbbells`. */
  of: 'rates' | 'minutes';
  tolerance: string;
  reasonWords: (reason: string | undefined) => string;
}

const MOST = 30;

export function dumbbells({ rows, of, tolerance, reasonWords }: DumbbellsInput, context: ChartContext): ChartModel {
  const { t, number, percent, theme, width } = context;
  const narrow = width < 480;
  const isShare = of === 'rates';
  const said = (value: number): string => (isShare ? percent(value, 1) : number(value, 1));
  const gap = ({ claimed, computed }: DumbbellRow): number =>
    computed === null ? -1 : isShare ? Math.abs(claimed - computed) : Math.abs(Math.log(computed / claimed));
  const sorted = [...rows].sort((a, b) => gap(b) - gap(a) || a.name.localeCompare(b.name));
  const shown = sorted.slice(0, MOST);
  const judged = shown.filter((row): row is DumbbellRow & { computed: number } => row.computed !== null);
  const all = rows.filter(({ computed }) => computed !== null);
  const differing = all.filter(({ status }) => status === 'differs');
  const counts = { n: differing.length, of: number(all.length), unknown: number(rows.length - all.length) };
  const worst = differing.length > 0 ? sorted.find(({ status }) => status === 'differs') : undefined;
  const title =
    all.length === 0
      ? t(`charts.dumbbells.${of}Unknown`)
      : worst
        ? t(`charts.dumbbells.${of}Title`, {
            ...counts,
            worst: worst.name,
            claimed: said(worst.claimed),
            computed: said(worst.computed!),
          })
        : t(`charts.dumbbells.${of}Agree`, counts);
  const reading = [
    t(`charts.dumbbells.${of}Reading`, { tolerance }),
    ...(sorted.length > shown.length
      ? [t('charts.dumbbells.left', { left: number(sorted.length - shown.length) })]
      : []),
  ].join(' ');
  const labelWidth = narrow ? 120 : 264;
  const tip = (row: DumbbellRow): string =>
    tooltipLines(row.name, [
      `${t('charts.dumbbells.claimed')} ${said(row.claimed)}`,
      row.computed === null
        ? `${t('status.cannot-judge')}${t('punctuation.colon')}${reasonWords(row.reason)}`
        : `${t('charts.dumbbells.computed')} ${said(row.computed)}`,
      t('charts.dumbbells.rows', { rows: number(row.n) }),
    ]);
  const values = shown.flatMap((row) => [row.claimed, ...(row.computed === null ? [] : [row.computed])]);
  const [smallest, largest] = [Math.min(1, ...values), Math.max(1, ...values)];
  const [from, upTo] = [Math.floor((smallest - 0.02) * 10) / 10, Math.ceil(largest * 10) / 10];

  return {
    title,
    reading,
    height: shown.length * 28 + 104,
    table: {
      columns: [
        { label: t('charts.dumbbells.what'), numeric: false },
        { label: t('charts.dumbbells.claimed'), numeric: true },
        { label: t('charts.dumbbells.computed'), numeric: true },
        ...(isShare ? [] : [{ label: t('charts.dumbbells.quartiles'), numeric: true }]),
        { label: t('charts.dumbbells.n'), numeric: true },
        { label: t('terms.status'), numeric: false },
      ],
      rows: sorted.map((row) => [
        { text: row.name },
        { text: said(row.claimed) },
        row.computed === null ? { text: '' } : { text: said(row.computed), ...(row.to ? { to: row.to } : {}) },
        ...(isShare
          ? []
          : [
              {
                text:
                  typeof row.low === 'number' && typeof row.high === 'number'
                    ? `${said(row.low)}–${said(row.high)}`
                    : '',
              },
            ]),
        { text: number(row.n) },
        {
          text:
            row.status === 'cannot-judge'
              ? `${t('status.cannot-judge')}${t('punctuation.colon')}${reasonWords(row.reason)}`
              : t(`charts.dumbbells.states.${row.status}`),
        },
      ]),
    },
    option: {
      ...base(context, `${title} ${reading}`),
      legend: {
        top: 0,
        left: 0,
        itemHeight: 10,
        textStyle: { color: theme.ink2, fontSize: 12 },
        data: [t('charts.dumbbells.claimed'), t('charts.dumbbells.computed')],
      },
      grid: { left: labelWidth + 16, right: narrow ? 32 : 112, top: 36, bottom: 48 },
      xAxis: {
        ...valueAxis(context, t(`charts.dumbbells.${of}Axis`)),
        ...(isShare
          ? {
              // Not from zero: what counts is how far the two are apart.
              min: from,
              max: upTo,
              interval: upTo - from > 0.6 ? 0.2 : upTo - from > 0.25 ? 0.1 : 0.05,
              axisLabel: { color: theme.ink3, fontSize: 12, formatter: (value: number) => percent(value, 0) },
            }
          : // Twice as long is as far apart at five minutes as at five hours.
            { type: 'log' as const, min: 10 ** Math.floor(Math.log10(Math.max(0.01, smallest))) }),
      },
      yAxis: {
        ...categoryAxis(
          context,
          shown.map(({ name }) => name),
          labelWidth,
        ),
        inverse: true,
        axisLine: { show: false },
        splitLine: { show: true, lineStyle: { color: theme.line, type: 'dotted' } },
      },
      series: [
        // One short line per row: between the two there is nothing else to say.
        ...judged.map((row) => ({
          type: 'line' as const,
          symbol: 'none',
          silent: true,
          z: 1,
          lineStyle: { color: row.status === 'differs' ? theme.contrast : theme.lineStrong, width: 3 },
          data: [
            [row.claimed, shown.indexOf(row)],
            [row.computed, shown.indexOf(row)],
          ],
        })),
        {
          name: t('charts.dumbbells.claimed'),
          type: 'scatter' as const,
          symbol: 'circle',
          symbolSize: 11,
          z: 3,
          itemStyle: { color: theme.surface, borderColor: theme.ink2, borderWidth: 1.75 },
          data: shown.map((row, index) => [row.claimed, index]),
          label: {
            show: true,
            position: narrow ? ('left' as const) : ('right' as const),
            distance: 10,
            color: theme.ink3,
            fontSize: 12,
            formatter: (params: unknown) => {
              const row = shown[(params as { dataIndex: number }).dataIndex]!;
              return row.computed === null ? t('status.cannot-judge') : '';
            },
          },
          tooltip: { formatter: (params: unknown) => tip(shown[(params as { dataIndex: number }).dataIndex]!) },
        },
        {
          name: t('charts.dumbbells.computed'),
          type: 'scatter' as const,
          symbol: 'diamond',
          symbolSize: 13,
          z: 4,
          cursor: 'pointer',
          itemStyle: { color: theme.accent, borderColor: theme.surface, borderWidth: 1 },
          data: judged.map((row) => opens({ value: [row.computed, shown.indexOf(row)] }, row.to)),
          tooltip: { formatter: (params: unknown) => tip(judged[(params as { dataIndex: number }).dataIndex]!) },
        },
      ],
    },
  };
}
