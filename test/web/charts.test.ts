/** Chart functions are pure: the figures they draw, their units, and what they refuse to draw. */
import type { IndicatorRow } from '../../server/contract.ts';
import { dayCalendar } from '../../web/charts/day-calendar.ts';
import { funnel } from '../../web/charts/funnel.ts';
import { funnelLimits, wilson } from '../../web/charts/intervals.ts';
import type { ChartContext, ChartModel } from '../../web/charts/model.ts';
import { monthlyHours } from '../../web/charts/monthly-hours.ts';
import { requirementPareto } from '../../web/charts/requirement-pareto.ts';
import { samePeople } from '../../web/charts/same-people.ts';
import { toCsv } from '../../web/charts/table.ts';
import { unitDots } from '../../web/charts/unit-dots.ts';
import { dayKindFrom } from '../../web/day-kinds.ts';

const theme = Object.fromEntries(
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
const context: ChartContext = {
  t: (key, named = {}) => [key, ...Object.entries(named).map(([name, value]) => `${name}=${String(value)}`)].join(' '),
  number: (value, digits = 0) => value.toFixed(digits),
  percent: (value, digits = 1) => `${(value * 100).toFixed(digits)}%`,
  theme,
  width: 800,
};

const row = (more: Partial<IndicatorRow>): IndicatorRow => ({
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
const unjudged = { value: null, low: null, high: null, status: 'cannot-judge', reason: 'too-few-events' } as const;
const week = (value: number) => ({ value, low: value * 0.9, high: value * 1.2, cadres: 80, loggedShare: 0.25 });

interface Series {
  type: string;
  name?: string;
  data: ({ value: unknown; to?: string } | number | number[])[];
}
const seriesOf = (model: ChartModel): Series[] => model.option.series as unknown as Series[];
const axis = (model: ChartModel, name: 'xAxis' | 'yAxis', at = 0) => {
  const axes = model.option[name] as { name?: string; data?: string[] } | { name?: string; data?: string[] }[];
  return Array.isArray(axes) ? axes[at]! : axes;
};

function numbersIn(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  if (Array.isArray(value)) return value.flatMap(numbersIn);
  if (value && typeof value === 'object') return Object.values(value).flatMap(numbersIn);
  return [];
}

const notices = {
  getDayDetail: (day: string) =>
    day === '2026-10-01'
      ? { work: false, name: 'National Day,国庆节,3' }
      : day === '2026-10-10'
        ? { work: true, name: 'National Day,国庆节,3' }
        : { work: ![6, 0].includes(new Date(day).getUTCDay()), name: 'x' },
};

const units = () =>
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
const pareto = (count: number) =>
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
const months = () =>
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
const peers = () =>
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
const contrast = {
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
const people = () =>
  samePeople(
    [
      contrast,
      { ...contrast, detector: 'few', name: 'Few', n: 3, observed: 3 },
      { ...contrast, detector: 'alone', name: 'Alone', observed: 50, elsewhereN: 4, elsewhereObserved: 4 },
    ],
    context,
  );
const calendar = (width = 800) =>
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
    },
    { ...context, width },
  );

describe('every chart', () => {
  const models: [string, () => ChartModel][] = [
    ['unit dots', units],
    ['pareto', () => pareto(30)],
    ['months', months],
    ['funnel', peers],
    ['same people', people],
    ['calendar', calendar],
  ];
  it.each(models)(
    '%s: finite numbers only, a sentence, an aria description, a table of the same figures',
    (_name, build) => {
      const model = build();
      expect(numbersIn(model.option).every(Number.isFinite)).toBe(true);
      expect(model.title).not.toBe('');
      const aria = model.option.aria as { enabled: boolean; label: { description: string } };
      expect(aria.enabled).toBe(true);
      expect(aria.label.description).toContain(model.title);
      expect(model.table.rows.length).toBeGreaterThan(0);
      expect(model.table.rows.every((cells) => cells.length === model.table.columns.length)).toBe(true);
      expect(JSON.stringify(model.table)).not.toMatch(/NaN|Infinity|undefined/);
      expect(model.height).toBeGreaterThan(100);
    },
  );

  it.each(models)('%s: survives an empty answer', (name) => {
    const empty: Record<string, () => ChartModel> = {
      'unit dots': () => unitDots({ rows: [], overall: null, open: () => '', reasonWords: () => '' }, context),
      pareto: () => requirementPareto({ rows: [], open: () => '' }, context),
      months: () => monthlyHours({ rows: [], open: () => '', reasonWords: () => '' }, context),
      funnel: () => funnel({ peers: [], baseline: 0, label: () => '', open: () => '', selfName: '' }, context),
      'same people': () => samePeople([], context),
      calendar: () =>
        dayCalendar({ rows: [], measure: '', unit: '', dayKind: dayKindFrom(notices, true), open: () => '' }, context),
    };
    const model = empty[name]!();
    expect(model.table.rows).toEqual([]);
    expect(numbersIn(model.option).every(Number.isFinite)).toBe(true);
  });
});

describe('hours by unit', () => {
  it('sorts units, draws value and interval, opens the rows of each', () => {
    const [intervals, dots] = seriesOf(units());
    expect(dots!.data).toEqual([
      { value: [9, 0], to: '/evidence?unit=B' },
      { value: [4, 1], to: '/evidence?unit=A' },
    ]);
    expect(intervals!.data).toEqual([
      [0, 8.1, 10.799999999999999],
      [1, 3.6, 4.8],
    ]);
    expect(axis(units(), 'xAxis').name).toBe('units.hoursPerCadreWeek');
  });

  it('lists a unit that cannot be judged in words, without a dot at zero', () => {
    const model = units();
    expect(axis(model, 'yAxis').data).toEqual(['Baixi', 'Ashan', 'Chuan · status.cannot-judge']);
    expect(model.table.rows.at(-1)!.map((cell) => cell.text)).toEqual([
      'Chuan',
      'because too-few-events',
      '',
      '',
      '',
      '',
    ]);
  });
});

describe('requirements by hours', () => {
  it('says how few take 80 %, gathers the tail, and ends at 100 %', () => {
    const model = pareto(30);
    // 800 + 29 x 10 = 1,090 hours; 80 % are 872, reached by the large one and eight of the others.
    expect(model.title).toBe('charts.pareto.title k=9 n=30');
    const [bars, line] = seriesOf(model);
    expect(bars!.data).toHaveLength(21);
    expect((bars!.data[0] as { value: number; to: string }).to).toBe('/requirements/R3');
    expect((bars!.data.at(-1) as { value: number }).value).toBe(100);
    expect(line!.data[0]).toBeCloseTo(800 / 1090, 9);
    expect(line!.data.at(-1)).toBe(1);
    expect(axis(model, 'xAxis').name).toBe('units.hours');
    expect(axis(model, 'xAxis', 1).name).toBe('charts.pareto.cumulative');
  });

  it('shows all where there are few', () => {
    expect(seriesOf(pareto(5))[0]!.data).toHaveLength(5);
  });
});

describe('hours by month', () => {
  it('splits logged from modelled, dashes the running month, leaves a gap where nothing can be judged', () => {
    const [logged, modelled] = seriesOf(months()) as unknown as {
      data: { value: number | null; itemStyle?: { borderType?: string } }[];
    }[];
    expect(axis(months(), 'xAxis').data).toEqual(['2026-01', '2026-02', '2026-03', '2026-04']);
    expect(logged!.data.map((one) => one.value)).toEqual([10, 25, null, 75]);
    expect(modelled!.data.map((one) => one.value)).toEqual([30, 75, null, 225]);
    expect(logged!.data.map((one) => one.itemStyle?.borderType)).toEqual([undefined, undefined, undefined, 'dashed']);
  });

  it('does not call a running month the heaviest', () => {
    expect(months().title).toBe('charts.monthly.title month=2026-02 hours=100 share=75%');
  });
});

describe('funnel', () => {
  it('marks this cell, counts others beyond the limit, leaves out cells without records', () => {
    const series = seriesOf(peers());
    const self = series.find((one) => one.name === 'charts.funnel.self')!;
    const others = series.find((one) => one.name === 'charts.funnel.others')!;
    expect(self.data).toEqual([{ value: [200, 0.3], to: '/open/R1-A' }]);
    expect(others.data).toHaveLength(2);
    expect(peers().title).toContain('rate=30.0% baseline=3.0% others=2 outside=1');
  });

  it('narrows its walls with n', () => {
    // 0.03 +- 1.96 sqrt(0.03 x 0.97 / 100)
    expect(funnelLimits(0.03, 100, 1.96).high).toBeCloseTo(0.03 + 1.96 * 0.01705872, 6);
    expect(funnelLimits(0.03, 10, 1.96).low).toBe(0);
    expect(funnelLimits(0.03, 10_000, 1.96).high).toBeLessThan(0.034);
  });
});

describe('same people', () => {
  it('draws only what can be judged and names the widest gap', () => {
    const model = people();
    expect(model.title).toBe('charts.samePeople.title detector=D here=30.0% elsewhere=1.0%');
    expect(axis(model, 'yAxis').data).toEqual(['Alone', 'D', 'Few · status.cannot-judge']);
    const here = seriesOf(model).find((one) => one.name === 'charts.samePeople.here')!;
    const elsewhere = seriesOf(model).find((one) => one.name === 'charts.samePeople.elsewhere')!;
    expect(here.data.map((one) => (one as { value: number[] }).value)).toEqual([
      [0.5, 0],
      [0.3, 1],
    ]);
    expect(elsewhere.data.map((one) => (one as { value: number[] }).value)).toEqual([[0.01, 1]]);
  });

  it('uses Wilson intervals (Newcombe 1998, method 3: 81 of 263 and 0 of 20)', () => {
    expect(wilson(81, 263).low).toBeCloseTo(0.2553, 4);
    expect(wilson(81, 263).high).toBeCloseTo(0.3662, 4);
    expect(wilson(0, 20).low).toBe(0);
    expect(wilson(0, 20).high).toBeCloseTo(0.1611, 4);
  });
});

describe('calendar', () => {
  it('knows the heaviest day and the share of days off', () => {
    expect(calendar().title).toBe('charts.calendar.title day=2026-12-31 value=100 unit=h share=30.0%');
  });

  it('breaks into rows of weeks where the page is narrow, and draws every day once', () => {
    const narrow = calendar(240);
    expect((narrow.option.calendar as unknown[]).length).toBe(2);
    const days = seriesOf(narrow)
      .filter((one) => one.type === 'heatmap')
      .flatMap((one) => one.data.map((item) => (item as { value: [string, number] }).value[0]));
    expect(days).toEqual(['2026-09-28', '2026-10-01', '2026-12-31']);
  });

  it('marks holidays by a circle and moved workdays by a triangle', () => {
    const marks = seriesOf(calendar()).filter((one) => one.type === 'scatter');
    expect(marks[0]!.data.map((item) => item as unknown)).toEqual([
      { value: ['2026-10-01', 0], symbol: 'circle' },
      { value: ['2026-10-10', 0], symbol: 'triangle' },
    ]);
    expect(dayKindFrom(notices, false)('2026-10-01')).toEqual({ kind: 'holiday', name: '国庆节' });
    expect(dayKindFrom(notices, true)('2026-10-10')).toEqual({ kind: 'moved-workday', name: 'National Day' });
    expect(dayKindFrom(notices, true)('2026-10-03')).toEqual({ kind: 'weekend', name: '' });
  });
});

describe('the table as a file', () => {
  it('is UTF-8 with a mark, quoted, and no cell runs as a formula', () => {
    const text = toCsv({
      columns: [{ label: 'Name', numeric: false }],
      rows: [[{ text: '=1+1' }], [{ text: 'a"b' }], [{ text: '-3.5' }], [{ text: '-cmd' }], [{ text: '＝SUM(A1)' }]],
    });
    expect(text).toBe('\uFEFF"Name"\r\n"\'=1+1"\r\n"a""b"\r\n"-3.5"\r\n"\'-cmd"\r\n"\'＝SUM(A1)"\r\n');
  });
});
