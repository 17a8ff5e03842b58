/** Puts the rows of an example into a fact store as current versions, with the columns that intake derives. */
import { createHash } from 'node:crypto';
import { FACT_KINDS, factKind } from '../../metrics/facts.ts';
import type { FactStore } from '../../server/facts/fact-store.ts';

type Row = Record<string, unknown>;

let facts = 0;

/** Replaces all facts of the store by these. */
export async function replaceFacts(
  store: FactStore,
  byKind: Partial<Record<string, readonly Row[]>>,
  before: ReadonlySet<string>,
): Promise<void> {
  for (const kind of before) await store.command(`TRUNCATE TABLE ${kind}_versions`);
  await addFacts(store, byKind);
}

/** Adds these rows as new facts. */
export async function addFacts(store: FactStore, byKind: Partial<Record<string, readonly Row[]>>): Promise<void> {
  for (const [kind, rows] of Object.entries(byKind)) {
    if (!factKind(kind)) throw new Error(`no fact kind ${kind}`);
    if (rows && rows.length > 0)
      await store.insert(
        `${kind}_versions`,
        rows.map((row) => stored(kind, row)),
      );
  }
}

export const allKinds: ReadonlySet<string> = new Set(FACT_KINDS.map((kind) => kind.kind));

function stored(kind: string, row: Row): Row {
  const known = factKind(kind)!;
  for (const name of Object.keys(row)) {
    if (name !== 'coordinate_decimals' && !known.columns.some((column) => column.name === name))
      throw new Error(`${kind} has no column ${name}`);
  }
  const given = Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null && value !== ''));
  facts++;
  return {
    fact_id: facts,
    version: 1,
    batch: 1,
    file: 'f',
    sheet: '',
    line: facts,
    content_hash: facts,
    extra: '',
    ...given,
    ...(kind === 'reports' ? reportKeys(given) : {}),
    ...(kind === 'checkins' ? { coordinate_decimals: given['coordinate_decimals'] ?? decimals(given) } : {}),
  };
}

function reportKeys(row: Row): Row {
  const text = String(row['text'] ?? '')
    .normalize('NFKC')
    .replace(/[\s\p{P}\p{S}]+/gu, '')
    .replace(/\d+/g, '#');
  const values = JSON.stringify(row['values'] ?? {});
  return {
    text_key: text === '' ? 0 : key(text),
    text_chars: [...text].length,
    values: values === '{}' ? '' : values,
    values_key: values === '{}' ? 0 : key(values),
    values_count: Object.keys(row['values'] ?? {}).length,
  };
}

const key = (text: string): number => parseInt(createHash('sha256').update(text).digest('hex').slice(0, 12), 16);

function decimals(row: Row): number {
  return Math.max(0, ...['lat', 'lon'].map((name) => String(row[name] ?? '').split('.')[1]?.length ?? 0));
}
