/**
 * How contracted working time is divided, as far as logs can see: forms, traces left for the record, meetings; what no log sees is
 * hatched and named so. Inspections have days but no number of people: they stand beside the bar, not in it.
 */
import type { IndicatorRow } from '../../server/contract.ts';
import { HATCH } from './hatch.ts';
import { base, categoryAxis, opens, tooltipLines, valueAxis } from './model.ts';
import type { ChartContext, ChartModel } from './model.ts';

export interface WeekSplitInput {
  /** form-time-share, trace-time-share, meeting-hours and inspection-days, of each township or (without a unit) of all. */
  rows: readonly IndicatorRow[];
  overallName: string;
  open: (indicator: string, unit: string | undefined) => string;
  reasonWords: (row: IndicatorRow) => string;
}

export const SPLIT_OF = ['form-time-share', 'trace-time-share', 'meeting-hours', 'inspection-days'] as const;
const PARTS = ['forms', 'traces', 'meetings', 'unseen'] as const;
type Part = (typeof PARTS)[number];
const INDICATOR: Record<Part, string> = {
  forms: 'form-time-share',
  traces: 'trace-time-share',
  meetings: 'meeting-hours',
  unseen: '',
};

interface Bar {
  unit: string | undefined;
  name: string;
  hours: Record<Part, number>;
  /** Contracted hours, or the hours seen where these are more. */
  all: number;
  inspections: number | null;
  /** Why there is no bar. */
  why: string;
}

