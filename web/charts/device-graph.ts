/** Who used which device: devices left, people right, a line per pair, as thick as its uses. Numbers stand for both. */
import type { ViewEvent } from '../../server/contract-views.ts';
import { base, tooltipLines } from './model.ts';
import type { ChartContext, ChartModel } from './model.ts';

export interface DeviceUse {
  device: number;
  person: number;
  uses: number;
  flagged: number;
  shared: boolean;
}

const MOST_DEVICES = 24;
const ROW = 22;

/** Pairs on the devices that more than one person used, those with most people first. */
export function sharedUses(events: readonly ViewEvent[]): DeviceUse[] {
  const pairs = new Map<string, DeviceUse>();
  for (const { device, person, role, sharedDevice } of events) {
    if (device === null || person === null) continue;
    const key = `${device} ${person}`;
    const pair = pairs.get(key) ?? { device, person, uses: 0, flagged: 0, shared: sharedDevice };
    pair.uses++;
    if (role === 'flagged') pair.flagged++;
    pairs.set(key, pair);
  }
  const all = [...pairs.values()];
  const people = (device: number): number => all.filter((pair) => pair.device === device).length;
  return all
    .filter((pair) => people(pair.device) > 1)
    .sort((a, b) => people(b.device) - people(a.device) || a.device - b.device || b.uses - a.uses);
}

export function deviceGraph(events: readonly ViewEvent[], context: ChartContext): ChartModel {
  const { t, number, theme, width } = context;
  const uses = sharedUses(events);
  const devices = [...new Set(uses.map((use) => use.device))];
  const shown = devices.slice(0, MOST_DEVICES);
  const drawn = uses.filter((use) => shown.includes(use.device));
  const people = [...new Set(drawn.map((use) => use.person))];
  const peopleOf = (device: number): number => uses.filter((use) => use.device === device).length;
  const title =
    devices.length > 0
      ? t('charts.devices.title', {
          n: devices.length,
          devices: number(devices.length),
          people: number(peopleOf(devices[0]!)),
          device: number(devices[0]!),
        })
      : t('charts.devices.plain');
  const reading = t('charts.devices.reading', { shown: number(shown.length) });
  const most = Math.max(1, ...drawn.map((use) => use.uses));
  const height = Math.max(shown.length, people.length) * ROW + 72;
  const side = width < 480 ? 72 : 120;
  const inner = height - 56;
  const across = Math.max(1, width - 2 * side);
  const node = (id: string, name: string, at: number, of: number, left: boolean, more: object) => ({
    id,
    name,
    // In pixels of the drawing, so that circles stay circles.
    x: left ? 0 : across,
    y: of === 1 ? inner / 2 : (at * inner) / (of - 1),
    label: { position: left ? ('left' as const) : ('right' as const) },
    ...more,
  });
  const nodes = [
    ...shown.map((device, at) =>
      node(`d${device}`, t('charts.devices.device', { device }), at, shown.length, true, {
        symbol: uses.find((use) => use.device === device)!.shared ? 'emptyRect' : 'rect',
        symbolSize: 10,
        itemStyle: { color: theme.contrast },
      }),
    ),
    ...people.map((person, at) =>
      node(`p${person}`, t('charts.devices.person', { person }), at, people.length, false, {
        symbol: 'circle',
        symbolSize: 10,
        itemStyle: { color: theme.accent },
      }),
    ),
  ];
  return {
    title,
    reading,
    height,
    table: {
      columns: [
        { label: t('charts.devices.deviceColumn'), numeric: false },
        { label: t('charts.devices.personColumn'), numeric: false },
        { label: t('charts.devices.uses'), numeric: true },
        { label: t('charts.devices.flagged'), numeric: true },
        { label: t('charts.devices.registered'), numeric: false },
      ],
      rows: uses.map((use) => [
        { text: t('charts.devices.device', { device: use.device }) },
        { text: t('charts.devices.person', { person: use.person }) },
        { text: number(use.uses) },
        { text: number(use.flagged) },
        { text: t(use.shared ? 'terms.yes' : 'terms.no') },
      ]),
    },
    option: {
      ...base(context, `${title} ${reading}`),
      series: [
        {
          type: 'graph',
          layout: 'none',
          left: side,
          right: side,
          top: 28,
          height: inner,
          roam: false,
          data: nodes,
          links: drawn.map((use) => ({
            source: `d${use.device}`,
            target: `p${use.person}`,
            value: use.uses,
            lineStyle: {
              width: 1 + (use.uses / most) * 6,
              color: use.flagged > 0 ? theme.contrast : theme.neutral,
              type: use.flagged > 0 ? 'solid' : 'dashed',
              opacity: 0.6,
              curveness: 0,
            },
          })),
          label: { show: true, color: theme.ink2, fontSize: 12 },
          emphasis: { focus: 'adjacency' },
          tooltip: {
            formatter: (params) => {
              const { dataType, dataIndex, name } = params as { dataType?: string; dataIndex: number; name: string };
              if (dataType !== 'edge') return tooltipLines(name, []);
              const use = drawn[dataIndex]!;
              return tooltipLines(
                `${t('charts.devices.device', { device: use.device })} · ${t('charts.devices.person', { person: use.person })}`,
                [t('charts.devices.tip', { uses: number(use.uses), flagged: number(use.flagged) })],
              );
            },
          },
        },
      ],
    },
  };
}
