import type { ChartTable } from './model.ts';

/** Excel runs a cell that starts like a formula; an apostrophe keeps it text (also for the full-width signs). */
function guarded(text: string): string {
  return /^[=+@\t\r\0\uFF1D\uFF0B\uFF0D\uFF20]|^-(?![\d.])/.test(text) ? `'${text}` : text;
}

/** CSV with a byte order mark, so that Excel and WPS on a Chinese Windows read it as UTF-8. */
export function toCsv({ columns, rows }: ChartTable): string {
  const quote = (text: string): string => `"${guarded(text).replaceAll('"', '""')}"`;
  const lines = [
    columns.map((column) => quote(column.label)),
    ...rows.map((row) => row.map((cell) => quote(cell.text))),
  ];
  return `\uFEFF${lines.map((line) => line.join(',')).join('\r\n')}\r\n`;
}
