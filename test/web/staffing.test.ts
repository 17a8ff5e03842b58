/** Short staffing beside the load: what is drawn, what the trend may claim, and states instead of zeros. */
import type { Staffing } from '../../server/contract-decisions.ts';
import { staffingScatter } from '../../web/charts/staffing-scatter.ts';
import { context, numbersIn, seriesOf } from './chart-answers.ts';

const row = (unit: string, vacancy: number, value: number): Staffing['rows'][number] => ({
  unit,
  unitName: `Town ${unit}`,
  posts: 20,
  listed: 12,
  seconded: 2,
  reported: null,
  vacancy,
  hours: { value, low: value - 1, high: value + 1 },
  status: 'ok',
});
const trend: Staffing['trend'] = { status: 'ok', n: 2, perTenPoints: 0.5, low: 0.2, high: 0.8, intercept: 2 };
const staffing: Staffing = {
  asOf: null,
  rows: [
    row('A', 0.1, 2.5),
    row('B', 0.5, 4.5),
    { ...row('C', 0, 3), vacancy: null, posts: null, status: 'cannot-judge', reason: 'no-staff-quota' },
  ],
  trend,
};
const chart = (more: Partial<Staffing> = {}) =>
  staffingScatter(
    {
      staffing: { ...staffing, ...more },
      open: (unit) => `/evidence?unit=${unit}`,
      reasonWords: (reason) => `because ${reason}`,
    },
    context,
  );

describe('staffing', () => {
  it('draws what can be judged with its interval and the trend, and lists the rest with its reason', () => {
    const model = chart();
    expect(numbersIn(model.option).every(Number.isFinite)).toBe(true);
    const [intervals, dots, line] = seriesOf(model);
    expect(intervals!.data).toEqual([
      [0.5, 3.5, 5.5],
      [0.1, 1.5, 3.5],
    ]);
    expect(dots!.data.map((one) => (one as { to: string }).to)).toEqual(['/evidence?unit=B', '/evidence?unit=A']);
    expect(line!.data).toEqual([
      [0.1, 2.5],
      [0.5, 4.5],
    ]);
    expect(
      model.table.rows
        .at(-1)!
        .map((cell) => cell.text)
        .slice(0, 6),
    ).toEqual([
      'Town C',
      'terms.notStated',
      'terms.notStated',
      '12',
      '2',
      'status.cannot-judgepunctuation.colonbecause no-staff-quota',
    ]);
    expect(model.table.rows.every((cells) => cells.length === model.table.columns.length)).toBe(true);
  });

  it('claims a relation only where the interval leaves out none', () => {
    expect(chart().title).toBe('charts.staffing.more hours=+0.50 low=+0.20 high=+0.80');
    expect(chart({ trend: { ...trend, low: -0.1 } }).title).toContain('charts.staffing.unclear');
    expect(chart({ trend: { ...trend, perTenPoints: -0.5, low: -0.8, high: -0.2 } }).title).toContain(
      'charts.staffing.less',
    );
  });

  it('draws no line where nothing can be judged', () => {
    const none = {
      ...trend,
      status: 'cannot-judge',
      reason: 'no-difference-in-staffing',
      perTenPoints: null,
      low: null,
      high: null,
      intercept: null,
    } as const;
    const model = chart({ trend: none });
    expect(model.title).toBe('charts.staffing.no-difference-in-staffing');
    expect(seriesOf(model)[2]!.data).toEqual([]);
    expect(chart({ rows: [], trend: none }).title).toBe('charts.staffing.plain');
    expect(chart({ rows: [], trend: none }).table.rows).toEqual([]);
  });
});
