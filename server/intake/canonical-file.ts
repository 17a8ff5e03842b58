/** Rows that were mapped here reach the engine through a temporary CSV, so that memory stays bounded and typing is the same. */
import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import type { FactKind } from '../../metrics/columns.ts';
import { csvLine } from './formats/delimited.ts';
import type { DirectPlan, LoadRequest, Recognition } from './recognise/recognition.ts';
import { restricted } from './recognise/recognise-delimited.ts';

/** Cells in front of the canonical ones: sheet, record, issue, original, extra. */
export const LEADING_CELLS = 5;
const BUFFERED_CHARACTERS = 1 << 20;

export interface WrittenRows {
  plan: DirectPlan;
  rows: number;
}

/** @param report called with the number of rows written so far */
export async function writeCanonicalRows(
  recognition: Recognition,
  request: LoadRequest,
  path: string,
  signal: AbortSignal | undefined,
  report: (rows: number) => void,
): Promise<WrittenRows> {
  const stream = createWriteStream(path, { mode: 0o600 });
  let buffer = '';
  let rows = 0;
  try {
    for await (const row of recognition.rows!()) {
      const extra = row.extra ? JSON.stringify(row.extra) : '';
      const original = row.original ? JSON.stringify(row.original) : '';
      const leading = [row.sheet, String(row.record), row.issue ?? '', original, extra === '{}' ? '' : extra];
      buffer += `${csvLine(leading)},${csvLine(row.cells)}\n`;
      rows += 1;
      if (buffer.length < BUFFERED_CHARACTERS) continue;
      signal?.throwIfAborted();
      report(rows);
      if (!stream.write(buffer)) await once(stream, 'drain');
      buffer = '';
    }
    stream.end(buffer);
    await finished(stream);
  } catch (error) {
    stream.destroy();
    throw error;
  }
  return { plan: planFor(recognition.kind, path, request), rows };
}

function planFor(kind: FactKind, path: string, request: LoadRequest): DirectPlan {
  const cells = LEADING_CELLS + kind.columns.length;
  return {
    file: { path, format: 'CSV', structure: Array.from({ length: cells }, (_, i) => `c${i} String`).join(', ') },
    settings: {
      format_csv_allow_single_quotes: 0,
      format_csv_allow_double_quotes: 1,
      input_format_csv_empty_as_default: 0,
      input_format_csv_trim_whitespaces: 0,
    },
    row: restricted(
      {
        cells,
        columns: new Map(kind.columns.map((c, i) => [c.name, (cell) => `trimBoth(${cell(LEADING_CELLS + i)})`])),
        sheet: 'c0',
        record: () => 'toUInt32OrZero(c1)',
        issue: 'c2',
        extra: 'c4',
        blank: () => '0',
        parameters: {},
      },
      request,
    ),
  };
}