export function weekSplit({ rows, overallName, open, reasonWords }: WeekSplitInput, context: ChartContext): ChartModel {
  const { t, number, percent, theme, width } = context;
  const narrow = width < 480;
  const hasMeetings = rows.some((row) => row.indicator === 'meeting-hours');
  const bars = [...new Set(rows.map((row) => row.unit))].map((unit): Bar => {
    const of = (id: string) => rows.find((row) => row.indicator === id && row.unit === unit);
    const filling = of('form-time-share');
    const [trace, meetings, inspections] = [of('trace-time-share'), of('meeting-hours'), of('inspection-days')];
    const name = unit === undefined ? overallName : (rows.find((row) => row.unit === unit)?.unitName ?? unit);
    const judged = filling?.status === 'ok' && filling.numerator !== null && (filling.denominator ?? 0) > 0;
    const filled = judged ? filling.numerator! : 0;
    const traces = filled * (trace?.status === 'ok' ? (trace.value ?? 0) : 0);
    const met = meetings?.value ?? 0;
    const contracted = judged ? filling.denominator! : 0;
    return {
      unit,
      name,
      hours: { forms: filled - traces, traces, meetings: met, unseen: Math.max(0, contracted - filled - met) },
      all: judged ? Math.max(contracted, filled + met) : 0,
      inspections: inspections?.value ?? null,
      why: judged
        ? ''
        : filling
          ? `${t(`status.${filling.status === 'ok' ? 'cannot-judge' : filling.status}`)}${t('punctuation.colon')}${reasonWords(filling)}`
          : `${t('status.cannot-judge')}${t('punctuation.colon')}${t('charts.split.noPeople')}`,
    };
  });
  const seen = (bar: Bar): number => (bar.all > 0 ? 1 - bar.hours.unseen / bar.all : -1);
  const share = (bar: Bar, part: Part): number => (bar.all > 0 ? bar.hours[part] / bar.all : 0);
  const overall = bars.find((bar) => bar.unit === undefined && bar.all > 0);
  const units = bars.filter((bar) => bar.unit !== undefined).sort((a, b) => seen(b) - seen(a));
  const shown = [...bars.filter((bar) => bar.unit === undefined), ...units];
  const [top] = units.filter((bar) => bar.all > 0);
  const titleKey =
    !top || units.length < 2
      ? 'charts.split.alone'
      : percent(seen(top), 0) === percent(seen(overall ?? top), 0)
        ? 'charts.split.alike'
        : 'charts.split.title';
  const title = overall
    ? t(titleKey, {
        seen: percent(seen(overall), 0),
        unseen: percent(share(overall, 'unseen'), 0),
        top: titleKey === 'charts.split.title' ? top!.name : '',
        most: titleKey === 'charts.split.title' ? percent(seen(top!), 0) : '',
      })
    : t('charts.split.plain');
  const reading = [t('charts.split.reading'), ...(hasMeetings ? [] : [t('charts.split.noMeetings')])].join(' ');
  const labelWidth = narrow ? 96 : 176;
  const colours: Record<Part, string> = {
    forms: theme.accent,
    traces: theme.contrast,
    meetings: theme.neutral,
    unseen: theme.surface2,
  };
  const cellOf = (bar: Bar, part: Part) =>
    bar.all === 0
      ? { text: '' }
      : {
          text: percent(share(bar, part), 1),
          ...(INDICATOR[part] && bar.hours[part] > 0 ? { to: open(INDICATOR[part], bar.unit) } : {}),
        };
  return {
    title,
    reading,
    height: shown.length * 28 + 104,
    table: {
      columns: [
        { label: t('terms.unit'), numeric: false },
        ...PARTS.map((part) => ({ label: t(`charts.split.parts.${part}`), numeric: true })),
        { label: t('charts.split.contracted'), numeric: true },
        { label: t('charts.split.inspections'), numeric: true },
      ],
      rows: shown.map((bar) => [
        { text: bar.all > 0 ? bar.name : `${bar.name} · ${bar.why}` },
        ...PARTS.map((part) => cellOf(bar, part)),
        { text: bar.all > 0 ? number(bar.all) : '' },
        bar.inspections === null
          ? { text: '' }
          : { text: number(bar.inspections), to: open('inspection-days', bar.unit) },
      ]),
    },
    option: {
      ...base(context, `${title} ${reading}`),
      legend: {
        top: 0,
        left: 0,
        itemWidth: 12,
        itemHeight: 12,
        selectedMode: false,
        textStyle: { color: theme.ink2, fontSize: 12 },
        data: PARTS.map((part) => t(`charts.split.parts.${part}`)),
      },
      grid: { left: labelWidth + 16, right: 16, top: narrow ? 56 : 32, bottom: 48 },
      xAxis: {
        ...valueAxis(context, t('charts.split.axis')),
        min: 0,
        max: 1,
        interval: narrow ? 0.5 : 0.25,
        axisLabel: { color: theme.ink3, fontSize: 12, formatter: (value: number) => percent(value, 0) },
      },
      yAxis: {
        ...categoryAxis(
          context,
          shown.map((bar) => (bar.all > 0 ? bar.name : `${bar.name} · ${t('status.cannot-judge')}`)),
          labelWidth,
        ),
        inverse: true,
      },
      series: PARTS.map((part) => ({
        name: t(`charts.split.parts.${part}`),
        type: 'bar' as const,
        stack: 'week',
        barWidth: 16,
        cursor: INDICATOR[part] ? 'pointer' : 'default',
        itemStyle: {
          color: colours[part],
          borderColor: theme.surface,
          borderWidth: 0.5,
          ...(part === 'unseen' ? { decal: HATCH(theme.lineStrong) } : {}),
        },
        ...(part === 'unseen'
          ? {}
          : {
              label: {
                show: !narrow,
                color: part === 'meetings' ? theme.ink : theme.surface,
                fontSize: 11,
                formatter: (params: { dataIndex: number }) => {
                  const value = share(shown[params.dataIndex]!, part);
                  return value >= 0.06 ? percent(value, 0) : '';
                },
              },
            }),
        data: shown.map((bar) =>
          opens(
            { value: share(bar, part) },
            INDICATOR[part] && bar.hours[part] > 0 ? open(INDICATOR[part], bar.unit) : undefined,
          ),
        ),
        tooltip: {
          formatter: (params: unknown) => {
            const bar = shown[(params as { dataIndex: number }).dataIndex]!;
            return tooltipLines(bar.name, [
              ...PARTS.map((one) =>
                t('charts.split.tip', {
                  part: t(`charts.split.parts.${one}`),
                  share: percent(share(bar, one), 1),
                  hours: number(bar.hours[one]),
                }),
              ),
              ...(bar.inspections === null ? [] : [t('charts.split.tipInspections', { n: bar.inspections })]),
            ]);
          },
        },
      })),
    },
  };
}
