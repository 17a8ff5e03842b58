/** Pairs of requirements that ask for the same, as what a page shows: what merging returns, who stands next to whom, field beside field. */
import type { Overlap } from '../server/contract-overlap.ts';
import type { RequirementDetail } from '../server/contract.ts';

const DAYS_IN_A_YEAR = 365;
/** A monthly form answered once says nothing about a year. */
export const FEWEST_DAYS = 28;

/** Days that the answer covers and the data reach: a quarter asked of a month of data is a month. */
export function coveredDays(
  span: { from: string | null; to: string | null },
  data: { first: string | undefined; last: string | undefined },
): number {
  if (!span.from || !span.to) return 0;
  const from = data.first && data.first > span.from ? data.first : span.from;
  const to = data.last && data.last < span.to ? data.last : span.to;
  return Math.max(0, Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000) + 1);
}

/** Hours of the period as hours in a year at the same pace; null where the period is too short to say. */
export const perYear = (hours: number, days: number): number | null =>
  days < FEWEST_DAYS ? null : (hours * DAYS_IN_A_YEAR) / days;

export interface Merged {
  /** Each requirement that can be merged, with the pair that returns most. */
  best: Overlap[];
  hours: number;
}

/** A requirement is merged once: of several it could go into, the one that returns most counts. */
export function merged(rows: readonly Overlap[]): Merged {
  const best = new Map<string, Overlap>();
  for (const row of rows) {
    if (row.verdict !== 'merge') continue;
    const known = best.get(row.first.code);
    if (!known || row.hoursSaved > known.hoursSaved) best.set(row.first.code, row);
  }
  const list = [...best.values()].sort((a, b) => b.hoursSaved - a.hoursSaved);
  return { best: list, hours: list.reduce((sum, row) => sum + row.hoursSaved, 0) };
}

export interface Asking {
  code: string;
  name: string;
  fields: number;
}

/** Requirements of the pairs, those with most to merge first, at most `most`; like beside like. */
export function clustered(rows: readonly Overlap[], most: number): { shown: Asking[]; left: number } {
  const weight = new Map<string, number>();
  const sides = new Map<string, Asking>();
  for (const row of rows)
    for (const { code, name, fields } of [row.first, row.second]) {
      sides.set(code, { code, name, fields });
      weight.set(code, (weight.get(code) ?? 0) + (row.verdict === 'merge' ? 1000 : 0) + row.shared.length);
    }
  const codes = [...sides.keys()].sort((a, b) => weight.get(b)! - weight.get(a)! || a.localeCompare(b)).slice(0, most);
  return {
    shown: besideLike(codes, likenesses(rows)).map((code) => sides.get(code)!),
    left: sides.size - codes.length,
  };
}

const pairKey = (a: string, b: string): string => (a < b ? `${a}\u001f${b}` : `${b}\u001f${a}`);

/** Jaccard: shared of all that either asks. */
function likenesses(rows: readonly Overlap[]): Map<string, number> {
  return new Map(
    rows.map((row) => {
      const either = row.first.fields + row.second.fields - row.shared.length;
      return [pairKey(row.first.code, row.second.code), either > 0 ? Math.min(1, row.shared.length / either) : 0];
    }),
  );
}

/** Order of the leaves of average-linkage clustering; at most some thirty codes, so the plain cubic way will do. */
function besideLike(codes: readonly string[], likeness: ReadonlyMap<string, number>): string[] {
  const groups = codes.map((code) => [code]);
  const between = (a: readonly string[], b: readonly string[]): number =>
    a.reduce((sum, x) => sum + b.reduce((inner, y) => inner + (likeness.get(pairKey(x, y)) ?? 0), 0), 0) /
    (a.length * b.length);
  while (groups.length > 1) {
    let best = { i: 0, j: 1, value: -1 };
    for (let i = 0; i < groups.length; i++)
      for (let j = i + 1; j < groups.length; j++) {
        const value = between(groups[i]!, groups[j]!);
        if (value > best.value) best = { i, j, value };
      }
    const [joined] = groups.splice(best.j, 1);
    groups[best.i] = [...groups[best.i]!, ...joined!];
  }
  return groups[0] ?? [];
}

export interface FieldRow {
  first: string;
  firstKey: string;
  second: string;
  secondKey: string;
  basis: 'key' | 'label' | 'values' | null;
  agreed: number | null;
  compared: number | null;
}

type Fields = RequirementDetail['fields'];

/** Every field of both forms once: shared ones side by side, then what only one of them asks. */
export function fieldByField(pair: Overlap, first: Fields, second: Fields): FieldRow[] {
  const keyOf = (fields: Fields, label: string): string =>
    fields.find((field) => plain(field.label) === plain(label))?.semanticKey ?? '';
  const both = pair.shared.map(({ label, other, basis, agreed, compared }): FieldRow => ({
    first: label,
    firstKey: keyOf(first, label),
    second: other,
    secondKey: keyOf(second, other),
    basis,
    agreed,
    compared,
  }));
  const alone = (fields: Fields, taken: string[]): Fields =>
    fields.filter((field) => !taken.some((label) => plain(label) === plain(field.label)));
  const none = { first: '', firstKey: '', second: '', secondKey: '', basis: null, agreed: null, compared: null };
  return [
    ...both,
    ...alone(
      first,
      both.map((row) => row.first),
    ).map((field) => ({ ...none, first: field.label, firstKey: field.semanticKey })),
    ...alone(
      second,
      both.map((row) => row.second),
    ).map((field) => ({ ...none, second: field.label, secondKey: field.semanticKey })),
  ];
}

/** As the server compares labels: without width, case, spaces, punctuation and what stands in brackets. */
function plain(label: string): string {
  return label
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\([^()]*\)/g, '')
    .replace(/[\s\p{P}\p{S}]+/gu, '');
}
