/** Treemap: each scored requirement as large as its weight, gathered by kind of trace; filled where nothing but traces is on file. */
import type { Demand } from '../../server/contract-reform.ts';
import { weightsOf } from '../weights-model.ts';
import { HATCH } from './hatch.ts';
import { nameFits } from './label-room.ts';
import { base, opens, tooltipLines } from './model.ts';
import type { ChartContext, ChartModel } from './model.ts';

export interface WeightTreemapInput {
  rows: readonly Demand[];
  open: (code: string) => string;
  traceWords: (traces: readonly string[]) => string;
}

export function weightTreemap({ rows, open, traceWords }: WeightTreemapInput, context: ChartContext): ChartModel {
  const { t, number, percent, theme, width } = context;
  const narrow = width < 480;
  const { groups, total, onTraces, unknown, withoutWeight } = weightsOf(rows);
  const title =
    total === 0
      ? t('charts.weights.nothing')
      : t(onTraces > 0 ? 'charts.weights.title' : 'charts.weights.none', {
          share: percent(onTraces / total, 0),
          total: number(total, Number.isInteger(total) ? 0 : 1),
        });
  const height = narrow ? 480 : 440;
  const roomOf = (row: Demand): number => ((row.weight ?? 0) / total) * width * height;
  const small = groups
    .flatMap((group) => group.rows)
    .filter((row) => !nameFits(row.name, roomOf(row), 1))
    .sort((a, b) => (b.weight ?? 0) - (a.weight ?? 0));
  const reading = [
    t('charts.weights.reading'),
    ...(unknown > 0 ? [t('charts.weights.unknown', { share: percent(unknown / total, 0) })] : []),
    ...(small.length > 0 ? [t('charts.weights.numbered', { n: small.length })] : []),
    ...(withoutWeight.length > 0 ? [t('charts.weights.withoutWeight', { n: withoutWeight.length })] : []),
  ].join(' ');
  const said = (weight: number): string => number(weight, Number.isInteger(weight) ? 0 : 1);
  const style = {
    traces: { color: theme.accent, borderColor: theme.surface },
    outcome: { color: theme.accentSoft, borderColor: theme.surface },
    'cannot-judge': { color: theme.surface2, borderColor: theme.surface, decal: HATCH(theme.lineStrong) },
  } as const;
  const keyOf = new Map(small.map((row, index) => [row.requirement, String(index + 1)]));
  const labelOf = (row: Demand): string =>
    keyOf.get(row.requirement) ??
    `${row.name}\n${said(row.weight ?? 0)}${row.ranked ? ` · ${t('charts.weights.rankedShort')}` : ''}`;
  const words = (one: Demand): string => t(`charts.weights.bases.${one.basis}`);

  return {
    title,
    reading,
    height,
    keys: small.map((row) => ({
      key: keyOf.get(row.requirement)!,
      text: `${row.name} · ${said(row.weight ?? 0)}`,
      to: open(row.requirement),
    })),
    table: {
      columns: [
        { label: t('terms.requirement'), numeric: false },
        { label: t('terms.issuer'), numeric: false },
        { label: t('charts.weights.traces'), numeric: false },
        { label: t('charts.weights.metric'), numeric: false },
        { label: t('charts.weights.weight'), numeric: true },
        { label: t('charts.weights.ranked'), numeric: false },
        { label: t('charts.weights.basis'), numeric: false },
      ],
      rows: [...groups.flatMap((group) => group.rows), ...withoutWeight].map((row) => [
        { text: row.name, to: open(row.requirement) },
        { text: row.issuer },
        { text: traceWords(row.traceKinds) },
        { text: row.metric },
        { text: row.weight === null ? t('charts.weights.notRegistered') : said(row.weight) },
        { text: row.ranked === null ? t('terms.notStated') : t(row.ranked ? 'terms.yes' : 'terms.no') },
        { text: words(row) },
      ]),
    },
    option: {
      ...base(context, `${title} ${reading}`),
      series:
        total === 0
          ? []
          : [
              {
                type: 'treemap',
                left: 0,
                top: 0,
                width: '100%',
                height: '100%',
                roam: false,
                nodeClick: false,
                breadcrumb: { show: false },
                cursor: 'pointer',
                itemStyle: { borderColor: theme.surface, borderWidth: 2, gapWidth: 2 },
                upperLabel: { show: true, height: 24, color: theme.ink, fontSize: 12, backgroundColor: 'transparent' },
                levels: [
                  { itemStyle: { borderWidth: 0, gapWidth: 6 }, upperLabel: { show: false } },
                  { itemStyle: { borderColor: theme.surface2, borderWidth: 2, gapWidth: 2 } },
                ],
                label: { fontSize: 12, overflow: 'break', lineHeight: 16 },
                data: groups.map((group) => ({
                  name: `${traceWords(group.traces)} · ${said(group.weight)}`,
                  value: group.weight,
                  children: group.rows.map((row) =>
                    opens(
                      {
                        name: row.name,
                        value: row.weight,
                        itemStyle: style[row.basis],
                        label: {
                          color: row.basis === 'traces' ? theme.surface : theme.ink,
                          formatter: labelOf(row),
                          ...(keyOf.has(row.requirement)
                            ? { overflow: 'none' as const, padding: 0, lineHeight: 12, fontSize: 11 }
                            : {}),
                        },
                        tooltip: {
                          formatter: () =>
                            tooltipLines(row.name, [
                              t('charts.weights.tip', {
                                weight: said(row.weight),
                                share: percent(row.weight / total, 0),
                              }),
                              ...(row.metric
                                ? [`${t('charts.weights.metric')}${t('punctuation.colon')}${row.metric}`]
                                : []),
                              words(row),
                            ]),
                        },
                      },
                      open(row.requirement),
                    ),
                  ),
                })),
              },
            ],
    },
  };
}
