/** Numbered, forward migrations of the facts database. Every statement may be run again after a crash halfway. */
import { SURROUNDING_KINDS } from '../../metrics/surrounding-kinds.ts';
import {
  computedTables,
  definitionTables,
  fieldTables,
  sketchTables,
  timeModelTables,
  workTables,
} from './computed-tables.ts';
import type { FactStore } from './fact-store.ts';
import { formerTables, formerTimeModels } from './former-tables.ts';
import { monthlyTables, personTables } from './monthly-tables.ts';
import { policyTables } from './policy-tables.ts';
import { mergeTree, onCluster } from './table-engine.ts';
import type { TableOptions } from './table-engine.ts';
import { createView, factTables, kindTables } from './tables.ts';

export interface Migration {
  version: number;
  name: string;
  statements: (options: TableOptions) => readonly string[];
}

/** Append only; a published migration never changes. */
export const MIGRATIONS: readonly Migration[] = [
  { version: 1, name: 'facts', statements: factTables },
  { version: 2, name: 'computed', statements: computedTables },
  { version: 3, name: 'photo likeness', statements: photoLikeness },
  { version: 4, name: 'surrounding kinds', statements: (options) => kindTables(SURROUNDING_KINDS, options) },
  { version: 5, name: 'excuses', statements: excuses },
  { version: 6, name: 'sketches', statements: sketchTables },
  { version: 7, name: 'policy', statements: policyTables },
  { version: 8, name: 'fields', statements: fieldTables },
  { version: 9, name: 'photo sketches', statements: sketchTables },
  { version: 10, name: 'work tables', statements: workTables },
  { version: 11, name: 'versions of definitions', statements: definitionTables },
  { version: 12, name: 'time model', statements: timeModelTables },
  { version: 13, name: 'former results', statements: formerTables },
  { version: 14, name: 'former time models', statements: formerTimeModels },
  { version: 15, name: 'sums by month', statements: monthlyTables },
  { version: 16, name: 'sums of people by month', statements: personTables },
];

function excuses(options: TableOptions): string[] {
  return [`DROP TABLE IF EXISTS excused_days${onCluster(options)}`, ...computedTables(options)];
}

/** Tables made since have these columns already. */
function photoLikeness(options: TableOptions): string[] {
  const columns = ['phash256 String', 'texture Nullable(Int64)', 'exif String CODEC(ZSTD(1))', 'doubts Array(String)'];
  return [
    `ALTER TABLE photos_versions${onCluster(options)} ${columns.map((column) => `ADD COLUMN IF NOT EXISTS ${column}`).join(', ')}`,
    createView('photos', options),
  ];
}

/** The facts database was written by a newer program. */
export class NewerSchema extends Error {
  override readonly name = 'NewerSchema';
}

/**
 * Brings the facts database to the newest schema; does nothing when it is there.
 * @returns names of the migrations applied
 * @throws NewerSchema when the database knows migrations this program does not
 */
export async function migrateFacts(
  store: FactStore,
  options: TableOptions = {},
  migrations: readonly Migration[] = MIGRATIONS,
): Promise<string[]> {
  await store.command(
    `CREATE TABLE IF NOT EXISTS schema_versions${onCluster(options)}
     (version UInt32, name String, applied_at DateTime64(3, 'Asia/Shanghai') DEFAULT now64(3))
     ${mergeTree(options, 'ORDER BY version')}`,
  );
  const rows = await store.query<{ version: number }>('SELECT DISTINCT version FROM schema_versions');
  const applied = new Set(rows.map((row) => row.version));
  const newest = Math.max(0, ...migrations.map((migration) => migration.version));
  const unknown = Math.max(0, ...applied);
  if (unknown > newest) {
    throw new NewerSchema(`The facts database has schema ${unknown}, this program knows ${newest} at most`);
  }
  const done: string[] = [];
  for (const migration of [...migrations].sort((a, b) => a.version - b.version)) {
    if (applied.has(migration.version)) continue;
    await runAll(store, migration.statements(options));
    await store.insert('schema_versions', [{ version: migration.version, name: migration.name }]);
    done.push(migration.name);
  }
  return done;
}

/**
 * Tables are made beside each other, for each waits for the disk; views need them, and each other, and so come behind them in
 * their order. Any other statement keeps its place.
 */
async function runAll(store: FactStore, statements: readonly string[]): Promise<void> {
  let tables: string[] = [];
  let views: string[] = [];
  const settle = async (): Promise<void> => {
    await Promise.all(tables.map((statement) => store.command(statement)));
    for (const statement of views) await store.command(statement);
    tables = [];
    views = [];
  };
  for (const statement of statements) {
    if (/^\s*CREATE TABLE/.test(statement)) tables.push(statement);
    else if (/^\s*CREATE (OR REPLACE )?VIEW/.test(statement)) views.push(statement);
    else {
      await settle();
      await store.command(statement);
    }
  }
  await settle();
}
