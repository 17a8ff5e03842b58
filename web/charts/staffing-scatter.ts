/** Scatter: vacancy of each township against its filling hours per cadre and week, with intervals and, where it can be judged, the trend. */
import type { Staffing } from '../../server/contract-decisions.ts';
import { intervalMark } from './interval-mark.ts';
import { base, opens, tooltipLines, valueAxis } from './model.ts';
import type { ChartContext, ChartModel } from './model.ts';

export interface StaffingScatterInput {
  staffing: Staffing;
  open: (unit: string) => string;
  reasonWords: (reason: string) => string;
}

type Row = Staffing['rows'][number];
type Judged = Row & { vacancy: number; hours: NonNullable<Row['hours']> };

export function staffingScatter(
  { staffing, open, reasonWords }: StaffingScatterInput,
  context: ChartContext,
): ChartModel {
  const { t, number, percent, theme } = context;
  const { rows, trend } = staffing;
  const judged = rows
    .filter((row): row is Judged => row.status === 'ok' && row.vacancy !== null && row.hours !== null)
    .sort((a, b) => b.vacancy - a.vacancy);
  const unjudged = rows.filter((row) => !judged.includes(row as Judged));
  const signed = (value: number): string => `${value > 0 ? '+' : value < 0 ? '−' : ''}${number(Math.abs(value), 2)}`;
  const known = trend.status === 'ok' && trend.perTenPoints !== null && trend.low !== null && trend.high !== null;
  const title = !known
    ? t(`charts.staffing.${rows.length === 0 ? 'plain' : (trend.reason ?? 'plain')}`)
    : t(
        trend.low! > 0 ? 'charts.staffing.more' : trend.high! < 0 ? 'charts.staffing.less' : 'charts.staffing.unclear',
        {
          hours: signed(trend.perTenPoints!),
          low: signed(trend.low!),
          high: signed(trend.high!),
        },
      );
  const reading = t('charts.staffing.reading');
  const wordsOf = (row: Row): string =>
    `${t(`status.${row.status === 'ok' ? 'cannot-judge' : row.status}`)}${t('punctuation.colon')}${reasonWords(row.reason ?? 'unknown')}`;
  const at = [judged.at(-1)?.vacancy ?? 0, judged[0]?.vacancy ?? 1];
  const lineAt = (vacancy: number): number => trend.intercept! + (trend.perTenPoints! * vacancy) / 0.1;
  return {
    title,
    reading,
    height: 360,
    table: {
      columns: [
        { label: t('terms.unit'), numeric: false },
        { label: t('charts.staffing.posts'), numeric: true },
        { label: t('charts.staffing.reported'), numeric: true },
        { label: t('charts.staffing.listed'), numeric: true },
        { label: t('charts.staffing.seconded'), numeric: true },
        { label: t('charts.staffing.vacancy'), numeric: true },
        { label: t('charts.unitDots.value'), numeric: true },
        { label: t('terms.low'), numeric: true },
        { label: t('terms.high'), numeric: true },
      ],
      rows: [...judged, ...unjudged].map((row) => [
        { text: row.unitName },
        { text: row.posts === null ? t('terms.notStated') : number(row.posts) },
        { text: row.reported === null ? t('terms.notStated') : number(row.reported) },
        { text: number(row.listed) },
        { text: number(row.seconded) },
        { text: row.vacancy === null ? wordsOf(row) : percent(row.vacancy, 0) },
        row.hours
          ? { text: number(row.hours.value, 2), to: open(row.unit) }
          : { text: row.status === 'ok' ? '' : wordsOf(row) },
        { text: row.hours ? number(row.hours.low, 2) : '' },
        { text: row.hours ? number(row.hours.high, 2) : '' },
      ]),
    },
    option: {
      ...base(context, `${title} ${reading}`),
      grid: { left: 56, right: 24, top: 16, bottom: 56 },
      xAxis: {
        ...valueAxis(context, t('charts.staffing.vacancy')),
        scale: true,
        axisLabel: {
          color: theme.ink3,
          fontSize: 12,
          hideOverlap: true,
          formatter: (share: number) => percent(share, 0),
        },
      },
      yAxis: { ...valueAxis(context, t('units.hoursPerCadreWeek')), min: 0, nameGap: 36 },
      series: [
        {
          type: 'custom',
          renderItem: intervalMark(theme.accentSoft, false),
          encode: { x: 0, y: [1, 2] },
          silent: true,
          z: 1,
          data: judged.map((row) => [row.vacancy, row.hours.low, row.hours.high]),
        },
        {
          type: 'scatter',
          symbolSize: 11,
          cursor: 'pointer',
          z: 3,
          itemStyle: { color: theme.accent, borderColor: theme.surface, borderWidth: 1.5 },
          data: judged.map((row) => opens({ value: [row.vacancy, row.hours.value] }, open(row.unit))),
          tooltip: {
            formatter: (params) => {
              const row = judged[(params as { dataIndex: number }).dataIndex]!;
              return tooltipLines(row.unitName, [
                t('charts.staffing.tip', {
                  vacancy: percent(row.vacancy, 0),
                  posts: number(row.posts ?? 0),
                  here: number(row.reported ?? row.listed - row.seconded),
                  seconded: number(row.seconded),
                }),
                t('charts.unitDots.tip', {
                  value: number(row.hours.value, 2),
                  low: number(row.hours.low, 2),
                  high: number(row.hours.high, 2),
                }),
              ]);
            },
          },
        },
        {
          type: 'line',
          symbol: 'none',
          silent: true,
          z: 2,
          lineStyle: { color: theme.contrast, width: 1.5, type: 'dashed' },
          data: known ? at.map((vacancy) => [vacancy, lineAt(vacancy)]) : [],
        },
      ],
    },
  };
}
