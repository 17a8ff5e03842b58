/** Choosing in one chart shows in the others of its page: the chosen stands out, the rest steps back, marks lead to the choice. */
import type { WeekHours } from '../../server/contract-decisions.ts';
import type { ViewEvent } from '../../server/contract-views.ts';
import { clockGaps } from '../../web/charts/clock-gaps.ts';
import { dayAndHour } from '../../web/charts/day-and-hour.ts';
import { dayCalendar } from '../../web/charts/day-calendar.ts';
import { hoursUsefulness } from '../../web/charts/hours-usefulness.ts';
import type { ChartModel } from '../../web/charts/model.ts';
import { placeMap } from '../../web/charts/place-map.ts';
import { requirementPareto } from '../../web/charts/requirement-pareto.ts';
import { weekHours } from '../../web/charts/week-hours.ts';
import { toggled } from '../../web/view-state.ts';
import { context, row, week } from './chart-answers.ts';

interface Item {
  to?: string;
  value: unknown;
  symbolSize?: number;
  itemStyle?: { color?: string; opacity?: number; borderWidth?: number };
}
const marksOf = (model: ChartModel): Item[] =>
  ([] as unknown[])
    .concat(model.option.series ?? [])
    .flatMap((series) => (series as { data?: unknown[] }).data ?? [])
    .filter((item): item is Item => typeof item === 'object' && item !== null && 'to' in item);
const HOURS = ['A', 'B', 'C'].map((code, index) =>
  row({ requirement: code, requirementName: code, value: 100 - index, perCadreWeek: { ...week(1), cadres: 9 } }),
);
const pickCode = (code: string): string => `/requirements?chosen=${code}`;
const openCode = (code: string): string => `/requirements/${code}`;

it('is let go when it is chosen again', () => {
  expect([toggled('', 'A'), toggled('B', 'A'), toggled('A', 'A')]).toEqual(['A', 'A', '']);
});

describe('requirements', () => {
  const pareto = (chosen = '') => requirementPareto({ rows: HOURS, open: openCode, pick: pickCode, chosen }, context);
  const quadrants = (chosen = '') =>
    hoursUsefulness(
      { hours: HOURS, unread: [], open: openCode, pick: pickCode, chosen, openUnread: openCode, reasonWords: String },
      context,
    );
  it.each([
    ['Pareto', pareto],
    ['quadrants', quadrants],
  ])('%s: a mark chooses its requirement, the table still opens it, the others step back', (_name, build) => {
    const plain = build();
    expect(marksOf(plain).map(({ to }) => to)).toEqual(['A', 'B', 'C'].map(pickCode));
    expect(plain.table.rows.map((cells) => cells[0]!.to)).toEqual(['A', 'B', 'C'].map(openCode));
    const grey = (model: ChartModel): boolean[] =>
      marksOf(model).map(({ itemStyle }) => itemStyle?.color === context.theme.neutral);
    expect(grey(plain)).not.toContain(true);
    expect(grey(build('B'))).toEqual([true, false, true]);
    expect(build('B').title).toBe(plain.title);
  });
  it('lead to the requirement itself where a page links no charts', () => {
    expect(marksOf(requirementPareto({ rows: HOURS, open: openCode }, context))[0]!.to).toBe(openCode('A'));
  });
});

describe('time', () => {
  const answer: WeekHours = {
    status: 'ok',
    from: '2026-03-02',
    to: '2026-03-08',
    rows: [
      { weekday: 0, hour: 9, value: 4, n: 2 },
      { weekday: 3, hour: 20, value: 2, n: 1 },
    ],
    unplaced: [],
    days: [1, 1, 1, 1, 1, 1, 1],
  };
  const faint = (model: ChartModel): boolean[] =>
    marksOf(model).map(({ itemStyle }) => (itemStyle?.opacity ?? 1) < 0.5);

  it('a cell of the week chooses its weekday, and the calendar keeps the days of it', () => {
    const heat = (chosen?: number) =>
      weekHours(
        { answer, measure: '', unit: 'h', open: () => '/evidence', pick: (day) => `/time?weekday=${day}`, chosen },
        context,
      );
    expect(marksOf(heat()).map(({ to }) => to)).toEqual(['/time?weekday=0', '/time?weekday=3']);
    expect([faint(heat()), faint(heat(3))]).toEqual([
      [false, false],
      [true, false],
    ]);
  });

  it('a day of the calendar chooses it, and the others step back', () => {
    const days = ['2026-03-02', '2026-03-03', '2026-03-04'];
    const calendar = (isChosen?: (day: string) => boolean) =>
      dayCalendar(
        {
          rows: days.map((period) => row({ period, value: 3 })),
          measure: '',
          unit: 'h',
          dayKind: () => ({ kind: 'workday', name: '' }),
          open: (day) => `/evidence?from=${day}`,
          pick: (day) => `/time?day=${day}`,
          isChosen,
        },
        context,
      );
    expect(marksOf(calendar()).map(({ to }) => to)).toEqual(days.map((day) => `/time?day=${day}`));
    expect(faint(calendar())).not.toContain(true);
    expect(faint(calendar((day) => day === '2026-03-03'))).toEqual([true, false, true]);
    expect(calendar().table.rows.map((cells) => cells[2]!.to)).toEqual(days.map((day) => `/evidence?from=${day}`));
  });
});

describe('pictures of a finding', () => {
  const event = (externalId: string, lon: number): ViewEvent => ({
    kind: 'checkins',
    source: 's',
    externalId,
    role: 'flagged',
    signal: null,
    detector: null,
    person: 1,
    at: '2026-03-02T09:00:00+08:00',
    claimedAt: '2026-03-02T09:00:00+08:00',
    capturedAt: null,
    uploadedAt: '2026-03-02T21:00:00+08:00',
    dueAt: null,
    completedAt: null,
    lat: 30,
    lon,
    accuracyM: null,
    device: null,
    sharedDevice: false,
    network: null,
  });
  const events = [event('a', 110), event('b', 110.1)];
  const given = (chosen: string) => ({
    events,
    open: ({ externalId }: ViewEvent) => `/findings/f?record=${externalId}`,
    isChosen: ({ externalId }: ViewEvent) => externalId === chosen,
    time: String,
  });
  const map = (chosen: string) => placeMap({ ...given(chosen), places: [], outlines: [], ways: false }, context);
  it.each([
    ['map', map],
    ['day and hour', (chosen: string) => dayAndHour(given(chosen), context)],
    ['clocks', (chosen: string) => clockGaps(given(chosen), context)],
  ])('%s: every mark of the chosen record is ringed, and no other', (_name, build) => {
    const ringed = (model: ChartModel): string[] =>
      marksOf(model).flatMap(({ to, itemStyle }) => (itemStyle?.borderWidth === 2 ? [to!] : []));
    expect(ringed(build(''))).toEqual([]);
    expect([...new Set(ringed(build('b')))]).toEqual(['/findings/f?record=b']);
  });
});
