/** The pictures of a finding: what their titles say, what they draw, and what stands in the table behind them. */
import type { NumberViews, OutcomeView, PressureView, ViewEvent } from '../../server/contract-views.ts';
import { beforeDue } from '../../web/charts/before-due.ts';
import { checkedShares } from '../../web/charts/checked-shares.ts';
import { clockGaps } from '../../web/charts/clock-gaps.ts';
import { dayAndHour } from '../../web/charts/day-and-hour.ts';
import { deviceGraph, sharedUses } from '../../web/charts/device-graph.ts';
import { metresBetween, outlinesOf } from '../../web/charts/geometry.ts';
import { lastDigits } from '../../web/charts/last-digits.ts';
import { placeMap } from '../../web/charts/place-map.ts';
import { pressureRates } from '../../web/charts/pressure-rates.ts';
import { outcomeScatter } from '../../web/charts/outcome-scatter.ts';
import { traceAndOutcome } from '../../web/charts/trace-and-outcome.ts';
import { valueHistogram } from '../../web/charts/value-histogram.ts';
import { axis, context, numbersIn, seriesOf } from './chart-answers.ts';

const event = (more: Partial<ViewEvent>): ViewEvent => ({
  kind: 'checkins',
  source: 's',
  externalId: 'e',
  role: 'flagged',
  signal: null,
  detector: null,
  person: null,
  at: '2026-03-02T09:00:00.000+08:00',
  claimedAt: null,
  capturedAt: null,
  uploadedAt: null,
  dueAt: null,
  completedAt: null,
  lat: null,
  lon: null,
  accuracyM: null,
  device: null,
  sharedDevice: false,
  network: null,
  ...more,
});
const march = (day: number, time: string): string => `2026-03-${String(day).padStart(2, '0')}T${time}.000+08:00`;
const open = (one: ViewEvent): string => `/open/${one.externalId}`;
const time = (iso: string): string => iso.slice(5, 16);

describe('the map', () => {
  const town = { lat: 30.5, lon: 104 };
  const hills = { lat: 30.6, lon: 104 };
  const events = [
    event({ externalId: 'a', signal: '1', ...hills, accuracyM: 20, at: march(2, '09:10:00') }),
    event({ externalId: 'b', signal: '1', role: 'partner', ...town, at: march(2, '09:04:00') }),
    event({ externalId: 'c', role: 'ordinary', ...town }),
    event({ externalId: 'nowhere' }),
  ];
  const input = { events, places: [{ code: 'post', ...town, radiusM: 150 }], outlines: [], ways: true, open, time };

  it('knows that a tenth of a degree of latitude is 11.1 km', () => {
    expect(metresBetween(town, hills)).toBeCloseTo(11_119, -1);
  });

  it('names the fastest way and leaves out what has no place', () => {
    const model = placeMap(input, context);
    // 11.12 km in six minutes.
    expect(model.title).toBe('charts.map.titleWays n=1 ways=1 kmh=111 km=11.1');
    expect(model.table.rows.map(([first]) => first)).toEqual([
      { text: 'a', to: '/open/a' },
      { text: 'b', to: '/open/b' },
    ]);
    expect(model.table.rows[0]!.at(-1)!.text).toBe('charts.map.kmh kmh=111');
    // 11,119 m less the radius of 150 and the accuracy of 20.
    expect(model.table.rows[0]![6]!.text).toBe('10949');
  });

  it('says how many lie outside every registered place where speed is not the question', () => {
    expect(placeMap({ ...input, ways: false }, context).title).toBe(
      'charts.map.titleOutside outside=1 flagged=1 km=10.9',
    );
    expect(placeMap({ ...input, ways: false, places: [] }, context).title).toBe('charts.map.title flagged=1 all=3');
  });

  it('keeps the proportions of the ground, on a telephone too', () => {
    for (const width of [360, 1184]) {
      const model = placeMap(input, { ...context, width });
      const span = (name: 'xAxis' | 'yAxis'): number => {
        const { min, max } = axis(model, name) as unknown as { min: number; max: number };
        return max - min;
      };
      const perDegree = { lon: (width - 88) / span('xAxis'), lat: (model.height - 96) / span('yAxis') };
      expect(perDegree.lon / perDegree.lat).toBeCloseTo(Math.cos((30.55 * Math.PI) / 180), 2);
    }
  });

  it('reads lines and polygons of a GeoJSON and nothing else', () => {
    const ring = [
      [104, 30],
      [105, 30],
      [105, 31],
      [104, 30],
    ];
    const text = JSON.stringify({
      type: 'FeatureCollection',
      features: [
        {
          type: 'Feature',
          properties: { name: 'x' },
          geometry: { type: 'MultiPolygon', coordinates: [[ring], [ring]] },
        },
        { type: 'Feature', properties: {}, geometry: { type: 'Point', coordinates: [1, 2] } },
      ],
    });
    expect(outlinesOf(text)).toEqual([ring, ring]);
    expect(() => outlinesOf('{"type":"Point","coordinates":[1,2]}')).toThrow('no lines');
    expect(() => outlinesOf('not json')).toThrow();
  });
});

