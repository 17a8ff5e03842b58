import type { IndicatorRow, Units } from './api.ts';

/** Townships where the answer has them; a caller who sees only one township gets what lies in it. */
export function ofTownships(rows: readonly IndicatorRow[], units: Units['rows']): readonly IndicatorRow[] {
  const townships = new Set(units.filter((unit) => unit.level === 'township').map((unit) => unit.code));
  const shown = rows.filter((row) => townships.has(row.unit ?? ''));
  return shown.length > 0 ? shown : rows;
}
