/** When the load falls and how fairly it is shared: the figures drawn, what is dashed, and what is a state instead of a zero. */
import { middle } from '../../web/charts/middle.ts';
import { carriedByLightest, giniBetween, lorenzPoints } from '../../web/charts/lorenz.ts';
import type { ChartModel } from '../../web/charts/model.ts';
import { runsOf } from '../../web/charts/state-field.ts';
import { isCut } from '../../web/whole-periods.ts';
import { axis, numbersIn, row, seriesOf, unjudged, week } from './chart-answers.ts';
import { capacity, curve, multiples, shareRows, theil } from './fairness-answers.ts';
import { strip, weekRows, weeksOf } from './time-answers.ts';

const valuesOf = (model: ChartModel, at: number): unknown[] =>
  seriesOf(model)[at]!.data.map((one) => (one !== null && typeof one === 'object' && 'value' in one ? one.value : one));
const opensOf = (model: ChartModel, at: number): (string | undefined)[] =>
  seriesOf(model)[at]!.data.map((one) => (one as { to?: string }).to);

describe('every chart', () => {
  const charts: [string, () => ChartModel, () => ChartModel][] = [
    ['trend', () => weeksOf(), () => weeksOf({ rows: [] })],
    ['trend of a coefficient', () => weeksOf({ as: 'index' }), () => weeksOf({ rows: [], as: 'index' })],
    ['trend of shares', () => weeksOf({ as: 'share', band: 'chance' }), () => weeksOf({ rows: [], as: 'share' })],
    ['kinds of days', () => strip(), () => strip([])],
    ['capacity', () => capacity(), () => capacity([])],
    ['lorenz', () => curve(), () => curve([])],
    ['theil', () => theil(), () => theil([])],
    ['multiples', () => multiples(), () => multiples([])],
  ];
  it.each(charts)('%s: finite numbers, a sentence, an aria description, a table', (_name, build) => {
    const model = build();
    expect(numbersIn(model.option).every(Number.isFinite)).toBe(true);
    expect((model.option.aria as { label: { description: string } }).label.description).toContain(model.title);
    expect(model.table.rows.length).toBeGreaterThan(0);
    expect(model.table.rows.every((cells) => cells.length === model.table.columns.length)).toBe(true);
    expect(JSON.stringify(model.table)).not.toMatch(/NaN|Infinity|undefined/);
    expect(model.height).toBeGreaterThan(100);
  });

  it.each(charts)('%s: survives an empty answer', (_name, _build, empty) => {
    expect(empty().table.rows).toEqual([]);
    expect(empty().title).not.toBe('');
    expect(numbersIn(empty().option).every(Number.isFinite)).toBe(true);
  });
});

describe('trend', () => {
  it('keeps every week in its place: whole ones solid, partial ones dashed, the others a field with words', () => {
    const model = weeksOf();
    expect(axis(model, 'xAxis').data).toEqual([
      '2026-08-31',
      '2026-09-07',
      '2026-09-14',
      '2026-09-21',
      '2026-09-28',
      '2026-10-05',
      '2026-10-12',
    ]);
    expect(valuesOf(model, 3)).toEqual([null, 90, 200, null, null, 100, null]);
    // The dashes reach their whole neighbour; nothing is drawn at zero.
    expect(valuesOf(model, 4)).toEqual([5, 90, null, null, null, 100, 900]);
    expect(valuesOf(model, 0)).toEqual([
      [3, 3],
      [4, 4],
    ]);
    expect(opensOf(model, 3)[2]).toBe('/evidence?week=2026-09-14');
    expect(opensOf(model, 4)).toEqual([
      '/evidence?week=2026-08-31',
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
      '/evidence?week=2026-10-12',
    ]);
    expect(model.table.rows.map((cells) => cells[1]!.text)).toEqual([
      '5',
      '90',
      '200',
      'status.cannot-judgepunctuation.colonbecause too-few-events',
      'charts.calendar.none',
      '100',
      '900',
    ]);
  });

  it('names the heaviest whole week against the middle one, never a partial one', () => {
    expect(weeksOf().title).toBe(
      'charts.trend.highest measure=hours period=charts.trend.weekOf day=2026-09-14 value=200 h usual=100 h',
    );
    expect(weeksOf({ worse: 'low' }).title).toContain('charts.trend.lowest');
    expect(weeksOf({ worse: 'low' }).title).toContain('value=90 h');
  });

  it('names none where chance alone explains the highest, or where there are too few', () => {
    const close = weekRows.map((one) => (one.status === 'ok' ? { ...one, low: 10, high: 1000 } : one));
    expect(weeksOf({ rows: close, band: 'chance' }).title).toContain('charts.trend.steady');
    expect(weeksOf({ rows: weekRows.slice(0, 3) }).title).toBe('charts.trend.plain measure=hours');
  });

  it('says so where the highest differs from the middle by less than a figure shows', () => {
    const flat = weekRows.map((one) => (one.status === 'ok' ? { ...one, value: 10 } : one));
    expect(weeksOf({ rows: flat }).title).toContain('charts.trend.always');
    const nearly = flat.map((one) => (one.period === '2026-10-05' ? { ...one, value: 9 } : one));
    expect(weeksOf({ rows: nearly }).title).toContain('charts.trend.steady');
  });

  it('gives an index two decimals and no unit', () => {
    const some = weekRows.map((one) => (one.value === null ? one : { ...one, value: one.value / 1000 }));
    expect(weeksOf({ rows: some, as: 'index' }).title).toMatch(/value=0\.20 usual=0\.10$/);
  });

  it('opens the rows that count: of a share its numerator', () => {
    const shares = weekRows.map((one) => ({ ...one, numerator: 12, n: 30 }));
    const basis = (as: 'share' | 'index' | 'number') => weeksOf({ rows: shares, as }).table.rows[2]!.at(-1);
    expect(basis('share')).toEqual({ text: '12 / 30', to: '/evidence?week=2026-09-14' });
    expect(basis('number')).toEqual({ text: '30', to: '/evidence?week=2026-09-14' });
    expect(basis('index')).toEqual({ text: '30' });
  });

  it('draws no band for counts', () => {
    expect(valuesOf(weeksOf({ band: undefined as never }), 1).every((one) => one === null)).toBe(true);
    expect(valuesOf(weeksOf(), 1)[2]).toBe(150);
    expect(valuesOf(weeksOf(), 2)[2]).toBe(110);
  });
});

