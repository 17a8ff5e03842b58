/** What of an evidence row is shown to whom: people by pseudonym, and to some readers not at all. */
import { factKind } from '../../metrics/facts.ts';
import type { EvidenceRow } from '../contract.ts';

export interface EvidencePage {
  total: number;
  counted: number;
  page: number;
  size: number;
  rows: EvidenceRow[];
}

/** Columns that have a place of their own in an evidence row. */
const PLACED_COLUMNS = new Set([
  'source',
  'external_id',
  'requirement_code',
  'cadre_code',
  'claimed_at',
  'captured_at',
  'uploaded_at',
]);

/** Columns that name people: shown with pseudonyms, and to some readers not at all. */
const NAMING_COLUMNS = new Set(['created_by', 'owner_cadre_code', 'attendees']);

/** Nobody is named. Photos stay: they are what an auditor compares. */
export function withoutNames(evidence: EvidencePage): EvidencePage {
  return {
    ...evidence,
    rows: evidence.rows.map(({ columns, ...row }) => ({ ...row, cadre: '', columns: withoutNamesOf(columns) })),
  };
}

/** For readers who may see what was reported but neither by whom nor whom a photo shows. */
export function withoutPeople(evidence: EvidencePage): EvidencePage {
  const { rows, ...page } = withoutNames(evidence);
  return { ...page, rows: rows.map(({ photos: _photos, ...row }) => row) };
}

function withoutNamesOf(columns: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(columns).filter(([name]) => !NAMING_COLUMNS.has(name)));
}

/** The columns that say something, people replaced by pseudonyms. */
export function shown(
  kind: string,
  fact: Record<string, unknown>,
  pseudonym: (cadre: string) => string,
): Record<string, unknown> {
  const entries = (factKind(kind)?.columns ?? [])
    .filter((column) => !PLACED_COLUMNS.has(column.name))
    .map((column) => [column.name, fact[column.name]] as const)
    .filter(
      ([, value]) =>
        value !== null && value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0),
    )
    .map(([name, value]) => [name, withoutNameIn(name, value, pseudonym)] as const);
  return Object.fromEntries(entries);
}

/** Values that name a person, with the pseudonym instead. */
function withoutNameIn(name: string, value: unknown, pseudonym: (cadre: string) => string): unknown {
  if (name === 'created_by' || name === 'owner_cadre_code') return pseudonym(String(value));
  if (name !== 'attendees' || !Array.isArray(value)) return value;
  return value.map((attendee) => {
    const [unit = '', cadre = '', ...rest] = String(attendee).split('|');
    return [unit, cadre === '' ? '' : pseudonym(cadre), ...rest].join('|');
  });
}
