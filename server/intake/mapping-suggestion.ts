/** What the columns of a foreign table may mean: a start for the person who makes the mapping, never used unasked. */
import type { FactKind } from '../../metrics/columns.ts';
import { FACT_KINDS, factKind } from '../../metrics/facts.ts';
import { HEADER_WITHIN_ROWS, kindOfHeader, knownNames, meaningOf, type Meaning } from './chinese-export.ts';
import type { MappingDocument } from './mapping.ts';

export interface Suggestion {
  /** Index of the header among the rows. */
  headerAt: number;
  kind: string;
  columns: MappingDocument['columns'];
}

/** The canonical column of a kind that a header of the alias table stands for. */
const CANONICAL: Partial<Record<string, Partial<Record<Meaning, string>>>> = {
  checkins: {
    id: 'external_id',
    person: 'cadre_code',
    personName: 'cadre_code',
    form: 'requirement_code',
    punchTime: 'claimed_at',
    day: 'claimed_at',
    uploadTime: 'uploaded_at',
    submitTime: 'uploaded_at',
    type: 'kind',
    place: 'place',
    lat: 'lat',
    lon: 'lon',
    device: 'device_id',
    photo: 'photos',
    note: 'note',
  },
  reports: {
    id: 'external_id',
    person: 'cadre_code',
    personName: 'cadre_code',
    form: 'requirement_code',
    submitTime: 'submitted_at',
    period: 'period',
    punchTime: 'claimed_at',
    day: 'claimed_at',
    openTime: 'opened_at',
    text: 'text',
    photo: 'photos',
  },
  tasks: {
    id: 'external_id',
    person: 'cadre_code',
    personName: 'cadre_code',
    unit: 'org_unit_code',
    form: 'requirement_code',
    issueTime: 'issued_at',
    dueTime: 'due_at',
    doneTime: 'completed_at',
    result: 'status',
    minutes: 'minutes',
  },
};

/** Columns that together tell one event from another when the table has no number of its own. */
const TELLING = ['cadre_code', 'org_unit_code', 'claimed_at', 'submitted_at', 'issued_at', 'requirement_code'];

const plain = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/[\s*:_()-]/g, '')
    .toLowerCase();

/** The row that looks most like a header: names of the alias table first, then many different filled cells. */
function headerIndex(rows: readonly (readonly string[])[]): number {
  const score = (cells: readonly string[]): number => {
    const filled = cells.map((cell) => cell.trim()).filter((cell) => cell !== '');
    const worded = filled.filter((cell) => !/^[\d\s.,:/-]+$/.test(cell));
    return knownNames(cells) * 100 + new Set(worded).size;
  };
  const candidates = rows.slice(0, HEADER_WITHIN_ROWS);
  return candidates.reduce((best, cells, i) => (score(cells) > score(candidates[best]!) ? i : best), 0);
}

function columnFor(name: string, kind: FactKind): string | undefined {
  const written = plain(name);
  const own = kind.columns.find(
    (column) =>
      [column.name, column.meaning.zh, column.meaning.en].map(plain).includes(written) ||
      plain(column.meaning.zh.replace(/\(.*$/, '')) === written,
  );
  const meaning = meaningOf(name)?.meaning;
  return own?.name ?? (meaning === undefined ? undefined : CANONICAL[kind.kind]?.[meaning]);
}

function columnsFor(header: readonly string[], kind: FactKind): MappingDocument['columns'] {
  const best = new Map<string, { name: string; rank: number }>();
  for (const cell of header) {
    const name = cell.trim();
    const column = name === '' ? undefined : columnFor(name, kind);
    if (column === undefined) continue;
    // A person's number is preferred to the name, a punch to its day.
    const meaning = meaningOf(name)?.meaning;
    const rank = meaning === 'personName' || meaning === 'day' ? 1 : 0;
    if (rank < (best.get(column)?.rank ?? 2)) best.set(column, { name, rank });
  }
  const columns: MappingDocument['columns'] = Object.fromEntries([...best].map(([column, { name }]) => [column, name]));
  const pair = header.find((cell) => meaningOf(cell.trim())?.meaning === 'pair')?.trim();
  if (pair !== undefined && CANONICAL[kind.kind]?.lat !== undefined && !('lat' in columns) && !('lon' in columns))
    for (const name of ['lat', 'lon']) columns[name] = { column: pair, form: 'pair' };
  if (kind.columns.some(({ name }) => name === 'external_id') && columns['external_id'] === undefined) {
    const parts = TELLING.filter((column) => columns[column] !== undefined).map(
      (column) => `{${columns[column] as string}}`,
    );
    if (parts.length > 1) columns['external_id'] = { template: parts.join('|') };
  }
  return columns;
}

/** @param rows first rows of the table @param asked kind the person chose */
export function suggestMapping(rows: readonly (readonly string[])[], asked?: string, at?: number): Suggestion {
  const headerAt = at ?? headerIndex(rows);
  const header = rows[headerAt] ?? [];
  const guessed = asked ?? kindOfHeader(header);
  const kinds: FactKind[] = guessed === undefined ? [...FACT_KINDS] : [factKind(guessed)!];
  const fitting = kinds
    .map((kind) => {
      const columns = columnsFor(header, kind);
      const lacking = kind.columns.filter(({ name, required }) => required && name !== 'source' && !(name in columns));
      return { kind, columns, lacking: lacking.length, found: Object.keys(columns).length };
    })
    .sort((a, b) => b.found - a.found || a.lacking - b.lacking)[0]!;
  return { headerAt, kind: fitting.kind.kind, columns: fitting.columns };
}
