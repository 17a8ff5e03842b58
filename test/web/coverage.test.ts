/** What a chart says is missing is what the table behind it says. */
import { coverageOf } from '../../web/charts/coverage.ts';
import { context, units } from './chart-answers.ts';

const states = [context.t('status.cannot-judge'), context.t('status.suppressed')];
const columns = [
  { label: 'unit', numeric: false },
  { label: 'hours', numeric: true },
  { label: 'n', numeric: true },
];
const rowOf = (...texts: string[]) => texts.map((text) => ({ text }));

describe('what a chart says is missing', () => {
  it('counts rows that say a state, and rows with no figure in any column of figures', () => {
    const rows = [
      rowOf('one', '3.2', '12'),
      rowOf('two', `${states[0]}: too few`, '3'),
      rowOf(`three · ${states[1]}`, '', ''),
      rowOf('four', '', ''),
      rowOf('five', '', '7'),
    ];
    expect(coverageOf({ columns, rows }, states)).toEqual({ rows: 5, missing: 3 });
  });

  it('asks for no figure where a table has none, and has nothing to say of an empty one', () => {
    const words = [{ label: 'system', numeric: false }];
    expect(coverageOf({ columns: words, rows: [rowOf('A'), rowOf('B')] }, states)).toEqual({ rows: 2, missing: 0 });
    expect(coverageOf({ columns, rows: [] }, states)).toEqual({ rows: 0, missing: 0 });
  });

  it('finds the townships that a chart draws as states', () => {
    const { table } = units();
    const unjudged = table.rows.filter((row) => !/\d/.test(row[1]!.text)).length;
    expect(unjudged).toBeGreaterThan(0);
    expect(coverageOf(table, states)).toEqual({ rows: table.rows.length, missing: unjudged });
  });
});
