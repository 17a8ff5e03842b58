/** Scatter: what a cadre files under a requirement against what the work achieved, a point a township; medians divide it in four. */
import type { OutcomeView } from '../../server/contract-views.ts';
import { middle } from './middle.ts';
import { base, tooltipLines, valueAxis } from './model.ts';
import type { ChartContext, ChartModel } from './model.ts';

type Place = OutcomeView['places'][number];
/** Outcomes that grow with a township: given for a hundred cadres. Others are scores. */
const COUNTED: ReadonlySet<string> = new Set(['case_resolved', 'hotline_12345']);
/** Fewer townships have no upper and lower third worth a sentence. */
const FEWEST = 6;

export function outcomeScatter(
  { kind, rows }: Place,
  kindWords: (kind: string) => string,
  context: ChartContext,
): ChartModel {
  const { t, number, theme } = context;
  const counted = COUNTED.has(kind);
  const said = (value: number): string => number(value, value < 100 ? 1 : 0);
  const places = rows
    .map((row) => ({ ...row, outcome: counted ? (row.outcome / row.cadres) * 100 : row.outcome }))
    .sort((a, b) => b.traces - a.traces);
  const name = counted ? t('charts.outcomeScatter.perHundred', { kind: kindWords(kind) }) : kindWords(kind);
  const third = Math.floor(places.length / 3);
  const mean = (some: typeof places): number => some.reduce((sum, { outcome }) => sum + outcome, 0) / some.length;
  const title =
    places.length < FEWEST
      ? t('charts.outcomeScatter.few', { n: places.length })
      : t('charts.outcomeScatter.title', {
          n: third,
          kind: name,
          most: said(mean(places.slice(0, third))),
          fewest: said(mean(places.slice(-third))),
        });
  const reading = t('charts.outcomeScatter.reading', { kind: name });
  const lines =
    places.length < FEWEST
      ? []
      : [
          { xAxis: middle(places, ({ traces }) => traces)!.traces },
          { yAxis: middle(places, ({ outcome }) => outcome)!.outcome },
        ];
  return {
    title,
    reading,
    height: 320,
    table: {
      columns: [
        { label: t('terms.unit'), numeric: false },
        { label: t('charts.outcomeScatter.cadres'), numeric: true },
        { label: t('charts.outcomeScatter.months'), numeric: true },
        { label: t('charts.outcomeScatter.traces'), numeric: true },
        { label: name, numeric: true },
      ],
      rows: places.map((row) => [
        { text: row.unitName },
        { text: number(row.cadres) },
        { text: number(row.months) },
        { text: number(row.traces, 2) },
        { text: said(row.outcome) },
      ]),
    },
    option: {
      ...base(context, `${title} ${reading}`),
      grid: { left: 64, right: 24, top: 24, bottom: 56 },
      xAxis: { ...valueAxis(context, t('charts.outcomeScatter.traces')), min: 0 },
      yAxis: { ...valueAxis(context, name), scale: true, nameGap: 44 },
      series: [
        {
          type: 'scatter',
          data: places.map(({ traces, outcome, self, unitName }) => ({
            value: [traces, outcome],
            symbol: self ? 'diamond' : 'circle',
            symbolSize: self ? 15 : 10,
            itemStyle: self
              ? { color: theme.contrast, borderColor: theme.surface, borderWidth: 1.5 }
              : { color: theme.surface, borderColor: theme.accent, borderWidth: 1.5 },
            label: { show: self, formatter: unitName, position: 'top' as const, color: theme.ink, fontSize: 12 },
          })),
          markLine: {
            silent: true,
            symbol: 'none',
            label: { show: false },
            lineStyle: { color: theme.lineStrong, type: 'dashed', width: 1 },
            data: lines,
          },
          tooltip: {
            formatter: (params) => {
              const row = places[(params as { dataIndex: number }).dataIndex]!;
              return tooltipLines(row.unitName, [
                `${t('charts.outcomeScatter.traces')}${t('punctuation.colon')}${number(row.traces, 2)}`,
                `${name}${t('punctuation.colon')}${said(row.outcome)}`,
              ]);
            },
          },
        },
      ],
    },
  };
}
