/**
 * Control chart (XmR): hours per workday of each week, the usual range from before the first action, and the days on which
 * something was done. Points outside the range stand out by shape and colour; weeks that say nothing are fields, not zeros.
 */
import type { Relief } from '../../server/contract-decisions.ts';
import { base, categoryAxis, opens, tooltipLines, valueAxis } from './model.ts';
import type { ChartContext, ChartModel } from './model.ts';
import { stateField } from './state-field.ts';

export interface ReliefControlInput {
  relief: Relief;
  kindWords: (kind: string) => string;
  open: (week: string) => string;
}

/** The Monday on or before a day, as text. */
function mondayOf(day: string): string {
  const at = Date.parse(`${day}T00:00:00Z`);
  return new Date(at - ((new Date(at).getUTCDay() + 6) % 7) * 86_400_000).toISOString().slice(0, 10);
}

/** 1, 2, 3, 7 as `1–3, 7`. */
function runs(numbers: readonly number[]): string {
  const found: [first: number, last: number][] = [];
  for (const n of numbers) {
    const run = found.at(-1);
    if (run && run[1] === n - 1) run[1] = n;
    else found.push([n, n]);
  }
  return found.map(([first, last]) => (first === last ? `${first}` : `${first}–${last}`)).join(', ');
}

export function reliefControl({ relief, kindWords, open }: ReliefControlInput, context: ChartContext): ChartModel {
  const { t, number, theme, width } = context;
  const { weeks, limits, actions } = relief;
  const short = (value: number): string => number(value, value >= 100 ? 0 : value >= 10 ? 1 : 2);
  const clearly = actions.filter(({ all }) => all.status === 'ok' && all.high !== null && all.high < 0);
  const judged = actions.filter(({ all }) => all.status === 'ok');
  const own = actions.filter(
    (action) => action.own?.status === 'ok' && action.own.high !== null && action.own.high < 0,
  );
  const message =
    relief.status === 'suppressed'
      ? t('charts.relief.suppressed')
      : !limits
        ? t('charts.relief.noLimits')
        : actions.length === 0
          ? t('charts.relief.noActions', { low: short(limits.lower), high: short(limits.upper) })
          : judged.length === 0
            ? t('charts.relief.tooEarly', { n: actions.length })
            : t(clearly.length ? 'charts.relief.title' : 'charts.relief.none', {
                n: judged.length,
                k: number(clearly.length),
              });
  const title =
    limits && judged.length > 0 && own.length > 0
      ? `${message}${t('charts.relief.own', { n: own.length, k: number(own.length) })}`
      : message;
  const reading = [
    t('charts.relief.reading'),
    ...(limits ? [t('charts.relief.limits', { from: limits.from, to: limits.to, n: limits.weeks })] : []),
  ].join(' ');
  const known = weeks.map((one) => (one.value !== null && one.whole ? one.value : null));
  const numbered = actions.map((action, index) => ({ ...action, number: index + 1, week: mondayOf(action.day) }));
  const marks = [...new Set(numbered.map(({ week }) => week))]
    .filter((week) => weeks.some((one) => one.week === week))
    .map((week) => ({
      xAxis: week,
      label: {
        formatter: runs(numbered.filter((action) => action.week === week).map((action) => action.number)),
      },
    }));
  const stateOf = (one: (typeof weeks)[number]): string | undefined =>
    one.value === null ? t('charts.relief.short') : one.whole ? undefined : t('charts.trend.partial');
  const tip = (index: number): string => {
    const one = weeks[index]!;
    return tooltipLines(t('charts.trend.weekOf', { day: one.week }), [
      one.value === null ? t('charts.relief.short') : t('charts.relief.tip', { value: short(one.value) }),
      ...(one.outside ? [t('charts.relief.outside')] : []),
      ...numbered
        .filter((action) => action.week === one.week)
        .map((action) => `${action.number} ${kindWords(action.kind)}${action.name ? ` · ${action.name}` : ''}`),
    ]);
  };
  const tooltip = { formatter: (params: unknown) => tip((params as { dataIndex: number }).dataIndex) };
  const band = (values: (number | null)[], area: boolean) => ({
    type: 'line' as const,
    stack: 'limits',
    silent: true,
    symbol: 'none',
    lineStyle: { opacity: 0 },
    ...(area ? { areaStyle: { color: theme.accentSoft, opacity: 0.6 } } : {}),
    data: values,
  });
  return {
    title,
    reading,
    height: 320,
    table: {
      columns: [
        { label: t('terms.week'), numeric: false },
        { label: t('charts.relief.value'), numeric: true },
        { label: t('charts.relief.range'), numeric: false },
        { label: t('charts.relief.actions'), numeric: false },
      ],
      rows: weeks.map((one) => [
        { text: one.week },
        one.value === null
          ? { text: t('charts.relief.short') }
          : { text: `${short(one.value)}${one.whole ? '' : ` · ${t('charts.trend.partial')}`}`, to: open(one.week) },
        {
          text:
            limits && one.value !== null && one.whole
              ? t(one.outside ? 'charts.relief.outside' : 'charts.relief.within')
              : '',
        },
        {
          text: numbered
            .filter((action) => action.week === one.week)
            .map((action) => `${action.number} ${kindWords(action.kind)}`)
            .join(t('punctuation.semicolon')),
        },
      ]),
    },
    option: {
      ...base(context, `${title} ${reading}`),
      grid: { left: 64, right: 24, top: 32, bottom: 40 },
      xAxis: {
        ...categoryAxis(
          context,
          weeks.map((one) => one.week),
        ),
        axisLabel: { color: theme.ink3, fontSize: 12, hideOverlap: true },
      },
      yAxis: { ...valueAxis(context, t('charts.relief.value')), min: 0, nameGap: width < 480 ? 36 : 44 },
      series: [
        stateField(weeks.map(stateOf), context, tip),
        ...(limits
          ? [
              band(
                weeks.map(() => limits.lower),
                false,
              ),
              band(
                weeks.map(() => limits.upper - limits.lower),
                true,
              ),
            ]
          : []),
        {
          type: 'line',
          symbol: 'circle',
          symbolSize: 7,
          cursor: 'pointer',
          connectNulls: false,
          lineStyle: { color: theme.accent, width: 2 },
          itemStyle: { color: theme.accent },
          showAllSymbol: true,
          data: weeks.map((one, index) =>
            known[index] === null
              ? { value: null }
              : opens(
                  {
                    value: known[index]!,
                    ...(one.outside ? { symbol: 'diamond', symbolSize: 11, itemStyle: { color: theme.contrast } } : {}),
                  },
                  open(one.week),
                ),
          ),
          tooltip,
          markLine: {
            symbol: 'none',
            silent: true,
            lineStyle: { color: theme.ink3, type: 'solid', width: 1 },
            label: { color: theme.ink2, fontSize: 12, position: 'end' },
            data: [
              ...marks,
              ...(limits
                ? [
                    {
                      yAxis: limits.mean,
                      lineStyle: { type: 'dashed' as const, color: theme.lineStrong },
                      label: { formatter: short(limits.mean), position: 'insideEndTop' as const, color: theme.ink3 },
                    },
                  ]
                : []),
            ],
          },
        },
      ],
    },
  };
}
