/** What is exported, before it becomes a file: every format is made from the same tables, so their rows agree. */
import { createHash } from 'node:crypto';
import type { Lang } from '../http/request-context.ts';

/** null is a cell without a value; a figure that cannot be judged is a word, never 0. */
export type Cell = string | number | null;

export interface ExportColumn {
  label: string;
  numeric?: true;
}

export interface ExportTable {
  /** At most 31 characters without []:*?/\ : also the name of a sheet. */
  name: string;
  title: string;
  /** What the figures are and how they are counted. */
  definition: string;
  columns: readonly ExportColumn[];
  rows: readonly (readonly Cell[])[];
  /** Indices of the columns a bar chart of the first rows shows. */
  chart?: { category: number; value: number };
}

export interface ExportDocument {
  view: string;
  title: string;
  lang: Lang;
  /** Scope, filters, data as of, versions, rows, hash: label and value. */
  provenance: readonly (readonly [string, string])[];
  tables: readonly ExportTable[];
}

/** SHA-256 over all names, headers and cells: the same for every format of one export. */
export function contentHash(tables: readonly ExportTable[]): string {
  const hash = createHash('sha256');
  for (const { name, columns, rows } of tables) {
    hash.update(JSON.stringify([name, columns.map(({ label }) => label)]));
    for (const row of rows) hash.update(JSON.stringify(row));
  }
  return hash.digest('hex');
}

/** Bars a chart can hold and still be read. */
export const MOST_BARS = 20;

/** First rows of a table that have a value to draw. */
export function chartRows(table: ExportTable): { label: string; value: number }[] {
  const { chart, rows } = table;
  if (!chart) return [];
  return rows
    .map((row) => ({ label: String(row[chart.category] ?? ''), value: row[chart.value] }))
    .filter((bar): bar is { label: string; value: number } => typeof bar.value === 'number')
    .slice(0, MOST_BARS);
}
