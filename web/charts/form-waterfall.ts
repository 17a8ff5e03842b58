/** Waterfall: what each part of a new form adds in a year, the sum with its interval, and what is left once known fields are not asked again. */
import type { NewForm } from '../../server/contract-decisions.ts';
import { HATCH } from './hatch.ts';
import { intervalMark } from './interval-mark.ts';
import { base, categoryAxis, tooltipLines, valueAxis } from './model.ts';
import type { ChartContext, ChartModel } from './model.ts';

interface Step {
  name: string;
  from: number;
  to: number;
  kind: 'part' | 'sum' | 'known' | 'rest';
  note: string;
}

export function formWaterfall({ form }: { form: NewForm }, context: ChartContext): ChartModel {
  const { t, number, percent, theme, width } = context;
  const digits = (value: number): number => (Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2);
  const hoursText = (value: number): string => number(value, digits(value));
  const { hours } = form;
  const steps: Step[] = [];
  let running = 0;
  for (const part of form.parts) {
    steps.push({
      name: t(`charts.waterfall.parts.${part.part}`, { n: part.count, count: number(part.count) }),
      from: running,
      to: running + part.hoursAYear,
      kind: 'part',
      note: t('charts.waterfall.each', { seconds: number(part.secondsEach, part.secondsEach % 1 ? 1 : 0) }),
    });
    running += part.hoursAYear;
  }
  if (hours) {
    steps.push({
      name: t('charts.waterfall.sum'),
      from: 0,
      to: hours.value,
      kind: 'sum',
      note: t('charts.waterfall.range', { low: hoursText(hours.low), high: hoursText(hours.high) }),
    });
    if (form.known.fields > 0) {
      const rest = hours.value - form.known.hoursAYear;
      steps.push({
        name: t('charts.waterfall.known', { n: form.known.fields }),
        from: rest,
        to: hours.value,
        kind: 'known',
        note: t('charts.waterfall.knownNote'),
      });
      steps.push({ name: t('charts.waterfall.rest'), from: 0, to: rest, kind: 'rest', note: '' });
    }
  }
  const title = !hours
    ? t('charts.waterfall.plain')
    : t(form.present ? 'charts.waterfall.title' : 'charts.waterfall.titleAlone', {
        hours: hoursText(hours.value),
        low: hoursText(hours.low),
        high: hoursText(hours.high),
        share: form.present ? percent(hours.value / form.present, hours.value / form.present < 0.01 ? 2 : 1) : '',
      });
  const reading = t('charts.waterfall.reading', { factor: number(form.factor) });
  const labelWidth = width < 480 ? 128 : 232;
  const colours = { part: theme.accent, sum: theme.ink3, known: theme.contrast, rest: theme.ink3 };
  const sumAt = steps.findIndex((step) => step.kind === 'sum');
  const signed = (step: Step): string => {
    const value = hoursText(step.to - step.from);
    return step.kind === 'part' ? `+${value}` : step.kind === 'known' ? `−${value}` : value;
  };
  return {
    title,
    reading,
    height: Math.max(2, steps.length) * 40 + 72,
    table: {
      columns: [
        { label: t('charts.waterfall.step'), numeric: false },
        { label: t('charts.waterfall.hours'), numeric: true },
        { label: t('charts.waterfall.note'), numeric: false },
      ],
      rows: steps.map((step) => [{ text: step.name }, { text: signed(step) }, { text: step.note }]),
    },
    option: {
      ...base(context, `${title} ${reading}`, false),
      grid: { left: labelWidth + 16, right: 72, top: 8, bottom: 48 },
      xAxis: { ...valueAxis(context, t('charts.waterfall.hours')), min: 0 },
      yAxis: {
        ...categoryAxis(
          context,
          steps.map((step) => step.name),
          labelWidth,
        ),
        inverse: true,
      },
      series: [
        {
          type: 'bar',
          stack: 'steps',
          silent: true,
          barWidth: 20,
          itemStyle: { color: 'transparent' },
          data: steps.map((step) => step.from),
        },
        {
          type: 'bar',
          stack: 'steps',
          barWidth: 20,
          cursor: 'default',
          label: {
            show: true,
            position: 'right',
            color: theme.ink2,
            fontSize: 12,
            // The interval stands where the label of the sum would.
            formatter: (params) => (params.dataIndex === sumAt ? '' : signed(steps[params.dataIndex]!)),
          },
          data: steps.map((step) => ({
            value: step.to - step.from,
            itemStyle: {
              color: colours[step.kind],
              ...(step.kind === 'known' ? { decal: HATCH(theme.surface) } : {}),
            },
          })),
          tooltip: {
            formatter: (params) => {
              const step = steps[(params as { dataIndex: number }).dataIndex]!;
              return tooltipLines(
                step.name,
                [`${signed(step)} ${t('charts.waterfall.hours')}`, step.note].filter(Boolean),
              );
            },
          },
        },
        {
          type: 'custom',
          renderItem: intervalMark(theme.ink, true),
          encode: { x: [1, 2], y: 0 },
          silent: true,
          z: 3,
          data: hours ? [[sumAt, hours.low, hours.high]] : [],
        },
      ],
    },
  };
}
