/** What a kind of facts is made of: columns, their types, units and meaning. */

export interface Words {
  zh: string;
  en: string;
}

/**
 * How a text cell becomes a value:
 * - `code` identifier text, never a number, trimmed, at most 200 characters
 * - `text` free text · `json` a JSON object · `list` items separated by `;` · `hash` hexadecimal digest
 * - `time` instant, ISO 8601 with offset; without one Asia/Shanghai · `date` calendar day in Asia/Shanghai
 * - `integer`, `decimal`, `latitude`, `longitude` · `boolean` true/false/1/0/是/否
 * - `choice` one of `choices`
 */
export type ColumnType =
  | 'code'
  | 'text'
  | 'json'
  | 'list'
  | 'hash'
  | 'time'
  | 'date'
  | 'integer'
  | 'decimal'
  | 'latitude'
  | 'longitude'
  | 'boolean'
  | 'choice';

export interface Column {
  name: string;
  type: ColumnType;
  required?: boolean;
  choices?: readonly string[];
  unit?: string;
  min?: number;
  max?: number;
  /** Added after rows without it were stored: while it is absent, the digest of a row's content stays what it was. */
  added?: true;
  meaning: Words;
}

export interface FactKind {
  kind: string;
  meaning: Words;
  /** Columns that identify a row: a later row with the same key and other content amends it. */
  key: readonly string[];
  /** The column whose Asia/Shanghai day places an event in time; absent for directory kinds. */
  eventTime?: string;
  /** At least one of these must be there to know the kind by its header, where the required columns are too common. */
  recognisedBy?: readonly string[];
  columns: readonly Column[];
}

/** A column by name, type and meaning. */
export const c = (name: string, type: ColumnType, zh: string, en: string, more: Partial<Column> = {}): Column => ({
  name,
  type,
  meaning: { zh, en },
  ...more,
});
export const required = { required: true } as const;
export const added = { added: true } as const;
