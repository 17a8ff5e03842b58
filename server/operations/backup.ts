/** Both stores and the original files as one archive, and back. The caller owns the data folder: nobody else writes. */
import { existsSync } from 'node:fs';
import { lstat, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Audit } from '../access/audit.ts';
import type { AuditVerdict } from '../access/audit-chain.ts';
import type { Environment } from '../environment.ts';
import { openFactStore } from '../facts/open-fact-store.ts';
import { Refusal } from '../http/problem.ts';
import { readArchive, syncFolder, writeArchive, type ArchiveList } from './archive.ts';
import { Operations } from './operations.ts';
import { dumpTables, restoreTables } from './table-copy.ts';

/** What a backup takes from the data folder besides the operations tables; all else there is made again when needed. */
const FOLDERS = ['facts', 'files'];
const FILES = ['audit-heads.log', 'demo-accounts.json'];
const TABLES = 'operations';

export interface BackupResult {
  file: string;
  bytes: number;
  files: number;
  tables: Record<string, number>;
}

export interface RestoreResult {
  tables: Record<string, number>;
  files: number;
  /** When the backup was made, ISO 8601 UTC. */
  at: string;
  audit: AuditVerdict;
  /** Where the data that was there before was put; null when there was none. */
  before: string | null;
}

type Report = (share: number | null) => void;

/** @param file must not exist. @throws Refusal `file-exists`, `facts-elsewhere` */
export async function makeBackup(
  environment: Environment,
  file: string,
  actor: string,
  report: Report,
): Promise<BackupResult> {
  requireOwnFacts(environment);
  if (existsSync(file))
    throw new Refusal(409, 'file-exists', { zh: `文件 ${file} 已存在。`, en: `The file ${file} exists already.` });
  await settleEngine(environment);
  const scratch = await mkdtemp(join(tmpdir(), 'henjian-backup-'));
  try {
    const operations = await Operations.open(environment);
    let tables: Record<string, number>;
    let dialect: string;
    try {
      await new Audit(operations, environment).write({ actor, action: 'backup', object: file });
      tables = await dumpTables(operations, scratch);
      ({ dialect } = operations);
    } finally {
      await operations.onApplicationShutdown();
    }
    const parts = [...FOLDERS, ...FILES].filter((name) => existsSync(join(environment.dataFolder, name)));
    const total = (await Promise.all(parts.map((name) => bytesBelow(join(environment.dataFolder, name))))).reduce(
      (sum, bytes) => sum + bytes,
      0,
    );
    const list = await writeArchive(
      file,
      [{ name: TABLES, path: scratch }, ...parts.map((name) => ({ name, path: join(environment.dataFolder, name) }))],
      { tables, dialect },
      (bytes) => report(total === 0 ? null : Math.min(1, bytes / total)),
    );
    return { file, tables, files: list.files.length, bytes: list.files.reduce((sum, { bytes }) => sum + bytes, 0) };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/**
 * Unpacks and checks everything beside the data folder before anything in it changes. Data that is there is kept aside
 * when `replace` is set. @throws Refusal `bad-archive`, `data-there`, `facts-elsewhere`
 */
export async function restoreBackup(
  environment: Environment,
  file: string,
  actor: string,
  replace: boolean,
  report: Report,
): Promise<RestoreResult> {
  requireOwnFacts(environment);
  const { dataFolder } = environment;
  const present = (await readdir(dataFolder)).filter((name) => isData(name));
  const holdsTables = environment.databaseUrl !== undefined && (await holdsRows(environment));
  const holdsData = present.length > 0 || holdsTables;
  if (holdsData && !replace)
    throw new Refusal(409, 'data-there', {
      zh: `数据目录 ${dataFolder} 中已有数据。加 --replace 后,现有数据会移到旁边保留。`,
      en: `The data folder ${dataFolder} holds data. With --replace it is moved aside and kept.`,
    });
  const staging = join(dataFolder, `restore.${process.pid}`);
  await rm(staging, { recursive: true, force: true });
  await mkdir(staging, { mode: 0o700 });
  try {
    const list = await readArchive(file, staging, () => report(null));
    const before = holdsData ? await folderForOldData(dataFolder) : null;
    if (before && holdsTables) await keepTables(environment, before);
    // SQLite is built inside the staging folder, PostgreSQL changes in one transaction: until here all can still fail safely.
    const { tables, audit } = await restoreOperations({ ...environment, dataFolder: staging }, list, actor);
    await rm(join(staging, TABLES), { recursive: true });
    if (before) for (const name of present) await rename(join(dataFolder, name), join(before, name));
    for (const name of await readdir(staging)) await rename(join(staging, name), join(dataFolder, name));
    await syncFolder(dataFolder);
    return { tables, files: list.files.length, at: list.at, audit, before };
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

async function restoreOperations(environment: Environment, list: ArchiveList, actor: string) {
  const operations = await Operations.open(environment);
  try {
    const tables = await restoreTables(operations, join(environment.dataFolder, TABLES));
    const audit = new Audit(operations, environment);
    const verdict = await audit.verifyAudit();
    await audit.write({ actor, action: 'restore', object: list.at });
    return { tables, audit: verdict };
  } finally {
    await operations.onApplicationShutdown();
  }
}

async function folderForOldData(dataFolder: string): Promise<string> {
  const folder = join(dataFolder, `before-restore.${new Date().toISOString().replace(/\W/g, '')}`);
  await mkdir(folder, { mode: 0o700 });
  return folder;
}

async function keepTables(environment: Environment, before: string): Promise<void> {
  const folder = join(before, TABLES);
  await mkdir(folder, { mode: 0o700 });
  const operations = await Operations.open(environment);
  await dumpTables(operations, folder).finally(() => operations.onApplicationShutdown());
}

/** The lock says that no server runs, but an engine whose server was killed may still write: opening ends it. */
async function settleEngine(environment: Environment): Promise<void> {
  const path = join(environment.dataFolder, 'facts');
  if (!existsSync(path)) return;
  const store = openFactStore({ engine: { path } });
  try {
    await store.query('SELECT 1');
  } finally {
    await store.close();
  }
}

function requireOwnFacts({ clickhouseUrl }: Environment): void {
  if (!clickhouseUrl) return;
  throw new Refusal(409, 'facts-elsewhere', {
    zh: '事实数据在 ClickHouse 服务器上(CLICKHOUSE_URL),请用它自己的 BACKUP / RESTORE。',
    en: 'The facts are on a ClickHouse server (CLICKHOUSE_URL); use its own BACKUP and RESTORE.',
  });
}

async function holdsRows(environment: Environment): Promise<boolean> {
  const operations = await Operations.open(environment);
  try {
    const [{ n } = { n: 0 }] = await operations.dataSource.query<{ n: number | string }[]>(
      'SELECT count(*) AS n FROM audit',
    );
    return Number(n) > 0;
  } finally {
    await operations.onApplicationShutdown();
  }
}

function isData(name: string): boolean {
  return [...FOLDERS, ...FILES].includes(name) || name.startsWith('operations.sqlite');
}

async function bytesBelow(path: string): Promise<number> {
  const stat = await lstat(path);
  if (!stat.isDirectory()) return stat.isFile() ? stat.size : 0;
  const sizes = await Promise.all((await readdir(path)).map((name) => bytesBelow(join(path, name))));
  return sizes.reduce((sum, size) => sum + size, 0);
}
