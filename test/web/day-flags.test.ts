import { placeOfDay, withFlags } from '../../web/charts/day-flags.ts';
import type { ChartModel } from '../../web/charts/model.ts';
import { context } from './chart-answers.ts';

const WEEKS = ['2026-03-02', '2026-03-09', '2026-03-16'];
const model: ChartModel = {
  title: '',
  reading: 'how',
  height: 1,
  option: { series: [{ type: 'line', data: [1, 2, 3] }] },
  table: { columns: [{ label: 'week', numeric: false }], rows: WEEKS.map((text) => [{ text }]) },
};

describe('notes on a chart', () => {
  it('stand on the week or month their day lies in, and nowhere else', () => {
    expect(
      ['2026-03-01', '2026-03-02', '2026-03-15', '2026-03-22', '2026-03-23'].map((day) => placeOfDay(WEEKS, day)),
    ).toEqual([-1, 0, 1, 2, -1]);
    expect([
      placeOfDay(['2026-02', '2026-04'], '2026-04-30'),
      placeOfDay(['2026-02', '2026-04'], '2026-03-01'),
    ]).toEqual([1, -1]);
    expect(placeOfDay([], '2026-03-02')).toBe(-1);
  });

  it('are flags with all texts of a place in the tooltip and in the table, and change nothing where there are none', () => {
    const notes = [
      { day: '2026-03-10', text: '防汛<b>' },
      { day: '2026-03-11', text: 'audit week' },
      { day: '2027-01-01', text: 'outside' },
    ];
    const flagged = withFlags(model, WEEKS, notes, context);
    const series = flagged.option.series as {
      markLine?: { data: { xAxis: number }[]; tooltip: { formatter: (p: unknown) => string } };
    }[];
    expect(series).toHaveLength(2);
    expect(series[1]!.markLine!.data).toEqual([{ xAxis: 1 }]);
    const tip = series[1]!.markLine!.tooltip.formatter({ dataIndex: 0 });
    expect(tip).toContain('2026-03-10 防汛&lt;b&gt;');
    expect(tip).toContain('2026-03-11 audit week');
    expect(flagged.table.rows.map((row) => row[1]!.text === '')).toEqual([true, false, true]);
    expect(withFlags(model, WEEKS, [notes[2]!], context)).toBe(model);
  });
});
