/** Stacked bars: of what each department demands, how much is on which duty list; most outside the lists first. */
import { LISTS, dutyTotal } from '../duty-model.ts';
import type { DutyLine, List } from '../duty-model.ts';
import { HATCH } from './hatch.ts';
import { base, categoryAxis, opens, tooltipLines } from './model.ts';
import type { ChartContext, ChartModel } from './model.ts';

export interface DutySharesInput {
  lines: readonly DutyLine[];
  /** What is counted, in words. */
  size: string;
  open: (issuer: string) => string;
  listWords: (list: List) => string;
}

const MOST = 24;

export function dutyShares({ lines, size, open, listWords }: DutySharesInput, context: ChartContext): ChartModel {
  const { t, number, percent, theme, width } = context;
  const narrow = width < 480;
  const shown = lines.slice(0, MOST);
  const total = dutyTotal(lines);
  const named = (line: DutyLine): string => line.issuer || t('charts.cascade.noIssuer');
  const top = lines.find(({ outside }) => (outside ?? 0) > 0);
  const title =
    total.outside === null
      ? t('charts.duties.unknown')
      : total.outside === 0
        ? t('charts.duties.none', { size })
        : t('charts.duties.title', { share: percent(total.outside, 0), size, top: top ? named(top) : '' });
  const reading = [
    t('charts.duties.reading', { size }),
    ...(lines.length > shown.length ? [t('charts.duties.left', { left: number(lines.length - shown.length) })] : []),
  ].join(' ');
  const colours: Record<List, string> = {
    basic: theme.accentSoft,
    cooperative: theme.accent,
    none: theme.contrast,
    withdrawn: theme.ink2,
    '': theme.surface,
  };
  const labelWidth = narrow ? 96 : 176;
  const present = LISTS.filter((list) => total.by[list] > 0);

  return {
    title,
    reading,
    height: shown.length * 28 + (narrow ? 136 : 112),
    table: {
      columns: [
        { label: t('terms.issuer'), numeric: false },
        ...LISTS.map((list) => ({ label: listWords(list), numeric: true })),
        { label: t('charts.duties.outside'), numeric: true },
      ],
      rows: [...lines, ...(lines.length > 1 ? [total] : [])].map((line, index) => [
        index === lines.length ? { text: t('charts.duties.all') } : { text: named(line), to: open(line.issuer) },
        ...LISTS.map((list) => ({ text: number(line.by[list]) })),
        { text: line.outside === null ? t('status.cannot-judge') : percent(line.outside, 1) },
      ]),
    },
    option: {
      ...base(context, `${title} ${reading}`),
      legend: {
        top: 0,
        left: 0,
        itemWidth: 16,
        itemHeight: 10,
        textStyle: { color: theme.ink2, fontSize: 12 },
        data: present.map(listWords),
      },
      grid: { left: labelWidth + 16, right: narrow ? 56 : 176, top: narrow ? 64 : 40, bottom: 48 },
      xAxis: {
        type: 'value',
        min: 0,
        max: 1,
        name: t('charts.duties.axis', { size }),
        nameLocation: 'middle',
        nameGap: 32,
        nameTextStyle: { color: theme.ink3, fontSize: 12 },
        axisLabel: { color: theme.ink3, fontSize: 12, formatter: (value: number) => percent(value, 0) },
        splitLine: { lineStyle: { color: theme.line } },
        interval: narrow ? 0.5 : 0.25,
      },
      yAxis: { ...categoryAxis(context, shown.map(named), labelWidth), inverse: true },
      series: present.map((list, index) => ({
        name: listWords(list),
        type: 'bar' as const,
        stack: 'lists',
        barWidth: 16,
        cursor: 'pointer',
        itemStyle: {
          color: colours[list],
          borderColor: list === '' ? theme.lineStrong : theme.surface,
          borderWidth: 1,
          ...(list === '' ? { borderType: 'dashed' as const } : {}),
          ...(list === 'none' ? { decal: HATCH(theme.surface) } : {}),
        },
        data: shown.map((line) => opens({ value: line.by[list] / line.total }, open(line.issuer))),
        tooltip: {
          formatter: (params: unknown) => {
            const line = shown[(params as { dataIndex: number }).dataIndex]!;
            return tooltipLines(named(line), [
              `${listWords(list)} ${percent(line.by[list] / line.total, 0)} (${number(line.by[list])})`,
              t('charts.duties.tip', { total: number(line.total), size }),
            ]);
          },
        },
        ...(index === present.length - 1
          ? {
              label: {
                show: true,
                position: 'right' as const,
                color: theme.ink2,
                fontSize: 12,
                formatter: (params: unknown) => {
                  const { outside, by } = shown[(params as { dataIndex: number }).dataIndex]!;
                  if (outside === null) return t('status.cannot-judge');
                  const share = percent(outside, outside > 0 && outside < 0.01 ? 1 : 0);
                  return narrow ? share : t('charts.duties.label', { share, n: number(by.none + by.withdrawn) });
                },
              },
            }
          : {}),
      })),
    },
  };
}
