/** How much of a chart is missing, counted in the table behind it: there every state stands in words. */
import type { ChartTable } from './model.ts';

export interface CoverageOfTable {
  rows: number;
  /** Rows that say a state instead of a figure, or have columns of figures and no figure in any. */
  missing: number;
}

/** @param states the words of "cannot judge" and "withheld" in the language of the table */
export function coverageOf({ columns, rows }: ChartTable, states: readonly string[]): CoverageOfTable {
  const numeric = columns.flatMap((column, index) => (column.numeric ? [index] : []));
  const missing = rows.filter(
    (row) =>
      row.some(({ text }) => states.some((words) => text.includes(words))) ||
      (numeric.length > 0 && !numeric.some((index) => /\d/.test(row[index]?.text ?? ''))),
  );
  return { rows: rows.length, missing: missing.length };
}
