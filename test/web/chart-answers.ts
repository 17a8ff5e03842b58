/** Small answers of the API and the charts drawn from them. */
import type { IndicatorRow } from '../../server/contract.ts';
import { dayCalendar } from '../../web/charts/day-calendar.ts';
import type { CalendarInput } from '../../web/charts/day-calendar.ts';
import { funnel } from '../../web/charts/funnel.ts';
import type { ChartContext, ChartModel } from '../../web/charts/model.ts';
import { monthlyHours } from '../../web/charts/monthly-hours.ts';
import { requirementPareto } from '../../web/charts/requirement-pareto.ts';
import { samePeople } from '../../web/charts/same-people.ts';
import { unitDots } from '../../web/charts/unit-dots.ts';
import { dayKindFrom } from '../../web/day-kinds.ts';

export const theme = Object.fromEntries(
  [
    'ink',
    'ink2',
    'ink3',
    'line',
    'lineStrong',
    'surface',
    'surface2',
    'accent',
    'accentSoft',
    'contrast',
    'neutral',
    'font',
  ].map((name) => [name, `#${name}`]),
) as unknown as ChartContext['theme'];
export const context: ChartContext = {
  t: (key, named = {}) => [key, ...Object.entries(named).map(([name, value]) => `${name}=${String(value)}`)].join(' '),
  number: (value, digits = 0) => value.toFixed(digits),
  percent: (value, digits = 1) => `${(value * 100).toFixed(digits)}%`,
  theme,
  width: 800,
};

export const row = (more: Partial<IndicatorRow>): IndicatorRow => ({
  indicator: 'filling-hours',
  period: '',
  value: 10,
  numerator: 10,
  denominator: null,
  n: 30,
  low: 8,
  high: 13,
  status: 'ok',
  ...more,
});
export const unjudged = {
  value: null,
  low: null,
  high: null,
  status: 'cannot-judge',
  reason: 'too-few-events',
} as const;
export const week = (value: number) => ({ value, low: value * 0.9, high: value * 1.2, cadres: 80, loggedShare: 0.25 });

export interface Series {
  type: string;
  name?: string;
  data: ({ value: unknown; to?: string } | number | number[])[];
}
export const seriesOf = (model: ChartModel): Series[] => model.option.series as unknown as Series[];
export const axis = (model: ChartModel, name: 'xAxis' | 'yAxis', at = 0) => {
  const axes = model.option[name] as { name?: string; data?: string[] } | { name?: string; data?: string[] }[];
  return Array.isArray(axes) ? axes[at]! : axes;
};

export function numbersIn(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  if (Array.isArray(value)) return value.flatMap(numbersIn);
  if (value && typeof value === 'object') return Object.values(value).flatMap(numbersIn);
  return [];
}

export const notices = {
  getDayDetail: (day: string) =>
    day === '2026-10-01'
      ? { work: false, name: 'National Day,国庆节,3' }
      : day === '2026-10-10'
        ? { work: true, name: 'National Day,国庆节,3' }
        : { work: ![6, 0].includes(new Date(day).getUTCDay()), name: 'x' },
};

export const units = () =>
  unitDots(
    {
      rows: [
        row({ unit: 'A', unitName: 'Ashan', perCadreWeek: week(4) }),
        row({ unit: 'C', unitName: 'Chuan', ...unjudged }),
        row({ unit: 'B', unitName: 'Baixi', perCadreWeek: week(9) }),
      ],
      overall: 6,
      open: (unit) => `/evidence?unit=${unit}`,
      reasonWords: (one) => `because ${one.reason}`,
    },
    context,
  );
export const pareto = (count: number) =>
  requirementPareto(
    {
      rows: [
        ...Array.from({ length: count }, (_, index) =>
          row({ requirement: `R${index}`, requirementName: `Name ${index}`, value: index === 3 ? 800 : 10 }),
        ),
        row({ requirement: 'Z', ...unjudged }),
      ],
      open: (code) => `/requirements/${code}`,
    },
    context,
  );
export const months = () =>
  monthlyHours(
    {
      rows: [
        row({ period: '2026-02', value: 100, low: 80, high: 130, perCadreWeek: week(1) }),
        row({ period: '2026-01', value: 40, low: 30, high: 60, perCadreWeek: week(1) }),
        row({ period: '2026-03', ...unjudged }),
        row({ period: '2026-04', value: 300, low: 280, high: 310, incomplete: true, perCadreWeek: week(1) }),
      ],
      open: (month) => `/evidence?month=${month}`,
      reasonWords: (one) => `because ${one.reason}`,
    },
    context,
  );
export const peers = () =>
  funnel(
    {
      peers: [
        { requirement: 'R1', unit: 'A', n: 200, observed: 60, self: true },
        { requirement: 'R2', unit: 'A', n: 100, observed: 3, self: false },
        { requirement: 'R2', unit: 'B', n: 400, observed: 120, self: false },
        { requirement: 'R3', unit: 'B', n: 0, observed: 0, self: false },
      ],
      baseline: 0.03,
      label: (peer) => `${peer.requirement}/${peer.unit}`,
      open: (peer) => `/open/${peer.requirement}-${peer.unit}`,
      selfName: 'R1/A',
    },
    context,
  );
export const contrast = {
  detector: 'd',
  name: 'D',
  observed: 30,
  n: 100,
  elsewhereObserved: 5,
  elsewhereN: 500,
  minimumN: 20,
  openHere: '/here',
  openDefinition: '/definition',
};
export const people = () =>
  samePeople(
    [
      contrast,
      { ...contrast, detector: 'few', name: 'Few', n: 3, observed: 3 },
      { ...contrast, detector: 'alone', name: 'Alone', observed: 50, elsewhereN: 4, elsewhereObserved: 4 },
    ],
    context,
  );
export const calendar = (width = 800, marks?: CalendarInput['marks']) =>
  dayCalendar(
    {
      rows: [
        row({ period: '2026-09-28', value: 40 }),
        row({ period: '2026-10-01', value: 60 }),
        row({ period: '2026-10-02', ...unjudged }),
        row({ period: '2026-12-31', value: 100 }),
      ],
      measure: 'hours',
      unit: 'h',
      dayKind: dayKindFrom(notices, false),
      open: (day) => `/evidence?day=${day}`,
      ...(marks ? { marks } : {}),
    },
    { ...context, width },
  );
