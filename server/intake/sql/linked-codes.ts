/** Linked codes take the codes they mean while rows are read, so that a file sent again is still known row by row. */
import { quoted } from '../../facts/sql-text.ts';
import type { Cell, RawRow } from './stage.ts';

export interface LinkedCode {
  column: string;
  source: string;
  written: string;
  meant: string;
}

/** Rows of an earlier batch that are read again because the meaning of a code changed. */
export interface WaitingRows {
  /** Batch whose rows they are now. */
  of: number;
  column: string;
  source: string;
  /** The code as the file writes it. */
  written: string;
  /** The code the stored rows have. */
  now: string;
}

const SEPARATOR = '\u0001';
const pair = (source: string, code: string): string => `concat(${source}, char(1), ${code})`;

export function withLinkedCodes(row: RawRow, links: readonly LinkedCode[]): RawRow {
  const source = row.columns.get('source');
  if (!source || links.length === 0) return row;
  const columns = new Map(row.columns);
  const parameters = { ...row.parameters };
  for (const name of new Set(links.map(({ column }) => column))) {
    const written = row.columns.get(name);
    if (!written) continue;
    const own = links.filter(({ column }) => column === name);
    parameters[`written_${name}`] = own.map((link) => `${link.source}${SEPARATOR}${link.written}`);
    parameters[`meant_${name}`] = own.map(({ meant }) => meant);
    columns.set(
      name,
      (cell) =>
        `transform(${pair(source(cell), written(cell))}, {written_${name}:Array(String)}, {meant_${name}:Array(String)}, ${written(cell)})`,
    );
  }
  return { ...row, columns, parameters };
}

/** All other rows of the file are passed over as if they were blank. `row` must not have linked codes yet. */
export function onlyWaiting(row: RawRow, kind: string, { of, column, source, written, now }: WaitingRows): RawRow {
  const cell: Cell = (i) => `c${i}`;
  const text = (name: string): string => row.columns.get(name)?.(cell) ?? "''";
  const waiting =
    `${text('source')} = {waiting_source:String} AND ${text(column)} = {waiting_written:String} AND ${text('external_id')} IN ` +
    `(SELECT external_id FROM ${kind} WHERE batch = {waiting_of:UInt32} AND source = {waiting_source:String} AND ${quoted(column)} = {waiting_now:String})`;
  return {
    ...row,
    blank: (number) => `(${row.blank(number)}) OR NOT (${waiting})`,
    parameters: {
      ...row.parameters,
      waiting_of: of,
      waiting_source: source,
      waiting_written: written,
      waiting_now: now,
    },
  };
}
