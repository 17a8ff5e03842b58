/** What readers that map rows themselves hand on to the engine. */

/** One row for the engine: canonical cells as text, in the order of the kind's columns. */
export interface CanonicalRow {
  sheet: string;
  record: number;
  cells: readonly string[];
  /** `code|column`, or `code|column|value`, when the reader itself found a fault. */
  issue?: string;
  extra?: Record<string, unknown>;
  /** The cells as they stand in the file, when the refused row must be handed back as it came. */
  original?: readonly string[];
}

/** Rows that are written as lines for the engine already; to be used up before the next ones are asked for. */
export interface WrittenLines {
  lines: Buffer;
  rows: number;
}
