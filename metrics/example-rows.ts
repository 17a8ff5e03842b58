/** Short ways to write the rows of examples. Times `YYYY-MM-DD hh:mm:ss` are those of Asia/Shanghai. */
type Row = Record<string, unknown>;

export const at = (time: string): string => `${time.replace(' ', 'T')}+08:00`;

const TIMES = [
  'claimed_at',
  'captured_at',
  'uploaded_at',
  'opened_at',
  'submitted_at',
  'issued_at',
  'due_at',
  'completed_at',
];

function row(required: Row, more: Row): Row {
  const all: Row = { source: 'app', requirement_code: 'R1', ...required, ...more };
  return Object.fromEntries(
    Object.entries(all).map(([name, value]) => [
      name,
      TIMES.includes(name) && typeof value === 'string' && value !== '' ? at(value) : value,
    ]),
  );
}

export const checkin = (external_id: string, cadre_code: string, claimed_at: string, more: Row = {}): Row =>
  row({ external_id, cadre_code, claimed_at }, more);

export const report = (external_id: string, cadre_code: string, submitted_at: string, more: Row = {}): Row =>
  row({ external_id, cadre_code, submitted_at }, more);

export const task = (external_id: string, cadre_code: string, issued_at: string, due_at: string, more: Row = {}): Row =>
  row({ external_id, cadre_code, issued_at, due_at }, more);

export const requirement = (code: string, kind: string, more: Row = {}): Row => ({
  code,
  name: code,
  kind,
  issuer: 'D1',
  ...more,
});

/** A county with one township per entry: unit `T<n>` and its cadres. */
export function county(cadres: Record<string, readonly string[]>): { org_units: Row[]; cadres: Row[] } {
  const unit = (code: string, level: string, parent_code: string) => ({ code, name: code, level, parent_code });
  return {
    org_units: [unit('C', 'county', ''), ...Object.keys(cadres).map((code) => unit(code, 'township', 'C'))],
    cadres: Object.entries(cadres).flatMap(([code, people]) =>
      people.map((person) => ({ code: person, org_unit_code: code })),
    ),
  };
}
