/** Where the header of a table is and what its columns mean: canonical names, a saved mapping, or a Chinese export. */
import type { FactKind, Words } from '../../../metrics/columns.ts';
import { factKind } from '../../../metrics/facts.ts';
import { canonicalKind, dataWidth, unknownColumns, unknownKind } from '../canonical-header.ts';
import {
  EXPORT_NOTICES,
  exporterOf,
  exportLayout,
  HEADER_WITHIN_ROWS,
  kindOfHeader,
  knownNames,
  LEAST_KNOWN_NAMES,
} from '../chinese-export.ts';
import { FileProblem } from '../file-problem.ts';
import { compileMapping, type MappingDocument, type NamesOfDirectories } from '../mapping.ts';
import type { VendorRow } from '../vendors/vendor.ts';
import type { LoadRequest } from './recognition.ts';

/** A mapping and the version its receipts name. */
export interface SavedMapping {
  document: MappingDocument;
  version: number;
  /** What the names it looks up stand for. */
  names?: NamesOfDirectories;
}

export interface TableLayout {
  /** Index of the header among the rows looked at. */
  headerAt: number;
  header: readonly string[];
  /** Cells of a row that are data; files of refused rows have more. */
  width: number;
  mapping: string;
  kind: FactKind;
  source: string;
  unknownColumns: readonly string[];
  map: (cells: readonly string[], record: number) => VendorRow;
  canonical: boolean;
  notices: Record<string, Words>;
  /** Where the cell of each canonical column stands, when every column is one: -1 for those that are missing. */
  places?: readonly number[];
}

export interface TableHints {
  request: LoadRequest;
  mapping?: SavedMapping;
  fileName: string;
  /** The name with the folders it came from, where it has any. */
  path?: string;
  from1904?: boolean;
}

/** Source code of rows whose file names none: exports are told apart from what people typed. */
const EXPORT_SOURCE = 'export';

/** @throws FileProblem `unknown-columns`, `missing-columns` when no row is a header */
export function findLayout(rows: readonly (readonly string[])[], hints: TableHints): TableLayout {
  const layout = tryLayout(rows, hints);
  if (layout) return layout;
  if (hints.request.as !== undefined && !factKind(hints.request.as)) throw unknownKind(hints.request.as);
  const widest = [...rows].sort((a, b) => filled(b) - filled(a))[0] ?? [];
  throw unknownColumns(widest, hints.request.as);
}

const filled = (cells: readonly string[]): number => cells.filter((cell) => cell.trim() !== '').length;

export function tryLayout(rows: readonly (readonly string[])[], hints: TableHints): TableLayout | undefined {
  const candidates = rows
    .slice(0, HEADER_WITHIN_ROWS)
    .map((cells, headerAt) => ({ headerAt, header: headerNames(cells) }));
  if (hints.mapping) return mappedLayout(candidates, hints.mapping, hints.request);
  for (const { headerAt, header } of candidates) {
    const kind = canonicalKind(header.slice(0, dataWidth(header)), hints.request.as, hints.fileName);
    if (kind) return canonicalLayout(headerAt, header, kind, hints.request);
  }
  let best: { headerAt: number; header: string[]; known: number } | undefined;
  for (const { headerAt, header } of candidates) {
    const known = knownNames(header);
    if (known >= LEAST_KNOWN_NAMES && known > (best?.known ?? 0)) best = { headerAt, header, known };
  }
  return best && exportedLayout(best.headerAt, best.header, hints, rows.slice(0, best.headerAt));
}

const headerNames = (cells: readonly string[]): string[] => cells.map((cell) => cell.replace(/^\ufeff/, '').trim());

