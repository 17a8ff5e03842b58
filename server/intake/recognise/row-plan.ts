/** Turns mapped rows into the engine's rows, counting their peculiarities for the receipt. */
import type { FactKind, Words } from '../../../metrics/columns.ts';
import type { VendorRow } from '../vendors/vendor.ts';
import type { CanonicalRow } from './recognition.ts';

export class Notices extends Map<string, { words: Words; n: number }> {
  private readonly known: Record<string, Words>;

  constructor(known: Record<string, Words>) {
    super();
    this.known = known;
  }

  count(names: readonly string[] | undefined): void {
    for (const name of names ?? []) {
      const words = this.known[name];
      if (words) this.set(name, { words, n: (this.get(name)?.n ?? 0) + 1 });
    }
  }
}

export function canonicalRow(
  kind: FactKind,
  row: VendorRow,
  place: Omit<CanonicalRow, 'cells' | 'extra'>,
): CanonicalRow {
  return {
    ...place,
    cells: kind.columns.map((c) => row.columns[c.name] ?? ''),
    ...(row.extra && Object.keys(row.extra).length > 0 ? { extra: row.extra } : {}),
  };
}

/** A row in which nothing can be read: it is refused for the reason the reader gives. */
export function unreadableRow(
  kind: FactKind,
  issue: string,
  place: Omit<CanonicalRow, 'cells' | 'issue'>,
): CanonicalRow {
  return { ...place, issue, cells: kind.columns.map(() => '') };
}

/** A cell of a JSON record as text: lists and objects as JSON. */
export function cellText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value;
  return typeof value === 'object' ? JSON.stringify(value) : String(value as number | boolean);
}
