/** Every day a dot in the row of its weekday; statutory holidays and moved workdays have rows of their own. A bar marks the middle day. */
import type { IndicatorRow } from '../../server/contract.ts';
import { daysBetween, weekday } from '../period.ts';
import type { DayKind } from './day-calendar.ts';
import { middle } from './middle.ts';
import { base, categoryAxis, opens, tooltipLines, valueAxis } from './model.ts';
import type { Cell, ChartContext, ChartModel } from './model.ts';

export interface DayKindStripInput {
  rows: readonly IndicatorRow[];
  measure: string;
  unit: string;
  dayKind: (day: string) => DayKind;
  open: (day: string) => string;
}

interface Day {
  day: string;
  value: number;
}

const WEEKDAYS = [0, 1, 2, 3, 4, 5, 6];
/** Vertical places of dots within their row, so that days of like value stay apart. */
const OFFSETS = [0, -5, 5, -2, 3, -7, 7];

export function dayKindStrip(
  { rows, measure, unit, dayKind, open }: DayKindStripInput,
  context: ChartContext,
): ChartModel {
  const { t, number, percent, theme, width } = context;
  const judged = rows.filter((row) => row.status === 'ok' && row.value !== null);
  const days: Day[] = judged.map((row) => ({ day: row.period, value: row.value! }));
  const known = days.map(({ day }) => day).sort();
  const span = known.length ? daysBetween(known[0]!, known.at(-1)!) : [];
  const groupOf = (day: string): string => {
    const { kind } = dayKind(day);
    return kind === 'holiday' || kind === 'moved-workday' ? kind : String(weekday(day));
  };
  const groups = [...WEEKDAYS.map(String), 'moved-workday', 'holiday']
    .map((key) => ({
      label: key.length > 1 ? t(`dayKinds.${key}`) : t(`weekdays.${key}`),
      days: days.filter(({ day }) => groupOf(day) === key),
      inSpan: span.filter((day) => groupOf(day) === key).length,
    }))
    .filter((group) => group.inSpan > 0);
  const isOff = ({ day }: Day): boolean => ['weekend', 'holiday'].includes(dayKind(day).kind);
  const value = (one: Day): number => one.value;
  const off = middle(days.filter(isOff), value);
  const worked = middle(
    days.filter((one) => !isOff(one)),
    value,
  );
  const digits = days.every((one) => Number.isInteger(one.value)) || Math.max(0, ...days.map(value)) >= 100 ? 0 : 1;
  const title =
    off && worked && worked.value > 0
      ? t('charts.dayKinds.title', {
          off: number(off.value, digits),
          work: number(worked.value, digits),
          share: percent(off.value / worked.value, 0),
          unit,
        })
      : t('charts.dayKinds.plain', { measure });
  const reading = t('charts.dayKinds.reading', { measure, unit });
  const total = days.reduce((sum, one) => sum + one.value, 0);
  const cell = (one: Day | undefined): Cell =>
    one ? { text: number(one.value, digits), to: open(one.day) } : { text: '' };
  const labelWidth = width < 480 ? 104 : 112;
  const dots = groups.flatMap((group, row) => group.days.map((one, index) => ({ ...one, row, index })));
  const middles = groups.flatMap((group, row) => {
    const one = middle(group.days, value);
    return one ? [{ ...one, row }] : [];
  });
  const tip = (one: Day): string =>
    tooltipLines(`${one.day} · ${t(`weekdays.${weekday(one.day)}`)}`, [
      [t(`dayKinds.${dayKind(one.day).kind}`), dayKind(one.day).name].filter(Boolean).join(' · '),
      `${number(one.value, digits)} ${unit}`,
    ]);

  return {
    title,
    reading,
    height: groups.length * 32 + 72,
    table: {
      columns: [
        { label: t('terms.dayKind'), numeric: false },
        { label: t('charts.dayKinds.counted'), numeric: true },
        { label: t('charts.dayKinds.empty'), numeric: true },
        { label: t('charts.dayKinds.middle', { unit }), numeric: true },
        { label: t('charts.dayKinds.most', { unit }), numeric: true },
        { label: t('charts.dayKinds.share'), numeric: true },
      ],
      rows: groups.map((group) => [
        { text: group.label },
        { text: number(group.days.length) },
        { text: number(group.inSpan - group.days.length) },
        cell(middle(group.days, value)),
        cell([...group.days].sort((a, b) => b.value - a.value)[0]),
        { text: total > 0 ? percent(group.days.reduce((sum, one) => sum + one.value, 0) / total, 1) : '' },
      ]),
    },
    option: {
      ...base(context, `${title} ${reading}`),
      grid: { left: labelWidth + 16, right: 24, top: 8, bottom: 48 },
      xAxis: { ...valueAxis(context, unit), min: 0 },
      yAxis: {
        ...categoryAxis(
          context,
          groups.map((group) => group.label),
          labelWidth,
        ),
        inverse: true,
        axisLine: { show: false },
        splitLine: { show: true, lineStyle: { color: theme.line, type: 'dotted' } },
      },
      series: [
        {
          type: 'scatter',
          symbolSize: 7,
          cursor: 'pointer',
          itemStyle: { color: theme.accent, opacity: 0.45 },
          z: 2,
          data: dots.map(({ day, value: x, row, index }) =>
            opens(
              {
                value: [x, row] as [number, number],
                symbolOffset: [0, OFFSETS[index % OFFSETS.length]!] as [number, number],
              },
              open(day),
            ),
          ),
          tooltip: { formatter: (params) => tip(dots[(params as { dataIndex: number }).dataIndex]!) },
        },
        {
          type: 'scatter',
          symbol: 'rect',
          symbolSize: [3, 22],
          cursor: 'pointer',
          itemStyle: { color: theme.contrast },
          z: 3,
          data: middles.map(({ day, value: x, row }) => opens({ value: [x, row] as [number, number] }, open(day))),
          tooltip: { formatter: (params) => tip(middles[(params as { dataIndex: number }).dataIndex]!) },
        },
      ],
    },
  };
}
