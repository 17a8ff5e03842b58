/** Chart functions are pure: the figures they draw, their units, and what they refuse to draw. */
import { dayCalendar } from '../../web/charts/day-calendar.ts';
import { funnel } from '../../web/charts/funnel.ts';
import type { ChartModel } from '../../web/charts/model.ts';
import { monthlyHours } from '../../web/charts/monthly-hours.ts';
import { requirementPareto } from '../../web/charts/requirement-pareto.ts';
import { samePeople } from '../../web/charts/same-people.ts';
import { unitDots } from '../../web/charts/unit-dots.ts';
import { dayKindFrom } from '../../web/day-kinds.ts';
import {
  context,
  seriesOf,
  axis,
  notices,
  units,
  pareto,
  months,
  peers,
  people,
  calendar,
  numbersIn,
  row,
  week,
} from './chart-answers.ts';

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

describe('pareto', () => {
  it('is about issuers as well, and leads to what they ask', () => {
    const rows = ['甲局', '乙局', '丙局'].map((issuer, i) => row({ issuer, value: [60, 30, 10][i]! }));
    const model = requirementPareto(
      { rows, of: 'issuer', open: (issuer) => `/requirements?search=${issuer}` },
      context,
    );
    expect(model.title).toBe('charts.pareto.issuers k=2 n=3');
    expect(model.table.rows.map(([name]) => name)).toEqual(
      ['甲局', '乙局', '丙局'].map((text) => ({ text, to: `/requirements?search=${text}` })),
    );
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

  it('names highest and lowest only where their intervals are apart', () => {
    expect(units().title).toBe('charts.unitDots.title top=Baixi high=9.0 bottom=Ashan low=4.0');
    const close = unitDots(
      {
        rows: [row({ unit: 'A', perCadreWeek: week(0.05) }), row({ unit: 'B', perCadreWeek: week(0.055) })],
        overall: null,
        open: () => '',
        reasonWords: () => '',
      },
      context,
    );
    expect(close.title).toBe('charts.unitDots.overlapping top=B high=0.055 bottom=A low=0.050');
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
