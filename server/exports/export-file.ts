/** A document as the bytes of a file. */
import type { ExportFormat } from '../contract-exports.ts';
import { csvFile } from './csv-file.ts';
import type { ExportDocument } from './export-document.ts';
import { pdfFile } from './pdf-file.ts';
import { pptxFile } from './pptx-file.ts';
import { xlsxFile } from './xlsx-file.ts';

export const MEDIA_TYPES: Record<ExportFormat, string> = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  pdf: 'application/pdf',
  pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
};

export interface FileOptions {
  /** Which table a CSV holds. */
  table?: string | undefined;
  /** Program that prints PDFs. */
  chromium: string | undefined;
}

export async function* exportFile(
  document: ExportDocument,
  format: ExportFormat,
  { table, chromium }: FileOptions,
): AsyncGenerator<Uint8Array | string> {
  if (format === 'csv') yield* csvFile(document, table);
  else if (format === 'xlsx') yield* xlsxFile(document);
  else yield format === 'pdf' ? await pdfFile(document, chromium) : await pptxFile(document);
}
