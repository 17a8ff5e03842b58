import { placeOfDay, withCalendarFlags, withFlags, withFlagsOnAxis } from '../../web/charts/day-flags.ts';
import type { ChartModel } from '../../web/charts/model.ts';
import { calendar, context, months } from './chart-answers.ts';

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

  it('stand on the axis of a chart by months', () => {
    const model = months();
    const { data } = model.option.xAxis as unknown as { data: string[] };
    const flagged = withFlagsOnAxis(model, [{ day: `${data[1]!}-15`, text: '换届' }], context);
    expect((flagged.option.series as { markLine?: { data: unknown } }[]).at(-1)!.markLine!.data).toEqual([
      { xAxis: 1 },
    ]);
    expect(flagged.table.rows[1]!.at(-1)!.text).toContain('换届');
  });

  it('stand on the days of a calendar, keep what the day opens, and stay out of other years', () => {
    const plain = calendar();
    const day = plain.table.rows[1]![0]!.text;
    const notes = [
      { day, text: '防汛' },
      { day, text: '停电' },
      { day: '1999-01-01', text: 'outside' },
    ];
    const flagged = withCalendarFlags(plain, notes, context);
    const [added, ...more] = (
      flagged.option.series as {
        data: { value: unknown; to: string }[];
        tooltip: { formatter: (p: unknown) => string };
      }[]
    ).slice((plain.option.series as unknown[]).length);
    expect(more).toEqual([]);
    expect(added!.data).toEqual([{ value: [day, 0], to: plain.table.rows[1]!.find(({ to }) => to)!.to }]);
    expect(added!.tooltip.formatter({ value: [day] })).toContain('停电');
    expect(flagged.table.rows.filter((row) => row.at(-1)!.text !== '').map((row) => row.at(-1)!.text)).toHaveLength(1);
    expect(withCalendarFlags(plain, [notes[2]!], context)).toBe(plain);
  });
});
