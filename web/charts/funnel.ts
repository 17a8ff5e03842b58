/** Funnel plot: every other cell of the same detector and month, the baseline and its limits; this cell stands out or not. */
import { base, opens, tooltipLines, valueAxis } from './model.ts';
import type { ChartContext, ChartModel } from './model.ts';
import { funnelLimits } from './intervals.ts';

export interface Peer {
  requirement: string;
  unit: string;
  n: number;
  observed: number;
  self: boolean;
}

export interface FunnelInput {
  peers: readonly Peer[];
  baseline: number;
  /** Name of a peer for tooltip and table. */
  label: (peer: Peer) => string;
  open: (peer: Peer) => string;
  selfName: string;
}

const Z95 = 1.96;
const Z998 = 3.09;

export function funnel({ peers, baseline, label, open, selfName }: FunnelInput, context: ChartContext): ChartModel {
  const { t, number, percent, theme } = context;
  const usable = peers.filter((peer) => peer.n > 0);
  const self = usable.find((peer) => peer.self);
  const others = usable.filter((peer) => !peer.self);
  const rate = (peer: Peer): number => peer.observed / peer.n;
  const outside = others.filter((peer) => rate(peer) > funnelLimits(baseline, peer.n, Z998).high).length;
  const title = self
    ? t(`charts.funnel.${others.length === 0 ? 'alone' : outside === 0 ? 'onlyThis' : 'title'}`, {
        name: selfName,
        rate: percent(rate(self), 1),
        baseline: percent(baseline, 1),
        others: number(others.length),
        outside: number(outside),
      })
    : t('charts.funnel.plain');
  const largest = Math.max(10, ...usable.map((peer) => peer.n));
  const steps = Array.from({ length: 60 }, (_, index) => Math.max(1, (largest * 1.05 * (index + 1)) / 60));
  const wall = (z: number, side: 'low' | 'high') => steps.map((n) => [n, funnelLimits(baseline, n, z)[side]]);
  const tops = [...usable.map(rate), funnelLimits(baseline, largest / 6, Z998).high];
  const ceiling = Math.min(1, Math.max(0.02, ...tops) * 1.1);
  const lineSeries = (name: string, z: number, side: 'low' | 'high', type: 'dashed' | 'dotted') => ({
    name,
    type: 'line' as const,
    symbol: 'none',
    silent: true,
    tooltip: { show: false },
    lineStyle: { color: theme.lineStrong, width: 1, type },
    itemStyle: { opacity: 0 },
    data: wall(z, side),
  });
  const tip = (peer: Peer): string =>
    tooltipLines(peer.self ? selfName : label(peer), [
      t('charts.funnel.tip', { observed: number(peer.observed), n: number(peer.n), rate: percent(rate(peer), 1) }),
    ]);

  return {
    title,
    reading: t('charts.funnel.reading', { baseline: percent(baseline, 1) }),
    height: 336,
    table: {
      columns: [
        { label: t('terms.cell'), numeric: false },
        { label: t('terms.observed'), numeric: true },
        { label: t('terms.n'), numeric: true },
        { label: t('terms.rate'), numeric: true },
      ],
      rows: [...usable]
        .sort((a, b) => rate(b) - rate(a))
        .map((peer) => [
          { text: peer.self ? `${selfName} (${t('charts.funnel.self')})` : label(peer) },
          { text: number(peer.observed), to: open(peer) },
          { text: number(peer.n), to: open(peer) },
          { text: percent(rate(peer), 1) },
        ]),
    },
    option: {
      ...base(context, `${title} ${t('charts.funnel.reading', { baseline: percent(baseline, 1) })}`),
      legend: {
        top: 0,
        left: 0,
        itemWidth: 20,
        itemHeight: 10,
        textStyle: { color: theme.ink2, fontSize: 12 },
        data: [
          t('charts.funnel.self'),
          t('charts.funnel.others'),
          t('charts.funnel.limit95'),
          t('charts.funnel.limit998'),
        ],
      },
      grid: { left: 64, right: 24, top: context.width < 480 ? 64 : 40, bottom: 48 },
      xAxis: { ...valueAxis(context, t('charts.funnel.n')), min: 0 },
      yAxis: {
        ...valueAxis(context, t('terms.rate')),
        nameGap: 48,
        min: 0,
        max: ceiling,
        axisLabel: {
          color: theme.ink3,
          fontSize: 12,
          formatter: (share: number) => percent(share, ceiling < 0.1 ? 1 : 0),
          showMaxLabel: false,
        },
      },
      series: [
        lineSeries(t('charts.funnel.limit95'), Z95, 'high', 'dashed'),
        lineSeries(t('charts.funnel.limit95'), Z95, 'low', 'dashed'),
        lineSeries(t('charts.funnel.limit998'), Z998, 'high', 'dotted'),
        lineSeries(t('charts.funnel.limit998'), Z998, 'low', 'dotted'),
        {
          name: t('charts.funnel.others'),
          type: 'scatter',
          symbol: 'circle',
          symbolSize: 7,
          cursor: 'pointer',
          itemStyle: { color: 'transparent', borderColor: theme.neutral, borderWidth: 1.25 },
          data: others.map((peer) => opens({ value: [peer.n, rate(peer)] }, open(peer))),
          tooltip: { formatter: (params) => tip(others[(params as { dataIndex: number }).dataIndex]!) },
          markLine: {
            symbol: 'none',
            silent: true,
            lineStyle: { color: theme.ink3, type: 'solid', width: 1 },
            label: { show: false },
            data: [{ yAxis: baseline }],
          },
        },
        {
          name: t('charts.funnel.self'),
          type: 'scatter',
          symbol: 'diamond',
          symbolSize: 16,
          z: 5,
          itemStyle: { color: theme.accent, borderColor: theme.surface, borderWidth: 1.5 },
          data: self ? [opens({ value: [self.n, rate(self)] }, open(self))] : [],
          tooltip: { formatter: () => (self ? tip(self) : '') },
        },
      ],
    },
  };
}
