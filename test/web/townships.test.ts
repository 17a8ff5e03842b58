/** Townships side by side and how their week is divided: what is drawn, what a click chooses, and states instead of zeros. */
import type { IndicatorRow } from '../../server/contract.ts';
import type { ChartModel } from '../../web/charts/model.ts';
import { unitDots } from '../../web/charts/unit-dots.ts';
import { unitTiles } from '../../web/charts/unit-tiles.ts';
import { weekSplit } from '../../web/charts/week-split.ts';
import { context, numbersIn, row, seriesOf, unjudged, week } from './chart-answers.ts';

const UNITS = ['A', 'B', 'C', 'D'].map((code) => ({ code, name: `Town ${code}` }));
const hours = (unit: string, value: number, cadres: number) =>
  row({ unit, unitName: `Town ${unit}`, perCadreWeek: { ...week(value), cadres } });
const TOWNS = [
  hours('A', 2, 50),
  hours('B', 8, 50),
  hours('C', 4, 50),
  row({ unit: 'D', unitName: 'Town D', ...unjudged }),
];

const tiles = (rows: readonly IndicatorRow[] = TOWNS, chosen = '', units = UNITS) =>
  unitTiles(
    {
      rows,
      units,
      chosen,
      pick: (unit) => `/townships?unit=${unit}`,
      open: (unit) => `/evidence?unit=${unit}`,
      reasonWords: (one) => `because ${one.reason}`,
    },
    context,
  );

const of = (unit: string | undefined, indicator: string, more: Partial<IndicatorRow>) =>
  row({ indicator, ...(unit ? { unit, unitName: `Town ${unit}` } : {}), ...more });
const SPLIT: IndicatorRow[] = [
  of(undefined, 'form-time-share', { value: 0.3, numerator: 300, denominator: 1000 }),
  of(undefined, 'trace-time-share', { value: 0.5 }),
  of(undefined, 'meeting-hours', { value: 100 }),
  of('A', 'form-time-share', { value: 0.2, numerator: 100, denominator: 500 }),
  of('A', 'trace-time-share', { value: 0.4 }),
  of('A', 'inspection-days', { value: 7 }),
  // Fills in more than the contracted hours.
  of('B', 'form-time-share', { value: 1.2, numerator: 600, denominator: 500 }),
  of('B', 'trace-time-share', { ...unjudged }),
  of('D', 'form-time-share', { ...unjudged, numerator: 1, denominator: 500 }),
];
const split = (rows: readonly IndicatorRow[] = SPLIT) =>
  weekSplit(
    {
      rows,
      overallName: 'County',
      open: (indicator, unit) => `/evidence?${indicator}&${unit ?? ''}`,
      reasonWords: (one) => `because ${one.reason}`,
    },
    context,
  );
const valuesOf = (model: ChartModel, at: number): number[] =>
  seriesOf(model)[at]!.data.map((one) => (one as { value: number }).value);

describe('every chart of townships', () => {
  const charts: [string, () => ChartModel, () => ChartModel][] = [
    ['tiles', () => tiles(), () => tiles([], '', [])],
    ['split', () => split(), () => split([])],
  ];
  it.each(charts)('%s: finite numbers, a sentence, an aria description, a table', (_name, build, empty) => {
    const model = build();
    expect(numbersIn(model.option).every(Number.isFinite)).toBe(true);
    expect((model.option.aria as { label: { description: string } }).label.description).toContain(model.title);
    expect(model.table.rows.every((cells) => cells.length === model.table.columns.length)).toBe(true);
    expect(JSON.stringify(model.table)).not.toMatch(/NaN|Infinity|undefined/);
    expect(empty().table.rows).toEqual([]);
    expect(numbersIn(empty().option).every(Number.isFinite)).toBe(true);
  });
});

