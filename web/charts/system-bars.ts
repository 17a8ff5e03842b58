/** One measure of every system, largest first, with its interval; beside the bar what is wrong with the system. */
import type { SystemLine } from '../systems-model.ts';
import { inState, valueOf } from '../systems-model.ts';
import { intervalMark } from './interval-mark.ts';
import { base, categoryAxis, opens, tooltipLines, valueAxis } from './model.ts';
import type { Cell, ChartContext, ChartModel } from './model.ts';

export interface SystemBarsInput {
  lines: readonly SystemLine[];
  measure: string;
  unit: string;
  /** Shares of 0..1 are drawn as per cent and not added up. */
  share: boolean;
  open: (line: SystemLine) => string;
  reasonWords: (reason: string | undefined) => string;
}

export function systemBars(
  { lines, measure, unit, share, open, reasonWords }: SystemBarsInput,
  context: ChartContext,
): ChartModel {
  const { t, number, percent, theme, width } = context;
  const narrow = width < 480;
  const said = (value: number): string => (share ? percent(value, 1) : number(value, value < 10 ? 1 : 0));
  const name = (line: SystemLine): string => line.name || t('systems.noSystem');
  const judged = lines.filter((line) => valueOf(line) !== null);
  const unjudged = lines.filter((line) => valueOf(line) === null);
  const all = [...judged, ...unjudged];
  const named = judged.filter((line) => line.known);
  const title = headline({ named, measure, share, said, name }, context, judged);
  const reading = t('charts.systemBars.reading', { measure, unit: unit || '%' });
  const marks = (line: SystemLine): string[] => stateWords(line, t);
  const why = (line: SystemLine): string => {
    const row = line.measured;
    if (!row) return t('requirement.noRows');
    return `${t(`status.${row.status === 'suppressed' ? 'suppressed' : 'cannot-judge'}`)} (${reasonWords(row.reason)})`;
  };
  const beside = (line: SystemLine): string =>
    [valueOf(line) === null ? shortWhy(line, t) : said(valueOf(line)!), ...(narrow ? [] : marks(line))].join(' · ');
  const labelWidth = narrow ? 88 : 176;
  const tip = (line: SystemLine): string => {
    const value = valueOf(line);
    const { low, high } = line.measured ?? {};
    return tooltipLines(name(line), [
      value === null ? why(line) : `${measure} ${said(value)} ${unit}`.trim(),
      ...(value !== null && typeof low === 'number' && typeof high === 'number' && low < high
        ? [t('charts.systemBars.interval', { low: said(low), high: said(high) })]
        : []),
      ...marks(line),
    ]);
  };
  const ranges = judged.flatMap((line, index) => {
    const { low, high } = line.measured!;
    return typeof low === 'number' && typeof high === 'number' && low < high ? [[index, low, high]] : [];
  });
  const cells = (line: SystemLine): Cell[] => {
    const value = valueOf(line);
    const { low, high } = line.measured ?? {};
    const bound = (one: number | null | undefined): Cell => ({
      text: value === null || typeof one !== 'number' ? '' : said(one),
    });
    return [
      { text: name(line), to: open(line) },
      value === null ? { text: why(line) } : { text: said(value), to: open(line) },
      bound(low),
      bound(high),
      { text: marks(line).join(t('punctuation.comma')) },
    ];
  };

  return {
    title,
    reading,
    height: all.length * 28 + 80,
    table: {
      columns: [
        { label: t('terms.system'), numeric: false },
        { label: unit ? `${measure} (${unit})` : measure, numeric: true },
        { label: t('terms.low'), numeric: true },
        { label: t('terms.high'), numeric: true },
        { label: t('terms.status'), numeric: false },
      ],
      rows: all.map(cells),
    },
    option: {
      ...base(context, `${title} ${reading}`),
      grid: { left: labelWidth + 16, right: narrow ? 104 : 216, top: 8, bottom: 56 },
      xAxis: {
        ...valueAxis(context, unit || '%'),
        min: 0,
        ...(share
          ? { max: 1, axisLabel: { color: theme.ink3, fontSize: 12, formatter: (value: number) => percent(value, 0) } }
          : {}),
      },
      yAxis: { ...categoryAxis(context, all.map(name), labelWidth), inverse: true },
      series: [
        {
          name: measure,
          type: 'bar',
          barWidth: 14,
          cursor: 'pointer',
          data: judged.map((line) =>
            opens(
              {
                value: valueOf(line)!,
                itemStyle: { color: !line.known || line.known.use === 'retired' ? theme.neutral : theme.accent },
              },
              open(line),
            ),
          ),
          tooltip: { formatter: (params) => tip(all[(params as { dataIndex: number }).dataIndex]!) },
        },
        {
          type: 'custom',
          renderItem: intervalMark(theme.ink2, true),
          encode: { x: [1, 2], y: 0 },
          silent: true,
          data: ranges,
          z: 3,
        },
        {
          // Words stand beyond the interval, not across it.
          name: t('terms.status'),
          type: 'scatter',
          symbol: 'circle',
          symbolSize: 1,
          silent: true,
          itemStyle: { color: 'transparent' },
          label: {
            show: true,
            position: 'right',
            distance: 8,
            color: theme.ink2,
            fontSize: 12,
            formatter: (params) => beside(judged[(params as { dataIndex: number }).dataIndex]!),
          },
          data: judged.map((line, index) => ({ value: [Math.max(valueOf(line)!, line.measured!.high ?? 0), index] })),
        },
        {
          // A hollow mark at the foot of the axis and words, not a bar of no length.
          name: t('status.cannot-judge'),
          type: 'scatter',
          symbol: 'circle',
          symbolSize: 8,
          cursor: 'pointer',
          itemStyle: { color: theme.surface, borderColor: theme.lineStrong, borderWidth: 1, borderType: 'dashed' },
          label: {
            show: true,
            position: 'right',
            color: theme.ink3,
            fontSize: 12,
            formatter: (params) => beside(unjudged[(params as { dataIndex: number }).dataIndex]!),
          },
          data: unjudged.map((line, index) => opens({ value: [0, judged.length + index] }, open(line))),
          tooltip: { formatter: (params) => tip(unjudged[(params as { dataIndex: number }).dataIndex]!) },
        },
      ],
    },
  };
}

