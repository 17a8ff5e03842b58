/** Short ways to write the directory rows of examples. */
type Row = Record<string, unknown>;

export const system = (code: string, more: Row = {}): Row => ({ code, name: code, owner: 'D1', ...more });

export const inspection = (code: string, starts_on: string, more: Row = {}): Row => ({
  code,
  org_unit_code: 'T1',
  starts_on,
  organizer: 'D1',
  matter: 'M1',
  ...more,
});

export const unit = (code: string, level: string, parent_code = '', more: Row = {}): Row => ({
  code,
  name: code,
  level,
  parent_code,
  ...more,
});
