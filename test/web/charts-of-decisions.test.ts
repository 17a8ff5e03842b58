/** Which requirement to cancel, whether to approve a form, at what hour the load falls: figures drawn, and states instead of zeros. */
import type { NewForm, WeekHours } from '../../server/contract-decisions.ts';
import { formWaterfall } from '../../web/charts/form-waterfall.ts';
import { hoursUsefulness } from '../../web/charts/hours-usefulness.ts';
import type { ChartModel } from '../../web/charts/model.ts';
import { weekHours } from '../../web/charts/week-hours.ts';
import { calendar, context, numbersIn, row, seriesOf, unjudged, week } from './chart-answers.ts';

const hoursOf = (code: string, value: number, cadres: number) =>
  row({ requirement: code, requirementName: `Name ${code}`, value, perCadreWeek: { ...week(1), cadres } });
const unreadOf = (code: string, value: number) =>
  row({ indicator: 'unread-share', requirement: code, value, low: value - 0.1, high: value + 0.1 });
const quadrants = (
  hours = [hoursOf('A', 400, 90), hoursOf('B', 40, 10), hoursOf('C', 200, 40), hoursOf('D', 300, 40)],
) =>
  hoursUsefulness(
    {
      hours,
      unread: [unreadOf('A', 0.8), unreadOf('B', 0.9), unreadOf('C', 0.2), row({ requirement: 'D', ...unjudged })],
      open: (code) => `/requirements/${code}`,
      openUnread: (code) => `/evidence?requirement=${code}`,
      reasonWords: (reason) => `because ${reason}`,
    },
    context,
  );

const form: NewForm = {
  status: 'ok',
  answers: { people: 10, timesAYear: 12, minutesEach: 3 },
  parts: [
    { part: 'fields', count: 6, secondsEach: 20, hoursAYear: 4 },
    { part: 'photos', count: 1, secondsEach: 45, hoursAYear: 1.5 },
  ],
  hours: { value: 5.5, low: 2.75, high: 11 },
  factor: 2,
  present: 1100,
  known: { fields: 3, of: 6, hoursAYear: 2 },
  overlaps: [],
};
const nothing: NewForm = { ...form, status: 'cannot-judge', reason: 'nothing-asked', parts: [], hours: null };
const waterfall = (more: Partial<NewForm> = {}) => formWaterfall({ form: { ...form, ...more } }, context);

const answer: WeekHours = {
  status: 'ok',
  from: '2026-03-02',
  to: '2026-03-15',
  rows: [
    { weekday: 0, hour: 9, value: 40, n: 20 },
    { weekday: 0, hour: 20, value: 10, n: 5 },
    { weekday: 6, hour: 10, value: 30, n: 15 },
  ],
  unplaced: [{ kind: 'reports', source: 'ledger', n: 10, value: 9 }],
  days: [2, 2, 2, 2, 2, 2, 2],
};
const heat = (more: Partial<WeekHours> = {}) =>
  weekHours(
    {
      answer: { ...answer, ...more },
      measure: 'hours',
      unit: 'h',
      open: (weekday, hour) => `/evidence?weekday=${weekday}&hour=${hour}`,
    },
    context,
  );

describe('every chart of a decision', () => {
  const charts: [string, () => ChartModel, () => ChartModel][] = [
    ['quadrants', () => quadrants(), () => quadrants([])],
    ['waterfall', () => waterfall(), () => formWaterfall({ form: nothing }, context)],
    ['hours of the week', () => heat(), () => heat({ rows: [] })],
  ];
  it.each(charts)('%s: finite numbers, a sentence, an aria description, a table', (_name, build, empty) => {
    const model = build();
    expect(numbersIn(model.option).every(Number.isFinite)).toBe(true);
    expect((model.option.aria as { label: { description: string } }).label.description).toContain(model.title);
    expect(model.table.rows.length).toBeGreaterThan(0);
    expect(model.table.rows.every((cells) => cells.length === model.table.columns.length)).toBe(true);
    expect(JSON.stringify(model.table)).not.toMatch(/NaN|Infinity|undefined/);
    expect(empty().table.rows).toEqual([]);
    expect(empty().title).not.toBe('');
    expect(numbersIn(empty().option).every(Number.isFinite)).toBe(true);
  });
});

