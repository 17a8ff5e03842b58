/** What a person fills in for each kind of connector, and how it becomes the document the server takes. */
import type { ConnectorOrder } from './api.ts';

export type FieldType = 'text' | 'date' | 'number' | 'list' | 'long' | 'json' | 'check' | 'choice';

export interface Field {
  /** Name in the document. */
  name: string;
  type: FieldType;
  choices?: readonly string[];
  /** A choice that may be left to the intake: words of what happens then, below `connectorChoices`. */
  otherwise?: string;
  required?: boolean;
  /** An example in the empty field; the same in both languages. */
  example?: string;
  initial?: unknown;
}

/** As a person sees them: one entry a vendor, web endpoint or make of database. */
export type Kind = 'wecom' | 'dingtalk' | 'lark' | 'http' | 'postgres' | 'mysql' | 'sqlite';
export const KINDS: readonly Kind[] = ['wecom', 'dingtalk', 'lark', 'http', 'postgres', 'mysql', 'sqlite'];

const since: Field = { name: 'since', type: 'date', required: true, example: '2025-01-01' };
const users = (required = false): Field => ({ name: 'users', type: 'list', required });
const base: Field = { name: 'base', type: 'text', example: 'https://wecom.county.example' };
const overlapDays: Field = { name: 'overlapDays', type: 'number', initial: 1 };
const source: Field = { name: 'source', type: 'text' };
/** Of coordinates that do not say it themselves. */
const crs: Field = { name: 'crs', type: 'choice', choices: ['wgs84', 'gcj02', 'bd09'], otherwise: 'crsUnsaid' };
const loading: Field[] = [
  source,
  { name: 'as', type: 'text', example: 'checkins' },
  { name: 'mapping', type: 'text' },
  crs,
];
const query: Field[] = [
  {
    name: 'query',
    type: 'long',
    required: true,
    example: 'SELECT id AS external_id, user_code AS cadre_code, punched_at AS claimed_at, updated_at FROM punches',
  },
  { name: 'cursor', type: 'text', required: true, example: 'updated_at' },
  { name: 'key', type: 'text', example: 'external_id' },
  { name: 'overlap', type: 'number', initial: 0 },
];
const server = (port: string): Field[] => [
  { name: 'host', type: 'text', required: true },
  { name: 'port', type: 'number', example: port },
  { name: 'database', type: 'text', required: true },
  { name: 'user', type: 'text', required: true },
  { name: 'tls', type: 'check', initial: true },
];

export const FIELDS: Record<Kind, readonly Field[]> = {
  wecom: [
    {
      name: 'data',
      type: 'choice',
      choices: ['checkin', 'device', 'daily', 'journal', 'approval'],
      initial: 'checkin',
    },
    { name: 'corpId', type: 'text', required: true },
    since,
    users(),
    overlapDays,
    base,
    source,
    crs,
  ],
  dingtalk: [
    { name: 'data', type: 'choice', choices: ['attendance', 'checkin', 'report', 'approval'], initial: 'attendance' },
    { name: 'appKey', type: 'text', required: true },
    since,
    users(),
    { name: 'department', type: 'number', initial: 1 },
    { name: 'processCode', type: 'text' },
    overlapDays,
    base,
    source,
    crs,
  ],
  lark: [
    { name: 'data', type: 'choice', choices: ['attendance', 'attendance-results', 'approval'], initial: 'attendance' },
    { name: 'appId', type: 'text', required: true },
    since,
    users(),
    { name: 'approvalCode', type: 'text' },
    overlapDays,
    base,
    source,
    crs,
  ],
  http: [
    { name: 'url', type: 'text', required: true, example: 'https://forms.county.example/api/records' },
    { name: 'answer', type: 'choice', choices: ['json', 'csv'], initial: 'json' },
    { name: 'records', type: 'text', example: 'data.list' },
    { name: 'paging', type: 'json', example: '{"by": "page", "page": "page", "size": "size", "records": 500}' },
    { name: 'newOnly', type: 'json', example: '{"parameter": "since", "field": "updated_at", "start": "2025-01-01"}' },
    { name: 'auth', type: 'json', example: '{"by": "bearer"}' },
    { name: 'encoding', type: 'choice', choices: ['utf-8', 'gb18030', 'utf-16le'], otherwise: 'encodingUnsaid' },
    ...loading,
  ],
  postgres: [...server('5432'), ...query, ...loading],
  mysql: [...server('3306'), ...query, ...loading],
  sqlite: [{ name: 'file', type: 'text', required: true, example: 'punches.sqlite' }, ...query, ...loading],
};

/** Two fields share a name in the document: a day of the vendors, a rule of web endpoints. */
const nameInDocument = (name: string): string => (name === 'newOnly' ? 'since' : name);

export type Values = Record<string, unknown>;

export function emptyValues(kind: Kind): Values {
  return Object.fromEntries(FIELDS[kind].map(({ name, initial }) => [name, initial ?? '']));
}

/** @throws SyntaxError where a field that holds JSON does not */
export function configOf(kind: Kind, values: Values, others: Values): ConnectorOrder['config'] {
  const config: Values = { ...others, kind };
  if (kind === 'postgres' || kind === 'mysql' || kind === 'sqlite')
    Object.assign(config, { kind: 'sql', driver: kind });
  for (const { name, type } of FIELDS[kind]) {
    const value = values[name];
    const text = typeof value === 'string' ? value.trim() : value;
    if (text === '' || text === undefined || text === null) continue;
    if (type === 'json') config[nameInDocument(name)] = JSON.parse(String(text)) as unknown;
    else if (type === 'number') config[name] = Number(text);
    else if (type === 'list')
      config[name] = String(text)
        .split(/[\s,;\u3001\uff0c\uff1b]+/)
        .filter((item) => item !== '');
    else config[nameInDocument(name)] = text;
  }
  return config as ConnectorOrder['config'];
}

/** The form of a connector that exists; `others` is what the form does not show and must not lose. */
export function valuesOf(config: Values): { kind: Kind; values: Values; others: Values } {
  const kind = (config['kind'] === 'sql' ? config['driver'] : config['kind']) as Kind;
  const values = emptyValues(kind);
  const others = { ...config };
  for (const { name, type } of FIELDS[kind]) {
    const value = config[nameInDocument(name)];
    delete others[nameInDocument(name)];
    if (value === undefined) continue;
    values[name] = type === 'json' ? JSON.stringify(value) : type === 'list' ? (value as string[]).join('\n') : value;
  }
  delete others['kind'];
  delete others['driver'];
  return { kind, values, others };
}
