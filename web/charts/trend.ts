/**
 * A measure over weeks or months with its band. Partial periods are dashed; periods that cannot be judged, are suppressed or
 * have no records are grey fields with their state in words, never points at zero.
 */
import type { IndicatorRow } from '../../server/contract.ts';
import { periodsBetween } from '../period.ts';
import { base, categoryAxis, opens, tooltipLines, valueAxis } from './model.ts';
import type { Cell, ChartContext, ChartModel } from './model.ts';
import { middle } from './middle.ts';
import { stateField } from './state-field.ts';

export interface TrendInput {
  rows: readonly IndicatorRow[];
  step: 'week' | 'month';
  /** What is drawn, in words, and its unit. */
  measure: string;
  unit: string;
  /** An index has no unit of its own and two decimals. */
  as: 'number' | 'share' | 'index';
  /** Which end burdens people: that one is named in the title. */
  worse: 'high' | 'low';
  /** What low and high of a row are: limits of the time model, a 95 % interval, the tenth and ninetieth percentile; absent: nothing. */
  band?: 'model' | 'chance' | 'spread';
  /** A period that the filter or the start of the data cuts. */
  isCut: (period: string) => boolean;
  open: (period: string) => string;
  reasonWords: (row: IndicatorRow) => string;
}

/** Fewer whole periods than this have no usual value to compare with. */
const FEWEST = 3;

/** Periods from which the points of a line stand close. */
const MANY = 26;

