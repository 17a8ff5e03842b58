/** How often something was right among what was checked, a row each, with 95 % intervals; too few checks are said, not drawn. */
import { intervalMark } from './interval-mark.ts';
import { wilson } from './intervals.ts';
import { base, categoryAxis, opens, tooltipLines, valueAxis } from './model.ts';
import type { ChartContext, ChartModel } from './model.ts';

export interface CheckedShare {
  name: string;
  checked: number;
  right: number;
  open?: string;
  /** What the share would be if the scale were true: drawn as a mark to compare with. */
  expected?: { low: number; high: number };
}

export interface CheckedSharesInput {
  rows: readonly CheckedShare[];
  minimum: number;
  /** Name of what the rows are. */
  column: string;
  title: (judged: readonly CheckedShare[]) => string;
  reading: string;
}

export function checkedShares(
  { rows, minimum, column, title: titleOf, reading }: CheckedSharesInput,
  context: ChartContext,
): ChartModel {
  const { t, number, percent, theme, width } = context;
  const judged = rows.filter((row) => row.checked >= minimum);
  const title = judged.length > 0 ? titleOf(judged) : t('charts.checked.cannot', { minimum: number(minimum) });
  const names = rows.map((row) => (judged.includes(row) ? row.name : `${row.name} · ${t('status.cannot-judge')}`));
  const labelWidth = width < 480 ? 152 : 224;
  const bands = rows.flatMap((row, index) => (row.expected ? [[index, row.expected.low, row.expected.high]] : []));
  const tip = (row: CheckedShare): string =>
    tooltipLines(row.name, [
      t('charts.checked.tip', {
        right: number(row.right),
        checked: number(row.checked),
        share: percent(row.right / row.checked, 0),
      }),
    ]);
  return {
    title,
    reading,
    height: rows.length * 32 + 88,
    table: {
      columns: [
        { label: column, numeric: false },
        { label: t('charts.checked.checked'), numeric: true },
        { label: t('charts.checked.right'), numeric: true },
        { label: t('charts.checked.share'), numeric: true },
        { label: t('charts.checked.interval'), numeric: true },
      ],
      rows: rows.map((row) => {
        const { low, high } = wilson(row.right, row.checked);
        const isJudged = judged.includes(row);
        return [
          row.open ? { text: row.name, to: row.open } : { text: row.name },
          { text: number(row.checked) },
          { text: number(row.right) },
          { text: isJudged ? percent(row.right / row.checked, 0) : t('status.cannot-judge') },
          { text: isJudged ? `${percent(low, 0)} – ${percent(high, 0)}` : '' },
        ];
      }),
    },
    option: {
      ...base(context, `${title} ${reading}`),
      grid: { left: labelWidth + 16, right: 24, top: 16, bottom: 48 },
      xAxis: {
        ...valueAxis(context, t('charts.checked.share')),
        min: 0,
        max: 1,
        axisLabel: { color: theme.ink3, fontSize: 12, formatter: (share: number) => percent(share, 0) },
      },
      yAxis: { ...categoryAxis(context, names, labelWidth), inverse: true, axisLine: { show: false } },
      series: [
        {
          type: 'custom',
          silent: true,
          encode: { x: [1, 2], y: 0 },
          data: bands,
          renderItem: (_params, api) => {
            const index = api.value(0) as number;
            const [x1, y] = api.coord([api.value(1), index]) as [number, number];
            const [x2] = api.coord([api.value(2), index]) as [number, number];
            return {
              type: 'rect',
              shape: { x: x1, y: y - 11, width: x2 - x1, height: 22 },
              style: { fill: theme.accentSoft },
            };
          },
        },
        {
          type: 'custom',
          silent: true,
          encode: { x: [1, 2], y: 0 },
          renderItem: intervalMark(theme.neutral, true),
          data: judged.map((row) => {
            const { low, high } = wilson(row.right, row.checked);
            return [rows.indexOf(row), low, high];
          }),
        },
        {
          type: 'scatter',
          symbol: 'diamond',
          symbolSize: 12,
          itemStyle: { color: theme.accent },
          data: judged.map((row) => opens({ value: [row.right / row.checked, rows.indexOf(row)] }, row.open)),
          tooltip: { formatter: (params) => tip(judged[(params as { dataIndex: number }).dataIndex]!) },
        },
      ],
    },
  };
}
