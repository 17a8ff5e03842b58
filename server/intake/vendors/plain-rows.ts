/**
 * A second way from a vendor's records to canonical rows, for those that are plain and of the common sort: their bytes are
 * copied into the lines for the engine. It says exactly what the vendor's mapper says; what it does not take goes that way.
 */
import type { FactKind } from '../../../metrics/columns.ts';
import type { CanonicalLines } from '../canonical-lines.ts';
import { PlainRecord } from '../formats/plain-record.ts';
import { COMMA, PlainCell, QUOTE } from './plain-cell.ts';

/** A vendor's mapping of plain records. Fields are spoken of by their place in the list of `fields`. */
export interface PlainMapping {
  /** Those with a meaning; records may have others. */
  fields: readonly string[];
  /** Whether the mapping holds for this record. */
  takes(record: PlainRecord): boolean;
  /** Canonical column -> what stands in its cell. */
  cells: Readonly<Partial<Record<string, (cell: PlainCell) => void>>>;
  /** Whether the row has a place; `crs` says in which coordinate system, unless the caller names one. */
  hasPlace(record: PlainRecord): boolean;
  crs: string;
  /** Whether a field is kept aside, as nobody read it. */
  isAside(cell: PlainCell, field: number): boolean;
  /** A field that is read and kept aside as well. */
  alsoAside?: number;
}

/** Sheet, record | issue, original, extra | canonical cells. */
const NO_ISSUE = Buffer.from(',,,"');

export class PlainRows {
  /** Rows so far whose coordinate system was assumed. */
  assumed = 0;
  private readonly record: PlainRecord;
  private readonly cell: PlainCell;
  private readonly mapping: PlainMapping;
  private readonly cells: (((cell: PlainCell) => void) | undefined)[];
  private readonly assumes: boolean;
  private readonly isAside: (field: number) => boolean;

  constructor(mapping: PlainMapping, kind: FactKind, source: string, crs: string | undefined, lines: CanonicalLines) {
    this.mapping = mapping;
    this.assumes = crs === undefined;
    this.record = new PlainRecord(mapping.fields);
    this.cell = new PlainCell(this.record, lines);
    this.isAside = (field) => mapping.isAside(this.cell, field);
    const sourceText = inCell(source);
    const crsText = inCell(crs ?? mapping.crs);
    this.cells = kind.columns.map(({ name }) => {
      if (name === 'source') return (cell) => cell.literal(sourceText);
      if (name === 'crs') return (cell) => void (mapping.hasPlace(this.record) && cell.literal(crsText));
      return mapping.cells[name];
    });
  }

  /** Writes the record that begins at `at` as a line; the place behind it, or -1 when it is not taken. */
  write(bytes: Buffer, at: number, number: number): number {
    const { record, cell, cells } = this;
    const behind = record.read(bytes, at);
    if (behind < 0 || !this.mapping.takes(record)) return -1;
    cell.begin(behind - at);
    cell.byte(COMMA);
    cell.count(number);
    cell.literal(NO_ISSUE);
    cell.aside(this.isAside, this.mapping.alsoAside);
    cell.byte(QUOTE);
    for (let i = 0; i < cells.length; i++) {
      cell.byte(COMMA);
      const write = cells[i];
      if (!write) continue;
      cell.byte(QUOTE);
      write(cell);
      cell.byte(QUOTE);
    }
    if (!cell.end()) return -1;
    if (this.assumes && this.mapping.hasPlace(record)) this.assumed += 1;
    return behind;
  }
}

/** The text as it stands between the quotes of a cell. */
const inCell = (text: string): Buffer => Buffer.from(text.replaceAll('"', '""'));
