/** Lines of the file through which mapped rows reach the engine, gathered as bytes in one buffer that is used again and again. */
import { csvLine } from './formats/delimited.ts';
import type { CanonicalRow, WrittenLines } from './recognise/canonical-row.ts';

/** Cells in front of the canonical ones: sheet, record, issue, original, extra. */
export const LEADING_CELLS = 5;

const BYTES = 2 << 20;
const ENOUGH = 1 << 20;
/** Text is turned into bytes as so many characters at once. */
const TEXT_AT_ONCE = 1 << 14;
const BYTES_OF_A_CHARACTER = 3;

export class CanonicalLines {
  bytes = Buffer.allocUnsafe(BYTES);
  length = 0;
  rows = 0;
  private text = '';

  row(row: CanonicalRow): void {
    const extra = row.extra ? JSON.stringify(row.extra) : '';
    const original = row.original ? JSON.stringify(row.original) : '';
    const leading = [row.sheet, String(row.record), row.issue ?? '', original, extra === '{}' ? '' : extra];
    this.text += `${csvLine(leading)},${csvLine(row.cells)}\n`;
    this.rows += 1;
    if (this.text.length >= TEXT_AT_ONCE) this.settle();
  }

  /** Puts what is still text behind the bytes. */
  settle(): void {
    if (this.text === '') return;
    this.reserve(this.text.length * BYTES_OF_A_CHARACTER);
    this.length += this.bytes.write(this.text, this.length);
    this.text = '';
  }

  /** Makes room for so many bytes more. */
  reserve(more: number): void {
    if (this.length + more <= this.bytes.length) return;
    const larger = Buffer.allocUnsafe(2 * (this.length + more));
    this.bytes.copy(larger, 0, 0, this.length);
    this.bytes = larger;
  }

  /** What was gathered when that is enough to be written; it must be used up before anything more is. */
  *full(): Generator<WrittenLines> {
    if (this.length >= ENOUGH) yield* this.taken();
  }

  /** What was gathered, if anything; to be used up likewise. */
  *taken(): Generator<WrittenLines> {
    this.settle();
    const { rows } = this;
    if (rows === 0) return;
    const lines = this.bytes.subarray(0, this.length);
    this.length = 0;
    this.rows = 0;
    yield { lines, rows };
  }
}
