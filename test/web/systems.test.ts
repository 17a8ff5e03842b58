/** Systems: joined lines, counts of states, and the bars with what is said instead of a figure. */
import type { SystemRow } from '../../server/contract-systems.ts';
import { systemBars } from '../../web/charts/system-bars.ts';
import { costOf, countOf, systemLines } from '../../web/systems-model.ts';
import { axis, context, numbersIn, row, seriesOf, unjudged } from './chart-answers.ts';

const system = (code: string, more: Partial<SystemRow> = {}): SystemRow => ({
  code,
  name: `System ${code}`,
  owner: '',
  ownerLevel: '',
  launchedOn: null,
  retiredOn: null,
  lastUpdatedOn: null,
  filingStatus: '',
  filing: 'filed',
  annualCostYuan: null,
  registeredUsers: null,
  requirements: 1,
  records: 10,
  recordsLately: 10,
  cadresLately: 8,
  lastDay: '2026-03-31',
  recordsAfterRetirement: 0,
  use: 'in-use',
  ...more,
});
const known = [
  system('A'),
  system('B', { filing: 'unfiled', annualCostYuan: 1000 }),
  system('C', { use: 'dormant', filing: 'unfiled', annualCostYuan: 500 }),
  system('D', { use: 'retired', filing: 'unfiled' }),
  system('E', { use: 'cannot-judge', reason: 'no-rows', filing: 'unknown' }),
];
const values = [
  row({ system: 'A', systemName: 'System A', value: 30, low: 20, high: 50 }),
  row({ system: 'B', systemName: 'System B', value: 60, low: 60, high: 60 }),
  row({ system: 'D', systemName: 'System D', ...unjudged, status: 'suppressed', reason: 'too-few-events' }),
  row({ system: '', value: 10, low: 9, high: 11 }),
  row({ system: 'Z', systemName: 'Z', value: 0, low: 0, high: 0 }),
];
const draw = (rows = values, share = false, width = 800) =>
  systemBars(
    {
      lines: systemLines(known, rows),
      measure: 'hours',
      unit: share ? '' : 'h',
      share,
      open: (line) => `/requirements?search=${line.code}`,
      reasonWords: (reason) => `because ${reason ?? ''}`,
    },
    { ...context, width },
  );
interface Labelled {
  data: { value: number; to: string }[];
  label: { formatter: (params: { dataIndex: number }) => string };
}

describe('systems', () => {
  it('are counted by state; one that is retired need not be filed any more', () => {
    expect(countOf(known, 'all')).toBe(5);
    expect(countOf(known, 'unfiled')).toBe(2);
    expect([countOf(known, 'dormant'), countOf(known, 'retired'), countOf(known, 'cannot-judge')]).toEqual([1, 1, 1]);
    expect(costOf(known)).toBe(1500);
    expect(costOf([system('A')])).toBeNull();
  });

  it('stand by figure, then those without one, and miss nobody the directory does not know', () => {
    expect(systemLines(known, values).map((line) => line.code)).toEqual(['B', 'A', '', 'Z', 'C', 'D', 'E']);
  });
});

describe('bars of systems', () => {
  it('name the largest of the directory and its share of everything measured', () => {
    expect(draw().title).toBe('charts.systemBars.title top=System B measure=hours share=60%');
    expect(draw([row({ system: 'A', value: 0.4 })], true).title).toBe(
      'charts.systemBars.titleShare top=System A measure=hours share=40.0%',
    );
    expect(draw([]).title).toBe('charts.systemBars.nothing measure=hours');
    expect(draw([row({ system: 'A', value: 0 })]).title).toBe('charts.systemBars.plain measure=hours');
  });

  it('draw figures as bars with their interval, and everything else as a hollow mark with words', () => {
    const model = draw();
    const [bars, intervals, words, hollow] = seriesOf(model) as unknown as [
      Labelled,
      { data: number[][] },
      { data: { value: number[] }[]; label: Labelled['label'] },
      Labelled,
    ];
    expect(bars.data.map(({ value, to }) => [value, to])).toEqual([
      [60, '/requirements?search=B'],
      [30, '/requirements?search=A'],
      [10, '/requirements?search='],
      [0, '/requirements?search=Z'],
    ]);
    expect(intervals.data).toEqual([
      [1, 20, 50],
      [2, 9, 11],
    ]);
    expect(hollow.data).toHaveLength(3);
    expect(hollow.data.map((_, dataIndex) => hollow.label.formatter({ dataIndex }))).toEqual([
      'requirement.noRows · systems.uses.dormant · systems.filings.unfiled',
      'status.suppressed · systems.uses.retired',
      'requirement.noRows',
    ]);
    // Beside the bar, beyond the interval.
    expect(words.data[1]!.value).toEqual([50, 1]);
    expect(words.label.formatter({ dataIndex: 0 })).toBe('60 · systems.filings.unfiled');
    expect(words.label.formatter({ dataIndex: 3 })).toBe('0.0 · systems.notInDirectory');
  });

  it('have the unit on the axis and the same figures in the table', () => {
    const model = draw();
    expect(axis(model, 'xAxis').name).toBe('h');
    expect(axis(draw(values, true), 'xAxis').name).toBe('%');
    expect(model.table.rows).toHaveLength(7);
    expect(model.table.rows.every((cells) => cells.length === model.table.columns.length)).toBe(true);
    expect(model.table.rows[5]!.map((cell) => cell.text)).toEqual([
      'System D',
      'status.suppressed (because too-few-events)',
      '',
      '',
      'systems.uses.retired',
    ]);
  });

  it('hold finite numbers only and survive an empty answer', () => {
    for (const width of [358, 800])
      expect(numbersIn(draw(values, false, width).option).every(Number.isFinite)).toBe(true);
    const empty = systemBars(
      { lines: [], measure: 'hours', unit: 'h', share: false, open: () => '', reasonWords: () => '' },
      context,
    );
    expect(empty.table.rows).toEqual([]);
    expect(numbersIn(empty.option).every(Number.isFinite)).toBe(true);
  });
});