export function trend(input: TrendInput, context: ChartContext): ChartModel {
  const { rows, step, measure, worse, band, open } = input;
  const { t, number, percent, theme } = context;
  const share = input.as === 'share';
  const unit = share ? t('charts.trend.share') : input.unit;
  const byPeriod = new Map(rows.map((row) => [row.period, row]));
  const known = [...byPeriod.keys()].sort();
  const periods = known.length ? periodsBetween(known[0]!, known.at(-1)!, step) : [];
  const isJudged = (row: IndicatorRow | undefined): row is IndicatorRow & { value: number } =>
    row !== undefined && row.status === 'ok' && row.value !== null;
  const isPartial = (period: string): boolean => byPeriod.get(period)?.incomplete === true || input.isCut(period);
  const judgedAt = periods.map((period) => {
    const row = byPeriod.get(period);
    return isJudged(row) ? row : undefined;
  });
  const whole = judgedAt.filter((row) => row !== undefined).filter((row) => !isPartial(row.period));
  const peakValue = Math.max(0, ...whole.map((row) => row.value));
  const coarse = whole.every((row) => Number.isInteger(row.value)) || peakValue >= 100;
  const digits = input.as === 'index' ? 2 : coarse ? 0 : 1;
  const figure = (value: number): string => (share ? percent(value, 1) : number(value, digits));
  const withUnit = (value: number): string => (input.as !== 'number' ? figure(value) : `${figure(value)} ${unit}`);
  const named = (period: string): string =>
    step === 'week' ? t('charts.trend.weekOf', { day: period }) : t('charts.trend.monthOf', { month: period });

  const title = ((): string => {
    const usual = middle(whole, (row) => row.value)?.value;
    if (whole.length < FEWEST || usual === undefined) return t('charts.trend.plain', { measure });
    const sorted = [...whole].sort((a, b) => a.value - b.value);
    const [least, most] = [sorted[0]!, sorted.at(-1)!];
    const extreme = worse === 'high' ? most : least;
    // The limits of the time model move all periods together, and the spread of tasks is not doubt: only chance can hide a peak.
    const lost =
      band === 'chance' && (worse === 'high' ? (extreme.low ?? usual) <= usual : (extreme.high ?? usual) >= usual);
    if (figure(least.value) === figure(most.value))
      return t('charts.trend.always', { measure, value: withUnit(most.value) });
    if (lost || figure(extreme.value) === figure(usual))
      return t('charts.trend.steady', { measure, low: figure(least.value), high: withUnit(most.value) });
    const found = { measure, period: named(extreme.period), value: withUnit(extreme.value), usual: withUnit(usual) };
    return worse === 'high' ? t('charts.trend.highest', found) : t('charts.trend.lowest', found);
  })();
  const reading = [
    step === 'week'
      ? t('charts.trend.readingWeek', { measure, unit })
      : t('charts.trend.readingMonth', { measure, unit }),
    ...(band ? [t(`charts.trend.bands.${band}`)] : []),
    t('charts.trend.states'),
  ].join(' ');

  const wordsOf = (period: string): string => {
    const row = byPeriod.get(period);
    if (!row) return t('charts.calendar.none');
    const state = t(`status.${row.status === 'ok' ? 'cannot-judge' : row.status}`);
    return `${state}${t('punctuation.colon')}${input.reasonWords(row)}`;
  };
  const tip = (period: string): string => {
    const row = byPeriod.get(period);
    const heading = isPartial(period) ? `${named(period)} · ${t('charts.trend.partial')}` : named(period);
    if (!isJudged(row)) return tooltipLines(heading, [wordsOf(period)]);
    return tooltipLines(heading, [
      withUnit(row.value),
      ...(band && row.low !== null && row.high !== null ? [`${figure(row.low)} – ${figure(row.high)}`] : []),
      input.as === 'index'
        ? t('charts.trend.basisCadres', { cadres: number(row.n) })
        : t('charts.trend.basis', { n: number(row.n) }),
    ]);
  };
  const tooltip = {
    formatter: (params: unknown) => tip(periods[(params as { dataIndex: number }).dataIndex]!),
  };
  const basisLabel = {
    number: t('charts.trend.records'),
    share: t('charts.trend.counted'),
    index: t('terms.cadres'),
  }[input.as];
  /** Rows that open are those that count: of a share its numerator; an index rests on cadres, which are no rows. */
  const basisOf = (row: IndicatorRow, period: string): Cell => {
    if (input.as === 'index') return { text: number(row.n) };
    if (share) return { text: `${number(row.numerator ?? 0)} / ${number(row.n)}`, to: open(period) };
    return { text: number(row.n), to: open(period) };
  };
  const point = (index: number) => opens({ value: judgedAt[index]!.value }, open(periods[index]!));
  const partialAt = (index: number): boolean => judgedAt[index] !== undefined && isPartial(periods[index]!);
  const lowOf = (row: IndicatorRow & { value: number }): number => row.low ?? row.value;
  const highOf = (row: IndicatorRow & { value: number }): number => row.high ?? row.value;

  return {
    title,
    reading,
    height: 288,
    table: {
      columns: [
        { label: t(step === 'week' ? 'terms.week' : 'terms.month'), numeric: false },
        { label: share ? measure : `${measure} (${unit})`, numeric: true },
        { label: t(band === 'spread' ? 'charts.trend.tenth' : 'terms.low'), numeric: true },
        { label: t(band === 'spread' ? 'charts.trend.ninetieth' : 'terms.high'), numeric: true },
        { label: basisLabel, numeric: true },
      ],
      rows: periods.map((period, index) => {
        const row = judgedAt[index];
        const name = isPartial(period) ? `${period} (${t('charts.trend.partial')})` : period;
        if (!row) return [{ text: name }, { text: wordsOf(period) }, { text: '' }, { text: '' }, { text: '' }];
        return [
          { text: name },
          { text: figure(row.value), to: open(period) },
          { text: band && row.low !== null ? figure(row.low) : '' },
          { text: band && row.high !== null ? figure(row.high) : '' },
          basisOf(row, period),
        ];
      }),
    },
    option: {
      ...base(context, `${title} ${reading}`),
      grid: { left: 64, right: 24, top: 16, bottom: 32 },
      xAxis: { ...categoryAxis(context, periods), boundaryGap: true },
      yAxis: {
        ...valueAxis(context, unit),
        nameGap: 48,
        min: 0,
        ...(share
          ? { axisLabel: { color: theme.ink3, fontSize: 12, formatter: (value: number) => percent(value, 0) } }
          : {}),
      },
      series: [
        stateField(
          periods.map((period, index) => (judgedAt[index] ? undefined : wordsOf(period))),
          context,
          (index) => tip(periods[index]!),
        ),
        {
          type: 'line',
          stack: 'band',
          stackStrategy: 'all',
          silent: true,
          symbol: 'none',
          lineStyle: { opacity: 0 },
          data: judgedAt.map((row) => (row && band ? lowOf(row) : null)),
        },
        {
          type: 'line',
          stack: 'band',
          stackStrategy: 'all',
          silent: true,
          symbol: 'none',
          lineStyle: { opacity: 0 },
          areaStyle: { color: theme.accentSoft, opacity: 1 },
          data: judgedAt.map((row) => (row && band ? highOf(row) - lowOf(row) : null)),
        },
        {
          name: measure,
          type: 'line',
          cursor: 'pointer',
          symbol: 'circle',
          // Many points: smaller ones, all of them; the axis would choose some otherwise.
          symbolSize: periods.length > MANY ? 4 : 6,
          showSymbol: true,
          showAllSymbol: true,
          lineStyle: { color: theme.accent, width: 2 },
          itemStyle: { color: theme.accent },
          z: 4,
          data: judgedAt.map((row, index) => (row && !partialAt(index) ? point(index) : { value: null })),
          tooltip,
        },
        {
          name: t('charts.trend.partial'),
          type: 'line',
          cursor: 'pointer',
          symbol: 'circle',
          showSymbol: true,
          showAllSymbol: true,
          lineStyle: { color: theme.accent, width: 2, type: 'dashed' },
          itemStyle: { color: theme.surface, borderColor: theme.accent, borderWidth: 1.5 },
          z: 3,
          // Also the whole neighbours of a partial period, without a mark, so that the dashes reach it.
          data: judgedAt.map((row, index) =>
            partialAt(index)
              ? { ...point(index), symbolSize: 8 }
              : row && (partialAt(index - 1) || partialAt(index + 1))
                ? { value: row.value, symbolSize: 0 }
                : { value: null },
          ),
          tooltip,
        },
      ],
    },
  };
}
