/** Last digits as written beside what chance gives, with the limits within which all ten stay in 95 of 100 honest fields. */
import type { NumberViews } from '../../server/contract-views.ts';
import { intervalMark } from './interval-mark.ts';
import { base, categoryAxis, tooltipLines, valueAxis } from './model.ts';
import type { ChartContext, ChartModel } from './model.ts';

type Field = NumberViews['fields'][number];
const EVEN = 0.1;
/** 95 % over ten digits at once: two-sided, 0.05 / 10 each (Bonferroni). */
const Z = 2.807034;

export function lastDigits(field: Field, context: ChartContext): ChartModel {
  const { t, number, percent, theme } = context;
  const total = field.digits.reduce((all, n) => all + n, 0);
  const others = field.elsewhere.reduce((all, n) => all + n, 0);
  const shares = field.digits.map((n) => (total > 0 ? n / total : 0));
  const spread = Z * Math.sqrt((EVEN * (1 - EVEN)) / Math.max(1, total));
  const favourite = shares.indexOf(Math.max(...shares));
  const isBeyond = shares[favourite]! > EVEN + spread;
  const title =
    total === 0
      ? t('charts.digits.none')
      : isBeyond
        ? t('charts.digits.title', { digit: favourite, share: percent(shares[favourite]!, 0), field: field.label })
        : t('charts.digits.even', { field: field.label });
  const reading = t(others > 0 ? 'charts.digits.readingOthers' : 'charts.digits.reading', {
    n: total,
    total: number(total),
  });
  const labels = field.digits.map((_n, digit) => String(digit));
  return {
    title,
    reading,
    height: 280,
    table: {
      columns: [
        { label: t('charts.digits.digit'), numeric: true },
        { label: t('charts.digits.here'), numeric: true },
        { label: t('charts.digits.share'), numeric: true },
        { label: t('charts.digits.elsewhere'), numeric: true },
      ],
      rows: labels.map((text, digit) => [
        { text },
        { text: number(field.digits[digit]!) },
        { text: percent(shares[digit]!, 1) },
        { text: others > 0 ? percent(field.elsewhere[digit]! / others, 1) : '' },
      ]),
    },
    option: {
      ...base(context, `${title} ${reading}`),
      ...(others > 0 ? { legend: { top: 0, left: 0, textStyle: { color: theme.ink2, fontSize: 12 } } } : {}),
      grid: { left: 56, right: 16, top: others > 0 ? 40 : 16, bottom: 48 },
      xAxis: {
        ...categoryAxis(context, labels),
        name: t('charts.digits.digit'),
        nameLocation: 'middle',
        nameGap: 28,
        nameTextStyle: { color: theme.ink3, fontSize: 12 },
      },
      yAxis: {
        ...valueAxis(context, t('charts.digits.share')),
        nameGap: 44,
        min: 0,
        axisLabel: { color: theme.ink3, fontSize: 12, formatter: (share: number) => percent(share, 0) },
      },
      series: [
        {
          name: t('charts.digits.here'),
          type: 'bar',
          barWidth: '52%',
          // Light, so that the limits stay visible before it.
          itemStyle: { color: theme.accentSoft, borderColor: theme.accent, borderWidth: 1 },
          data: shares,
          tooltip: {
            formatter: (params) => {
              const digit = (params as { dataIndex: number }).dataIndex;
              return tooltipLines(`${field.label} · ${digit}`, [
                t('charts.digits.tip', { n: number(field.digits[digit]!), share: percent(shares[digit]!, 1) }),
              ]);
            },
          },
        },
        {
          type: 'custom',
          silent: true,
          encode: { x: 0, y: [1, 2] },
          renderItem: intervalMark(theme.ink2, false),
          data: labels.map((_label, digit) => [digit, Math.max(0, EVEN - spread), EVEN + spread]),
        },
        ...(others > 0
          ? [
              {
                name: t('charts.digits.elsewhere'),
                type: 'scatter' as const,
                symbol: 'diamond',
                symbolSize: 10,
                silent: true,
                itemStyle: { color: theme.surface, borderColor: theme.contrast, borderWidth: 2 },
                data: field.elsewhere.map((n) => n / others),
              },
            ]
          : []),
      ],
    },
  };
}