describe('quadrants', () => {
  it('name what is heavy and mostly unread, never what cannot be judged', () => {
    const model = quadrants();
    // A alone: 400 of 940 hours. B is unread but light, D heavy but nobody records whether it is read.
    expect(model.title).toBe('charts.quadrants.title n=1 share=43%');
    expect(model.table.rows.map((cells) => cells.at(-1)!.text)).toEqual([
      'charts.quadrants.heavy.unread',
      'status.cannot-judge',
      'charts.quadrants.heavy.read',
      'charts.quadrants.light.unread',
    ]);
  });

  it('draw the share read, and what is unknown in a field of its own', () => {
    const [known, unknown] = seriesOf(quadrants());
    expect(known!.data.map((one) => (one as { value: number[] }).value)).toEqual([
      [expect.closeTo(0.2, 9), 400],
      [0.8, 200],
      [expect.closeTo(0.1, 9), 40],
    ]);
    expect(unknown!.data.map((one) => (one as { value: number[]; to: string }).to)).toEqual(['/requirements/D']);
    const sizes = known!.data.map((one) => (one as unknown as { symbolSize: number }).symbolSize);
    expect(sizes[0]).toBeGreaterThan(sizes[1]!);
  });

  it('turn the interval with the share: unread 70-90 % is read 10-30 %', () => {
    expect(
      quadrants()
        .table.rows[0]!.map((cell) => cell.text)
        .slice(2, 5),
    ).toEqual(['20%', '10%', '30%']);
  });

  it('write no name over another', () => {
    const close = [
      hoursOf('A', 400, 9),
      hoursOf('B', 390, 9),
      hoursOf('C', 200, 9),
      hoursOf('D', 1, 9),
      hoursOf('E', 1, 9),
    ];
    const model = hoursUsefulness(
      {
        hours: close,
        unread: ['A', 'B', 'C'].map((code) => unreadOf(code, 0.8)),
        open: String,
        openUnread: String,
        reasonWords: String,
      },
      context,
    );
    const named = seriesOf(model)[0]!.data.filter((one) => 'label' in (one as object));
    expect(named.map((one) => (one as { to?: string }).to)).toEqual(['A', 'C']);
  });

  it('say so where no source records reading', () => {
    const all = hoursUsefulness(
      { hours: [hoursOf('A', 5, 5)], unread: [], open: String, openUnread: String, reasonWords: (reason) => reason },
      context,
    );
    expect(all.title).toBe('charts.quadrants.unknown');
    expect(all.table.rows[0]![2]!.text).toContain('no-reading-recorded');
  });
});

describe('waterfall', () => {
  it('adds the parts, states the sum with its interval, and takes off what is known already', () => {
    const model = waterfall();
    expect(model.title).toBe('charts.waterfall.title hours=5.50 low=2.75 high=11.0 share=0.50%');
    expect(model.table.rows.map((cells) => cells[1]!.text)).toEqual(['+4.00', '+1.50', '5.50', '−2.00', '3.50']);
    const [hidden, shown, interval] = seriesOf(model);
    expect(hidden!.data).toEqual([0, 4, 0, 3.5, 0]);
    expect(shown!.data.map((one) => (one as { value: number }).value)).toEqual([4, 1.5, 5.5, 2, 3.5]);
    expect(interval!.data).toEqual([[2, 2.75, 11]]);
  });

  it('leaves out what nobody asks already, and compares with nothing where nothing is known', () => {
    const model = waterfall({ known: { fields: 0, of: 6, hoursAYear: 0 }, present: null });
    expect(model.table.rows).toHaveLength(3);
    expect(model.title).toContain('charts.waterfall.titleAlone');
  });
});

describe('hours of the week', () => {
  it('are averaged over the days of the weekday, and name the fullest', () => {
    const model = heat();
    expect(seriesOf(model)[0]!.data).toEqual([
      { value: [9, 0, 20], to: '/evidence?weekday=0&hour=9' },
      { value: [20, 0, 5], to: '/evidence?weekday=0&hour=20' },
      { value: [10, 6, 15], to: '/evidence?weekday=6&hour=10' },
    ]);
    // Outside: Monday at eight in the evening and Sunday, 40 of 80.
    expect(model.title).toBe(
      'charts.weekHours.title measure=hours when=weekdays.0 09:00–10:00 value=20.0 unit=h share=50%',
    );
    expect(model.reading).toContain('charts.weekHours.unplaced share=20% sources=ledger');
  });

  it('cannot be judged where clocks keep only the day', () => {
    const model = heat({ rows: [] });
    expect(model.title).toBe('charts.weekHours.unknown measure=hours');
    expect(heat({ rows: [], unplaced: [] }).title).toBe('charts.weekHours.plain measure=hours');
  });
});

describe('calendar with marks', () => {
  const marked = () =>
    calendar(800, {
      deadlines: new Map([
        ['2026-09-28', 1],
        ['2026-12-31', 9],
      ]),
      inspections: new Map([['2026-10-01', 2]]),
      openInspections: (day) => `/inspected/${day}`,
    });
  it('says how many of the busiest days are days of an inspection or of many deadlines', () => {
    expect(marked().title).toBe('charts.calendar.pressed n=3 k=2 day=2026-12-31');
    expect(calendar().title).toContain('charts.calendar.title');
  });

  it('lists both beside the figure and opens the inspections', () => {
    const rows = marked().table.rows;
    expect(rows.map((cells) => cells.slice(3).map((cell) => cell.text))).toEqual([
      ['1', '0'],
      ['0', '2'],
      ['9', '0'],
    ]);
    expect(rows[1]!.at(-1)!.to).toBe('/inspected/2026-10-01');
    expect(calendar().table.columns).toHaveLength(3);
  });
});
