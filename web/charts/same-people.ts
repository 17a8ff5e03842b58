/** The same people under this requirement and under all others: is it the requirement, or the people? */
import { intervalMark } from './interval-mark.ts';
import { wilson } from './intervals.ts';
import { base, categoryAxis, opens, tooltipLines, valueAxis, wholeAtMost } from './model.ts';
import type { ChartContext, ChartModel } from './model.ts';

export interface Contrast {
  detector: string;
  name: string;
  observed: number;
  n: number;
  elsewhereObserved: number;
  elsewhereN: number;
  /** Least number of events for a rate to be judged. */
  minimumN: number;
  openHere: string;
  openDefinition: string;
}

export function samePeople(contrasts: readonly Contrast[], context: ChartContext): ChartModel {
  const { t, number, percent, theme, width } = context;
  const judged = contrasts
    .filter((item) => item.n >= Math.max(1, item.minimumN))
    .sort((a, b) => b.observed / b.n - a.observed / a.n);
  const unjudged = contrasts.filter((item) => !judged.includes(item));
  const comparable = judged.filter((item) => item.elsewhereN >= Math.max(1, item.minimumN));
  const gap = (item: Contrast): number => item.observed / item.n - item.elsewhereObserved / item.elsewhereN;
  const widest = comparable.reduce<Contrast | undefined>(
    (best, item) => (!best || gap(item) > gap(best) ? item : best),
    undefined,
  );
  const title =
    widest && gap(widest) > 0
      ? t('charts.samePeople.title', {
          detector: widest.name,
          here: percent(widest.observed / widest.n, 1),
          elsewhere: percent(widest.elsewhereObserved / widest.elsewhereN, 1),
        })
      : t(comparable.length ? 'charts.samePeople.noGap' : 'charts.samePeople.plain');
  const labelWidth = width < 480 ? 112 : 208;
  const names = [
    ...judged.map((item) => item.name),
    ...unjudged.map((item) => `${item.name} · ${t('status.cannot-judge')}`),
  ];
  const spans = (items: readonly Contrast[], of: (item: Contrast) => [number, number]) =>
    items.map((item) => {
      const { low, high } = wilson(...of(item));
      return [judged.indexOf(item), low, high];
    });
  const tip = (item: Contrast): string =>
    tooltipLines(item.name, [
      t('charts.samePeople.tipHere', {
        observed: number(item.observed),
        n: number(item.n),
        rate: percent(item.observed / item.n, 1),
      }),
      item.elsewhereN > 0
        ? t('charts.samePeople.tipElsewhere', {
            observed: number(item.elsewhereObserved),
            n: number(item.elsewhereN),
            rate: percent(item.elsewhereObserved / item.elsewhereN, 1),
          })
        : t('charts.samePeople.noElsewhere'),
    ]);

  return {
    title,
    reading: t('charts.samePeople.reading'),
    height: names.length * 32 + 104,
    table: {
      columns: [
        { label: t('terms.detector'), numeric: false },
        { label: t('charts.samePeople.here'), numeric: true },
        { label: t('charts.samePeople.hereN'), numeric: true },
        { label: t('charts.samePeople.elsewhere'), numeric: true },
        { label: t('charts.samePeople.elsewhereN'), numeric: true },
      ],
      rows: [...judged, ...unjudged].map((item) => [
        { text: item.name, to: item.openDefinition },
        {
          text: judged.includes(item) ? percent(item.observed / item.n, 1) : t('status.cannot-judge'),
          to: item.openHere,
        },
        { text: number(item.n), to: item.openHere },
        {
          text:
            item.elsewhereN >= Math.max(1, item.minimumN)
              ? percent(item.elsewhereObserved / item.elsewhereN, 1)
              : t('status.cannot-judge'),
        },
        { text: number(item.elsewhereN) },
      ]),
    },
    option: {
      ...base(context, `${title} ${t('charts.samePeople.reading')}`),
      legend: {
        top: 0,
        left: 0,
        textStyle: { color: theme.ink2, fontSize: 12 },
        data: [t('charts.samePeople.here'), t('charts.samePeople.elsewhere')],
      },
      grid: { left: labelWidth + 16, right: 24, top: 40, bottom: 48 },
      xAxis: {
        ...valueAxis(context, t('terms.rate')),
        min: 0,
        max: wholeAtMost,
        axisLabel: {
          color: theme.ink3,
          fontSize: 12,
          formatter: (share: number) => percent(share, share > 0 && share < 0.1 ? 1 : 0),
        },
      },
      yAxis: {
        ...categoryAxis(context, names, labelWidth),
        inverse: true,
        axisLine: { show: false },
        splitLine: { show: true, lineStyle: { color: theme.line, type: 'dotted' } },
      },
      series: [
        {
          type: 'custom',
          renderItem: intervalMark(theme.neutral, true, 6),
          encode: { x: [1, 2], y: 0 },
          silent: true,
          data: spans(comparable, (item) => [item.elsewhereObserved, item.elsewhereN]),
        },
        {
          type: 'custom',
          renderItem: intervalMark(theme.accent, true, -6),
          encode: { x: [1, 2], y: 0 },
          silent: true,
          data: spans(judged, (item) => [item.observed, item.n]),
        },
        {
          name: t('charts.samePeople.elsewhere'),
          type: 'scatter',
          symbol: 'circle',
          symbolSize: 10,
          symbolOffset: [0, 6],
          itemStyle: { color: theme.surface, borderColor: theme.neutral, borderWidth: 2 },
          data: comparable.map((item) =>
            opens({ value: [item.elsewhereObserved / item.elsewhereN, judged.indexOf(item)] }, item.openDefinition),
          ),
          tooltip: { formatter: (params) => tip(comparable[(params as { dataIndex: number }).dataIndex]!) },
        },
        {
          name: t('charts.samePeople.here'),
          type: 'scatter',
          symbol: 'diamond',
          symbolSize: 13,
          symbolOffset: [0, -6],
          cursor: 'pointer',
          itemStyle: { color: theme.accent, borderColor: theme.surface, borderWidth: 1 },
          data: judged.map((item, index) => opens({ value: [item.observed / item.n, index] }, item.openHere)),
          tooltip: { formatter: (params) => tip(judged[(params as { dataIndex: number }).dataIndex]!) },
        },
      ],
    },
  };
}
