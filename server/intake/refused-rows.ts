/**
 * Refused rows as a CSV that can be put right and loaded again: the original columns, then where the row stood, why it
 * was refused and how to put it right. With a byte order mark, because spreadsheet programs in China take a CSV without one for GBK.
 */
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Injectable } from '@nestjs/common';
import { FactStore } from '../facts/fact-store.ts';
import { BatchLoader } from './batch-loader.ts';
import type { Batch } from './batch.entity.ts';
import { REFUSAL_COLUMNS } from './canonical-header.ts';
import { LEADING_CELLS } from './canonical-lines.ts';
import { TemporaryFiles } from './decoded-twin.ts';
import { FileVault } from './file-vault.ts';
import { csvLine } from './formats/delimited.ts';
import { parseElement } from './formats/json-elements.ts';
import { reasonFor } from './reasons.ts';
import { LENIENT } from './recognise/recognise-delimited.ts';
import { cellText } from './formats/cell-text.ts';
import type { OriginalRecord, Recognition } from './recognise/recognition.ts';
import { escapeCell } from './refusal-escape.ts';

interface RefusedRow {
  sheet: string;
  line: number;
  record: string;
  columns: string[];
  codes: string[];
  /** What stood in each of the columns. */
  told: string[];
}

/** Columns a spreadsheet opens well; a line of JSON that is no object has none of its own. */
const RAW_COLUMN = 'raw';

@Injectable()
export class RefusedRows {
  constructor(
    private readonly store: FactStore,
    private readonly vault: FileVault,
    private readonly loader: BatchLoader,
  ) {}

  /** The lines of the CSV, in pieces; memory does not grow with their number. */
  async *csv(batch: Batch): AsyncGenerator<string> {
    const files = new TemporaryFiles(this.vault.temporaryFolder);
    try {
      const { request, path, sha256, format } = batch;
      const recognition = await this.loader.recognise(
        this.vault.pathOf(sha256),
        path,
        request,
        files,
        format.endsWith(LENIENT),
      );
      const header = recognition.refusedHeader ?? [
        ...recognition.kind.columns.map((c) => c.name),
        ...(recognition.format === 'ndjson' ? [RAW_COLUMN] : []),
      ];
      yield `\ufeff${csvLine([...header, ...REFUSAL_COLUMNS])}\r\n`;
      const places = new Places(recognition);
      try {
        for await (const row of this.refused(batch.receipt)) {
          const place = await places.find(row.sheet, row.line);
          const cells = place?.cells ? fitted(place.cells, header.length) : cellsOf(row.record, header, recognition);
          const line = place?.line ?? row.line;
          const reasons = row.codes.map(reasonFor);
          const said = (lang: 'zh' | 'en'): string =>
            reasons.map(({ what, fix }) => `${what[lang]}: ${fix[lang]}`).join('; ');
          const faults = [row.columns.join(';'), row.codes.join(';'), said('zh'), said('en'), row.told.join(';')];
          const own = [row.sheet, String(line), ...faults, path];
          yield `${csvLine([...cells, ...own].map(escapeCell))}\r\n`;
        }
      } finally {
        await places.close();
      }
    } finally {
      await files.dispose();
    }
  }

  /** Writes the CSV to `path` (or beside the data) and returns where it is. */
  async write(
    batch: Batch,
    path = `${this.vault.rejectsFolder}/${batch.receipt}-${plainName(batch.path)}.csv`,
  ): Promise<string> {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await pipeline(Readable.from(this.csv(batch)), createWriteStream(path, { mode: 0o600 }));
    return path;
  }

  private refused(batch: number): AsyncIterable<RefusedRow> {
    return this.store.stream<RefusedRow>(
      `SELECT sheet, line, any(record) AS record, groupArray(column) AS columns, groupArray(code) AS codes, groupArray(value) AS told
       FROM refused WHERE batch = {batch:UInt32} GROUP BY sheet, line ORDER BY sheet, line`,
      { batch },
    );
  }
}

const plainName = (path: string): string =>
  basename(path)
    .replace(/\.(csv|tsv|txt|json|ndjson|xlsx|gz)$/gi, '')
    .replace(/[^\p{L}\p{N}._-]+/gu, '_')
    .slice(0, 80) || 'rows';

/** The cells of a refused row under `header`. `record` is what the stage kept: the cells as they were read. */
function cellsOf(record: string, header: readonly string[], recognition: Recognition): string[] {
  const kept = JSON.parse(record) as string[];
  if (!recognition.direct) {
    const original = kept[3] ?? '';
    if (recognition.refusedHeader && original !== '') return JSON.parse(original) as string[];
    const cells = kept.slice(LEADING_CELLS);
    if (recognition.format !== 'xlsx' || !recognition.refusedHeader) return cells;
    // A row of canonical columns alone, in the order of the sheet.
    const names = recognition.kind.columns.map(({ name }) => name);
    return header.map((name) => cells[names.indexOf(name)] ?? '');
  }
  if (recognition.format !== 'ndjson') return header.map((_name, i) => kept[i] ?? '');
  const parsed = parseElement(kept[0] ?? '');
  return header.map((name) => (name === RAW_COLUMN ? (parsed ? '' : (kept[0] ?? '')) : cellText(parsed?.[name])));
}

/**
 * A row with too many cells mostly has a separator inside its last one, and a row with too few lacks its end: so both fit
 * the header again and nothing is lost.
 */
function fitted(cells: readonly string[], width: number): string[] {
  if (cells.length <= width) return Array.from({ length: width }, (_, i) => cells[i] ?? '');
  return [...cells.slice(0, width - 1), cells.slice(width - 1).join(',')];
}

/** Records as they stand in the file, asked for in ascending order and found by walking the file once. */
class Places {
  private readonly recognition: Recognition;
  private walk: AsyncIterator<OriginalRecord> | undefined;

  constructor(recognition: Recognition) {
    this.recognition = recognition;
  }

  /** undefined when the record's number is its place: a row of a sheet, a line of NDJSON. */
  async find(sheet: string, record: number): Promise<{ line: number; cells?: readonly string[] } | undefined> {
    const { format } = this.recognition;
    if (format === 'xlsx' || format === 'ndjson') return undefined;
    this.walk ??= this.recognition.originals()[Symbol.asyncIterator]();
    for (;;) {
      const next = await this.walk.next();
      if (next.done) return undefined;
      const { line, cells } = next.value;
      if (next.value.sheet !== sheet || next.value.record !== record) continue;
      return this.recognition.refusedHeader ? { line, cells } : { line };
    }
  }

  async close(): Promise<void> {
    await this.walk?.return?.();
  }
}
