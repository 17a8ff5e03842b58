/** Charts that compare: cells with their peers, people with themselves, days with days; and the table behind every chart. */
import { funnelLimits, wilson } from '../../web/charts/intervals.ts';
import { toCsv } from '../../web/charts/table.ts';
import { dayKindFrom } from '../../web/day-kinds.ts';
import { seriesOf, axis, notices, peers, people, calendar } from './chart-answers.ts';

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
