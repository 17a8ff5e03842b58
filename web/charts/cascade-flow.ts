/** Sankey of tasks: departments at the left, then level by level; where a band leaves wider than it came in, tasks multiply. */
import type { Cascade } from '../../server/contract-reform.ts';
import { cascadeFlows } from '../cascade-model.ts';
import type { Flow, FlowNode } from '../cascade-model.ts';
import { base, opens, tooltipLines } from './model.ts';
import type { Cell, ChartContext, ChartModel } from './model.ts';
import { sankeySeries } from './sankey-series.ts';

export interface CascadeFlowInput {
  cascade: Pick<Cascade, 'heads' | 'hops'>;
  /** Where the tasks that were passed on are listed. */
  open: string;
  levelWords: (level: string) => string;
}

export function cascadeFlow({ cascade, open, levelWords }: CascadeFlowInput, context: ChartContext): ChartModel {
  const { t, number, theme, width } = context;
  const narrow = width < 480;
  const { flows, unseen, heads, descended, steepest, splitting } = cascadeFlows(cascade, narrow ? 2 : 8);
  const nameOf = (node: FlowNode): string => {
    if (node.kind === 'issuer') return node.name || t('charts.cascade.noIssuer');
    if (node.kind === 'department') return node.name;
    if (node.kind === 'level') return levelWords(node.name);
    if (node.kind === 'same-level') return t('charts.cascade.sameLevel', { level: levelWords(node.name) });
    return t(`charts.cascade.${node.kind}`);
  };
  const nodes = [...new Map(flows.flatMap(({ from, to }) => [from, to]).map((node) => [node.id, node])).values()];
  /** One decimal only where it says something. */
  const times = (value: number): string => number(value, Math.abs(value - Math.round(value)) < 0.05 ? 0 : 1);
  const title = headline();
  const reading = t('charts.cascade.reading');
  const perParent = ({ tasks, parents }: Pick<Flow, 'tasks' | 'parents'>): string =>
    parents ? times(tasks / parents) : '';
  const tip = (flow: Flow): string =>
    tooltipLines(`${nameOf(flow.from)} → ${nameOf(flow.to)}`, [
      t('charts.cascade.tipTasks', { tasks: number(flow.tasks) }),
      ...(flow.parents
        ? [t('charts.cascade.tipTimes', { parents: number(flow.parents), times: perParent(flow) })]
        : []),
    ]);
  const cells = (from: string, to: string, { tasks, parents }: Pick<Flow, 'tasks' | 'parents'>): Cell[] => [
    { text: from },
    { text: to },
    { text: parents === null ? '' : number(parents) },
    { text: number(tasks), to: open },
    { text: perParent({ tasks, parents }) },
  ];

  return {
    title,
    reading,
    height: narrow ? 480 : Math.max(360, nodes.length * 36),
    table: {
      columns: [
        { label: t('charts.cascade.from'), numeric: false },
        { label: t('charts.cascade.to'), numeric: false },
        { label: t('charts.cascade.parents'), numeric: true },
        { label: t('charts.cascade.tasks'), numeric: true },
        { label: t('charts.cascade.times'), numeric: true },
      ],
      rows: [
        ...flows.map((flow) => cells(nameOf(flow.from), nameOf(flow.to), flow)),
        ...unseen.map((flow) => cells(nameOf(flow.from), t('charts.cascade.unseen', { to: nameOf(flow.to) }), flow)),
      ],
    },
    option: {
      ...base(context, `${title} ${reading}`),
      series: [
        {
          // Six levels side by side do not fit a phone; below each other they do.
          ...sankeySeries(context, narrow),
          data: nodes.map((node) => ({
            name: node.id,
            itemStyle: { color: colourOf(node) },
            label: { formatter: nameOf(node) },
            tooltip: { formatter: () => tooltipLines(nameOf(node), [through(node)]) },
          })),
          links: flows.map((flow) =>
            opens(
              { source: flow.from.id, target: flow.to.id, value: flow.tasks, tooltip: { formatter: () => tip(flow) } },
              open,
            ),
          ),
        },
      ],
    },
  };

  function colourOf({ kind }: FlowNode): string {
    if (['unknown', 'unplaced', 'others', 'other-departments'].includes(kind)) return theme.neutral;
    return kind === 'issuer' || kind === 'department' ? theme.contrast : theme.accent;
  }

  function through(node: FlowNode): string {
    const sum = (side: 'from' | 'to'): number =>
      flows.filter((flow) => flow[side].id === node.id).reduce((total, { tasks }) => total + tasks, 0);
    return t('charts.cascade.tipNode', { in: number(sum('to')), out: number(sum('from')) });
  }

  function headline(): string {
    if (flows.length === 0) return t('charts.cascade.nothing');
    if (heads === 0 || descended === 0) return t('charts.cascade.plain');
    const said = { heads: number(heads), tasks: number(descended), times: times(descended / heads) };
    if (splitting)
      return t('charts.cascade.titleDepartment', {
        ...said,
        department: nameOf(splitting.to),
        parts: times(splitting.tasks / splitting.parents),
      });
    if (!steepest || steepest.tasks <= steepest.parents) return t('charts.cascade.titlePlain', said);
    return t('charts.cascade.title', {
      ...said,
      from: nameOf(steepest.from),
      to: nameOf(steepest.to),
      hop: times(steepest.tasks / steepest.parents),
    });
  }
}
