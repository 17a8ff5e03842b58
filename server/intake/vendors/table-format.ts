/** Delimited files of a known system, told by their header, whose rows make up the facts in their own way. */
import type { Words } from '../../../metrics/columns.ts';
import type { FactKindName } from '../../../metrics/facts.ts';
import type { VendorRow } from './vendor.ts';

export interface TableReader {
  /** A row may complete nothing, one thing or several. */
  read(cells: readonly string[], record: number): readonly VendorRow[];
  end(): readonly VendorRow[];
}

export interface TableFormat {
  format: string;
  kind: FactKindName;
  source: string;
  recognises(header: readonly string[]): boolean;
  /** @param path the file with the folders it lies in: some of these files are named by their folder alone */
  reader(header: readonly string[], source: string, path: string): TableReader;
  notices: Record<string, Words>;
}

/** The cell under a name; '' when the file has no such column. */
export function cellUnder(header: readonly string[]): (cells: readonly string[], name: string) => string {
  const at = new Map(header.map((name, i) => [name, i] as const));
  return (cells, name) => (cells[at.get(name) ?? -1] ?? '').trim();
}