type Words = ChartContext['t'];

/** What is to be said of a system beside its figure; nothing of one that is in use and on file. */
export function stateWords({ code, known }: SystemLine, t: Words): string[] {
  if (!known) return code ? [t('systems.notInDirectory')] : [];
  return [
    ...(known.use === 'dormant' || known.use === 'retired' ? [t(`systems.uses.${known.use}`)] : []),
    ...(inState(known, 'unfiled') ? [t('systems.filings.unfiled')] : []),
  ];
}

function shortWhy({ measured }: SystemLine, t: Words): string {
  if (!measured) return t('requirement.noRows');
  return t(`status.${measured.status === 'suppressed' ? 'suppressed' : 'cannot-judge'}`);
}

/** Which system takes most, and of sums how much of all. */
function headline(
  of: {
    named: readonly SystemLine[];
    measure: string;
    share: boolean;
    said: (value: number) => string;
    name: (line: SystemLine) => string;
  },
  { t, percent }: ChartContext,
  judged: readonly SystemLine[],
): string {
  const top = of.named[0];
  const value = top ? valueOf(top)! : 0;
  if (judged.length === 0) return t('charts.systemBars.nothing', { measure: of.measure });
  if (!top || value <= 0) return t('charts.systemBars.plain', { measure: of.measure });
  if (of.share)
    return t('charts.systemBars.titleShare', { top: of.name(top), measure: of.measure, share: of.said(value) });
  const total = judged.reduce((sum, line) => sum + valueOf(line)!, 0);
  return t('charts.systemBars.title', { top: of.name(top), measure: of.measure, share: percent(value / total, 0) });
}