describe('the clocks', () => {
  const events = [
    ...[1, 2, 3].map((day) =>
      event({ externalId: `f${day}`, claimedAt: march(day, '10:00:00'), uploadedAt: march(5, '20:00:00') }),
    ),
    event({ role: 'ordinary', claimedAt: march(2, '10:00:00'), uploadedAt: march(2, '10:06:00') }),
  ];

  it('say how much came at night and on one day', () => {
    const model = dayAndHour({ events, open, time }, context);
    expect(model.title).toBe('charts.dayHour.title share=100% day=2026-03-05 n=3 count=3');
    const uploaded = seriesOf(model).find((one) => one.name === 'charts.dayHour.uploaded')!;
    expect(uploaded.data[0]).toEqual({ value: ['2026-03-05 12:00', 20], to: '/open/f1' });
  });

  it('put the longest gap first and compare the medians', () => {
    const model = clockGaps({ events, open, time }, context);
    // 106, 82 and 58 hours; six minutes.
    expect(model.title).toBe(
      'charts.clockGaps.title flagged=charts.clockGaps.daysValue value=3.4 ordinary=charts.clockGaps.minutesValue value=6',
    );
    expect(model.table.rows.map((row) => row.at(-1)!.text)).toEqual(['106.0', '82.0', '58.0']);
    expect(clockGaps({ events: [], open, time }, context).table.rows).toEqual([]);
  });

  it('count tasks by the time left, the late ones apart', () => {
    const done = (role: ViewEvent['role'], at: string) =>
      event({ kind: 'tasks', role, dueAt: march(5, '18:00:00'), completedAt: at });
    const model = beforeDue(
      [
        done('flagged', march(5, '17:45:00')),
        done('flagged', march(5, '17:10:00')),
        done('ordinary', march(5, '18:00:01')),
        done('ordinary', march(2, '09:00:00')),
        event({ kind: 'tasks', dueAt: march(5, '18:00:00') }),
      ],
      context,
    );
    expect(model.title).toBe('charts.beforeDue.title share=50% n=4 all=4');
    const counts = model.table.rows.map(([, flagged, ordinary]) => `${flagged!.text} ${ordinary!.text}`);
    expect(counts).toEqual(['0 1', '1 0', '1 0', '0 0', '0 0', '0 0', '0 0', '0 0', '0 1', '0 0']);
  });
});

describe('the graph of devices', () => {
  const use = (device: number, person: number, role: ViewEvent['role'] = 'ordinary') => event({ device, person, role });
  const events = [use(1, 1), use(1, 1), use(1, 2, 'flagged'), use(2, 3), use(3, 4), use(3, 5), use(3, 6), event({})];

  it('keeps the devices that more than one person used, most people first', () => {
    expect(sharedUses(events).map(({ device, person, uses, flagged }) => [device, person, uses, flagged])).toEqual([
      [3, 4, 1, 0],
      [3, 5, 1, 0],
      [3, 6, 1, 0],
      [1, 1, 2, 0],
      [1, 2, 1, 1],
    ]);
    const model = deviceGraph(events, context);
    expect(model.title).toBe('charts.devices.title n=2 devices=2 people=3 device=3');
    expect(model.table.rows).toHaveLength(5);
    expect(deviceGraph([], context).title).toBe('charts.devices.plain');
  });
});

describe('numbers', () => {
  const field: NumberViews['fields'][number] = {
    field: 'k',
    label: '户数',
    n: 100,
    digits: [46, 6, 6, 6, 6, 6, 6, 6, 6, 6],
    elsewhere: [10, 10, 10, 10, 10, 10, 10, 10, 10, 10],
    values: [
      { value: 49, n: 2 },
      { value: 50, n: 60 },
      { value: 54, n: 8 },
      { value: 80, n: 30 },
    ],
    binWidth: null,
    target: 50,
  };

  it('name the favourite digit only beyond chance', () => {
    expect(lastDigits(field, context).title).toBe('charts.digits.title digit=0 share=46% field=户数');
    const even = { ...field, digits: [14, 10, 9, 10, 10, 9, 10, 9, 10, 9] };
    expect(lastDigits(even, context).title).toBe('charts.digits.even field=户数');
    // Ten digits at once: 0.1 +- 2.807 sqrt(0.09 / 100), the normal quantile of 0.9975.
    expect(numbersIn(seriesOf(lastDigits(field, context))[1]!.data[0])[2]).toBeCloseTo(0.1 + 2.807 * 0.03, 4);
  });

  it('count what just reaches the line and what just misses it', () => {
    const model = valueHistogram(field, context);
    expect(model.title).toBe('charts.values.titleTarget field=户数 above=68 below=2 target=50');
    expect(valueHistogram({ ...field, target: null }, context).title).toBe(
      'charts.values.title field=户数 value=50 n=60 count=60',
    );
  });
});

