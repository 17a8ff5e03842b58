/** CSV: one table, then a blank line and the provenance as lines that begin with `#`. With a byte order mark, for spreadsheet programs in China. */
import { csvLine } from '../intake/formats/delimited.ts';
import { escapeCell } from '../intake/refusal-escape.ts';
import type { ExportDocument } from './export-document.ts';

const EOL = '\r\n';

/** @param table name of the table, the first when absent */
export function* csvFile({ tables, provenance }: ExportDocument, table?: string): Generator<string> {
  const shown = tables.find(({ name }) => name === table) ?? tables[0];
  yield '\ufeff';
  if (shown) {
    yield `${csvLine(shown.columns.map(({ label }) => escapeCell(label)))}${EOL}`;
    for (const row of shown.rows)
      yield `${csvLine(row.map((cell) => (typeof cell === 'string' ? escapeCell(cell) : cell === null ? '' : String(cell))))}${EOL}`;
  }
  yield EOL;
  for (const [label, value] of provenance) yield `${csvLine([`# ${label}`, escapeCell(value)])}${EOL}`;
}
