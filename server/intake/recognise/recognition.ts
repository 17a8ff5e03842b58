/** What the intake found a file to be, and how its rows are read. */
import type { FactKind, Words } from '../../../metrics/columns.ts';
import type { SourceFile } from '../../facts/fact-store.ts';
import type { RawRow } from '../sql/stage.ts';
import type { CanonicalRow, WrittenLines } from './canonical-row.ts';
import type { FormLabels } from '../vendors/vendor.ts';

/** What the caller said about a file. */
export interface LoadRequest {
  source?: string;
  as?: string;
  encoding?: string;
  /** Coordinate system of the file, where it does not say so itself: wgs84, gcj02 or bd09. */
  crs?: string;
  /** Only rows of this source may be loaded (a machine's token). */
  onlySource?: string;
}

/** Labels of a form that was loaded before, by the name its submissions give it. */
export type FindForm = (form: string) => Promise<FormLabels | undefined>;

/** The engine reads the file (or its decoded twin) itself. */
export interface DirectPlan {
  file: SourceFile;
  settings: Record<string, string | number | boolean>;
  row: RawRow;
  /** Making the rows took longer than storing them does: that may be done in small pieces, which take less memory. */
  unhurried?: boolean;
}

/** A record as it stands in the file. */
export interface OriginalRecord {
  sheet: string;
  record: number;
  /** Physical line (or row of the sheet) where it starts, from 1. */
  line: number;
  header: readonly string[];
  cells: readonly string[];
  text: string;
}

export interface Recognition {
  format: string;
  encoding: string;
  /** `canonical`, a known upstream format, or `name@version` of a saved mapping. */
  mapping: string;
  kind: FactKind;
  source: string;
  unknownColumns: readonly string[];
  warnings: readonly Words[];
  /** Counted while rows are read: what to tell, once the number is known. */
  notices: ReadonlyMap<string, { words: Words; n: number }>;
  direct?: DirectPlan;
  rows?: () => AsyncIterable<CanonicalRow | WrittenLines>;
  /** All records of the file in order, as they stand in it. */
  originals: () => AsyncIterable<OriginalRecord>;
  /** Header under which refused rows are handed back; undefined = the canonical columns. */
  refusedHeader?: readonly string[];
}