describe('what stands around a finding', () => {
  const row = (pressure: PressureView['rows'][number]['pressure'], on: [number, number], off: [number, number]) => ({
    pressure,
    on: { observed: on[0], n: on[1] },
    off: { observed: off[0], n: off[1] },
  });
  const view = (rows: PressureView['rows']): PressureView => ({ from: '2026-01', to: '2026-03', rows, minimumN: 20 });

  it('names the pressure under which the rate is clearly higher, and judges nothing on a few records', () => {
    const model = pressureRates(view([row('ranked', [50, 100], [5, 100]), row('scored', [3, 10], [0, 100])]), context);
    expect(model.title).toBe('charts.pressure.title pressure=pressures.ranked.on on=50.0% off=5.0%');
    expect(model.table.rows.map((cells) => cells.at(-1)!.text)).toEqual([
      '50.0%',
      '5.0%',
      'status.cannot-judge',
      '0.0%',
    ]);
    expect(pressureRates(view([row('ranked', [6, 100], [5, 100])]), context).title).toBe('charts.pressure.noGap');
    expect(pressureRates(view([row('ranked', [6, 10], [5, 100])]), context).title).toBe('charts.pressure.plain');
  });

  it('puts traces and outcomes on axes of their own and leaves months without a figure open', () => {
    const outcome: OutcomeView = {
      months: ['2026-01', '2026-02', '2026-03'],
      traces: [100, 150, 200],
      outcomes: [{ kind: 'case_resolved', values: [40, null, 30] }],
      places: [],
    };
    const model = traceAndOutcome(outcome, (kind) => kind, context);
    expect(model.title).toBe('charts.outcome.title traces=+100% kind=case_resolved outcome=−25%');
    expect(seriesOf(model).map((one) => one.data)).toEqual([
      [100, 150, 200],
      [40, null, 30],
    ]);
    expect((model.option.yAxis as unknown[]).length).toBe(2);
    expect(model.table.rows[1]![2]!.text).toBe('charts.outcome.notGiven');
    expect(traceAndOutcome({ ...outcome, outcomes: [] }, (kind) => kind, context).table.rows).toEqual([]);
  });

  it('compares townships by what a cadre filed, and counts of outcomes by a hundred cadres', () => {
    const place = (i: number) => ({
      ...{ unit: `T${i}`, unitName: `T${i}`, self: i === 6, cadres: 50, months: 12 },
      ...{ traces: i, outcome: i < 3 ? 80 : 40 },
    });
    const rows = [1, 2, 3, 4, 5, 6].map(place);
    const counts = outcomeScatter({ kind: 'case_resolved', rows }, (kind) => kind, context);
    const name = 'charts.outcomeScatter.perHundred kind=case_resolved';
    expect(counts.title).toBe(`charts.outcomeScatter.title n=2 kind=${name} most=80.0 fewest=160`);
    const scores = outcomeScatter({ kind: 'satisfaction', rows }, (kind) => kind, context);
    expect(scores.title).toBe('charts.outcomeScatter.title n=2 kind=satisfaction most=40.0 fewest=80.0');
    const [points] = seriesOf(scores);
    expect(
      (points!.data as { value: number[]; symbol: string }[]).map(({ value, symbol }) => [...value, symbol]),
    ).toEqual([
      [6, 40, 'diamond'],
      ...[5, 4, 3].map((traces) => [traces, 40, 'circle']),
      ...[2, 1].map((traces) => [traces, 80, 'circle']),
    ]);
    expect((points as unknown as { markLine: { data: unknown } }).markLine.data).toEqual([{ xAxis: 3 }, { yAxis: 40 }]);
    const few = outcomeScatter({ kind: 'satisfaction', rows: rows.slice(0, 5) }, (kind) => kind, context);
    expect(few.title).toBe('charts.outcomeScatter.few n=5');
    expect(few.table.rows).toHaveLength(5);
  });

  it('draws no share from a handful of checks', () => {
    const input = {
      minimum: 10,
      column: 'c',
      reading: 'r',
      title: (judged: readonly { name: string }[]) => judged.map((one) => one.name).join(' '),
    };
    const rows = [
      { name: 'many', checked: 20, right: 15 },
      { name: 'few', checked: 9, right: 9 },
    ];
    const model = checkedShares({ ...input, rows }, context);
    expect(model.title).toBe('many');
    expect(seriesOf(model).at(-1)!.data).toEqual([{ value: [0.75, 0] }]);
    expect(axis(model, 'yAxis').data).toEqual(['many', 'few · status.cannot-judge']);
    expect(model.table.rows[1]!.map((cell) => cell.text)).toEqual(['few', '9', '9', 'status.cannot-judge', '']);
    expect(checkedShares({ ...input, rows: rows.slice(1) }, context).title).toBe('charts.checked.cannot minimum=10');
  });
});
