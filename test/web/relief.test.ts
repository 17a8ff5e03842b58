/** The control chart of relief: what is drawn, what stands outside, where actions lie, and what cannot be judged. */
import type { Relief, ReliefEffect } from '../../server/contract-decisions.ts';
import { reliefControl } from '../../web/charts/relief-control.ts';
import type { ChartModel } from '../../web/charts/model.ts';
import { axis, context, numbersIn, seriesOf } from './chart-answers.ts';

const effect = (difference: number, low: number, high: number): ReliefEffect => ({
  status: 'ok',
  weeksBefore: 8,
  weeksAfter: 8,
  before: 20,
  after: 20 + difference,
  difference,
  low,
  high,
});
const tooFew: ReliefEffect = {
  ...effect(0, 0, 0),
  status: 'cannot-judge',
  reason: 'too-few-weeks',
  difference: null,
  low: null,
  high: null,
};
const action = (day: string, all: ReliefEffect) => ({
  id: 1,
  day,
  kind: 'ended' as const,
  requirement: 'R1',
  name: 'Ledger',
  note: 'n',
  by: 'leader',
  all,
});
const relief: Relief = {
  from: '2026-03-02',
  to: '2026-04-05',
  status: 'ok',
  weeks: [
    { week: '2026-03-02', value: 20, whole: true, outside: false },
    { week: '2026-03-09', value: null, whole: true, outside: false },
    { week: '2026-03-16', value: 22, whole: true, outside: false },
    { week: '2026-03-23', value: 9, whole: true, outside: true },
    { week: '2026-03-30', value: 3, whole: false, outside: false },
  ],
  limits: { mean: 20, lower: 15, upper: 25, from: '2025-12-01', to: '2026-03-02', weeks: 13 },
  // A Wednesday: the mark stands at the Monday of its week.
  actions: [action('2026-03-18', effect(-8, -10, -6)), action('2026-03-25', effect(-1, -3, 1))],
};
const empty: Relief = { ...relief, weeks: [], limits: null, actions: [] };
const chart = (more: Partial<Relief> = {}): ChartModel =>
  reliefControl(
    { relief: { ...relief, ...more }, kindWords: (kind) => `kind-${kind}`, open: (week) => `/evidence?week=${week}` },
    context,
  );
const lineOf = (model: ChartModel) => seriesOf(model).at(-1)!;

describe('relief', () => {
  it('names actions of one week as runs, and says where the requirement itself fell though all hours did not', () => {
    const same = [1, 2, 3].map(() => ({ ...action('2026-03-18', effect(-1, -3, 1)), own: effect(-2, -3, -1) }));
    const model = chart({ actions: [...same, action('2026-03-25', effect(-1, -3, 1))] });
    expect(model.title).toBe('charts.relief.none n=4 k=0charts.relief.own n=3 k=3');
    expect(JSON.stringify(model.option)).toContain('"formatter":"1–3"');
  });

  it('draws finite numbers, says what it shows, and survives an empty answer', () => {
    const model = chart();
    expect(numbersIn(model.option).every(Number.isFinite)).toBe(true);
    expect((model.option.aria as { label: { description: string } }).label.description).toContain(model.title);
    expect(model.table.rows.every((cells) => cells.length === model.table.columns.length)).toBe(true);
    expect(JSON.stringify(model.table)).not.toMatch(/NaN|Infinity|undefined|null/);
    expect(chart(empty).table.rows).toEqual([]);
    expect(chart(empty).title).toBe('charts.relief.noLimits');
  });

  it('keeps weeks that say nothing in their place, without a point', () => {
    expect(axis(chart(), 'xAxis').data).toHaveLength(5);
    expect(lineOf(chart()).data.map((one) => (one as { value: number | null }).value)).toEqual([20, null, 22, 9, null]);
    expect(chart().table.rows.map((cells) => cells[1]!.text)).toEqual([
      '20.0',
      'charts.relief.short',
      '22.0',
      '9.00',
      '3.00 · charts.trend.partial',
    ]);
  });

  it('marks what lies outside by shape, and numbers the actions at their weeks', () => {
    const line = lineOf(chart()) as unknown as {
      data: { symbol?: string }[];
      markLine: { data: { xAxis?: string; yAxis?: number; label: { formatter: string } }[] };
    };
    expect(line.data.map(({ symbol }) => symbol)).toEqual([undefined, undefined, undefined, 'diamond', undefined]);
    expect(line.markLine.data.map(({ xAxis, yAxis, label }) => [xAxis ?? yAxis, label.formatter])).toEqual([
      ['2026-03-16', '1'],
      ['2026-03-23', '2'],
      [20, '20.0'],
    ]);
    expect(chart().table.rows[2]!.at(-1)!.text).toBe('1 kind-ended');
  });

  it('counts an action as followed by fewer hours only where the interval leaves out no change', () => {
    expect(chart().title).toBe('charts.relief.title n=2 k=1');
    expect(chart({ actions: [action('2026-03-18', tooFew)] }).title).toBe('charts.relief.tooEarly n=1');
    expect(chart({ actions: [] }).title).toBe('charts.relief.noActions low=15.0 high=25.0');
    expect(chart({ ...empty, status: 'suppressed' }).title).toBe('charts.relief.suppressed');
  });
});
