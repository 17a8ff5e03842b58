/** Delimited files of a known system whose rows are gathered into facts: see vendors/table-format.ts. */
import { factKind } from '../../../metrics/facts.ts';
import { FileProblem } from '../file-problem.ts';
import type { TableFormat } from '../vendors/table-format.ts';
import type { VendorRow } from '../vendors/vendor.ts';
import { dataRecords, type TextFile } from './text-file.ts';
import type { CanonicalRow } from './canonical-row.ts';
import type { OriginalRecord, Recognition } from './recognition.ts';
import { canonicalRow, Notices, unreadableRow } from './row-plan.ts';
import type { TableHints } from './table-layout.ts';

/** @throws FileProblem `other-kind` */
export function recogniseTable(
  { path, encoding }: TextFile,
  delimiter: string,
  { table, header }: { table: TableFormat; header: readonly string[] },
  hints: TableHints,
): Recognition {
  const { request } = hints;
  if (request.as !== undefined && request.as !== table.kind)
    throw new FileProblem(
      'other-kind',
      `这是 ${table.format},内容为 ${table.kind},不是 ${request.as}。`,
      `This is ${table.format}, which holds ${table.kind}, not ${request.as}.`,
    );
  const kind = factKind(table.kind)!;
  const source = request.source ?? table.source;
  const notices = new Notices(table.notices);
  const counted = (row: VendorRow, record: number): CanonicalRow => {
    notices.count(row.notices);
    return canonicalRow(kind, row, { sheet: '', record });
  };
  return {
    format: table.format,
    encoding: encoding.label,
    mapping: table.format,
    kind,
    source,
    unknownColumns: [],
    warnings: encoding.warnings,
    notices,
    rows: async function* (): AsyncGenerator<CanonicalRow> {
      const reader = table.reader(header, source, hints.path ?? hints.fileName);
      for await (const { cells, record, fault } of dataRecords(path, encoding, delimiter, 0)) {
        if (fault) yield unreadableRow(kind, `${fault}|`, { sheet: '', record });
        else if (cells.slice(header.length).some((cell) => cell.trim() !== ''))
          yield unreadableRow(kind, 'wrong-column-count|', { sheet: '', record });
        else if (cells.some((cell) => cell.trim() !== ''))
          for (const row of reader.read(cells, record)) yield counted(row, record);
      }
      for (const row of reader.end()) yield counted(row, row.record ?? 0);
    },
    originals: async function* (): AsyncGenerator<OriginalRecord> {
      for await (const { cells, line, text, record } of dataRecords(path, encoding, delimiter, 0))
        yield { sheet: '', record, line, header, cells, text };
    },
  };
}
