/** Small multiples: hours per cadre and week by month, one small chart a township on one scale, the whole county in grey behind each. */
import type { IndicatorRow } from '../../server/contract.ts';
import { periodsBetween } from '../period.ts';
import { base, opens, tooltipLines } from './model.ts';
import type { ChartContext, ChartModel } from './model.ts';
import { stateField } from './state-field.ts';

export interface UnitMultiplesInput {
  /** filling-hours by township and month. */
  rows: readonly IndicatorRow[];
  /** The same of all townships together. */
  overall: readonly IndicatorRow[];
  isCut: (month: string) => boolean;
  open: (unit: string, month: string) => string;
  reasonWords: (row: IndicatorRow) => string;
}

type Hours = NonNullable<IndicatorRow['perCadreWeek']>;

const CELL_HEIGHT = 112;
const GAP_ABOVE = 28;
const LEFT = 32;

const hoursOf = (row: IndicatorRow | undefined): Hours | undefined =>
  row?.status === 'ok' ? row.perCadreWeek : undefined;

export function unitMultiples(
  { rows, overall, isCut, open, reasonWords }: UnitMultiplesInput,
  context: ChartContext,
): ChartModel {
  const { t, number, theme, width } = context;
  const known = [...new Set(rows.map((row) => row.period))].sort();
  const months = known.length ? periodsBetween(known[0]!, known.at(-1)!, 'month') : [];
  const running = new Set(rows.filter((row) => row.incomplete).map((row) => row.period));
  const isPartial = (month: string): boolean => running.has(month) || isCut(month);
  const whole = months.filter((month) => !isPartial(month));
  const county = new Map(overall.map((row) => [row.period, hoursOf(row)]));
  const units = [...new Set(rows.map((row) => row.unit ?? ''))]
    .map((code) => {
      const own = rows.filter((row) => (row.unit ?? '') === code);
      const byMonth = new Map(own.map((row) => [row.period, row]));
      const judged = whole.flatMap((month) => hoursOf(byMonth.get(month))?.value ?? []);
      const mean = judged.reduce((sum, one) => sum + one, 0) / Math.max(1, judged.length);
      return { code, name: own[0]!.unitName ?? code, byMonth, mean };
    })
    .sort((a, b) => b.mean - a.mean);
  type UnitHours = (typeof units)[number];
  const hoursAt = (unit: UnitHours, month: string): Hours | undefined => hoursOf(unit.byMonth.get(month));
  const peak = Math.max(
    0,
    ...rows.map((row) => hoursOf(row)?.high ?? 0),
    ...[...county.values()].map((one) => one?.value ?? 0),
  );
  const short = (value: number): string => number(value, value >= 1 ? 1 : 2);

  const title = ((): string => {
    const wins = new Map<UnitHours, number>();
    const compared = whole.filter((month) => units.filter((unit) => hoursAt(unit, month)).length > 1);
    for (const month of compared) {
      const [most] = units
        .filter((unit) => hoursAt(unit, month))
        .sort((a, b) => hoursAt(b, month)!.value - hoursAt(a, month)!.value);
      wins.set(most!, (wins.get(most!) ?? 0) + 1);
    }
    const [often] = [...wins].sort((a, b) => b[1] - a[1]);
    if (!often) return t('charts.multiples.plain');
    const n = compared.length;
    return often[1] * 2 > n
      ? t('charts.multiples.title', { unit: often[0].name, k: often[1], n })
      : t('charts.multiples.mixed', { n });
  })();
  const reading = t('charts.multiples.reading');
  const wordsOf = (unit: UnitHours, month: string): string => {
    const row = unit.byMonth.get(month);
    if (!row) return t('charts.calendar.none');
    const state = t(`status.${row.status === 'ok' ? 'cannot-judge' : row.status}`);
    return row.status === 'ok' ? state : `${state}${t('punctuation.colon')}${reasonWords(row)}`;
  };
  const tip = (unit: UnitHours, month: string): string => {
    const heading = `${unit.name} · ${isPartial(month) ? `${month} · ${t('charts.trend.partial')}` : month}`;
    const hours = hoursAt(unit, month);
    if (!hours) return tooltipLines(heading, [wordsOf(unit, month)]);
    return tooltipLines(heading, [
      t('charts.unitDots.tip', { value: short(hours.value), low: short(hours.low), high: short(hours.high) }),
      ...(county.get(month) ? [t('charts.unitDots.overall', { value: short(county.get(month)!.value) })] : []),
    ]);
  };

  const columns = Math.max(1, width < 480 ? 2 : Math.floor(width / 208));
  const across = width / columns;
  const bands = Math.ceil(units.length / columns);
  const grids = units.map((_unit, index) => ({
    left: (index % columns) * across + LEFT,
    top: Math.floor(index / columns) * (CELL_HEIGHT + GAP_ABOVE) + GAP_ABOVE,
    width: across - LEFT - 16,
    height: CELL_HEIGHT - 32,
  }));
  const line = (index: number) => ({ type: 'line' as const, xAxisIndex: index, yAxisIndex: index });
  const seriesOf = (unit: UnitHours, index: number) => {
    const hours = months.map((month) => hoursAt(unit, month));
    const to = (at: number): string => open(unit.code, months[at]!);
    const tooltip = {
      formatter: (params: unknown) => tip(unit, months[(params as { dataIndex: number }).dataIndex]!),
    };
    const partial = months.map((month, at) => hours[at] !== undefined && isPartial(month));
    const hidden = { symbol: 'none', silent: true, lineStyle: { opacity: 0 }, stack: `band-${index}` };
    return [
      stateField(
        months.map((month, at) => (hours[at] ? undefined : wordsOf(unit, month))),
        context,
        (at) => tip(unit, months[at]!),
        { xAxisIndex: index, yAxisIndex: index },
      ),
      { ...line(index), ...hidden, data: hours.map((one) => one?.low ?? null) },
      {
        ...line(index),
        ...hidden,
        areaStyle: { color: theme.accentSoft, opacity: 1 },
        data: hours.map((one) => (one ? one.high - one.low : null)),
      },
      {
        ...line(index),
        symbol: 'none',
        silent: true,
        lineStyle: { color: theme.neutral, width: 1 },
        data: months.map((month) => county.get(month)?.value ?? null),
      },
      {
        ...line(index),
        name: unit.name,
        symbol: 'circle',
        symbolSize: 5,
        showAllSymbol: true,
        cursor: 'pointer',
        lineStyle: { color: theme.accent, width: 2 },
        itemStyle: { color: theme.accent },
        data: hours.map((one, at) => (one && !partial[at] ? opens({ value: one.value }, to(at)) : { value: null })),
        tooltip,
      },
      {
        ...line(index),
        symbol: 'circle',
        showAllSymbol: true,
        cursor: 'pointer',
        lineStyle: { color: theme.accent, width: 2, type: 'dashed' as const },
        itemStyle: { color: theme.surface, borderColor: theme.accent, borderWidth: 1.5 },
        data: hours.map((one, at) => {
          if (one && partial[at]) return opens({ value: one.value, symbolSize: 6 }, to(at));
          return one && (partial[at - 1] || partial[at + 1]) ? { value: one.value, symbolSize: 0 } : { value: null };
        }),
        tooltip,
      },
    ];
  };

  return {
    title,
    reading,
    height: Math.max(bands, 1) * (CELL_HEIGHT + GAP_ABOVE) + 8,
    table: {
      columns: [
        { label: t('terms.unit'), numeric: false },
        { label: t('terms.month'), numeric: false },
        { label: t('charts.unitDots.value'), numeric: true },
        { label: t('terms.low'), numeric: true },
        { label: t('terms.high'), numeric: true },
      ],
      rows: units.flatMap((unit) =>
        months.map((month) => {
          const hours = hoursAt(unit, month);
          const name = isPartial(month) ? `${month} (${t('charts.trend.partial')})` : month;
          if (!hours)
            return [{ text: unit.name }, { text: name }, { text: wordsOf(unit, month) }, { text: '' }, { text: '' }];
          return [
            { text: unit.name },
            { text: name },
            { text: number(hours.value, 2), to: open(unit.code, month) },
            { text: number(hours.low, 2) },
            { text: number(hours.high, 2) },
          ];
        }),
      ),
    },
    option: {
      ...base(context, `${title} ${reading}`),
      grid: grids,
      xAxis: units.map((_unit, index) => ({
        type: 'category' as const,
        gridIndex: index,
        data: months,
        axisTick: { show: false },
        axisLine: { lineStyle: { color: theme.lineStrong } },
        axisLabel: {
          color: theme.ink3,
          fontSize: 11,
          // Only the ends: the months between them are in the tooltip.
          interval: (at: number) => at === 0 || at === months.length - 1,
          alignMinLabel: 'left' as const,
          alignMaxLabel: 'right' as const,
        },
      })),
      yAxis: units.map((unit, index) => ({
        type: 'value' as const,
        gridIndex: index,
        name: unit.name,
        nameLocation: 'end' as const,
        nameGap: 8,
        nameTextStyle: { color: theme.ink, fontSize: 12, align: 'left' as const, padding: [0, 0, 0, -LEFT + 4] },
        min: 0,
        max: peak || 1,
        interval: peak || 1,
        axisLabel: {
          color: theme.ink3,
          fontSize: 11,
          formatter: (value: number) => (value === 0 ? '0' : short(value)),
        },
        splitLine: { lineStyle: { color: theme.line } },
      })),
      series: units.flatMap(seriesOf),
    },
  };
}