describe('whole periods', () => {
  const isWorked = (day: string) => day !== '2026-01-01';
  it('are cut by the filter, and by a start of the data after a day of work', () => {
    const open = { bounds: {}, firstDay: undefined, isWorked };
    expect(isCut('2026-09-07', 'week', open)).toBe(false);
    expect(isCut('2026-09-28', 'week', { ...open, bounds: { to: '2026-09-30' } })).toBe(true);
    expect(isCut('2026-08-31', 'week', { ...open, bounds: { from: '2026-09-01' } })).toBe(true);
    expect(isCut('2026-09', 'month', { ...open, bounds: { from: '2026-09-01', to: '2026-09-30' } })).toBe(false);
    expect(isCut('2026-01', 'month', { ...open, firstDay: '2026-01-02' })).toBe(false);
    expect(isCut('2026-01', 'month', { ...open, firstDay: '2026-01-03' })).toBe(true);
  });
});

describe('kinds of days', () => {
  it('puts a holiday and a moved workday in rows of their own, and compares the middle days', () => {
    const model = strip();
    const labels = axis(model, 'yAxis').data!;
    expect(labels.slice(-2)).toEqual(['dayKinds.moved-workday', 'dayKinds.holiday']);
    // Off: 12 and 20; worked: 40, 50, 60, 80. Of an even number the lower middle one, which is a real day.
    expect(model.title).toBe('charts.dayKinds.title off=12 work=50 share=24% unit=h');
    const monday = model.table.rows[0]!;
    expect(monday.map((cell) => cell.text)).toEqual(['weekdays.0', '2', '0', '40', '80', '45.8%']);
    expect(monday[4]!.to).toBe('/evidence?day=2026-10-05');
  });

  it('counts days without a figure instead of drawing them at zero', () => {
    const model = strip();
    const sunday = model.table.rows.find((cells) => cells[0]!.text === 'weekdays.6')!;
    expect(sunday.slice(1, 4).map((cell) => cell.text)).toEqual(['0', '1', '']);
    expect(seriesOf(model)[0]!.data).toHaveLength(6);
  });

  it('takes the lower of two in the middle', () => {
    expect(middle([4, 1, 3, 2], (one) => one)).toBe(2);
    expect(middle([], (one: number) => one)).toBeUndefined();
  });
});

describe('load to capacity', () => {
  it('sorts townships, opens their rows, and lists in words those that cannot be judged or are not in the answer', () => {
    const model = capacity();
    expect(model.title).toBe('charts.capacity.title top=Baixi high=20.0% bottom=Ashan low=5.0% times=4.0');
    expect(axis(model, 'yAxis').data).toEqual([
      'Baixi',
      'Ashan',
      'Chuan · status.cannot-judge',
      'Dong · status.cannot-judge',
    ]);
    expect(seriesOf(model)[1]!.data).toEqual([
      { value: [0.2, 0], to: '/evidence?unit=B' },
      { value: [0.05, 1], to: '/evidence?unit=A' },
    ]);
    expect(seriesOf(model)[0]!.data[0]).toEqual([0, 0.15, 0.3]);
    const like = [row({ unit: 'A', value: 0.1 }), row({ unit: 'B', value: 0.105 })];
    expect(capacity(like).title).toContain('charts.capacity.alike');
    expect(model.table.rows[3]![1]!.text).toContain('charts.capacity.missing');
  });
});