function mappedLayout(
  candidates: readonly { headerAt: number; header: string[] }[],
  { document, version, names }: SavedMapping,
  request: LoadRequest,
): TableLayout {
  const { kind, reads, columns } = compileMapping(document, names);
  const found = candidates.find(({ header }) => [...reads].every((name) => header.includes(name)));
  if (!found) {
    const first = candidates.find(({ header }) => header.length > 1)?.header ?? [];
    const missing = [...reads].filter((name) => !first.includes(name)).join(', ');
    throw new FileProblem(
      'missing-columns',
      `映射 ${document.name} 需要的列不在文件中:${missing}`,
      `The mapping ${document.name} needs columns the file does not have: ${missing}`,
    );
  }
  const { header, headerAt } = found;
  const at = new Map<string, number>();
  header.forEach((name, i) => at.has(name) || at.set(name, i));
  const source = request.source ?? document.source ?? document.name;
  const width = dataWidth(header);
  const unread = header
    .slice(0, width)
    .map((name, i) => ({ name, i }))
    .filter(({ name }) => name !== '' && !reads.has(name));
  return {
    headerAt,
    header,
    width,
    mapping: `${document.name}@${version}`,
    kind,
    source,
    unknownColumns: unread.map(({ name }) => name),
    canonical: false,
    notices: {},
    map: (cells, record) => {
      const row = (name: string): string => cells[at.get(name) ?? -1] ?? '';
      const texts: Record<string, string> = {};
      for (const [name, compute] of columns) texts[name] = compute(row, record);
      if ((texts['source'] ?? '') === '' || request.source !== undefined) texts['source'] = source;
      const extra = Object.fromEntries(
        unread.map(({ name, i }) => [name, cells[i] ?? '']).filter(([, text]) => text !== ''),
      );
      return { columns: texts, extra };
    },
  };
}

function canonicalLayout(headerAt: number, header: string[], kind: FactKind, request: LoadRequest): TableLayout {
  const known = new Set(kind.columns.map((c) => c.name));
  const width = dataWidth(header);
  const at = new Map<string, number>();
  header.slice(0, width).forEach((name, i) => at.has(name) || at.set(name, i));
  const unread = header
    .slice(0, width)
    .map((name, i) => ({ name, i }))
    .filter(({ name }) => name !== '' && !known.has(name));
  const source = request.source ?? (at.has('source') ? '' : 'file');
  return {
    headerAt,
    header,
    width,
    mapping: 'canonical',
    kind,
    source,
    unknownColumns: [...new Set(unread.map(({ name }) => name))],
    canonical: true,
    notices: {},
    ...(unread.length === 0 && at.size === width ? { places: kind.columns.map((c) => at.get(c.name) ?? -1) } : {}),
    map: (cells) => {
      const columns: Record<string, string> = {};
      for (const name of known) columns[name] = cells[at.get(name) ?? -1] ?? '';
      if (known.has('source') && columns['source'] === '') columns['source'] = source;
      return {
        columns,
        extra: Object.fromEntries(
          unread.map(({ name, i }) => [name, cells[i] ?? '']).filter(([, text]) => text !== ''),
        ),
      };
    },
  };
}

/** The one year that the title over a table names, or its file. */
function yearOf(titles: readonly (readonly string[])[], fileName: string): string {
  const years = new Set(
    [
      ...titles
        .flat()
        .join(' ')
        .matchAll(/(?<!\d)(20\d{2}) ?年/g),
    ].map((match) => match[1]!),
  );
  if (years.size === 0)
    for (const [, year] of fileName.matchAll(/(?<!\d)(20\d{2})(?:年|[-_.]?\d{2}(?!\d))/g)) years.add(year!);
  return years.size === 1 ? [...years][0]! : '';
}

function exportedLayout(
  headerAt: number,
  header: string[],
  hints: TableHints,
  titles: readonly (readonly string[])[],
): TableLayout | undefined {
  const { request } = hints;
  const width = dataWidth(header);
  const guessed = kindOfHeader(header.slice(0, width));
  const kindName =
    request.as === 'checkins' || request.as === 'reports' || request.as === 'tasks' ? request.as : guessed;
  if (kindName === undefined || (request.as !== undefined && request.as !== kindName)) return undefined;
  const exporter = exporterOf(header);
  const source = request.source ?? exporter ?? EXPORT_SOURCE;
  const layout = exportLayout(header.slice(0, width), kindName, source, {
    from1904: hints.from1904 ?? false,
    year: yearOf(titles, hints.fileName),
  });
  return {
    headerAt,
    header,
    width,
    mapping: `${exporter ?? 'chinese'}-export`,
    kind: layout.kind,
    source,
    unknownColumns: layout.unknown,
    canonical: false,
    notices: EXPORT_NOTICES,
    map: (cells) => layout.map(cells),
  };
}
