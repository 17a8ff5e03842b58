/** Hours by month: what clocks logged below, what was modelled above (hatched), with the interval; a running month is dashed. */
import type { IndicatorRow } from '../../server/contract.ts';
import { HATCH } from './hatch.ts';
import { intervalMark } from './interval-mark.ts';
import { base, categoryAxis, tooltipLines, valueAxis } from './model.ts';
import type { ChartContext, ChartModel } from './model.ts';

export interface MonthlyHoursInput {
  rows: readonly IndicatorRow[];
  open: (month: string) => string;
  reasonWords: (row: IndicatorRow) => string;
}

export function monthlyHours({ rows, open, reasonWords }: MonthlyHoursInput, context: ChartContext): ChartModel {
  const { t, number, percent, theme } = context;
  const months = [...rows].sort((a, b) => a.period.localeCompare(b.period));
  const isJudged = (row: IndicatorRow): boolean => row.status === 'ok' && row.value !== null;
  const judged = months.filter(isJudged);
  const complete = judged.filter((row) => !row.incomplete);
  const sum = judged.reduce((total, row) => total + row.value!, 0);
  const loggedOf = (row: IndicatorRow): number => row.value! * (row.perCadreWeek?.loggedShare ?? 0);
  const loggedShare = sum > 0 ? judged.reduce((total, row) => total + loggedOf(row), 0) / sum : 0;
  const peak = complete.reduce<IndicatorRow | undefined>(
    (best, row) => (!best || row.value! > best.value! ? row : best),
    undefined,
  );
  const title = peak
    ? t('charts.monthly.title', {
        month: peak.period,
        hours: number(peak.value!, 0),
        share: percent(1 - loggedShare, 0),
      })
    : t('charts.monthly.plain');
  const style = (row: IndicatorRow, colour: string) =>
    row.incomplete
      ? { color: 'transparent', borderColor: colour, borderType: 'dashed' as const, borderWidth: 1.5 }
      : { color: colour };
  const bar = (value: (row: IndicatorRow) => number, colour: string) =>
    months.map((row) =>
      isJudged(row) ? { value: value(row), to: open(row.period), itemStyle: style(row, colour) } : { value: null },
    );
  const tip = (row: IndicatorRow): string =>
    isJudged(row)
      ? tooltipLines(row.incomplete ? `${row.period} · ${t('terms.incomplete')}` : row.period, [
          t('charts.monthly.tip', {
            hours: number(row.value!, 0),
            low: number(row.low ?? row.value!, 0),
            high: number(row.high ?? row.value!, 0),
          }),
          t('charts.monthly.tipLogged', { share: percent(row.perCadreWeek?.loggedShare ?? 0, 0) }),
        ])
      : tooltipLines(row.period, [reasonWords(row)]);
  const tooltip = { formatter: (params: unknown) => tip(months[(params as { dataIndex: number }).dataIndex]!) };

  return {
    title,
    reading: t('charts.monthly.reading'),
    height: 304,
    table: {
      columns: [
        { label: t('terms.month'), numeric: false },
        { label: t('charts.pareto.hours'), numeric: true },
        { label: t('terms.low'), numeric: true },
        { label: t('terms.high'), numeric: true },
        { label: t('terms.loggedShare'), numeric: true },
      ],
      rows: months.map((row) => [
        { text: row.incomplete ? `${row.period} (${t('terms.incomplete')})` : row.period },
        isJudged(row) ? { text: number(row.value!, 1), to: open(row.period) } : { text: reasonWords(row) },
        { text: row.low === null ? '' : number(row.low, 1) },
        { text: row.high === null ? '' : number(row.high, 1) },
        { text: isJudged(row) && row.perCadreWeek ? percent(row.perCadreWeek.loggedShare, 0) : '' },
      ]),
    },
    option: {
      ...base(context, `${title} ${t('charts.monthly.reading')}`, true),
      legend: {
        top: 0,
        left: 0,
        itemWidth: 16,
        itemHeight: 10,
        textStyle: { color: theme.ink2, fontSize: 12 },
        data: [t('charts.monthly.logged'), t('charts.monthly.modelled')],
      },
      grid: { left: 64, right: 16, top: 40, bottom: 32 },
      xAxis: categoryAxis(
        context,
        months.map((row) => row.period),
      ),
      yAxis: { ...valueAxis(context, t('units.hours')), nameGap: 48, min: 0 },
      series: [
        {
          name: t('charts.monthly.logged'),
          type: 'bar',
          stack: 'hours',
          barMaxWidth: 32,
          data: bar(loggedOf, theme.accent),
          itemStyle: { decal: { symbol: 'none' } },
          tooltip,
        },
        {
          name: t('charts.monthly.modelled'),
          type: 'bar',
          stack: 'hours',
          barMaxWidth: 32,
          itemStyle: { color: theme.neutral, decal: HATCH(theme.surface) },
          data: bar((row) => row.value! - loggedOf(row), theme.neutral),
          tooltip,
        },
        {
          type: 'scatter',
          symbolSize: 1,
          silent: true,
          itemStyle: { color: 'transparent' },
          label: {
            show: true,
            formatter: t('status.cannot-judge'),
            rotate: 90,
            position: 'top',
            distance: 24,
            color: theme.ink3,
            fontSize: 12,
          },
          data: months.flatMap((row, index) => (isJudged(row) ? [] : [[index, 0]])),
        },
        {
          type: 'custom',
          renderItem: intervalMark(theme.ink2, false),
          encode: { x: 0, y: [1, 2] },
          silent: true,
          z: 5,
          data: months.flatMap((row, index) =>
            isJudged(row) && row.low !== null && row.high !== null ? [[index, row.low, row.high]] : [],
          ),
        },
      ],
    },
  };
}
