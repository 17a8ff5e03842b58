/** Turns mapped rows into the engine's rows, counting their peculiarities for the receipt. */
import type { FactKind, Words } from '../../../metrics/columns.ts';
import type { VendorRow } from '../vendors/vendor.ts';
import type { CanonicalRow } from './canonical-row.ts';
import type { LoadRequest } from './recognition.ts';

/** What a vendor's coordinates are in is known from its documents, not from the file. */
const ASSUMED_CRS: Record<string, Words> = {
  'crs-gcj02': {
    zh: '{n} 条坐标按 GCJ-02(火星坐标)读取并换算为 WGS-84;如不对,请指明坐标系(crs)后重新导入',
    en: '{n} coordinates were taken for GCJ-02 and converted to WGS-84; if that is wrong, load again and name the system (crs)',
  },
};

export class Notices extends Map<string, { words: Words; n: number }> {
  private readonly known: Record<string, Words>;

  constructor(known: Record<string, Words>) {
    super();
    this.known = { ...ASSUMED_CRS, ...known };
  }

  count(names: readonly string[] | undefined, rows = 1): void {
    for (const name of names ?? []) {
      const words = this.known[name];
      if (words) this.set(name, { words, n: (this.get(name)?.n ?? 0) + rows });
    }
  }
}

/** The coordinate system the caller names wins over a guess; a guess is counted for the receipt. */
export function placed(row: VendorRow, { crs }: LoadRequest, stated: boolean): VendorRow {
  const assumed = row.columns['crs'] ?? '';
  if ((row.columns['lat'] ?? '') === '') return row;
  if (crs !== undefined && (!stated || assumed === '')) return { ...row, columns: { ...row.columns, crs } };
  if (stated || assumed === '') return row;
  return { ...row, notices: [...(row.notices ?? []), `crs-${assumed}`] };
}

export function canonicalRow(
  kind: FactKind,
  row: VendorRow,
  place: Omit<CanonicalRow, 'cells' | 'extra'>,
): CanonicalRow {
  const cells = new Array<string>(kind.columns.length);
  for (let i = 0; i < cells.length; i++) cells[i] = row.columns[kind.columns[i]!.name] ?? '';
  const canonical: CanonicalRow = { ...place, cells };
  if (row.record !== undefined) canonical.record = row.record;
  if (row.issue !== undefined) canonical.issue = row.issue;
  if (row.extra) canonical.extra = row.extra;
  return canonical;
}

/** A row in which nothing can be read: it is refused for the reason the reader gives. */
export function unreadableRow(
  kind: FactKind,
  issue: string,
  place: Omit<CanonicalRow, 'cells' | 'issue'>,
): CanonicalRow {
  return { ...place, issue, cells: kind.columns.map(() => '') };
}
