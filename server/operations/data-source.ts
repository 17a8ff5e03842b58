import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DataSource, type DataSourceOptions } from 'typeorm';
import type { Environment } from '../environment.ts';
import { ENTITIES } from './entities.ts';
import { FirstTables } from './migrations/0001-first-tables.ts';
import { CodeLinks } from './migrations/0002-code-links.ts';
import { WithdrawalsAndProfiles } from './migrations/0003-withdrawals-and-profiles.ts';
import { WaysIn } from './migrations/0004-ways-in.ts';
import { RuleSettings } from './migrations/0005-rule-settings.ts';
import { FindingTriage } from './migrations/0006-finding-triage.ts';
import { ViewsNotesInbox } from './migrations/0007-views-notes-inbox.ts';
import { ReliefActions } from './migrations/0008-relief-actions.ts';
import { TimeModel } from './migrations/0009-time-model.ts';

/** In order; a released migration is never changed. */
export const MIGRATIONS = [
  FirstTables,
  CodeLinks,
  WithdrawalsAndProfiles,
  WaysIn,
  RuleSettings,
  FindingTriage,
  ViewsNotesInbox,
  ReliefActions,
  TimeModel,
] as const;

/** A busy store waits this long (another process reading the same SQLite file) before it gives up. */
const BUSY_MILLISECONDS = 5000;

type Place = Pick<Environment, 'databaseUrl' | 'dataFolder'>;

interface SqliteConnection {
  pragma(text: string): unknown;
}

function options(place: Place, readonly: boolean): DataSourceOptions {
  const common = { entities: [...ENTITIES], migrations: [...MIGRATIONS], migrationsTransactionMode: 'each' as const };
  if (place.databaseUrl)
    return {
      ...common,
      type: 'postgres',
      url: place.databaseUrl,
      poolSize: 10,
      // A promise to keep an act is worth nothing if the server may forget it: synchronous_commit is asked for per session.
      extra: { options: '-c synchronous_commit=on -c timezone=UTC', connectionTimeoutMillis: 10_000 },
    };
  return {
    ...common,
    type: 'better-sqlite3',
    database: operationsFile(place.dataFolder),
    enableWAL: !readonly,
    readonly,
    timeout: BUSY_MILLISECONDS,
    prepareDatabase: (connection: SqliteConnection) => {
      connection.pragma(`busy_timeout = ${BUSY_MILLISECONDS}`);
      if (!readonly) connection.pragma('synchronous = FULL');
    },
  };
}

export function operationsFile(dataFolder: string): string {
  return join(dataFolder, 'operations.sqlite');
}

/** Opens the store for writing and brings its tables up to the newest migration. */
export async function openDataSource(place: Place): Promise<DataSource> {
  if (!place.databaseUrl) await mkdir(place.dataFolder, { recursive: true, mode: 0o700 });
  const dataSource = await new DataSource(options(place, false)).initialize();
  try {
    await dataSource.runMigrations();
  } catch (error) {
    await dataSource.destroy();
    throw error;
  }
  return dataSource;
}

/**
 * TypeORM gives SQLite one connection, on which a read would see another request's uncommitted rows: SQLite reads through
 * a second, read-only connection; PostgreSQL's pool needs none.
 */
export async function openReader(place: Place, writer: DataSource): Promise<DataSource> {
  return place.databaseUrl ? writer : new DataSource({ ...options(place, true), migrations: [] }).initialize();
}