describe('lorenz', () => {
  it('calls an even load even', () => {
    const same = shareRows.slice(0, 3).map((one) => ({ ...one, value: one.perCadreWeek!.cadres * 3 }));
    expect(curve(same).title).toBe('charts.lorenz.even people=20% hours=20.0%');
  });

  it('orders townships by hours per cadre and adds them up', () => {
    const points = lorenzPoints(shareRows);
    expect(points.map(({ row: one }) => one.unit)).toEqual(['Light', 'Middle', 'Heavy']);
    expect(points.map(({ x }) => x)).toEqual([0.5, 0.8, 1]);
    expect(points.map(({ y }) => y)).toEqual([0.2, 0.5, 1]);
    expect(carriedByLightest(points, 0.8)).toBeCloseTo(0.5, 12);
    expect(carriedByLightest(points, 0.25)).toBeCloseTo(0.1, 12);
    // 1 - (0.5 x 0.2 + 0.3 x 0.7 + 0.2 x 1.5)
    expect(giniBetween(points)).toBeCloseTo(0.39, 12);
    expect(curve().title).toBe('charts.lorenz.title people=20% hours=50.0%');
  });

  it('is the diagonal when all carry the same', () => {
    const same = shareRows.slice(0, 3).map((one) => ({ ...one, value: one.perCadreWeek!.cadres * 3 }));
    expect(giniBetween(lorenzPoints(same))).toBeCloseTo(0, 12);
  });

  it('names what is not in the curve', () => {
    expect(curve().reading).toContain('charts.lorenz.left names=Tiny');
    expect(
      curve()
        .table.rows.at(-1)!
        .map((cell) => cell.text)[1],
    ).toContain('status.suppressed');
  });
});

describe('theil by month', () => {
  it('stacks between and within, dashes a running month, leaves a field where too few carry any', () => {
    const model = theil();
    expect(axis(model, 'xAxis').data).toEqual(['2026-01', '2026-02', '2026-03', '2026-04', '2026-05']);
    expect(valuesOf(model, 2)).toEqual([0.15, 0.3, null, null, 0.02]);
    const between = seriesOf(model)[1]!.data as unknown as { value: number; itemStyle?: { borderType?: string } }[];
    expect(between[0]!.value).toBeCloseTo(0.05, 12);
    expect(between.map((one) => one.itemStyle?.borderType)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      'dashed',
    ]);
    expect(model.title).toBe('charts.theil.within n=2 k=2 first=2026-01 from=0.40 last=2026-02 to=0.50');
    expect(model.table.rows[2]![1]!.text).toContain('charts.theil.tooFew');
  });

  it('cannot split what cannot be judged', () => {
    expect(theil([row({ period: '2026-01', ...unjudged })]).title).toBe('charts.theil.plain');
  });
});

describe('small multiples', () => {
  it('draws all townships on one scale, the most loaded first, with their states', () => {
    const model = multiples();
    const axes = model.option.yAxis as { name: string; max: number }[];
    expect(axes.map(({ name }) => name)).toEqual(['Baixi', 'Ashan']);
    expect(new Set(axes.map(({ max }) => max)).size).toBe(1);
    expect(axes[0]!.max).toBeCloseTo(9 * 1.2, 12);
    // Six series a township; February of Baixi has no records, of Ashan is suppressed.
    expect(valuesOf(model, 4)).toEqual([4, null, null]);
    expect(valuesOf(model, 0)).toEqual([[1, 1]]);
    expect(valuesOf(model, 11)).toEqual([null, null, 9]);
    expect(model.title).toBe('charts.multiples.title unit=Baixi k=1 n=1');
    expect(model.table.rows.map((cells) => cells[2]!.text)).toEqual([
      '4.00',
      'charts.calendar.none',
      '5.00',
      '1.00',
      'status.suppressedpunctuation.colonbecause fewer-than-5-people',
      '9.00',
    ]);
  });

  it('names a township only where it leads in most months', () => {
    const hours = (unit: string, period: string, value: number) =>
      row({ unit, unitName: unit, period, perCadreWeek: week(value) });
    const alternating = [
      hours('A', '2026-01', 3),
      hours('B', '2026-01', 2),
      hours('A', '2026-02', 2),
      hours('B', '2026-02', 3),
    ];
    expect(multiples(alternating).title).toBe('charts.multiples.mixed n=2');
  });

  it('stays inside a telephone', () => {
    for (const { left, width } of multiples(undefined, 358).option.grid as { left: number; width: number }[])
      expect(left + width).toBeLessThanOrEqual(358);
  });
});

describe('state fields', () => {
  it('join neighbours in the same state only', () => {
    expect(runsOf([undefined, 'a', 'a', 'b', undefined, 'b'])).toEqual([
      { first: 1, last: 2, words: 'a' },
      { first: 3, last: 3, words: 'b' },
      { first: 5, last: 5, words: 'b' },
    ]);
  });
});