describe('tiles', () => {
  it('stand in the order of the tree, and a click chooses the township', () => {
    const [judged, unknown] = seriesOf(tiles());
    expect(judged!.data.map((one) => (one as { value: number[]; to: string }).value)).toEqual([
      [0, 0, 2],
      [1, 0, 8],
      [2, 0, 4],
    ]);
    expect(judged!.data.map((one) => (one as { to: string }).to)).toEqual(
      ['A', 'B', 'C'].map((unit) => `/townships?unit=${unit}`),
    );
    expect(unknown!.data.map((one) => (one as { value: number[] }).value)).toEqual([[0, 1]]);
  });

  it('say how much of the load the heaviest third carries, by how many of the cadres', () => {
    // B alone of three: 400 of 700 hours, a third of the people.
    expect(tiles().title).toBe('charts.tiles.title n=1 share=57% people=33%');
    expect(tiles().table.rows.map((cells) => cells[0]!.text)).toEqual(['Town B', 'Town C', 'Town A', 'Town D']);
    expect(tiles().table.rows.at(-1)![1]!.text).toBe('status.cannot-judgepunctuation.colonbecause too-few-events');
  });

  it('are called alike where the heaviest is hardly above the lightest', () => {
    expect(tiles([hours('A', 3.3, 5), hours('B', 3.4, 5), hours('C', 3.3, 5)]).title).toBe(
      'charts.tiles.alike low=3.3 high=3.4',
    );
  });

  it('outline the chosen one', () => {
    const widths = seriesOf(tiles(TOWNS, 'B'))[0]!.data.map(
      (one) => (one as unknown as { itemStyle: { borderWidth: number } }).itemStyle.borderWidth,
    );
    expect(widths).toEqual([2, 3, 2]);
  });
});

describe('dots of a page where one township is chosen', () => {
  it('choose by a click, keep the rows in the table, and let the others step back', () => {
    const model = unitDots(
      {
        rows: TOWNS,
        overall: null,
        open: (unit) => `/evidence?unit=${unit}`,
        pick: (unit) => `/townships?unit=${unit}`,
        chosen: 'B',
        reasonWords: (one) => one.reason ?? '',
      },
      context,
    );
    const dots = seriesOf(model)[1]!.data as unknown as { to: string; itemStyle?: { color: string } }[];
    expect(dots.map(({ to, itemStyle }) => [to, itemStyle?.color])).toEqual([
      ['/townships?unit=B', undefined],
      ['/townships?unit=C', '#neutral'],
      ['/townships?unit=A', '#neutral'],
    ]);
    expect(model.table.rows[0]![1]!.to).toBe('/evidence?unit=B');
  });
});

describe('the week', () => {
  it('divides contracted time into forms, traces, meetings and what no log sees', () => {
    const model = split();
    // County, then the townships by what is seen: B 600 of 500 hours (all of it), A 100 of 500.
    expect(valuesOf(model, 0)).toEqual([0.15, 1, 0.12, 0]);
    expect(valuesOf(model, 1)).toEqual([0.15, 0, 0.08, 0]);
    expect(valuesOf(model, 2)).toEqual([0.1, 0, 0, 0]);
    expect(valuesOf(model, 3)).toEqual([0.6, 0, 0.8, 0]);
    expect(model.title).toBe('charts.split.title seen=40% unseen=60% top=Town B most=100%');
  });

  it('names no township where all show the same', () => {
    const same = [
      ...SPLIT.slice(0, 2),
      ...['A', 'B'].map((unit) => of(unit, 'form-time-share', { numerator: 300, denominator: 1000 })),
    ];
    expect(split(same).title).toBe('charts.split.alike seen=30% unseen=70% top= most=');
  });

  it('counts inspections in days and never turns them into hours; says what cannot be judged', () => {
    const { rows } = split().table;
    expect(rows.find(([name]) => name!.text === 'Town A')!.at(-1)).toEqual({
      text: '7',
      to: '/evidence?inspection-days&A',
    });
    expect(rows.at(-1)![0]!.text).toBe('Town D · status.cannot-judgepunctuation.colonbecause too-few-events');
    expect(
      rows
        .at(-1)!
        .slice(1, 5)
        .map((cell) => cell.text),
    ).toEqual(['', '', '', '']);
  });

  it('says that meetings are missing where none were loaded', () => {
    expect(split().reading).not.toContain('noMeetings');
    expect(split(SPLIT.filter((one) => one.indicator !== 'meeting-hours')).reading).toContain(
      'charts.split.noMeetings',
    );
  });
});
