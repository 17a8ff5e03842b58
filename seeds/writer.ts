/** Canonical CSV files, written as they are made: UTF-8, LF, one buffer a file, never more than a few hundred kB held. */
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const FLUSH_AT = 1 << 18;

export interface WrittenFile {
  /** Relative to the world's folder. */
  path: string;
  kind: string;
  source?: string;
}

export class CsvFile {
  rows = 0;
  private held = '';
  private readonly descriptor: number;

  constructor(path: string, header: string) {
    this.descriptor = openSync(path, 'w');
    this.held = `${header}\n`;
  }

  /** One record, cells joined and quoted already, without its line end. */
  line(record: string): void {
    this.rows += 1;
    this.held += record;
    this.held += '\n';
    if (this.held.length >= FLUSH_AT) this.flush();
  }

  close(): void {
    this.flush();
    closeSync(this.descriptor);
  }

  private flush(): void {
    const bytes = Buffer.from(this.held, 'utf8');
    for (let written = 0; written < bytes.length;) written += writeSync(this.descriptor, bytes, written);
    this.held = '';
  }
}

/** Quotes a cell when RFC 4180 asks for it. */
export function cell(value: string): string {
  return /[",\n\r]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

/** The files of one world, opened when their first row comes. */
export class WorldWriter {
  readonly files: WrittenFile[] = [];
  private readonly open = new Map<string, CsvFile>();
  private readonly kindOf = new Map<CsvFile, string>();

  constructor(private readonly folder: string) {
    mkdirSync(folder, { recursive: true });
  }

  /** File of a kind, or of a kind as one source exports it. */
  file(kind: string, header: readonly string[], source?: string): CsvFile {
    const name = source === undefined ? `${kind}.csv` : `${kind}-${source}.csv`;
    let file = this.open.get(name);
    if (!file) {
      file = new CsvFile(join(this.folder, name), header.join(','));
      this.open.set(name, file);
      this.kindOf.set(file, kind);
      this.files.push(source === undefined ? { path: name, kind } : { path: name, kind, source });
    }
    return file;
  }

  /** A whole small file; the columns are those of the first record. Without records there is no file. */
  table(kind: string, records: readonly Record<string, string | number | boolean | undefined>[]): void {
    if (records.length === 0) return;
    const columns = Object.keys(records[0] ?? {});
    const file = this.file(kind, columns);
    for (const record of records) file.line(columns.map((column) => cell(String(record[column] ?? ''))).join(','));
  }

  rows(): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const [file, kind] of this.kindOf) counts[kind] = (counts[kind] ?? 0) + file.rows;
    return counts;
  }

  /** Rows so far of the kinds named. */
  eventRows(kinds: readonly string[]): number {
    let sum = 0;
    for (const [file, kind] of this.kindOf) if (kinds.includes(kind)) sum += file.rows;
    return sum;
  }

  close(): void {
    for (const file of this.open.values()) file.close();
  }
}
