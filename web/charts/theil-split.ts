/** Theil's index by month: what lies between townships below, what lies within them above (hatched). A running month is dashed. */
import type { IndicatorRow } from '../../server/contract.ts';
import { HATCH } from './hatch.ts';
import { base, categoryAxis, opens, tooltipLines, valueAxis } from './model.ts';
import type { ChartContext, ChartModel } from './model.ts';
import { stateField } from './state-field.ts';
import { periodsBetween } from '../period.ts';

export interface TheilSplitInput {
  /** load-to-capacity by month. */
  rows: readonly IndicatorRow[];
  isCut: (month: string) => boolean;
  open: (month: string) => string;
  reasonWords: (row: IndicatorRow) => string;
}

export interface Inequality {
  theil: number;
  within: number;
  between: number;
  gini: number;
  cadres: number;
  townships: number;
}

/** The measures of a row, or nothing where too few carry any load. */
export function inequalityOf(row: IndicatorRow | undefined): Inequality | undefined {
  const { theil, within, between, gini, cadres, townships } = row?.spread ?? {};
  const known = [theil, within, between, gini].every((one) => typeof one === 'number');
  if (!known || row?.status !== 'ok') return undefined;
  return {
    theil: theil!,
    within: within!,
    between: between!,
    gini: gini!,
    cadres: cadres ?? 0,
    townships: townships ?? 0,
  };
}

export function theilSplit({ rows, isCut, open, reasonWords }: TheilSplitInput, context: ChartContext): ChartModel {
  const { t, number, percent, theme } = context;
  const byMonth = new Map(rows.map((row) => [row.period, row]));
  const known = [...byMonth.keys()].sort();
  const months = known.length ? periodsBetween(known[0]!, known.at(-1)!, 'month') : [];
  const split = months.map((month) => inequalityOf(byMonth.get(month)));
  const isPartial = (month: string): boolean => byMonth.get(month)?.incomplete === true || isCut(month);
  const whole = months.flatMap((month, index) =>
    split[index] && !isPartial(month) ? [{ month, ...split[index] }] : [],
  );
  const wordsOf = (month: string): string => {
    const row = byMonth.get(month);
    if (!row) return t('charts.calendar.none');
    const state = t(`status.${row.status === 'ok' ? 'cannot-judge' : row.status}`);
    return `${state}${t('punctuation.colon')}${row.status === 'ok' ? t('charts.theil.tooFew') : reasonWords(row)}`;
  };
  const title = ((): string => {
    const [first, last] = [whole[0], whole.at(-1)];
    if (!first || !last || first === last) return t('charts.theil.plain');
    const within = whole.filter((one) => one.within > one.between).length;
    const most = within * 2 >= whole.length;
    return t(most ? 'charts.theil.within' : 'charts.theil.between', {
      n: whole.length,
      k: most ? within : whole.length - within,
      first: first.month,
      from: number(first.gini, 2),
      last: last.month,
      to: number(last.gini, 2),
    });
  })();
  const reading = t('charts.theil.reading');
  const tip = (month: string): string => {
    const one = split[months.indexOf(month)];
    const heading = isPartial(month) ? `${month} · ${t('charts.trend.partial')}` : month;
    if (!one) return tooltipLines(heading, [wordsOf(month)]);
    return tooltipLines(heading, [
      t('charts.theil.tip', { gini: number(one.gini, 2), theil: number(one.theil, 3) }),
      t('charts.theil.tipSplit', {
        within: percent(one.theil > 0 ? one.within / one.theil : 0, 0),
        between: percent(one.theil > 0 ? one.between / one.theil : 0, 0),
      }),
      t('charts.theil.tipCadres', { cadres: number(one.cadres), townships: number(one.townships) }),
    ]);
  };
  const tooltip = { formatter: (params: unknown) => tip(months[(params as { dataIndex: number }).dataIndex]!) };
  const bars = (part: (one: Inequality) => number, colour: string) =>
    months.map((month, index) => {
      const one = split[index];
      if (!one) return { value: null };
      const dashed = isPartial(month);
      return opens(
        {
          value: part(one),
          itemStyle: dashed
            ? { color: 'transparent', borderColor: colour, borderType: 'dashed' as const, borderWidth: 1.5 }
            : { color: colour },
        },
        open(month),
      );
    });

  return {
    title,
    reading,
    height: 304,
    table: {
      columns: [
        { label: t('terms.month'), numeric: false },
        { label: t('charts.theil.gini'), numeric: true },
        { label: t('charts.theil.theil'), numeric: true },
        { label: t('charts.theil.withinShare'), numeric: true },
        { label: t('charts.theil.betweenShare'), numeric: true },
        { label: t('terms.cadres'), numeric: true },
      ],
      rows: months.map((month, index) => {
        const one = split[index];
        const name = isPartial(month) ? `${month} (${t('charts.trend.partial')})` : month;
        if (!one) return [{ text: name }, { text: wordsOf(month) }, ...['', '', '', ''].map((text) => ({ text }))];
        return [
          { text: name },
          { text: number(one.gini, 2), to: open(month) },
          { text: number(one.theil, 3), to: open(month) },
          { text: percent(one.theil > 0 ? one.within / one.theil : 0, 0) },
          { text: percent(one.theil > 0 ? one.between / one.theil : 0, 0) },
          { text: number(one.cadres), to: open(month) },
        ];
      }),
    },
    option: {
      ...base(context, `${title} ${reading}`, true),
      legend: {
        top: 0,
        left: 0,
        itemWidth: 16,
        itemHeight: 10,
        textStyle: { color: theme.ink2, fontSize: 12 },
        data: [t('charts.theil.betweenName'), t('charts.theil.withinName')],
      },
      grid: { left: 64, right: 16, top: 40, bottom: 32 },
      xAxis: categoryAxis(context, months),
      yAxis: { ...valueAxis(context, t('charts.theil.theil')), nameGap: 48, min: 0 },
      series: [
        stateField(
          months.map((month, index) => (split[index] ? undefined : wordsOf(month))),
          context,
          (index) => tip(months[index]!),
        ),
        {
          name: t('charts.theil.betweenName'),
          type: 'bar',
          stack: 'theil',
          barMaxWidth: 32,
          cursor: 'pointer',
          itemStyle: { color: theme.accent, decal: { symbol: 'none' } },
          data: bars((one) => one.between, theme.accent),
          tooltip,
        },
        {
          name: t('charts.theil.withinName'),
          type: 'bar',
          stack: 'theil',
          barMaxWidth: 32,
          cursor: 'pointer',
          itemStyle: { color: theme.neutral, decal: HATCH(theme.surface) },
          data: bars((one) => one.within, theme.neutral),
          tooltip,
        },
      ],
    },
  };
}
