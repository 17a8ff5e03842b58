/** Rows that were mapped here reach the engine through a temporary CSV, so that memory stays bounded and typing is the same. */
import { open } from 'node:fs/promises';
import type { FactKind } from '../../metrics/columns.ts';
import { CanonicalLines, LEADING_CELLS } from './canonical-lines.ts';
import type { WrittenLines } from './recognise/canonical-row.ts';
import type { DirectPlan, LoadRequest, Recognition } from './recognise/recognition.ts';
import { restricted } from './recognise/recognise-delimited.ts';

/**
 * Such files take longer to write than to type: two threads that parse gain nothing, and small blocks save 40 MB in the engine
 * where a workbook of 100,000 rows is loaded.
 */
const SMALL_PIECES = {
  input_format_parallel_parsing: 0,
  max_block_size: 16_384,
  min_insert_block_size_rows: 32_768,
};

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
  const file = await open(path, 'wx', 0o600);
  const gathered = new CanonicalLines();
  let rows = 0;
  const write = async ({ lines, rows: more }: WrittenLines): Promise<void> => {
    signal?.throwIfAborted();
    await file.writeFile(lines);
    rows += more;
    report(rows);
  };
  try {
    for await (const next of recognition.rows!()) {
      if ('lines' in next) {
        await write(next);
        continue;
      }
      gathered.row(next);
      for (const some of gathered.full()) await write(some);
    }
    for (const some of gathered.taken()) await write(some);
  } finally {
    await file.close();
  }
  return { plan: planFor(recognition.kind, path, request), rows };
}

function planFor(kind: FactKind, path: string, request: LoadRequest): DirectPlan {
  const cells = LEADING_CELLS + kind.columns.length;
  return {
    unhurried: true,
    file: { path, format: 'CSV', structure: Array.from({ length: cells }, (_, i) => `c${i} String`).join(', ') },
    settings: {
      format_csv_allow_single_quotes: 0,
      format_csv_allow_double_quotes: 1,
      input_format_csv_empty_as_default: 0,
      input_format_csv_trim_whitespaces: 0,
      ...SMALL_PIECES,
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
